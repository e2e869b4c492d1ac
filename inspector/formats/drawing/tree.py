"""The tree of engines in engines: columns by depth, a row a leaf, a parent beside its first child."""

from dataclasses import dataclass, field
from functools import cached_property

from inspector.formats.drawing.measure import width
from inspector.formats.drawing.picture import ROOM, SMALL, Kind, Picture, Rect, Text
from inspector.formats.shown import shown

TITLE_ROOM, SPARE = 140, 56
"""Pixels of a title, and by which the lines below it may be longer."""

SCROLL = ROOM * 5 // 4
"""A picture wider than this keeps its size and scrolls."""


@dataclass
class Node:
    """One box of the tree and what hangs below it."""

    kind: Kind
    name: str
    small: list[str] = field(default_factory=list)
    edge: str = ""
    """What stands on the line that leads to it."""
    mark: str = ""
    kids: list["Node"] = field(default_factory=list)

    @cached_property
    def text(self) -> Text:
        """What stands in its box."""
        return Text.of(self.name, self.small, TITLE_ROOM, spare=SPARE)


@dataclass
class _Columns:
    """How wide each depth is: its boxes, and the room for the lines that lead to them."""

    boxes: list[int] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)

    def measure(self, node: Node, depth: int = 0) -> None:
        """Widen the columns to hold `node` and all below it."""
        if depth == len(self.boxes):
            self.boxes.append(0)
            self.gaps.append(0)
        self.boxes[depth] = max(self.boxes[depth], node.text.width)
        self.gaps[depth] = max(self.gaps[depth], int(width(node.edge, SMALL)) + 46 if depth else 1)
        for kid in node.kids:
            self.measure(kid, depth + 1)

    def left(self, depth: int) -> int:
        """Where the boxes of `depth` start."""
        return sum(self.boxes[:depth]) + sum(self.gaps[: depth + 1])


def draw(root: Node) -> tuple[Picture, tuple[int, int]]:
    """The picture of a tree, and its width and height."""
    columns, picture = _Columns(), Picture()
    columns.measure(root)
    low = _draw(picture, columns, root, 0, 1 + _lead(root) // 2)[1]
    last = len(columns.boxes) - 1
    return picture, (max(ROOM, columns.left(last) + columns.boxes[last] + 1), low - 8)


def _draw(picture: Picture, columns: _Columns, node: Node, depth: int, middle: int) -> tuple[Rect, int]:
    """Put `node` at height `middle` and all below it beside it; give its box and the next free height."""
    text = node.text
    rect = Rect(columns.left(depth), middle - text.height // 2, columns.boxes[depth], text.height)
    picture.box(node.kind, rect, text, node.mark)
    start, free = rect.x + rect.w, rect.y + rect.h + 10
    for number, kid in enumerate(node.kids):
        at = middle if number == 0 else free + _lead(kid) // 2
        below, low = _draw(picture, columns, kid, depth + 1, at)
        free = max(low, free) if number == 0 else low
        bend = "" if number == 0 else f"h14V{below.middle}"
        picture.arrow(f"M{start} {rect.middle}{bend}", (below.x, below.middle))
        picture.label(start + 22, below.middle, [shown(kid.edge)] if kid.edge else [])
    return rect, free


def _lead(node: Node) -> int:
    """The height of the tallest of `node`, its first child, that one's first child and so on."""
    return max(node.text.height, _lead(node.kids[0]) if node.kids else 0)
