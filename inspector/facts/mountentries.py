"""The mounts of a workload as its document writes them, in three places, brought to one form.

Sources: `Mounts` (API from 1.20; without Type before 1.25), `HostConfig.Binds` (as `docker run -v` sent them),
`HostConfig.Mounts` (as `--mount`; only here stand NonRecursive, ReadOnlyNonRecursive, Subpath and a volume's driver
options). Inspect keeps the user's spelling of a path.
"""

import posixpath
import re
from dataclasses import dataclass, field
from typing import Any

from inspector.facts import raw
from inspector.facts.paths import PIPES, is_windows, normalise
from inspector.model import Document

UNSET = "the source of a bind is not told"
SILENT = frozenset({"tmpfs", "image", "cluster", "ramfs", "devpts"})
"""Types of mount that show nothing of the host."""
KNOWN = frozenset({"bind", "volume", "npipe"})
PROPAGATION = frozenset({"private", "rprivate", "shared", "rshared", "slave", "rslave"})

_OPAQUE = "/run/desktop/mnt/host/wsl/docker-desktop-bind-mounts/"
"""Docker Desktop's copy of a path within a WSL distribution; the path itself is not in the name."""
_DESKTOP = ("/host_mnt/", "/run/desktop/", "/run/host-services/", "/run/guest-services/", "/socket_mnt/", "/mnt/wsl/")

_WINDOWS_BIND = re.compile(
    r"(?P<source>(?:[A-Za-z]:[\\/]|\\\\|//[.?]/)[^:*?\"<>|]*):(?P<dest>(?:[A-Za-z]:[\\/])?[^:]*)(?::(?P<mode>[^:\\/]*))?\Z"
)


@dataclass(slots=True)
class Entry:
    """One mount as written.

    Attributes:
        type: bind, volume or npipe.
        source: the host's path of a bind; where the engine keeps it for a volume.
        name: of the volume; empty for one that gets its name when the container is made.
        dest: in the container.
        rw: None where it is not said.
        propagation: as given, or None.
        driver: of the volume, or None.
        options: driver options that were sent with the container, or None.
        subpath: directory of the volume that is mounted.
        non_recursive: whether mounts below the source are left out.
        ro_non_recursive: whether a read-only mount leaves those below writable on purpose.
        source_pointers: where it is written.
        origin: Mounts, Binds or HostConfig.Mounts.
    """

    type: str
    source: str
    name: str
    dest: str
    rw: bool | None
    origin: str
    source_pointers: list[str]
    propagation: str | None = None
    driver: str | None = None
    options: Document | None = None
    subpath: str = ""
    non_recursive: bool = False
    ro_non_recursive: bool = False
    ro_forced: bool = False


@dataclass(slots=True)
class Entries:
    """All mounts as written, and why that may not be all."""

    items: list[Entry] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def top_level(document: Document) -> Entries:
    """The entries of `Mounts`. Absent or of the wrong type is no fault here; a broken entry is."""
    found = Entries()
    for index, value in enumerate(raw.items(document, "Mounts") or []):
        pointer = f"/Mounts/{index}"
        if not isinstance(value, dict):
            found.faults.append(f"Mounts[{index}] is {raw.kind_of(value)}")
            continue
        name, source = raw.text(value, "Name") or "", raw.text(value, "Source") or ""
        kind = raw.text(value, "Type") or ("volume" if name else "bind")
        dest = raw.text(value, "Destination") or raw.text(value, "Target") or ""
        if kind == "bind" and not source:
            found.faults.append(_unset(value, f"Mounts[{index}]"))
        elif kind in KNOWN:
            propagation = raw.text(value, "Propagation") or None
            entry = Entry(kind, source, name, dest, raw.flag(value, "RW"), "Mounts", [pointer], propagation)
            entry.driver = raw.text(value, "Driver")
            found.items.append(entry)
        elif kind not in SILENT:
            found.faults.append(f"Mounts[{index}] is of a type that is not known")
    return found


def _unset(mount: Document, where: str) -> str:
    """Why a bind has no source: nobody set it, or it is no text."""
    return UNSET if mount.get("Source") in (None, "") else raw.fault(mount, "Source", where)


def binds(host: Document) -> Entries:
    """The entries of `HostConfig.Binds`."""
    found = Entries()
    for index, value in enumerate(raw.items(host, "Binds") or []):
        parts = split_bind(value) if isinstance(value, str) else None
        if parts is None:
            found.faults.append(f"HostConfig.Binds[{index}] is no bind")
            continue
        source, dest, mode = parts
        words = mode.split(",") if mode else []
        is_path = source[:1] in {"/", "~", "."} or is_windows(source)
        kind = "bind" if is_path else "volume"
        if source.replace("/", "\\").lower().startswith(PIPES):
            kind = "npipe"
        propagation = next((word for word in words if word in PROPAGATION), None)
        entry = Entry(kind, source if is_path else "", "" if is_path else source, dest, "ro" not in words, "Binds",
                      [f"/HostConfig/Binds/{index}"], propagation)  # fmt: skip
        found.items.append(entry)
    return found


