"""Loose inspect documents that make up one engine, gathered into one snapshot."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inspector.model import Document, Gap
from inspector.sources.limits import MAX_FAULTS
from inspector.sources.snapshot import Snapshot

SUFFIXES = (".json", ".ndjson", ".jsonl", ".gz")
"""Files of a directory that are read; a file named by itself may be called anything."""

STDIN_NAME = "standard input"
"""What standard input is called as a place."""

_SETTINGS = ("Name", "Path", "Args", "Config", "HostConfig")
"""Of a container: two documents that agree on these and on their mounts are one container at two times."""

_VOLUME_SETTINGS = ("Driver", "Options", "Mountpoint")


@dataclass
class Group:
    """The documents of one engine.

    Attributes:
        name: what the user calls the engine, or None: then its own name counts.
        fallback: its name when neither the user nor the engine says one; empty: that of the first file.
        places: files that something was taken from.
    """

    name: str | None
    fallback: str
    places: list[str] = field(default_factory=list)
    _snapshot: Snapshot = field(default_factory=lambda: Snapshot("", "", "files"))
    _index: dict[tuple[str, str], int] = field(default_factory=dict)
    _gaps: list[Gap] = field(default_factory=list)
    _untold: int = 0

    def add(self, kind: str, document: Document, place: str) -> None:
        """Takes in a redacted document of `kind` that stands in `place`."""
        if not self.places or self.places[-1] != place:
            self.places.append(place)
        if kind in ("info", "version"):
            self._add_part(kind, document, place)
            return
        objects = self._snapshot.objects.setdefault(kind, [])
        identity = _identity(kind, document)
        at = self._index.get((kind, identity)) if identity else None
        if at is None:
            self._index[kind, identity] = len(objects)
            objects.append(document)
            return
        kept = _one_of(kind, objects[at], document)
        if kept is None:
            objects.append(document)
        else:
            objects[at] = kept

    def gap(self, place: str, reason: str) -> None:
        """Notes something in `place` that could not be read; the fiftieth and later are only counted."""
        if len(self._gaps) < MAX_FAULTS:
            self._gaps.append({"engine": "", "kind": "file", "id": place, "reason": reason})
        else:
            self._untold += 1

    def gaps(self, engine: str) -> list[Gap]:
        """The gaps, as of `engine`."""
        if self._untold:
            more: Gap = {"engine": "", "kind": "file", "id": "", "reason": f"{self._untold} more entries were not read"}
            self._gaps.append(more)
            self._untold = 0
        return [{**gap, "engine": engine} for gap in self._gaps]

    def snapshot(self) -> Snapshot | None:
        """The engine, or None when there is nothing of it."""
        snapshot = self._snapshot
        if not snapshot.objects and snapshot.info is None and snapshot.version is None:
            return None
        first, *rest = self.places
        own = snapshot.info.get("Name") if snapshot.info else None
        snapshot.name = self.name or (own if isinstance(own, str) and own else self.fallback or _stem(first))
        snapshot.source = f"{first} and {len(rest)} more" if rest else first
        snapshot.gaps = self.gaps(snapshot.name)
        return snapshot

    def _add_part(self, part: str, document: Document, place: str) -> None:
        """Info or version, of which an engine has one; another one is of another engine."""
        known = getattr(self._snapshot, part)
        if known is None:
            setattr(self._snapshot, part, document)
        elif _same_engine(part, known, document):
            return
        else:
            self.gap(place, f"is the {part} of a second engine; give each engine's files a name (NAME=FILE)")


def _stem(place: str) -> str:
    """A file's name without its endings."""
    if place == STDIN_NAME:
        return "stdin"
    name = Path(place).name
    for suffix in reversed(SUFFIXES):
        name = name.removesuffix(suffix)
    return name or place


def _identity(kind: str, document: Document) -> str:
    """What two documents of one object have in common; empty when it does not say."""
    value: Any = document.get("Name") if kind == "volume" else document.get("Id") or document.get("ID")
    return value if isinstance(value, str) else ""


def _one_of(kind: str, known: Document, new: Document) -> Document | None:
    """Which of two documents with one identity is kept; None when they contradict each other: then both are judged.

    The later one is, but a network's list entry never replaces one that has its members, and a swarm object of a
    lower version never a higher.
    """
    if known == new:
        return known
    if kind == "network":
        return known if known.get("Containers") and not new.get("Containers") else new
    if kind == "container":
        return new if _settings(known) == _settings(new) else None
    if kind == "volume":
        return new if all(known.get(key) == new.get(key) for key in _VOLUME_SETTINGS) else None
    before, after = _version_index(known), _version_index(new)
    if before is None or after is None:
        return None
    return known if before > after else new


def _settings(container: Document) -> list[Any]:
    """What a container was made with; its mounts come in another order with every answer of the engine."""
    mounts = container.get("Mounts")
    ordered = sorted(mounts, key=repr) if isinstance(mounts, list) else mounts
    return [*(container.get(key) for key in _SETTINGS), ordered]


def _version_index(document: Document) -> int | None:
    version = document.get("Version")
    index = version.get("Index") if isinstance(version, dict) else None
    return index if type(index) is int else None


def _same_engine(part: str, known: Document, new: Document) -> bool:
    keys = ("ID", "Name") if part == "info" else ("Version", "ApiVersion", "KernelVersion")
    return all(known.get(key) == new.get(key) for key in keys)
