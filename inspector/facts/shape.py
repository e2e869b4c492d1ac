"""Brings every kind of workload into the shape of a container's inspect document."""

from dataclasses import dataclass, field
from typing import Any

from inspector.facts import raw
from inspector.facts.facet import Workload
from inspector.model import Document
from inspector.sources.snapshot import Snapshot


@dataclass(frozen=True)
class Shaped:
    """One workload and how it came about.

    Attributes:
        workload: in container shape.
        document: as collected.
        pointers: start of a pointer into the shape -> pointer into the document; None when the two are the
            same.
    """

    workload: Workload
    document: Document
    pointers: dict[str, str] | None = field(default=None)

    def original(self, pointers: list[str]) -> list[str]:
        """Pointers into the shape as pointers into the document; what has no origin there is left out."""
        if self.pointers is None:
            return pointers
        return [found for pointer in pointers if (found := self._find(pointer)) is not None]

    def _find(self, pointer: str) -> str | None:
        head, rest = pointer, ""
        while head:
            if self.pointers is not None and head in self.pointers:
                return self.pointers[head] + rest
            head, _, last = head.rpartition("/")
            rest = f"/{last}{rest}"
        return None


def containers(snapshot: Snapshot) -> list[Shaped]:
    """Every container, as it is."""
    return [
        Shaped(Workload("container", *_names(document, index, "Id", "Name"), document), document)
        for index, document in enumerate(_documents(snapshot, "container"))
    ]


def _documents(snapshot: Snapshot, kind: str) -> list[Document]:
    entries: list[Any] = snapshot.objects.get(kind) or []
    return [entry for entry in entries if isinstance(entry, dict)]


def _names(document: Document, index: int, id_key: str, name_key: str) -> tuple[str, str]:
    """Id and name of an object; one stands for the other, and its place in the list for both."""
    name = (raw.text(document, name_key) or "").removeprefix("/")
    identifier = raw.text(document, id_key) or name or f"unnamed-{index}"
    return identifier, name or identifier[:12]
