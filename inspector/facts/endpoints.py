"""Addresses of engines that a workload is pointed at."""

from inspector.facts.engines import Target, targets
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.pointed import Pointed, why_more
from inspector.facts.types import EndpointItem
from inspector.model import Unknown


def endpoints(workload: Workload, context: Context) -> Facet:
    """`endpoints`: from the environment, the command line, labels and what the image does by itself.

    `to` is the name of a container, `engine` for this host's own, or `remote`; a socket's engine is told by `dood`.
    """
    items: list[EndpointItem] = []
    unknown: list[Unknown] = [{"path": "endpoints", "reason": reason} for reason in why_more(workload, context)]
    for one, target in targets(workload, context):
        if target.reason:
            unknown.append({"path": f"endpoints[{len(items)}].to", "reason": target.reason})
        items.append(_item(one, target))
    return Facet({"endpoints": items}, unknown)


def _item(one: Pointed, target: Target) -> EndpointItem:
    return EndpointItem(
        scheme=one.scheme,
        host=one.host,
        port=one.port,
        path=one.path,
        tls=one.tls,
        verify=one.verify,
        via=one.via,
        to=target.workload.name if target.workload is not None else target.to,
        certainty=target.certainty,
        source=list(one.source),
    )
