"""Mounts as they come to a workload: its own, and what --volumes-from brings in."""

from collections import deque
from dataclasses import dataclass, replace
from typing import Literal

from inspector.facts import raw
from inspector.facts.facet import Context, Workload
from inspector.facts.memo import remembered
from inspector.facts.mountentries import Entries, Entry, place, written

Via = Literal["bind", "volume", "volumes-from", "pipe"]
_HOPS = 200
"""Containers that are looked at for --volumes-from, of one workload."""


@dataclass(slots=True)
class Described:
    """An entry, how it got there, and of whose document it is."""

    entry: Entry
    via: Via


@remembered
def written_of(workload: Workload, _context: Context) -> Entries:
    """The mounts of a workload as its document writes them."""
    return written(workload.document)


def via(entry: Entry) -> Via:
    """How an own mount got there."""
    if entry.type == "npipe":
        return "pipe"
    return "volume" if entry.type == "volume" else "bind"


def inherited(workload: Workload, context: Context, own: list[Described]) -> tuple[list[Described], list[str]]:
    """What --volumes-from brings in over any number of hops, and why there may be more.

    An own mount that is inherited is marked as such and gets the pointer. A container's `Mounts` holds what it
    inherited itself, so that the walk goes on only where that is missing; a compose file writes down no inherited one.
    """
    host = raw.section(workload.document, "HostConfig") or raw.EMPTY
    start = raw.items(host, "VolumesFrom")
    if start is None:
        return [], [raw.fault(host, "VolumesFrom", "HostConfig")] if host.get("VolumesFrom") else []
    places = {place(one.entry.dest): one for one in own}
    found: list[Described] = []
    unknown: list[str] = []
    seen = {id(workload)}
    waiting = deque((entry, True, f"/HostConfig/VolumesFrom/{index}") for index, entry in enumerate(start))
    complete = _tells_all(workload) and bool(workload.document["Mounts"])
    while waiting:
        if len(seen) > _HOPS:
            return found, [*unknown, "it inherits volumes over too many containers"]
        value, rw, pointer = waiting.popleft()
        name, _, mode = value.partition(":") if isinstance(value, str) else ("", "", "")
        donor = context.links.container(name).value if name else None
        if donor is None:
            if not complete:
                unknown.append(f"the container {name or '?'}, whose volumes it inherits, was not collected")
            continue
        if id(donor) in seen:
            continue
        seen.add(id(donor))
        rw = rw and "ro" not in mode.split(",")
        unknown += [] if complete else written_of(donor, context).faults
        for entry in written_of(donor, context).items:
            _inherit(entry, rw, pointer, places, found)
        if not _tells_all(donor):
            deeper = raw.items(raw.section(donor.document, "HostConfig") or raw.EMPTY, "VolumesFrom") or []
            waiting.extend((more, rw, pointer) for more in deeper)
    return found, unknown


def _tells_all(workload: Workload) -> bool:
    """Whether `Mounts` also holds what the workload inherits; a compose service has only its own mounts there."""
    return workload.kind != "compose" and isinstance(workload.document.get("Mounts"), list)


def _inherit(entry: Entry, rw: bool, pointer: str, places: dict[str, Described], found: list[Described]) -> None:  # noqa: FBT001 the field of a mount
    """Takes one mount of another container over, or marks the own one that it is."""
    there = places.get(place(entry.dest))
    if there is None:
        copied = replace(entry, rw=entry.rw is not False and rw, source_pointers=[pointer])
        places[place(entry.dest)] = described = Described(copied, "volumes-from")
        found.append(described)
        return
    mine = there.entry
    only_in_mounts = mine.origin == "Mounts" and len(mine.source_pointers) == 1
    if only_in_mounts and (mine.type, mine.source, mine.name) == (entry.type, entry.source, entry.name):
        there.via = "volumes-from"
        there.entry = replace(mine, source_pointers=[*mine.source_pointers, pointer])
