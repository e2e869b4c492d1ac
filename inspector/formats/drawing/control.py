"""The control map: who reaches a container, which engine it controls, straight from left to right."""

from dataclasses import dataclass, field

from inspector.formats.drawing.measure import wrap
from inspector.formats.drawing.picture import ROOM, SMALL, Kind, Picture, Rect, Text

REACH, ROW, ENGINE = Rect(1, 0, 178, 0), Rect(346, 0, 196, 0), Rect(796, 0, 182, 0)
"""The three columns: those who reach, those who control, what is controlled."""

TOP = 7
"""Room above the first row for the second line of a label."""

SLOT = 48
"""The height that one of those who reach needs."""


@dataclass
class Reach:
    """Somebody who reaches a container."""

    kind: Kind
    name: str
    label: str
    small: str = ""
    likely: bool = False


@dataclass
class Row:
    """One container that controls an engine."""

    name: str
    label: str
    """How it controls it."""
    small: str = ""
    likely: bool = False
    reaches: list[Reach] = field(default_factory=list)

    @property
    def height(self) -> int:
        """With the space around it."""
        return max(54, SLOT * len(self.reaches) + 8)


@dataclass
class Target:
    """One engine, as tall as all its rows."""

    kind: Kind
    name: str
    small: list[str]
    rows: list[Row]


def draw(targets: list[Target]) -> tuple[Picture, tuple[int, int]]:
    """The picture of who controls what, and its width and height."""
    picture, y = Picture(), TOP
    for target in targets:
        start = y
        tall = sum(row.height for row in target.rows)
        for row in target.rows:
            _row(picture, row, y)
            y += row.height
        rect = Rect(ENGINE.x, start, ENGINE.w, max(tall - 8, 66))
        picture.box(target.kind, rect, Text.of(target.name, target.small, ENGINE.w - 42))
        y = rect.y + rect.h + 16
    return picture, (ROOM, y - 14)


def _row(picture: Picture, row: Row, y: int) -> None:
    """One container, who reaches it, and its arrow to the engine."""
    text = Text.of(row.name, [row.small], ROW.w - 42, lines=1)
    middle = y + (row.height - 8) // 2
    rect = Rect(ROW.x, middle - text.height // 2, ROW.w, text.height)
    picture.box("container", rect, text)
    picture.arrow(f"M{ROW.x + ROW.w} {rect.middle}", (ENGINE.x, rect.middle), _style(likely=row.likely))
    picture.label(ROW.x + ROW.w + 14, rect.middle, wrap(row.label, ENGINE.x - ROW.x - ROW.w - 34, SMALL, 2))
    top = middle - SLOT * len(row.reaches) // 2
    for number, reach in enumerate(row.reaches):
        _reach(picture, reach, top + SLOT * number, rect)


def _reach(picture: Picture, reach: Reach, y: int, to: Rect) -> None:
    """Somebody who reaches the container at `to`."""
    round_ended = reach.kind == "start"
    text = Text.of(reach.name, [reach.small], REACH.w - 42, lines=1)
    high = min(text.height + (4 if round_ended else 0), SLOT - 4)
    rect = Rect(REACH.x, y + (SLOT - high) // 2, REACH.w, high)
    picture.box(reach.kind, rect, text)
    end = REACH.x + REACH.w
    bend = "" if rect.middle == to.middle else f"H{ROW.x - 20}V{to.middle}"
    picture.arrow(f"M{end} {rect.middle}{bend}", (ROW.x, to.middle), _style(likely=reach.likely))
    picture.label(end + 10, rect.middle, wrap(reach.label, ROW.x - end - 34, SMALL, 2))


def _style(*, likely: bool) -> str:
    return "likely" if likely else ""
