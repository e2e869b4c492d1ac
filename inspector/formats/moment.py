"""Times as people read them, the same in every locale."""

from datetime import UTC, datetime

from inspector.formats.shown import shown

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def parse(iso: str) -> datetime | None:
    """The time that a report's header holds, in UTC; None when it holds something else."""
    try:
        time = datetime.fromisoformat(iso)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def date(iso: str) -> str:
    """`17 Nov 2026`."""
    time = parse(iso)
    return shown(iso, 40) if time is None else f"{time.day} {MONTHS[time.month - 1]} {time.year}"


def minute(iso: str) -> str:
    """`24 Nov 2026, 02:10 UTC`."""
    time = parse(iso)
    return shown(iso, 40) if time is None else f"{date(iso)}, {time:%H:%M} UTC"


def seconds(start: str, end: str) -> float | None:
    """The time between two, None when they do not tell it."""
    first, last = parse(start), parse(end)
    return None if first is None or last is None else max((last - first).total_seconds(), 0.0)


def age(iso: str, now: datetime | None) -> str:
    """`3 days old`, for a report that is a day old or more; else nothing."""
    then = parse(iso)
    if then is None or now is None:
        return ""
    days = (now.astimezone(UTC) - then).days
    return f"{days} day{'s' if days != 1 else ''} old" if days > 0 else ""
