"""How many findings of each severity are open, in words."""

from collections import Counter

from inspector.formats.groups import opened, plural
from inspector.model import Report, Severity


def tally(report: Report) -> list[tuple[str, str]]:
    """`("high", "3 high (1 hint)")` for each severity of which there are any, the gravest first.

    Hints are told apart, for they do not count against the threshold.
    """
    counts: Counter[str] = Counter(one["severity"] for one in opened(report))
    hints: Counter[str] = Counter(one["severity"] for one in opened(report) if one["certainty"] == "hint")
    words = [one.word for one in sorted(Severity, reverse=True)]
    return [(word, f"{counts[word]} {word}{_hints(hints[word], counts[word])}") for word in words if counts[word]]


def _hints(hints: int, count: int) -> str:
    return "" if not hints else " (hint)" if hints == count == 1 else f" ({plural(hints, 'hint')})"
