"""Which paths an expression reads, found by a walk over its syntax tree.

A path is a tuple of field names from the top of the scope; list positions are transparent, so `facts.dood[?how=='tcp']`
reads ("facts", "dood") and ("facts", "dood", "how"). A literal, a function's result or a built list has no path.
"""

from typing import Any

Node = dict[str, Any]
Path = tuple[str, ...]


def reads(tree: Node) -> frozenset[Path]:
    """All paths that `tree` reads."""
    found: set[Path] = set()
    end = _walk(tree, (), found)
    found.update(end)
    found.discard(())
    return frozenset(found)


def _walk(node: Node, at: Path | None, found: set[Path]) -> list[Path]:  # noqa: PLR0911 one line a kind of node
    """Walk `node` with the current value at path `at` (None: not a part of the scope); returns where it ends."""
    kind, children = node["type"], node.get("children", [])
    if kind == "field":
        return [] if at is None else [(*at, node["value"])]
    if kind in ("current", "identity"):
        return [] if at is None else [at]
    if kind in ("subexpression", "index_expression", "pipe", "projection", "value_projection"):
        return _sequence(children, at, found)
    if kind == "filter_projection":
        return _filter(children, at, found)
    if kind == "flatten":
        return _walk(children[0], at, found)
    if kind in ("index", "slice"):
        return [] if at is None else [at]
    if kind in ("or_expression", "and_expression"):
        ends = [end for child in children for end in _walk(child, at, found)]
        found.update(ends)
        return ends
    if kind == "function_expression":
        return _function(children, at, found)
    return _closed(children, at, found)


def _function(children: list[Node], at: Path | None, found: set[Path]) -> list[Path]:
    """A function: what `&expression` reads lies below the list that is its other argument."""
    plain = [child for child in children if child["type"] != "expref"]
    ends = [end for child in plain for end in _walk(child, at, found)]
    found.update(ends)
    for child in children:
        if child["type"] == "expref":
            for end in ends:
                found.update(_walk(child["children"][0], end, found))
    return []


def _sequence(children: list[Node], at: Path | None, found: set[Path]) -> list[Path]:
    ends: list[Path | None] = [at]
    for child in children:
        ends = [after for end in ends for after in _ends(child, end, found)]
    return [end for end in ends if end is not None]


def _ends(node: Node, at: Path | None, found: set[Path]) -> list[Path | None]:
    """Where `node` ends; [None] for a value that is no part of the scope."""
    return [*_walk(node, at, found)] or [None]


def _filter(children: list[Node], at: Path | None, found: set[Path]) -> list[Path]:
    base, rest, condition = children
    ends: list[Path] = []
    for start in _ends(base, at, found):
        if start is not None:
            found.add(start)
        found.update(_walk(condition, start, found))
        ends += _walk(rest, start, found)
    return ends


def _closed(children: list[Any], at: Path | None, found: set[Path]) -> list[Path]:
    """A node whose result is a new value: comparators, functions, literals, selections."""
    for child in children:
        if isinstance(child, dict):
            found.update(_walk(child, at, found))
    return []
