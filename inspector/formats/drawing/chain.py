"""One attack path: from left to right, wrapping into rows where it is too long."""

from dataclasses import dataclass, field
from itertools import pairwise

from inspector.formats.drawing.measure import width, wrap
from inspector.formats.drawing.picture import LINE, ROOM, SMALL, Kind, Picture, Rect, Text

TITLE_ROOM, LABEL_ROOM = 100, 92
"""Pixels of a stop's name and of a step's label."""

HEIGHT, PITCH, INDENT = 58, 100, 24
"""Of a stop; from row to row; where all rows but the first begin."""

GAP, AROUND = 78, 24
"""The least room between two stops; room around a label in it."""


@dataclass
class Stop:
    """A place on the way."""

    kind: Kind
    name: str
    small: list[str] = field(default_factory=list)


@dataclass
class Step:
    """How one gets from a stop to the next."""

    label: str
    certain: bool = True
    cut: bool = False
    """Whether the path is best broken here."""


def draw(stops: list[Stop], steps: list[Step]) -> tuple[Picture, tuple[int, int]]:
    """The picture of a path (one step fewer than stops), and its width and height."""
    texts = [Text.of(stop.name, stop.small[:2], TITLE_ROOM, spare=30) for stop in stops]
    labels = [wrap(step.label, LABEL_ROOM, SMALL, 3) for step in steps]
    gaps = [max(GAP, int(max(width(line, SMALL) for line in label)) + AROUND) for label in labels]
    spare = ROOM - 1 - sum(text.width for text in texts) - sum(gaps)
    if spare > 0 and steps:
        gaps = [gap + spare // len(gaps) for gap in gaps]
        labels = [wrap(step.label, gap - AROUND, SMALL, 3) for step, gap in zip(steps, gaps, strict=True)]
    top = max(1, LINE * max(map(len, labels), default=0) - 14)
    rects = _places([text.width for text in texts], gaps, top)
    picture = Picture()
    for stop, text, rect in zip(stops, texts, rects, strict=True):
        picture.box(stop.kind, rect, text)
    for number, (ends, step) in enumerate(zip(pairwise(rects), steps, strict=True)):
        _step(picture, ends, step, labels[number], number + 1)
    return picture, (ROOM, rects[-1].y + HEIGHT + 2)


def _places(widths: list[int], gaps: list[int], top: int) -> list[Rect]:
    """Where the stops stand: row by row, as many as fit."""
    x, row, rects = 1, 0, [Rect(1, top, widths[0], HEIGHT)]
    for gap, wide in zip(gaps, widths[1:], strict=True):
        x += rects[-1].w + gap
        if x + wide > ROOM:
            row, x = row + 1, INDENT + gap
        rects.append(Rect(x, top + row * PITCH, wide, HEIGHT))
    return rects


def _step(picture: Picture, ends: tuple[Rect, Rect], step: Step, label: list[str], number: int) -> None:
    """The line between two stops, its label, its number, and whether to break it."""
    one, other = ends
    style = "" if step.certain else "likely"
    start = one.x + one.w
    if one.y != other.y:  # down, back to the left edge, into the next row
        below = one.y + HEIGHT + 17
        picture.line(f"M{one.x + one.w // 2} {one.y + HEIGHT}V{below}H8V{other.middle}H{INDENT}", style)
        start = INDENT
    picture.arrow(f"M{start} {other.middle}", (other.x, other.middle), style)
    middle = (start + other.x - 6) // 2
    picture.label(middle, other.middle - 8, label, middle=True)
    picture.mark(middle, other.middle, number, cut=step.cut)
