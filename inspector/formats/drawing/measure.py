"""How wide text will be, and how to break it, without a browser to ask."""

from unicodedata import east_asian_width

from inspector.formats.shown import shown

NARROW = "fijlrtI.,:;'|!()[]/ -"
WIDE = "mwMW@%…"
BREAKS = " -_/.:@,"
"""A line may end behind one of these."""

TAIL = 6
"""Characters kept at the end of what is cut: the end of a name tells siblings apart."""

SLACK = 1.2
"""The widest common fallback font (DejaVu Sans) against the fonts that the style names."""


class _Widths(dict[str, float]):
    """The width of a character, in parts of the font's size."""

    def __missing__(self, character: str) -> float:
        """That of one beyond ASCII, which is not kept: there are too many."""
        return 1.0 if east_asian_width(character) in "WF" else 0.75


def _ascii(character: str) -> float:
    if character in NARROW:
        return 0.34
    if character in WIDE:
        return 0.9
    return 0.69 if character.isupper() else 0.57


WIDTHS = _Widths({one: _ascii(one) for one in (*map(chr, range(128)), *WIDE)})
"""Looked up, for a drawing asks thousands of times."""


def width(text: str, size: int) -> float:
    """The drawn width of `text` in pixels at `size`, rather too wide than too narrow."""
    return SLACK * size * sum(map(WIDTHS.__getitem__, text))


def wrap(text: str, limit: float, size: int, lines: int = 1) -> list[str]:
    """`text` as at most `lines` lines of at most `limit` pixels; what is still too long loses its middle.

    Args:
        text: anything a host said; unseen characters come out as codes.
        limit: pixels a line may take.
        size: of the font, in pixels.
        lines: how many lines may be used.
    """
    rest = shown(text).strip()
    if width(rest, size) <= limit:
        return [rest]
    done: list[str] = []
    while rest and len(done) < lines - 1 and width(rest, size) > limit:
        end = _break_at(rest, _fitting(rest, limit, size))
        done.append(rest[:end].strip())
        rest = rest[end:].strip()
    return [*done, _elide(rest, limit, size)] if rest or not done else done


def _fitting(text: str, limit: float, size: int) -> int:
    """How many characters of `text` fit, at least one."""
    used, unit = 0.0, SLACK * size
    for count, character in enumerate(text):
        used += unit * WIDTHS[character]
        if used > limit:
            return max(1, count)
    return len(text)


def _break_at(text: str, fit: int) -> int:
    """Where to break: behind a separator in the last two thirds of what fits, else at its end."""
    cut = max(text.rfind(mark, 0, fit) for mark in BREAKS)
    return cut + 1 if cut >= fit // 3 else fit


def _elide(text: str, limit: float, size: int) -> str:
    """`text`, its middle replaced by an ellipsis when it is too wide."""
    if width(text, size) <= limit:
        return text
    tail = text[-TAIL:]
    return text[: _fitting(text, limit - width("…" + tail, size), size)] + "…" + tail
