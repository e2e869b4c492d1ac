"""Numbers and lists as the report words them."""

import re
from collections.abc import Sequence

from inspector.model import SeverityWord

SEVERITIES: tuple[SeverityWord, ...] = ("critical", "high", "medium", "low", "info")
"""Worst first."""

RANK: dict[str, int] = {word: rank for rank, word in enumerate(SEVERITIES)}

NARROW = "\u202f"
"""The space between groups of digits."""

DIGITS = re.compile("[0-9]+")

SPELLED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number(value: int) -> str:
    """`20 000`."""
    return f"{value:,}".replace(",", NARROW)


def count(value: int, one: str, many: str = "") -> str:
    """`1 finding`, `3 findings`."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def is_are(value: int) -> str:
    """The verb after a number."""
    return "is" if value == 1 else "are"


def natural(name: str) -> str:
    """Sorts `web-2` before `web-10`."""
    return DIGITS.sub(lambda found: found[0].zfill(12), name)


def spelled(value: int) -> str:
    """A number at the start of a sentence: `Three`, `41`."""
    return SPELLED[value].capitalize() if value < len(SPELLED) else number(value)


def listed(parts: Sequence[str], limit: int = 6) -> str:
    """`a, b and c`, or `a, b and 7 more`."""
    if len(parts) > limit:
        return f"{', '.join(parts[:limit])} and {number(len(parts) - limit)} more"
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
