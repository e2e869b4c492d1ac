"""A container's inspect document that is being made, with the place in the file of each value."""

from dataclasses import dataclass, field
from typing import Any

from inspector.model import Document, Gap
from inspector.sources.compose.tree import Node, Place


@dataclass
class Draft:
    """One service on its way to a document.

    Attributes:
        service: its name.
        document: the document.
        places: JSON pointer -> `file:line:column`.
        gaps: what could not be known of it.
        words: how the settings are written, by their places.
        written: JSON pointer -> `line`, how it is written, and `run`, its flag where the value does not tell it.
    """

    service: str
    document: Document
    places: dict[str, str] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    words: dict[Place, str] = field(default_factory=dict)
    written: dict[str, Document] = field(default_factory=dict)

    def put(self, pointer: str, value: Any, node: Node | None) -> None:
        """Set the value at a pointer such as `/HostConfig/Privileged` and note where it comes from."""
        *path, last = pointer.split("/")[1:]
        at = self.document
        for name in path:
            at = at.setdefault(name, {})
        at[last] = value
        self.note(pointer, node)

    def append(self, pointer: str, value: Any, node: Node | None) -> str:
        """Add an entry to the list at a pointer; returns the entry's own."""
        *path, last = pointer.split("/")[1:]
        at = self.document
        for name in path:
            at = at.setdefault(name, {})
        entries = at.get(last) or []
        at[last] = [*entries, value]
        self.note(f"{pointer}/{len(entries)}", node)
        return f"{pointer}/{len(entries)}"

    def note(self, pointer: str, node: Node | None) -> None:
        """Remember where the value at a pointer stands in the file, and how it is written there."""
        if node is not None:
            self.places[pointer] = str(node.place)
            if node.place in self.words:
                self.written[pointer] = {"line": self.words[node.place]}

    def flag(self, pointer: str, text: str) -> None:
        """Say how the setting at a pointer is given to `docker run`."""
        self.written[pointer] = self.written.get(pointer, {}) | {"run": text}

    def gap(self, node: Node | None, reason: str) -> None:
        """Note something that could not be known."""
        where = f" ({node.place})" if node is not None else ""
        self.gaps.append({"engine": "", "kind": "compose", "id": self.service, "reason": reason + where})

    def unset(self, node: Node) -> bool:
        """Whether a value depends on a variable that is not set; then it is a gap."""
        for name in node.unset:
            self.gap(node, f"the variable {name} has neither value nor default")
        return bool(node.unset)

    def any_unset(self, node: Node) -> bool:
        """The same for a value and all below it; every variable is a gap."""
        return sum(self.unset(one) for one in node.every()) > 0
