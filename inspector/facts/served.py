"""Sockets that a container's engine or proxy puts where others see them."""

from collections.abc import Iterator
from typing import NamedTuple

from inspector.facts.engines import listens_of, serving
from inspector.facts.facet import Context, Workload
from inspector.facts.memo import once
from inspector.facts.mounts import Mount, mounts
from inspector.facts.paths import components, normalise

MOST = 20
"""Sockets that are looked at in one mount."""


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
    """All sockets of nested engines and proxies that lie in a mount; of several at one place the first."""
    found: dict[tuple[str, ...], Served] = {}
    for workload in serving(context):
        for one in _of(workload, context):
            at = components(one.mount.path) if one.mount.path else ("", one.mount.volume or "")
            found.setdefault((*at, *one.rest), one)
    return list(found.values())


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


def served_sockets(workload: Workload, mount: Mount, context: Context) -> list[tuple[Workload, str, str]]:
    """The sockets of other containers that a mount shows: who serves it, its path on the host and in this container.

    At most `MOST` of them: a directory of more is not told apart by anybody.
    """
    found: list[tuple[Workload, str, str]] = []
    for one in served(context):
        rest = seen_in(mount, one) if one.server is not workload else None
        if rest is not None and len(found) < MOST:
            root = one.mount.path or one.mount.data
            path = normalise("/".join((root, *one.rest))) if root else ""
            found.append((one.server, path, "/".join((mount.dest.rstrip("/"), *rest))))
    return found


def seen_in(mount: Mount, one: Served) -> tuple[str, ...] | None:
    """The components of a served socket below a mount, or None when the mount does not show it."""
    if one.mount.path:
        there = (*components(one.mount.path), *one.rest)
        here = components(mount.path)
        return there[len(here) :] if mount.path and there[: len(here)] == here else None
    return one.rest if not mount.path and mount.volume is not None and mount.volume == one.mount.volume else None
