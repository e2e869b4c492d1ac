"""Published ports."""

from collections.abc import Iterator

from inspector.facts.bindings import Binding, bindings
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.memo import once
from inspector.facts.types import PublishedItem
from inspector.model import Unknown


def published(workload: Workload, context: Context) -> Facet:
    """`published`: each port that is published on the host, with the other workload that claims the same one."""
    found = bindings(workload, context)
    unknown: list[Unknown] = []
    if found.unknown:
        unknown.append({"path": "published", "reason": found.unknown})
    items: list[PublishedItem] = []
    for binding in found.items:
        if binding.host_port is None:
            reason = "the host port is chosen when the container starts"
            unknown.append({"path": f"published[{len(items)}].host_port", "reason": reason})
        items.append(
            PublishedItem(
                host_ip=binding.host_ip,
                host_port=binding.host_port,
                protocol=binding.protocol,
                port=binding.port,
                wildcard=binding.wildcard,
                ipv6=":" in binding.host_ip,
                live=binding.live,
                clash=_clash(workload, binding, context),
                source=list(binding.source),
            )
        )
    return Facet({"published": items}, unknown)


def _clash(workload: Workload, binding: Binding, context: Context) -> str | None:
    """Name of another workload, in whatever state, that asks for the same port of the same address."""
    if binding.host_port is None:
        return None
    for other, claim in _claims(context).get((binding.host_port, binding.protocol), []):
        if other is not workload and _overlap(binding, claim) and not _share(workload, other, context):
            return other.name
    return None


def _overlap(one: Binding, two: Binding) -> bool:
    if one.host_ip == two.host_ip:
        return True
    same_family = (":" in one.host_ip) == (":" in two.host_ip) or "" in (one.host_ip, two.host_ip)
    return same_family and (one.wildcard or two.wildcard)


def _share(one: Workload, two: Workload, context: Context) -> bool:
    """Whether both have one network namespace, so that there is one claim only."""
    return context.links.owner(one, "net").value is context.links.owner(two, "net").value


@once
def _claims(context: Context) -> dict[tuple[int, str], list[tuple[Workload, Binding]]]:
    found: dict[tuple[int, str], list[tuple[Workload, Binding]]] = {}
    for other, claim in _all(context):
        if claim.host_port is not None:
            found.setdefault((claim.host_port, claim.protocol), []).append((other, claim))
    return found


def _all(context: Context) -> Iterator[tuple[Workload, Binding]]:
    for workload in context.links.workloads:
        for binding in bindings(workload, context).items:
            yield workload, binding
