"""Numbers, times and lists as the report words them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from inspector.formats.shown import shown
from inspector.model import SeverityWord

SEVERITIES: tuple[SeverityWord, ...] = ("critical", "high", "medium", "low", "info")
"""Worst first."""

RANK: dict[str, int] = {word: rank for rank, word in enumerate(SEVERITIES)}

NARROW = "\u202f"
"""The space between groups of digits."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

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


def spelled(value: int) -> str:
    """A number at the start of a sentence: `Three`, `41`."""
    return SPELLED[value].capitalize() if value < len(SPELLED) else number(value)


def listed(parts: Sequence[str], limit: int = 6) -> str:
    """`a, b and c`, or `a, b and 7 more`."""
    if len(parts) > limit:
        return f"{', '.join(parts[:limit])} and {number(len(parts) - limit)} more"
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def moment(text: str) -> str:
    """`24 Nov 2026, 02:10 UTC`; what is no time comes back as it is."""
    when = _parsed(text)
    return f"{_date(when)}, {when:%H:%M} UTC" if when else shown(text)


def day(text: str) -> str:
    """`24 Nov 2026`; what is no time comes back as it is."""
    when = _parsed(text)
    return _date(when) if when else shown(text)


def seconds(start: str, end: str) -> str:
    """`in 3.1 s`; nothing when either is no time."""
    first, last = _parsed(start), _parsed(end)
    return f"in {(last - first).total_seconds():.1f} s" if first and last else ""


def _date(when: datetime) -> str:
    """Month names are fixed: the locale of the machine must not change a report's bytes."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def _parsed(text: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(text)
        return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
