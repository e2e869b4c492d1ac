"""Who reaches a workload, and who sees its files."""

from itertools import islice
from typing import Any, Literal

from inspector.facts.bindings import bindings
from inspector.facts.engines import is_host_network, listens_of
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.mounts import Mount, mounts
from inspector.facts.nested import widest
from inspector.facts.pathtable import areas
from inspector.facts.peers import SAMPLE, peers, unread_network
from inspector.facts.serving import reach
from inspector.facts.sockets import socket_at
from inspector.facts.types import ReachFacts, SharedFilesItem
from inspector.facts.usage import project_of
from inspector.model import Unknown

_NOBODY = Facet({"reachable_by": None})


def reachable_by(workload: Workload, context: Context) -> Facet:
    """`reachable_by`: null, or who reaches the API that the workload's engine or proxy serves."""
    found = reach(workload, context)
    if found is None:
        return _NOBODY
    unknown: list[Unknown] = []
    if found.unknown:
        unknown.append({"path": "reachable_by", "reason": found.unknown})
    facts = ReachFacts(
        count=found.near["count"],
        sample=found.near["sample"],
        clients=found.clients,
        others=found.others,
        published=_published(workload, context),
        host_network=is_host_network(workload, context),
    )
    return Facet({"reachable_by": facts}, unknown, {"reachable_by": ["/NetworkSettings/Networks"]})


def _published(workload: Workload, context: Context) -> Literal["none", "loopback", "any"]:
    """The farthest reach of a published port on which the API answers."""
    ports = {one.port for one in listens_of(workload, context) if one.transport == "tcp" and not one.loopback}
    found = [one for one in bindings(workload, context).items if one.protocol == "tcp" and one.port in ports]
    return widest(found)


def shares_network_with(workload: Workload, context: Context) -> Facet:
    """`shares_network_with`: the others on its networks or in its network namespace.

    Members of the default bridge do not count where containers may not talk there (`enable_icc`).
    """
    unread = unread_network(workload, context)
    unknown: list[Unknown] = [{"path": "shares_network_with", "reason": unread}] if unread else []
    return Facet({"shares_network_with": peers(context).near_count(workload)}, unknown)


def shares_files_with(workload: Workload, context: Context) -> Facet:
    """`shares_files_with`: one item for each mount whose files another workload sees.

    The same volume, the same path of the host, or a path above it. What every container may have (time zone, names) and
    sockets of engines, which are no files, do not count.
    """
    items: list[SharedFilesItem] = []
    for mount in mounts(workload, context).items:
        if (mount.path or mount.volume) and not _common(mount, context):
            items += _shared(workload, mount, context)
    return Facet({"shares_files_with": items})


def _common(mount: Mount, context: Context) -> bool:
    if not mount.path:
        return False
    silent = not mount.rw and "silent" in areas(mount.path, context.engine["root_dir"]).areas
    return silent or socket_at(mount.path, context.engine) is not None


def _shared(workload: Workload, mount: Mount, context: Context) -> list[SharedFilesItem]:
    groups = list(peers(context).beneath(mount))
    ids = set[int]().union(*(group.ids for group in groups)) - {id(workload)}
    if not ids:
        return []
    others = (holder for group in groups for holder in group.items if holder.workload is not workload)
    sample: list[dict[str, Any]] = [
        {"name": holder.workload.name, "dest": holder.mount.dest, "rw": holder.mount.rw}
        for holder in islice(others, SAMPLE)
    ]
    projects = set[str | None]().union(*(group.projects for group in groups))
    return [
        SharedFilesItem(
            volume=mount.volume,
            path=mount.path or None,
            dest=mount.dest,
            rw=mount.rw,
            count=len(ids),
            sample=sample,
            other_project=projects != {project_of(workload)},
            source=list(mount.source),
        )
    ]
