"""Walks a document and redacts what stands under the names that hold values; everything else is structure and stays.

The names are the Engine API's (and Compose's, in small letters), wherever they stand: new versions move fields. Maps
whose keys are the user's own (networks, volumes, ports) are walked without looking at those keys, or a network called
`Labels` would hide its members.
"""

from typing import Any

from inspector.model import Document
from inspector.sources.redact.fields import Fields
from inspector.sources.redact.hide import Hider
from inspector.sources.redact.keep import KeepList
from inspector.sources.redact.urls import Urls

USER_KEYED = frozenset(
    {
        "Networks", "Containers", "Ports", "PortBindings", "ExposedPorts", "Volumes", "Services", "Runtimes",
        "IndexConfigs", "Sysctls", "Tags", "networks", "containers", "volumes", "services", "secrets", "configs",
    }
)  # fmt: skip
"""Maps whose keys are names that users give."""


class Walker:
    """Redacts whole documents; what does not change is shared with the original, not copied."""

    def __init__(self, keep: KeepList, hider: Hider) -> None:
        self._urls = Urls(hider)
        self._handlers = Fields(keep, hider, self._urls, self.any).table()

    def document(self, node: Document) -> Document:
        """A map whose keys are the API's: a whole document, or a part of one."""
        handlers = self._handlers
        changed: Document = {}
        for key, value in node.items():
            kind = type(value)
            if key in handlers and value is not None:
                new = handlers[key](value, node)
            elif kind is str:
                if "://" not in value:
                    continue
                new = self._urls.inside(value)
            elif kind is dict:
                new = self._user_keyed(value) if key in USER_KEYED else self.document(value)
            elif kind is list:
                new = self._list(value)
            else:
                continue
            if new is not value:
                changed[key] = new
        return {**node, **changed} if changed else node

    def any(self, value: Any) -> Any:
        """A value that stands under no name of its own."""
        if type(value) is dict:
            return self.document(value)
        if type(value) is list:
            return self._list(value)
        return self._urls.inside(value) if type(value) is str else value

    def _list(self, items: list[Any]) -> list[Any]:
        new = [self.any(item) for item in items]
        return new if any(a is not b for a, b in zip(new, items, strict=True)) else items

    def _user_keyed(self, node: Document) -> Document:
        """A map whose keys are the user's."""
        return {key: self.any(value) for key, value in node.items()}
