"""Small faults put into the expressions of rules, to see whether the rules' own examples notice them.

A mutant is a rule in which one thing is changed: a comparison flipped, `&&` and `||` swapped, one side of either left
out, a negation or a filter dropped, a field misspelt, a constant changed, a list in `params` emptied or one entry
short, an `adjust` or `when` left out, a severity changed. It is killed when one example comes out otherwise than it
says.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from inspector.model import Certainty, Severity
from inspector.query import Query
from inspector.query.closures import compile_node
from inspector.ruleset.rule import Adjustment, Rule

Node = dict[str, Any]

SCOPE = ("facts", "params", "item", "related")
FLIPPED = {"eq": "ne", "ne": "eq", "lt": "gte", "lte": "gt", "gt": "lte", "gte": "lt"}
EDGED = {"lt": "lte", "lte": "lt", "gt": "gte", "gte": "gt"}
TRUE: Node = {"type": "literal", "value": True, "children": []}


@dataclass(frozen=True)
class Mutant:
    """A rule with one fault.

    Attributes:
        rule: the faulty rule.
        place: what was changed, `flag`, `adjust[0].when`, `params.high`.
        fault: how, in words.
    """

    rule: Rule
    place: str
    fault: str

    def __str__(self) -> str:
        return f"{self.rule.id} {self.place}: {self.fault}"


def mutants(rule: Rule) -> Iterator[Mutant]:
    """Every mutant of `rule`."""
    for name in ("when", "each", "flag", "key"):
        query: Query | None = getattr(rule, name)
        for fault, changed in _queries(query) if query is not None else ():
            change: dict[str, Any] = {name: changed}
            yield Mutant(replace(rule, **change), name, fault)
    if rule.when is not None:
        yield Mutant(replace(rule, when=None), "when", "left out")
    yield from _params(rule)
    yield from _adjustments(rule)
    yield from _words(rule)


def _words(rule: Rule) -> Iterator[Mutant]:
    for severity in Severity:
        if severity != rule.severity:
            yield Mutant(replace(rule, severity=severity), "severity", severity.word)
    if rule.certainty is not Certainty.CERTAIN:
        yield Mutant(replace(rule, certainty=Certainty.CERTAIN), "certainty", "left out")


def _params(rule: Rule) -> Iterator[Mutant]:
    for name, value in rule.params.items():
        if not isinstance(value, list):
            continue
        yield Mutant(replace(rule, params=rule.params | {name: []}), f"params.{name}", "emptied")
        for at, entry in enumerate(value):
            short = value[:at] + value[at + 1 :]
            yield Mutant(replace(rule, params=rule.params | {name: short}), f"params.{name}", f"without {entry}")


def _adjustments(rule: Rule) -> Iterator[Mutant]:
    for at, held in enumerate(rule.adjust):
        place = f"adjust[{at}]"
        yield Mutant(_adjusted(rule, at, None), place, "left out")
        for fault, changed in _queries(held.when):
            yield Mutant(_adjusted(rule, at, replace(held, when=changed)), f"{place}.when", fault)
        for severity in Severity:
            if held.severity not in (None, severity):
                yield Mutant(_adjusted(rule, at, replace(held, severity=severity)), place, severity.word)
        if held.certainty is not None:
            yield Mutant(_adjusted(rule, at, replace(held, certainty=None)), place, "certainty left out")


def _adjusted(rule: Rule, at: int, other: Adjustment | None) -> Rule:
    middle = () if other is None else (other,)
    return replace(rule, adjust=(*rule.adjust[:at], *middle, *rule.adjust[at + 1 :]))


def _queries(query: Query) -> Iterator[tuple[str, Query]]:
    """The faulty forms of one expression."""
    for path, node in _nodes(query.tree, ()):
        for fault, changed in _faults(node):
            tree = _put(query.tree, path, changed)
            yield fault, Query(f"{query.text} [{fault}]", tree, compile_node(tree))


def _nodes(node: Node, path: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Node]]:
    yield path, node
    for at, child in enumerate(node.get("children", [])):
        if isinstance(child, dict):
            yield from _nodes(child, (*path, at))


def _put(tree: Node, path: tuple[int, ...], node: Node) -> Node:
    """A copy of `tree` with another node at `path`."""
    if not path:
        return node
    made = copy.copy(tree)
    made["children"] = list(tree["children"])
    made["children"][path[0]] = _put(tree["children"][path[0]], path[1:], node)
    return made


def _faults(node: Node) -> Iterator[tuple[str, Node]]:
    kind, children = node["type"], node.get("children", [])
    if kind == "comparator":
        yield f"{node['value']} flipped", node | {"value": FLIPPED[node["value"]]}
        if node["value"] in EDGED:
            yield f"{node['value']} at its edge", node | {"value": EDGED[node["value"]]}
    if kind in ("and_expression", "or_expression"):
        other = "or_expression" if kind == "and_expression" else "and_expression"
        yield f"{kind[:-11]} swapped", node | {"type": other}
        yield f"left of {kind[:-11]} only", children[0]
        yield f"right of {kind[:-11]} only", children[1]
    if kind == "not_expression":
        yield "not dropped", children[0]
    if kind == "filter_projection":
        yield "filter dropped", node | {"children": [children[0], children[1], TRUE]}
    if kind == "field" and node["value"] not in SCOPE:
        yield f"{node['value']} misspelt", node | {"value": f"{node['value']}_"}
    if kind == "literal":
        yield from _constants(node)


def _constants(node: Node) -> Iterator[tuple[str, Node]]:
    value = node["value"]
    if isinstance(value, bool):
        yield f"{value} negated", node | {"value": not value}
    elif isinstance(value, int):
        yield f"{value} + 1", node | {"value": value + 1}
    elif isinstance(value, str):
        yield f"{value!r} misspelt", node | {"value": f"{value}_"}
    elif isinstance(value, list) and value:
        yield "list emptied", node | {"value": []}
        for at, entry in enumerate(value):
            yield f"list without {entry}", node | {"value": value[:at] + value[at + 1 :]}
