"""Saved inspect output as a source: files, directories and standard input, in any mixture.

A snapshot is one engine. Loose documents are one engine together: those of all files named in one command, and those
of one directory, unless NAME= says otherwise.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Self

from inspector.errors import SourceError
from inspector.model import Gap
from inspector.sources.bounds import bound
from inspector.sources.decode import DecodeError, decode
from inspector.sources.group import STDIN_NAME, SUFFIXES, Group
from inspector.sources.limits import MAX_BYTES, MAX_FILES, MAX_OBJECTS
from inspector.sources.redact import Redacts
from inspector.sources.shapes import recognise
from inspector.sources.snapshot import Snapshot
from inspector.sources.store import from_document

STDIN = "-"
"""The path that means standard input."""


@dataclass(frozen=True)
class FileSource:
    """One path as the user gave it.

    Attributes:
        path: a file, a directory, or `-`.
        name: what the user calls the engine, or None.
    """

    path: str
    name: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """`PATH` or `NAME=PATH`; a path that exists as it is written is that path, whatever it holds."""
        name, equals, path = text.partition("=")
        if not equals or not name or "/" in name or os.path.exists(text):  # noqa: PTH110 Path raises
            return cls(text)
        return cls(path, name)


@dataclass
class FilesRead:
    """What was found.

    Attributes:
        snapshots: one for each engine, redacted, in the order of the sources.
        gaps: what could not be read and belongs to no snapshot; what belongs to one is in its own gaps.
        errors: sources with nothing in them that can be used. Whether that ends the audit is for the caller.
    """

    snapshots: list[Snapshot] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    errors: list[SourceError] = field(default_factory=list)


def read_files(paths: Sequence[FileSource], stdin: BinaryIO | None, redactor: Redacts) -> FilesRead:
    """Reads everything at `paths`.

    Args:
        paths: files, directories and `-`.
        stdin: standard input as a binary stream, or None when there is none.
        redactor: goes over every document before anything else sees it.
    """
    reader = _Reader(stdin, redactor)
    for source in paths:
        reader.read(source)
    return reader.finished()


class _Reader:
    """Reads sources one after another and gathers what they hold."""

    def __init__(self, stdin: BinaryIO | None, redactor: Redacts) -> None:
        self._stdin = stdin
        self._redactor = redactor
        self._found = FilesRead()
        self._groups: dict[str, Group] = {}
        self._whole: list[Snapshot] = []
        self._empty: list[SourceError] = []

    def read(self, source: FileSource) -> None:
        """Takes in one source."""
        before = len(self._whole)
        try:
            for place, group in self._places(source):
                self._read_place(place, group)
        except SourceError as error:
            self._found.errors.append(error)
        if source.name and len(self._whole) == before + 1:
            self._whole[-1].rename(source.name)

    def finished(self) -> FilesRead:
        """All that was found."""
        found = self._found
        for group in self._groups.values():
            snapshot = group.snapshot()
            if snapshot is None:
                found.gaps += group.gaps("")
            else:
                found.snapshots.append(snapshot)
        found.snapshots += self._whole
        if not found.snapshots:
            found.errors += self._empty
        return found

    def _places(self, source: FileSource) -> Iterator[tuple[str, Group]]:
        """Each file of `source` with the group for its loose documents."""
        path = Path(source.path)
        if source.path == STDIN or not os.path.isdir(path):  # noqa: PTH112 Path raises where nothing may be seen
            key = f"name {source.name}" if source.name else "command"
            yield source.path, self._group(key, source.name, "")
            return
        group = self._group(
            f"name {source.name}" if source.name else f"folder {path}", source.name, path.resolve().name
        )
        files = _files_of(path)
        for file in files[:MAX_FILES]:
            yield str(file), group
        if len(files) > MAX_FILES:
            group.gap(str(path), f"holds {len(files):,} files, of which {MAX_FILES:,} were read")

    def _group(self, key: str, name: str | None, fallback: str) -> Group:
        return self._groups.setdefault(key, Group(name, fallback))

    def _read_place(self, place: str, group: Group) -> None:
        """Takes in one file; a SourceError is noted, so that the other files are read."""
        try:
            decoded = decode(self._bytes(place))
        except DecodeError as error:
            self._found.errors.append(SourceError(_shown(place), str(error)))
            return
        except (OSError, ValueError) as error:
            self._found.errors.append(SourceError(_shown(place), _fault(error)))
            return
        entries, whole = _entries(decoded.values)
        taken, refused = 0, []
        for number, entry in enumerate(entries):
            reason = self._take(entry, _shown(place), group)
            taken += not reason
            if reason:
                refused.append((number, reason))
        self._report(place, group, taken, refused, [*decoded.faults, *whole])

    def _take(self, entry: Any, place: str, group: Group) -> str:
        """Takes in one entry; returns why it cannot be used."""
        shape = recognise(entry)
        if shape.kind == "snapshot":
            try:
                self._whole.append(from_document(shape.document, place, self._redactor))
            except SourceError as error:
                return error.reason
        elif shape.kind:
            document = self._redactor.document(shape.kind, shape.document)
            for reason in bound(document):
                group.gap(place, f"{_label(document)}: {reason}")
            group.add(shape.kind, document, place)
        return shape.reason

    def _report(self, place: str, group: Group, taken: int, refused: list[tuple[int, str]], faults: list[str]) -> None:
        """Notes what of a file could not be used: gaps beside what could, else one error."""
        place = _shown(place)
        if not taken and (refused or faults):
            reason = refused[0][1] if refused else faults[0]
            more = f" (the first of {len(refused):,} entries)" if len(refused) > 1 else ""
            self._found.errors.append(SourceError(place, f"{reason}{more}"))
            return
        if not taken:
            self._empty.append(SourceError(place, "holds an empty list, so there is nothing to audit"))
        for number, reason in refused:
            group.gap(place, f"entry {number + 1} {reason}")
        for reason in faults:
            group.gap(place, reason)

    def _bytes(self, place: str) -> bytes:
        """The content of a file, or of standard input; no more than is looked at."""
        if place == STDIN:
            if self._stdin is None:
                raise DecodeError("is not there")
            return self._stdin.read(MAX_BYTES + 1)
        with Path(place).open("rb") as file:
            return file.read(MAX_BYTES + 1)


def _entries(values: list[Any]) -> tuple[list[Any], list[str]]:
    """The objects in `values`, lists laid open, and what was left out as reasons."""
    entries: list[Any] = []
    for value in values:
        if isinstance(value, list):
            entries += value
        elif isinstance(value, dict) and "Volumes" in value and value.keys() <= {"Volumes", "Warnings"}:
            entries += value["Volumes"] if isinstance(value["Volumes"], list) else []  # GET /volumes wraps its list
        else:
            entries.append(value)
    if len(entries) <= MAX_OBJECTS:
        return entries, []
    return entries[:MAX_OBJECTS], [f"holds {len(entries):,} entries, of which {MAX_OBJECTS:,} were read"]


def _files_of(folder: Path) -> list[Path]:
    """The files of a directory that may hold documents, by name."""
    try:
        files = sorted(file for file in folder.iterdir() if file.name.endswith(SUFFIXES) and not file.is_dir())
    except OSError as error:
        raise SourceError(str(folder), _fault(error)) from None
    if not files:
        raise SourceError(str(folder), f"holds no file that ends in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}")
    return files


def _shown(place: str) -> str:
    return STDIN_NAME if place == STDIN else place


def _label(document: dict[str, Any]) -> str:
    """What an object is called in a gap."""
    for key in ("Name", "Id", "ID"):
        value = document.get(key)
        if isinstance(value, str) and value:
            return value[:128]
    return "an object"


def _fault(error: OSError | ValueError) -> str:
    """What the system says, in our words; a ValueError is a name that no file can have."""
    if isinstance(error, ValueError):
        return "is no name of a file"
    if isinstance(error, FileNotFoundError):
        return "does not exist"
    if isinstance(error, PermissionError):
        return "may not be read"
    return (error.strerror or "cannot be read").lower()