def split_bind(value: str) -> tuple[str, str, str] | None:
    """Source, destination and mode of one bind, or None when it is none."""
    if is_windows(value):
        match = _WINDOWS_BIND.match(value)
        return (match["source"], match["dest"], match["mode"] or "") if match else None
    source, first, rest = value.partition(":")
    dest, _, mode = rest.partition(":")
    return (source, dest, mode) if source and first and dest else None


def requested(host: Document) -> Entries:
    """The entries of `HostConfig.Mounts`."""
    found = Entries()
    for index, value in enumerate(raw.items(host, "Mounts") or []):
        if not isinstance(value, dict):
            found.faults.append(f"HostConfig.Mounts[{index}] is {raw.kind_of(value)}")
            continue
        kind = raw.text(value, "Type") or "bind"
        if kind == "bind" and not raw.text(value, "Source"):
            found.faults.append(_unset(value, f"HostConfig.Mounts[{index}]"))
        elif kind in KNOWN:
            found.items.append(_requested(kind, value, f"/HostConfig/Mounts/{index}"))
        elif kind not in SILENT:
            found.faults.append(f"HostConfig.Mounts[{index}] is of a type that is not known")
    return found


def _requested(kind: str, value: Document, pointer: str) -> Entry:
    source, dest = raw.text(value, "Source") or "", raw.text(value, "Target") or ""
    is_volume = kind == "volume"
    entry = Entry(kind, "" if is_volume else source, source if is_volume else "", dest,
                  raw.flag(value, "ReadOnly") is not True, "HostConfig.Mounts", [pointer])  # fmt: skip
    bind = raw.section(value, "BindOptions") or raw.EMPTY
    entry.propagation = raw.text(bind, "Propagation") or None
    entry.non_recursive = bind.get("NonRecursive") is True
    entry.ro_non_recursive = bind.get("ReadOnlyNonRecursive") is True
    entry.ro_forced = bind.get("ReadOnlyForceRecursive") is True
    volume = raw.section(value, "VolumeOptions") or raw.EMPTY
    entry.subpath = raw.text(volume, "Subpath") or ""
    driver = raw.section(volume, "DriverConfig") or raw.EMPTY
    entry.driver = raw.text(driver, "Name")
    options: Any = driver.get("Options")
    entry.options = options if isinstance(options, dict) and options else None
    return entry


def written(document: Document) -> Entries:
    """All entries of one document; what several places say of one mount is one entry."""
    found = top_level(document)
    places: dict[str, list[Entry]] = {}
    for entry in found.items:
        places.setdefault(place(entry.dest), []).append(entry)
    host = raw.section(document, "HostConfig") or raw.EMPTY
    for more in (binds(host), requested(host)):
        found.faults += more.faults
        for entry in more.items:
            there = places.setdefault(place(entry.dest), [])
            same = next((other for other in there if _same(other, entry)), None)
            if same is None:
                there.append(entry)
                found.items.append(entry)
            else:
                _join(same, entry)
    return found


def place(dest: str) -> str:
    """One spelling of a destination, to compare by."""
    return posixpath.normpath(f"/{dest.lstrip('/')}") if dest.startswith("/") else dest.rstrip("\\/").lower()


def _same(one: Entry, two: Entry) -> bool:
    """Whether two entries of one destination are one mount."""
    if "volume" in (one.type, two.type):
        return one.type == two.type and (one.name == two.name or not one.name or not two.name)
    if normalise(one.source) == normalise(two.source):
        return True
    # Docker Desktop shows in Mounts what its virtual machine binds in place of what was asked for
    return one.origin == "Mounts" and any(one.source.startswith(prefix) for prefix in _DESKTOP)


def _join(known: Entry, entry: Entry) -> None:
    """Adds to a known mount what another entry says of it. Where they differ, it is writable."""
    known.source_pointers += entry.source_pointers
    known.rw = known.rw if entry.rw is None else bool(known.rw) or entry.rw
    known.propagation = known.propagation or entry.propagation
    known.driver = known.driver or entry.driver
    known.options = known.options or entry.options
    known.subpath = known.subpath or entry.subpath
    known.non_recursive |= entry.non_recursive
    known.ro_non_recursive |= entry.ro_non_recursive
    known.ro_forced |= entry.ro_forced
    known.name = known.name or entry.name
    if known.source.startswith(_OPAQUE) and entry.source:
        known.source = entry.source
