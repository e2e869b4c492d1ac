"""A set of path patterns, asked with one walk down the path whatever their number."""

import re
from typing import Generic, NamedTuple, TypeVar

from inspector.facts.paths import HOMES, components, is_windows, matches, normalise

T = TypeVar("T")


class Touched(NamedTuple, Generic[T]):
    """The values of the patterns that a path touches, by how."""

    exact: list[T]
    """The path is what the pattern describes."""
    inside: list[T]
    """It lies below that."""
    ancestor: list[T]
    """It lies above that."""


class _Node(Generic[T]):
    """What is known after some components of a pattern."""

    def __init__(self) -> None:
        self.literal: dict[str, _Node[T]] = {}
        self.globs: dict[str, _Node[T]] = {}
        self.glob: re.Pattern[str] | None = None
        self.deep: _Node[T] | None = None
        self.exact: list[T] = []
        self.inside: list[T] = []
        self.below: list[T] = []


class PathTrie(Generic[T]):
    """Patterns with a value each: `*` within one component, `**` any number of them, `~` any home."""

    def __init__(self) -> None:
        self._root = _Node[T]()

    def add(self, pattern: str, match: str, value: T) -> None:
        """Adds a pattern.

        Args:
            pattern: absolute, or from `~`, or from `**`.
            match: `e` where the path itself counts, `i` what lies inside, `a` what lies above; any of them.
            value: what to answer.

        Raises:
            ValueError: for more than one `*` in a component, which would not be matched in linear time.
        """
        if pattern.startswith("~"):
            for home in HOMES:
                self.add(home + pattern[1:], match, value)
            return
        node = self._root
        for part in components(pattern if pattern.startswith("**") else normalise(pattern)):
            if "a" in match and not (node is self._root and is_windows(pattern)):  # Windows has no `/`
                node.below.append(value)
            node = _child(node, part)
        if "e" in match:
            node.exact.append(value)
        if "i" in match:
            node.inside.append(value)

    def find(self, path: str) -> Touched[T]:
        """What a normalised path touches."""
        found: Touched[T] = Touched([], [], [])
        nodes = _with_deep([self._root])
        for part in components(path):
            following: list[_Node[T]] = []
            for node in nodes:
                if node.inside:
                    found.inside.extend(node.inside)
                following += _children(node, part)
            if not following:
                return found
            nodes = _with_deep(following)
        for node in nodes:
            found.exact.extend(node.exact)
            found.ancestor.extend(node.below)
        return found


def _child(node: _Node[T], part: str) -> _Node[T]:
    """The node after `part`, made when there is none."""
    if part == "**":
        if node.deep is None:
            node.deep = _Node()
            node.deep.deep = node.deep
        return node.deep
    if "*" not in part:
        return node.literal.setdefault(part, _Node())
    if part.count("*") > 1:
        raise ValueError(f"more than one * in {part}")
    child = node.globs.setdefault(part, _Node())
    node.glob = re.compile("|".join(f"(?:{_expression(glob)})\\Z" for glob in node.globs))
    return child


def _expression(glob: str) -> str:
    return ".*".join(map(re.escape, glob.split("*")))


def _children(node: _Node[T], part: str) -> list[_Node[T]]:
    """The nodes that reading `part` leads to."""
    found = [node.literal[part]] if part in node.literal else []
    if node.glob is not None and node.glob.match(part):
        found += [child for glob, child in node.globs.items() if matches(part, glob)]
    if node.deep is node:
        found.append(node)
    return found


def _with_deep(nodes: list[_Node[T]]) -> list[_Node[T]]:
    """These nodes and those after a `**`, which may stand for nothing."""
    return nodes + [node.deep for node in nodes if node.deep is not None and node.deep not in nodes]
