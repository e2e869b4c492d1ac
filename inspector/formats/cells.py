"""Text measured and cut in terminal columns; what comes in is already free of control characters."""

import unicodedata
from collections.abc import Sequence

LEAST = 40
"""A terminal narrower than this is written to as if it were this wide."""

_TWO = ("W", "F")
ELLIPSIS = "…"


def columns(text: str) -> int:
    """How many columns `text` takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(one) for one in text)


def fit(text: str, room: int) -> str:
    """`text`, cut at its end so that it takes at most `room` columns."""
    if columns(text) <= room:
        return text
    return _head(text, max(room - 1, 0)) + ELLIPSIS if room > 0 else ""


def squeeze(text: str, room: int) -> str:
    """`text`, cut in its middle: the end of a name tells siblings apart."""
    if columns(text) <= room:
        return text
    tail = min(6, max(room - 1, 0) // 2)
    kept = text[len(text) - tail :] if tail else ""
    while columns(kept) > tail:
        kept = kept[1:]
    return _head(text, max(room - 1 - columns(kept), 0)) + (ELLIPSIS if room > 0 else "") + kept


def pad(text: str, room: int) -> str:
    """`text` with spaces to `room` columns; a longer one is left as it is."""
    return text + " " * max(room - columns(text), 0)


def wrap(text: str, room: int) -> list[str]:
    """`text` broken at spaces into lines of at most `room` columns; a longer word is broken anywhere."""
    lines, line = [], ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if columns(joined) <= room:
            line = joined
            continue
        if line:
            lines.append(line)
        rest = word
        while columns(rest) > room:
            head = _head(rest, max(room, 2))
            lines.append(head)
            rest = rest[len(head) :]
        line = rest
    return [*lines, line] if line or not lines else lines


def hung(text: str, width: int) -> list[str]:
    """`text` indented, in lines of at most `width` columns, its rest below it indented further."""
    first, *rest = wrap(text, width - 6)
    return [f"    {first}", *(f"      {line}" for line in rest)]


def some(names: Sequence[str], room: int, unnamed: int = 0) -> str:
    """As many of `names` as fit into `room` columns, at least one, and how many more there are with the `unnamed`."""
    for shown in range(len(names), 0, -1):
        more = len(names) - shown + unnamed
        line = ", ".join(names[:shown]) + (f", +{more} more" if more else "")
        if columns(line) <= room or shown == 1:
            return fit(line, room) if not more or columns(line) <= room else _one(names[0], more, room)
    return ""


def _one(name: str, more: int, room: int) -> str:
    rest = f", +{more} more"
    return squeeze(name, max(room - len(rest), 1)) + rest


def _head(text: str, room: int) -> str:
    taken = 0
    for index, one in enumerate(text):
        taken += _columns(one)
        if taken > room:
            return text[:index]
    return text


def _columns(one: str) -> int:
    if unicodedata.combining(one) or unicodedata.category(one) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(one) in _TWO else 1
