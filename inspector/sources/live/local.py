"""What only this machine knows of its containers: what their binds really are.

The API does not resolve symbolic links: `-v /opt/x:/x` may be the engine's socket. The mount table of a container's
first process tells which file of which file system is mounted there; the table of the process above it (the shim,
which lives in the engine's mount namespace) tells where that file system is found.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from posixpath import normpath
from typing import Any

from inspector.model import Document
from inspector.sources.live.mountinfo import Entry, table

PROC = Path("/proc")

BELOW = 200
"""Mounts below a container's own that are listed; a bind of `/` has those of all other containers below it."""

PTRACE = 19
"""CAP_SYS_PTRACE (linux/capability.h)."""

_OTHERS = {"overlay", "nsfs", "mqueue"}
"""File systems that belong to other containers; what lies below one is not listed either."""

Devices = dict[str, list[Entry]]


def evidence(containers: Iterable[Document], proc: Path = PROC) -> dict[str, Document]:
    """By container id: `mounts`, a list of `dest`, `rw`, `fstype` and, where it could be told, `path` on the host.

    What can be reached by several paths (a folder that is mounted again elsewhere) has the others as `also`; `path` is
    a bind's own name if that is one of them, so that a bind with another `path` is one of a symbolic link.
    Listed are the mounts that the container's document has, and those below them. Needs root or CAP_SYS_PTRACE, an
    engine on this machine and a container that runs; there is none otherwise. Only mount tables and names of control
    groups are read.
    """
    if not _may_look(proc):
        return {}
    engines: dict[str, Devices] = {}
    found = {str(container.get("Id")): _mounts(container, proc, engines) for container in containers}
    return {identity: {"mounts": mounts} for identity, mounts in found.items() if mounts}


def _may_look(proc: Path) -> bool:
    """Whether the tables of other users' processes are open to us."""
    lines = _text(proc / "self" / "status").splitlines()
    effective = next((line.split()[1] for line in lines if line.startswith("CapEff:")), "0")
    return os.geteuid() == 0 or bool(int(effective, 16) >> PTRACE & 1)


def _mounts(container: Document, proc: Path, engines: dict[str, Devices]) -> list[Document]:
    """`engines` remembers the tables of mount namespaces: all containers of an engine share one."""
    state, identity = container.get("State"), container.get("Id")
    pid = state.get("Pid") if isinstance(state, dict) else None
    told = _told(container)
    if not told or type(pid) is not int or pid <= 0 or not isinstance(identity, str) or not identity:
        return []
    own = {entry.point: entry for entry in table(proc / str(pid) / "mountinfo")}
    engine = _engine(proc / str(pid), engines)
    # Asked last: a number that went to another process meanwhile is noticed.
    if identity not in _text(proc / str(pid) / "cgroup"):
        return []
    exact = [_exact(dest, source, own, engine) for dest, source in told.items()]
    below = [_described(entry, entry.point, "", engine) for entry in _below(own, told)]
    return [mount for mount in exact if mount] + below[:BELOW]


def _told(container: Document) -> dict[str, str]:
    """Source by destination, of the mounts that the document has; a volume's is empty, for it may be a bind itself."""
    mounts = container.get("Mounts")
    listed = [one for one in mounts or [] if isinstance(one, dict) and isinstance(one.get("Destination"), str)]
    return {one["Destination"]: _source(one) for one in listed}


def _source(mount: Document) -> str:
    source = mount.get("Source")
    return source if isinstance(source, str) and mount.get("Type") == "bind" else ""


def _exact(dest: str, source: str, own: dict[str, Entry], engine: Devices) -> Document | None:
    """What is mounted at a destination. Behind a link of the container, a mount of the very source does."""
    entry = own.get(normpath(dest))
    if entry is None:
        entry = next((one for one in own.values() if source and normpath(source) in _places(one, engine)), None)
    return _described(entry, dest, source, engine) if entry else None


def _below(own: dict[str, Entry], told: dict[str, str]) -> Iterator[Entry]:
    """Mounts below those of the document, but for what belongs to other containers."""
    dests = [normpath(dest) for dest in told]
    others = [entry.point for entry in own.values() if entry.fstype in _OTHERS and entry.point != "/"]
    for entry in own.values():
        inside = entry.point not in dests and any(_under(entry.point, dest) for dest in dests)
        if inside and not any(_under(entry.point, other) for other in others):
            yield entry


def _described(entry: Entry, dest: str, source: str, engine: Devices) -> Document:
    described: dict[str, Any] = {"dest": dest, "rw": entry.rw, "fstype": entry.fstype}
    places = list(dict.fromkeys(_places(entry, engine)))
    if source and normpath(source) in places:
        places.sort(key=lambda place: place != normpath(source))
    described |= {"path": places[0]} if places else {}
    return described | ({"also": places[1:]} if places[1:] else {})


def _places(entry: Entry, engine: Devices) -> Iterator[str]:
    """Where the engine finds what is mounted, the most particular place first."""
    if entry.root is None:
        return
    holders = [one for one in engine.get(entry.device, []) if one.root is not None and _under(entry.root, one.root)]
    for holder in sorted(holders, key=lambda one: len(one.root or ""), reverse=True):
        yield normpath(f"{holder.point}/{entry.root[len((holder.root or '').rstrip('/')) :]}")


def _engine(process: Path, engines: dict[str, Devices]) -> Devices:
    """Mounts by file system, as the process above `process` sees them."""
    lines = _text(process / "status").splitlines()
    above = process.parent / next((line.split()[1] for line in lines if line.startswith("PPid:")), "1")
    try:
        namespace = str((above / "ns" / "mnt").readlink())
    except OSError:
        return {}
    if namespace not in engines:
        engines[namespace] = defaultdict(list)
        for entry in table(above / "mountinfo"):
            engines[namespace][entry.device].append(entry)
    return engines[namespace]


def _under(path: str, place: str) -> bool:
    return path == place or path.startswith(place.rstrip("/") + "/")


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
