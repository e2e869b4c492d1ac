"""Expressions that JMESPath accepts and that silently mean something else: refused when a rule is loaded."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from jmespath.lexer import Lexer

from inspector.query import Query
from inspector.ruleset.parse import nearest, shorten
from inspector.ruleset.rule import Rule

Node = dict[str, Any]
Place = tuple[str | int, ...]

SCOPE = ("facts", "related", "params", "item")
NULL_RAISES = (
    "length", "contains", "starts_with", "ends_with", "keys", "values", "join", "sort", "sum", "max", "min", "map",
    "reverse", "sort_by", "max_by", "min_by", "avg", "abs", "ceil", "floor", "merge",
)  # fmt: skip
LATE = (("facts", "takeover"), ("facts", "dood"), ("facts", "dind", "controls"), ("facts", "hints"))


def traps(rule: Rule) -> Iterator[tuple[Place, str]]:
    """What is wrong with the rule's expressions: where in the file, and one sentence."""
    for where, query in expressions(rule):
        for reason in _of(query, rule, boolean=where[0] in ("flag", "when", "adjust")):
            yield where, f"{spell(where)}: {reason} in {shorten(query.text)}"
    yield from _misplaced(rule)


def expressions(rule: Rule) -> Iterator[tuple[Place, Query]]:
    """Every expression of the rule with its place."""
    for name in ("when", "each", "flag", "key"):
        query = getattr(rule, name)
        if query is not None:
            yield (name,), query
    for name, query in rule.evidence.items():
        yield ("evidence", name), query
    for at, adjustment in enumerate(rule.adjust):
        yield ("adjust", at, "when"), adjustment.when


def spell(where: Place) -> str:
    """A place in words, `adjust[0].when`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)[1:]


def _of(query: Query, rule: Rule, *, boolean: bool) -> Iterator[str]:
    if boolean and query.tree["type"] in ("multi_select_list", "multi_select_dict"):
        yield "a list or map that is built is always true"
    if boolean and query.tree["type"] in ("literal", "current", "identity"):
        yield "always the same"
    yield from _quoted(query.text)
    yield from _params(query, rule)
    for node in _nodes(query.tree):
        yield from _node(node)
    yield from _unguarded(query.tree, rule, frozenset())


def _node(node: Node) -> Iterator[str]:
    kind, children = node["type"], node.get("children", [])
    if kind == "subexpression" and children[0]["type"] == "not_expression":
        yield "!a.b means (!a).b: write !(a.b)"
    if kind == "projection" and _filters_at_once(children[1]):
        yield "a filter straight after a projection never matches: put a pipe (|) before it"
    if kind == "comparator" and any(_constant_name(child) for child in children):
        yield "null, true and false are fields here: write `null`, `true`, `false`"


def _filters_at_once(node: Node) -> bool:
    """Whether the right side of a projection begins with a filter of the element itself."""
    while node["type"] in ("projection", "subexpression", "index_expression", "pipe"):
        node = node["children"][0]
    return node["type"] == "filter_projection" and node["children"][0]["type"] in ("identity", "current")


def _constant_name(node: Node) -> bool:
    return node["type"] == "field" and node["value"] in ("null", "true", "false")


def _quoted(text: str) -> Iterator[str]:
    """`a == "x"` compares with a field called x."""
    tokens = list(Lexer().tokenize(text))
    for one, two in pairwise(tokens):
        pair = {one["type"], two["type"]}
        if "quoted_identifier" in pair and pair & {"eq", "ne", "lt", "gt", "lte", "gte"}:
            yield "double quotes make a field: write 'text'"


def _params(query: Query, rule: Rule) -> Iterator[str]:
    for path in query.reads:
        if path[0] == "params" and len(path) > 1 and path[1] not in rule.params:
            yield f"params has no {path[1]!r}{nearest(path[1], tuple(rule.params))}"


def _unguarded(node: Node, rule: Rule, guards: frozenset[str]) -> Iterator[str]:
    """Raw fields whose null would raise or compare as different, unless an `&&` or `needs` guards them."""
    kind, children = node["type"], node.get("children", [])
    if kind == "and_expression":
        left, right = children
        yield from _unguarded(left, rule, guards)
        yield from _unguarded(right, rule, guards | {_raw(one) for one in _conjuncts(left)})
        return
    if kind == "function_expression" and node["value"] in NULL_RAISES:
        for child in children:
            if _raw(child) and _raw(child) not in guards and _raw(child) not in rule.needs:
                yield f"{node['value']}() raises on null: write ({_raw(child)} || `[]`)"
    if kind == "comparator" and node["value"] == "ne":
        field = next(filter(None, map(_raw, children)), "")
        if field and field not in guards and field not in rule.needs:
            yield f"!= is true when {field} is missing: write {field} && {field} != ..."
    for child in _from_the_top(node):
        yield from _unguarded(child, rule, guards)


def _from_the_top(node: Node) -> list[Node]:
    """The parts of a node whose paths begin at the top of the scope; in the others they begin at an element."""
    children = [child for child in node.get("children", []) if isinstance(child, dict)]
    chained = ("subexpression", "index_expression", "pipe", "projection", "value_projection", "filter_projection")
    if node["type"] == "expref":
        return []
    return children[:1] if node["type"] in chained else children


def _conjuncts(node: Node) -> Iterator[Node]:
    if node["type"] == "and_expression":
        for child in node["children"]:
            yield from _conjuncts(child)
    yield node


def _raw(node: Node) -> str:
    """The dotted raw field that a node is; empty for everything else."""
    parts = node["children"] if node["type"] == "subexpression" else [node]
    while parts and parts[0]["type"] == "subexpression":
        parts = [*parts[0]["children"], *parts[1:]]
    if not parts or any(part["type"] != "field" for part in parts) or parts[0]["value"] in SCOPE:
        return ""
    return ".".join(part["value"] for part in parts)


def _misplaced(rule: Rule) -> Iterator[tuple[Place, str]]:
    for where, query in expressions(rule):
        name = spell(where)
        item = any(path[0] == "item" for path in query.reads)
        if item and rule.each is None:
            yield where, f"{name}: item without each"
        if item and name in ("when", "each"):
            yield where, f"{name}: item is not known here"
        if rule.grants == "host":
            for path in sorted(query.reads):
                if any(path[: len(late)] == late for late in LATE):
                    yield (
                        where,
                        f"{name}: a rule that grants host cannot read {'.'.join(path)}, which follows from such rules",
                    )
    for word in placeholders(rule.message):
        if word != "object" and word not in rule.evidence:
            yield ("message",), f"message: no evidence called {word!r}{nearest(word, tuple(rule.evidence))}"


def placeholders(message: str) -> list[str]:
    """The names in braces of a message."""
    return [part.partition("}")[0] for part in message.split("{")[1:] if "}" in part]


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.get("children", []):
        if isinstance(child, dict):
            yield from _nodes(child)
