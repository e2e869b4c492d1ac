"""Engines that a workload controls (Docker outside of Docker)."""

from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.types import DoodItem
from inspector.facts.way import Way
from inspector.facts.ways import ways
from inspector.model import Unknown


def dood(workload: Workload, context: Context) -> Facet:
    """`dood`: one item for each way to an engine: sockets, directories above them, addresses, proxies, namespaces.

    `controls` and `gives` of a nested engine are late (see access.py).
    """
    found = ways(workload, context)
    items: list[DoodItem] = []
    unknown: list[Unknown] = [{"path": "dood", "reason": reason} for reason in found.unknown]
    for way in found.items:
        unknown += [{"path": f"dood[{len(items)}].{key}", "reason": reason} for key, reason in way.why.items()]
        items.append(_item(way))
    return Facet({"dood": items}, unknown)


def _item(way: Way) -> DoodItem:
    return DoodItem(
        engine=way.engine,
        how=way.how,
        via=way.via,
        path=way.path,
        endpoint=way.endpoint,
        dest=way.dest,
        rw=way.rw,
        access=way.access,
        through=way.through,
        grants=list(way.grants),
        powers=list(way.powers),
        group=way.group,
        controls=way.controls,
        gives=way.controls if way.controls in {"host", "account"} else None,
        certainty=way.certainty,
        source=list(way.source),
    )
