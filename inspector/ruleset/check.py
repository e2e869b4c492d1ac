"""`rules check`: every path that a rule reads exists, and every word it compares with can occur."""

from collections.abc import Iterator
from typing import Any

from inspector.errors import InspectorError, RuleError
from inspector.ruleset.fields import Field, api_fields, fact_fields, follow
from inspector.ruleset.load import RuleSet
from inspector.ruleset.parse import nearest
from inspector.ruleset.rule import Rule
from inspector.ruleset.traps import expressions, spell

Node = dict[str, Any]
Path = tuple[str, ...]

RELATED = {"image": "image", "networks": "network", "volumes": "volume", "engine": "engine", "workloads": "container"}


def check(rules: RuleSet) -> list[InspectorError]:
    """What is wrong with the rules, each with file and expression."""
    return [RuleError(rule.path, reason) for rule in rules.rules for reason in check_rule(rule)]


def check_rule(rule: Rule) -> Iterator[str]:
    """Paths that no document has, and words that a fact never takes."""
    for where, query in expressions(rule):
        for path in sorted(query.reads):
            reason = _missing(rule, path)
            if reason:
                yield f"{spell(where)}: {reason}"
        for path, word in _comparisons(query.tree):
            reason = _impossible(rule, path, word)
            if reason:
                yield f"{spell(where)}: {reason}"
    for path_text in rule.needs:
        reason = _missing(rule, tuple(path_text.split(".")))
        if reason:
            yield f"needs: {reason}"


def _missing(rule: Rule, path: Path) -> str | None:
    found, name, known = _field(rule, path)
    return None if found else f"no field {name!r} in {'.'.join(path)}{nearest(name, known)}"


def _field(rule: Rule, path: Path) -> tuple[Field | None, str, tuple[str, ...]]:
    """The field at `path` from the top of the rule's scope."""
    head, rest = path[0], path[1:]
    if head == "params":
        return Field(any=True), "", ()
    if head == "facts":
        return follow(fact_fields(rule.target), rest)
    if head == "item":
        return _item(rule, rest)
    if head == "related":
        if not rest or rest[0] not in RELATED:
            return (Field(any=True), "", ()) if not rest else (None, rest[0], tuple(RELATED))
        return follow(api_fields(RELATED[rest[0]]), rest[1:])
    kind = "container" if rule.target in ("workload", "compose") else rule.target
    return follow(api_fields(kind), path)


def _item(rule: Rule, rest: Path) -> tuple[Field | None, str, tuple[str, ...]]:
    """A field of the items of `each`, when that is plainly one list."""
    ends = _ends(rule.each.tree) if rule.each else None
    if ends is None:
        return Field(any=True), "", ()
    found, name, known = _field(rule, ends)
    return follow(found, rest) if found else (found, name, known)


def _ends(node: Node) -> Path | None:
    """The path that an expression ends in: fields, filters and flattens of one list."""
    kind, children = node["type"], node.get("children", [])
    if kind == "field":
        return (node["value"],)
    if kind == "subexpression":
        parts = [_ends(child) for child in children]
        return tuple(name for part in parts if part for name in part) if all(parts) else None
    if kind in ("filter_projection", "flatten", "projection") and children[-1]["type"] != "field":
        return _ends(children[0])
    return None


def _comparisons(node: Node) -> Iterator[tuple[Path, Any]]:
    """Each `path == 'word'` of an expression whose path is written out."""
    children = [child for child in node.get("children", []) if isinstance(child, dict)]
    if node["type"] == "comparator" and node["value"] in ("eq", "ne"):
        for one, two in (children, children[::-1]):
            path = _ends(one)
            if path and two["type"] == "literal" and isinstance(two["value"], str):
                yield path, two["value"]
    if node["type"] != "filter_projection":  # inside, paths begin at the element
        for child in children:
            yield from _comparisons(child)


def _impossible(rule: Rule, path: Path, word: str) -> str | None:
    found, _, _ = _field(rule, path)
    if not found or not found.words or word in found.words:
        return None
    words = tuple(sorted(map(str, found.words)))
    return f"{'.'.join(path)} is never {word!r}{nearest(word, words)}"
