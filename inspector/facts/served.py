"""Sockets that a container's engine or proxy puts where others see them."""

from collections.abc import Iterator
from typing import NamedTuple

from inspector.facts.engines import listens_of
from inspector.facts.facet import Context, Workload
from inspector.facts.memo import once
from inspector.facts.mounts import Mount, mounts
from inspector.facts.paths import components, normalise


class Served(NamedTuple):
    """A socket in a mount of the container that serves it.

    Attributes:
        server: the container.
        address: the socket's path in it.
        mount: of the server, in which the socket lies.
        rest: the components of the socket's path below the mount.
    """

    server: Workload
    address: str
    mount: Mount
    rest: tuple[str, ...]


@once
def served(context: Context) -> list[Served]:
    """All sockets of nested engines and proxies that lie in a mount."""
    return [one for workload in context.links.workloads for one in _of(workload, context)]


def _of(workload: Workload, context: Context) -> Iterator[Served]:
    for listen in listens_of(workload, context):
        if listen.transport == "unix":
            one = place_of(workload, listen.address, context)
            if one is not None:
                yield one


def place_of(workload: Workload, address: str, context: Context) -> Served | None:
    """The mount in which a socket of a workload lies: the innermost that covers its path."""
    parts = components(normalise(address))
    best: tuple[int, Mount] | None = None
    for mount in mounts(workload, context).items:
        dest = components(normalise(mount.dest))
        if mount.dest and parts[: len(dest)] == dest and (best is None or len(dest) > best[0]):
            best = (len(dest), mount)
    if best is None or not (best[1].path or best[1].volume):
        return None
    return Served(workload, address, best[1], parts[best[0] :])


def served_sockets(workload: Workload, mount: Mount, context: Context) -> Iterator[tuple[Workload, str, str]]:
    """The sockets of other containers that a mount shows: who serves it, its path on the host and in this container."""
    for one in served(context):
        if one.server is not workload:
            rest = seen_in(mount, one)
            if rest is not None:
                path = (
                    "/".join((one.mount.path or one.mount.data, *one.rest)) if one.mount.path or one.mount.data else ""
                )
                yield one.server, normalise(path) if path else "", "/".join((mount.dest.rstrip("/"), *rest))


def seen_in(mount: Mount, one: Served) -> tuple[str, ...] | None:
    """The components of a served socket below a mount, or None when the mount does not show it."""
    if one.mount.path:
        there = (*components(one.mount.path), *one.rest)
        here = components(mount.path)
        return there[len(here) :] if mount.path and there[: len(here)] == here else None
    return one.rest if not mount.path and mount.volume is not None and mount.volume == one.mount.volume else None
