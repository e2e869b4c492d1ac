"""Values that have a name: environment variables, labels, annotations, options."""

import re
from typing import Any

from inspector.sources.redact.hide import Hider, harmless
from inspector.sources.redact.keep import KeepList, Names
from inspector.sources.redact.plain import looks_random
from inspector.sources.redact.urls import Urls

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]{0,127}")
"""What may be a variable's name; anything else in that place is a value itself."""

_SWITCH = re.compile(r"\d{1,5}[A-Za-z]{0,2}")
"""What switches a section of a socket proxy on or off: HAProxy reads the leading digits."""

_CACHE = 50_000
_LONGEST = 4096
"""Entries that are remembered, and the characters of one."""


class Values:
    """Redacts values by their names."""

    def __init__(self, keep: KeepList, hider: Hider, urls: Urls) -> None:
        self._keep = keep
        self._hider = hider
        self._urls = urls
        self._entries: dict[str, str] = {}

    def named(self, names: Names, name: str, value: str) -> str:
        """`value` of `name`: kept when `names` keep it or it is harmless, else what of it is no value."""
        if names.keep(name):
            return self._urls.inside(value)
        if names is self._keep.env and name in self._keep.switches_by_env and _SWITCH.fullmatch(value):
            return value
        if harmless(name, value):
            return value
        if "://" in value:
            url = self._urls.whole(value, keep_path=False)
            if url is not None:
                return url
        return self._hider.hide(name, value)

    def entry(self, text: str) -> str:
        """An environment entry, `NAME=value`; a bare `NAME`, which unsets it, stays."""
        known = self._entries.get(text)
        if known is None:
            known = self._entry(text)
            if len(self._entries) < _CACHE and len(text) < _LONGEST:
                self._entries[text] = known
        return known

    def map(self, names: Names, values: dict[str, Any]) -> dict[str, Any]:
        """A map of names to values; what is no text, list or map stays."""
        return {name: self.any(names, name, value) for name, value in values.items()}

    def any(self, names: Names, name: str, value: Any) -> Any:
        """The value of `name`, of whatever type: every text in it is judged by that name."""
        if isinstance(value, str):
            return self.named(names, name, value)
        if isinstance(value, list):
            return [self.any(names, name, item) for item in value]
        if isinstance(value, dict):
            return {key: self.any(names, name, item) for key, item in value.items()}
        return value

    def assignments(self, names: Names, items: list[Any]) -> list[Any]:
        """A list of `name=value` (info's labels); what has no such form is hidden."""
        return [self._assignment(names, item) if isinstance(item, str) else self.any(names, "", item) for item in items]

    def _assignment(self, names: Names, text: str) -> str:
        name, equals, value = text.partition("=")
        if equals:
            return f"{name}={self.named(names, name, value)}"
        return self.named(names, "", text)

    def _entry(self, text: str) -> str:
        name, equals, value = text.partition("=")
        if not _NAME.fullmatch(name) or looks_random(name):
            return text if harmless("", text) else self._hider.hide("", text)
        if not equals:
            return text
        return f"{name}={self.named(self._keep.env, name, value)}"
