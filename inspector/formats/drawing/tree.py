"""The tree of engines in engines: columns by depth, a row a leaf, a parent beside its first child."""

from dataclasses import dataclass, field

from inspector.formats.drawing.measure import width
from inspector.formats.drawing.picture import ROOM, SMALL, Kind, Picture, Rect, Text
from inspector.formats.shown import shown

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


@dataclass
class _Columns:
    """How wide each depth is: its boxes, and the labels on the lines that lead to them."""

    boxes: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)

    def measure(self, node: Node, depth: int = 0) -> None:
        """Widen the columns to hold `node` and all below it."""
        if depth == len(self.boxes):
            self.boxes.append(0)
            self.labels.append(0)
        self.boxes[depth] = max(self.boxes[depth], _text(node).width)
        self.labels[depth] = max(self.labels[depth], int(width(node.edge, SMALL)) if depth else -46)
        for kid in node.kids:
            self.measure(kid, depth + 1)

    def left(self, depth: int) -> int:
        """Where the boxes of `depth` start."""
        return 1 + sum(self.boxes[:depth]) + sum(label + 46 for label in self.labels[: depth + 1])


def draw(root: Node) -> tuple[Picture, tuple[int, int]]:
    """The picture of a tree, and its width and height."""
    columns, picture = _Columns(), Picture()
    columns.measure(root)
    low = _draw(picture, columns, root, 0, 1)[1]
    last = len(columns.boxes) - 1
    return picture, (max(ROOM, columns.left(last) + columns.boxes[last] + 1), low - 8)


def _draw(picture: Picture, columns: _Columns, node: Node, depth: int, y: int) -> tuple[Rect, int]:
    """Put `node` and all below it at height `y`; give its box and the next free height."""
    text = _text(node)
    rect = Rect(columns.left(depth), y, columns.boxes[depth], text.height)
    picture.box(node.kind, rect, text, node.mark)
    free = y
    for kid in node.kids:
        below, free = _draw(picture, columns, kid, depth + 1, free)
        start = rect.x + rect.w
        picture.arrow(f"M{start} {rect.middle}h14V{below.middle}", (below.x, below.middle))
        picture.label(start + 22, below.middle, [shown(kid.edge)])
    return rect, max(free, y + rect.h + 10)


def _text(node: Node) -> Text:
    return Text.of(node.name, node.small)
