"""Puts marks in the place of values, and knows which values need none."""

import re

from inspector.sources.redact.kinds import kind_of
from inspector.sources.redact.mark import Marker, is_mark
from inspector.sources.redact.names import secret_kind

BOOLEANS = frozenset(
    word
    for lower in ("true", "false", "yes", "no", "on", "off", "t", "f", "y", "n", "enabled", "disabled")
    for word in (lower, lower.upper(), lower.capitalize())
)
"""Values that say yes or no in some program's configuration."""

_NUMBER = re.compile(r"[+-]?\d{1,5}(?:\.\d{1,3})?")
"""Numbers below 100,000."""

_CACHE = 50_000
"""Hidden values that are remembered, so that one value in a thousand containers is hidden once."""


_LONGEST = 4096
"""Characters of a value that is remembered."""


class Hider:
    """Replaces values by marks.

    Args:
        marker: makes the marks.
        defaults: well-known passwords, in small letters.
    """

    def __init__(self, marker: Marker, defaults: frozenset[str]) -> None:
        self._marker = marker
        self._defaults = defaults
        self._hidden: dict[tuple[str, str], str] = {}

    def hide(self, name: str, value: str) -> str:
        """The mark for `value`, which belongs to `name` (empty when it has none)."""
        known = self._hidden.get((name, value))
        if known is None:
            known = self._marker.mark(kind_of(name, value, self._defaults), value)
            if len(self._hidden) < _CACHE and len(value) < _LONGEST:
                self._hidden[name, value] = known
        return known

    def hide_as(self, kind: str, value: str) -> str:
        """The mark for `value`, whose kind is known; empty values and marks stay."""
        return value if not value or is_mark(value) else self._marker.mark(kind, value)


def harmless(name: str, value: str) -> bool:
    """Whether `value` may stay whatever its name: empty, yes or no, a small number, or a mark.

    A number is a PIN where its name says so, except 0 and 1.
    """
    if not value or value in BOOLEANS:
        return True
    if len(value) < 12 and _NUMBER.fullmatch(value):  # noqa: PLR2004 - the longest that can match
        return value in {"0", "1"} or not secret_kind(name)
    return is_mark(value)
