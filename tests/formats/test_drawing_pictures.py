"""Random trees and maps: no box overlaps another, none leaves the picture, no label starts outside it."""

import itertools
import random
import re

import pytest

from inspector.formats.drawing import chain, control, tree
from inspector.formats.drawing.chain import Step, Stop
from inspector.formats.drawing.control import Reach, Row, Target
from inspector.formats.drawing.picture import SYMBOLS, Kind, Picture, Rect, symbols
from inspector.formats.drawing.tree import Node

LETTERS = "abcdefghijklmnopqrstuvwxyzMWIl-_/.:@ 東é"


def _dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same pictures every time


def _name(dice: random.Random) -> str:
    return "".join(dice.choice(LETTERS) for _ in range(dice.randint(1, 60)))


def _tree(dice: random.Random, depth: int) -> Node:
    kids = [_tree(dice, depth - 1) for _ in range(dice.randint(0, 4))] if depth else []
    kinds: tuple[Kind, ...] = ("engine", "container", "unread", "more")
    kind = dice.choice(kinds)
    small = [_name(dice) for _ in range(dice.randint(0, 4))]
    return Node(kind, _name(dice), small, dice.choice(("runs", "contains", "")), kids=kids)


def _map(dice: random.Random) -> list[Target]:
    def reach() -> Reach:
        kinds: tuple[Kind, ...] = ("start", "container", "more")
        kind = dice.choice(kinds)
        return Reach(kind, _name(dice), _name(dice), dice.choice(("", "a client")), likely=dice.random() < 0.5)

    def row() -> Row:
        reaches = [reach() for _ in range(dice.randint(0, 4))]
        return Row(_name(dice), _name(dice), _name(dice), likely=dice.random() < 0.5, reaches=reaches)

    return [
        Target("engine", _name(dice), [_name(dice), _name(dice)], [row() for _ in range(dice.randint(1, 6))])
        for _ in range(dice.randint(1, 4))
    ]


def _check(picture: Picture, size: tuple[int, int]) -> None:
    for one, other in itertools.combinations(picture.boxes, 2):
        assert not _overlap(one, other), (one, other)
    for rect in picture.boxes:
        assert rect.x >= 0
        assert rect.y >= 0
        assert rect.x + rect.w <= size[0]
        assert rect.y + rect.h <= size[1]
    for rect in picture.labels:
        assert rect.x >= 0
        assert rect.y >= -2


def _overlap(one: Rect, other: Rect) -> bool:
    across = one.x < other.x + other.w and other.x < one.x + one.w
    return across and one.y < other.y + other.h and other.y < one.y + one.h


@pytest.mark.parametrize("seed", range(200))
def test_trees_keep_their_boxes_apart(seed: int) -> None:
    picture, size = tree.draw(_tree(_dice(seed), seed % 5))
    _check(picture, size)


@pytest.mark.parametrize("seed", range(200))
def test_maps_keep_their_boxes_apart(seed: int) -> None:
    picture, size = control.draw(_map(_dice(seed)))
    _check(picture, size)


def test_the_check_sees_overlaps() -> None:
    picture = Picture(boxes=[Rect(0, 0, 10, 10), Rect(5, 5, 10, 10)])
    with pytest.raises(AssertionError):
        _check(picture, (100, 100))
    with pytest.raises(AssertionError):
        _check(Picture(boxes=[Rect(95, 0, 10, 10)]), (100, 100))


def test_labels_of_a_tree_are_no_wider_than_their_gap() -> None:
    root = Node("engine", "a", kids=[Node("container", "b", edge="contains something long")])
    picture, _ = tree.draw(root)
    left, right = picture.boxes
    assert left.x + left.w < picture.labels[0].x
    assert picture.labels[0].x + picture.labels[0].w < right.x


def test_first_child_stands_beside_its_parent() -> None:
    root = Node("engine", "a", kids=[Node("container", "b", ["1", "2", "3"]), Node("container", "c")])
    parent, first, second = tree.draw(root)[0].boxes
    assert parent.middle == first.middle
    assert second.y > first.y + first.h


def test_the_same_input_gives_the_same_bytes_with_integers_only() -> None:
    def drawn() -> str:
        picture, size = tree.draw(_tree(_dice(7), 3))
        return picture.svg("t", "title", size)

    assert drawn() == drawn()
    assert not re.findall(r'[xywhd]="[^"]*\d\.\d', drawn())


def test_a_picture_has_a_name_and_no_colour_or_style_of_its_own() -> None:
    picture, size = tree.draw(Node("engine", "<b>&\u202e", ["<i>"]))
    text = picture.svg("t", "All <about> it", size)
    assert 'role="img" aria-labelledby="t"' in text
    assert '<title id="t">All &lt;about&gt; it</title>' in text
    assert "<b>" not in text
    assert "style=" not in text
    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', text)) == {"none", "currentColor"}


def test_every_icon_that_is_used_is_defined_once() -> None:
    defined = re.findall(r'<symbol id="i-(\w+)"', symbols())
    assert defined == list(SYMBOLS)
    picture, size = tree.draw(Node("unread", "a", kids=[Node("more", "and 3 more")]))
    assert re.findall(r'href="#i-(\w+)"', picture.svg("t", "x", size)) == ["unread"]


def test_cut_and_numbers_are_words_too() -> None:
    picture = Picture()
    picture.mark(50, 50, 2, cut=True)
    assert ">2</text>" in picture.svg("t", "x", (100, 100))
    assert "break here" in picture.svg("t", "x", (100, 100))


def _chain(dice: random.Random) -> tuple[list[Stop], list[Step]]:
    many = dice.randint(2, 10)
    stops = [Stop("container", _name(dice), [_name(dice)] * dice.randint(0, 3)) for _ in range(many)]
    steps = [Step(_name(dice), certain=dice.random() < 0.5, cut=dice.random() < 0.2) for _ in range(many - 1)]
    return stops, steps


@pytest.mark.parametrize("seed", range(300))
def test_paths_keep_their_boxes_apart(seed: int) -> None:
    picture, size = chain.draw(*_chain(_dice(seed)))
    _check(picture, size)
    for label in picture.labels:
        assert label.x + label.w <= size[0]
        assert not [rect for rect in picture.boxes if _overlap(label, rect)]


def test_paths_of_one_row_end_at_the_same_edge() -> None:
    ends = set()
    for many in (2, 3, 4):
        picture, _ = chain.draw([Stop("container", "web")] * many, [Step("socket")] * (many - 1))
        ends.add(picture.boxes[-1].x + picture.boxes[-1].w)
    assert max(ends) - min(ends) <= many
