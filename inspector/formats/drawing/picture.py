"""One picture: boxes, lines and labels put on it, then written as SVG.

Colour comes by class from the page's style. Shapes carry only `fill="none" stroke="currentColor"`, so that a
page whose style is forbidden still shows them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Literal, NamedTuple

from inspector.formats.drawing.measure import width, wrap
from inspector.formats.shown import shown

Kind = Literal["start", "container", "engine", "host", "unread", "more"]
"""What a box stands for; its shape and icon say so, its colour only third."""

ROOM = 980
"""Pixels that the page gives a drawing."""

TITLE, SMALL = 13, 11
"""Font sizes of a box's first line and of everything else."""

LINE = 14
"""From one line of text to the next."""

OPEN = 'fill="none" stroke="currentColor"'

SYMBOLS = {
    "start": '<circle cx="7" cy="7" r="6"/><path d="M1 7h12M7 1q-5 6 0 12M7 1q5 6 0 12"/>',
    "container": '<path d="M7 1l6 3v6l-6 3-6-3V4zM1 4l6 3 6-3M7 7v6"/>',
    "engine": '<path d="M1 2h12v4H1zM1 8h12v4H1zM3 4h1M3 10h1"/>',
    "host": '<path d="M5 1L4 13M10 1L9 13M1 5h12M1 9h12"/>',
    "unread": '<circle cx="7" cy="7" r="6" stroke-dasharray="2 2"/><path d="M5 6q0-2 2-2t2 2q0 1-2 2v1M7 11v0"/>',
}
"""Icons of 14 by 14."""


class Rect(NamedTuple):
    """Where a box is."""

    x: int
    y: int
    w: int
    h: int

    @property
    def middle(self) -> int:
        """The height at which lines meet it."""
        return self.y + self.h // 2


class Text(NamedTuple):
    """What a box says, broken into lines that fit it."""

    title: list[str]
    small: list[str]

    @classmethod
    def of(cls, title: str, small: Sequence[str], limit: int, *, lines: int = 2, spare: int = 0) -> "Text":
        """Break `title` to `lines` lines of `limit` pixels; each of `small` is one line, `spare` longer."""
        cut = [wrap(line, limit + spare, SMALL)[0] for line in small if line]
        return cls(wrap(title, limit, TITLE, lines), cut)

    @property
    def width(self) -> int:
        """Of a box around it: icon, widest line, margins."""
        wide = [width(line, TITLE) for line in self.title] + [width(line, SMALL) for line in self.small]
        return max(86, int(max(wide)) + 42)

    @property
    def height(self) -> int:
        """Of a box around it."""
        return 16 + LINE * (len(self.title) + len(self.small))


@dataclass
class Picture:
    """What has been put on it so far."""

    boxes: list[Rect] = field(default_factory=list)
    labels: list[Rect] = field(default_factory=list)
    _lines: dict[str, list[str]] = field(default_factory=dict)
    """Paths by class: those of one class are one element."""
    _labels: list[str] = field(default_factory=list)
    _shapes: list[str] = field(default_factory=list)

    def box(self, kind: Kind, rect: Rect, text: Text, mark: str = "") -> None:
        """A box with its icon, title and small lines; `mark` is one more class."""
        self.boxes.append(rect)
        x, y, w, h = rect
        edge = h // 2 if kind == "start" else 5
        left = x + (34 if kind == "start" else 29)
        top = rect.middle - LINE * (len(text.title) + len(text.small) - 1) // 2
        bar = f'<path class="bar" d="M{x + 2} {y + 5}v{h - 10}"/>' if kind == "engine" else ""
        icon = f'<use href="#i-{kind}" x="{left - 21}" y="{top - 7}"/>' if kind in SYMBOLS else ""
        self._shapes.append(
            f'<g class="b {kind}{" " + mark if mark else ""}">'
            f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{edge}" {OPEN}/>{bar}{icon}'
            + _text(left, top, text.title, "n")
            + _text(left, top + LINE * len(text.title), text.small, "s")
            + "</g>"
        )

    def arrow(self, path: str, tip: tuple[int, int], style: str = "") -> None:
        """A line along `path` that ends just before `tip`, and a head on it; `style` is one more class."""
        x, y = tip
        name = f"e {style}".strip()
        self._lines.setdefault(name, []).append(f"{path}H{x - 6}")
        self._lines.setdefault("h", []).append(f"M{x} {y}l-8-4v8z")

    def line(self, path: str, style: str = "") -> None:
        """A line without a head."""
        self._lines.setdefault(f"e {style}".strip(), []).append(path)

    def label(self, x: int, y: int, lines: Sequence[str], *, middle: bool = False) -> None:
        """Small text whose last line stands just above height `y`, from `x` on or around it."""
        wide = int(max((width(line, SMALL) for line in lines), default=0))
        top = y - 11 - LINE * (len(lines) - 1)
        self.labels.append(Rect(x - wide // 2 if middle else x, top - 5, wide, LINE * len(lines)))
        self._labels.append(_text(x, top, lines, "l", middle=middle))

    def mark(self, x: int, y: int, number: int, *, cut: bool) -> None:
        """A numbered circle on a line; a filled one with words below it where the line is best cut."""
        name = " cut" if cut else ""
        self._shapes.append(
            f'<circle class="k{name}" {OPEN} cx="{x}" cy="{y}" r="9"/>'
            + _text(x, y, [str(number)], f"kn{name}", middle=True)
            + (_text(x, y + 21, ["break here"], "c", middle=True) if cut else "")
        )

    def svg(self, ident: str, title: str, size: tuple[int, int]) -> str:
        """The picture as an `svg` element named by `title`, whose element gets the id `ident`."""
        w, h = size
        told = escape(shown(title, 300))
        lines = "".join(f'<path class="{name}" d="{"".join(paths)}"/>' for name, paths in self._lines.items())
        return (
            f'<svg class="d" role="img" aria-labelledby="{ident}" viewBox="0 0 {w} {h}" width="{w}" height="{h}">'
            f'<title id="{ident}">{told}</title><g {OPEN}>{lines}</g>{"".join(self._labels + self._shapes)}</svg>'
        )


@cache
def symbols() -> str:
    """The icons, defined once for all pictures of a page."""
    made = "".join(f'<symbol id="i-{name}" viewBox="0 0 14 14" width="14" height="14" {OPEN}>{body}</symbol>'
                   for name, body in SYMBOLS.items())  # fmt: skip
    return f'<svg class="vh" aria-hidden="true" width="0" height="0">{made}</svg>'


def _text(x: int, y: int, lines: Sequence[str], style: str, *, middle: bool = False) -> str:
    """One text element a line, the first centred on height `y`."""
    anchor = ' text-anchor="middle"' if middle else ""
    return "".join(
        f'<text class="{style}" x="{x}" y="{y + 4 + LINE * number}"{anchor}>{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
