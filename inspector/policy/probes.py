"""Findings that nobody would want to accept together, to find out whether an expression accepts everything."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from inspector.query import Query

RULES = ("ZZZ-900", "QQQ-901")
MARKS = {"ZZZ-900": "0123456789abcdef", "QQQ-901": "fedcba9876543210"}
NAMES = ("zq-probe-a", "zq-probe-b")
SEVERITIES = (("critical", "high", "medium", "low", "info"), ("critical",), ("high",))
CERTAINTIES = (("certain", "likely", "hint"), ("certain",), ("likely",))
MAX_WORDS = 12
"""Words of an expression that are tried; one with more names something."""


def families(match: Query) -> Iterator[list[dict[str, Any]]]:
    """Sets of findings; an expression that accepts all of one set tells no rule from another and no object either.

    A set has one engine, one kind and one state: such as nobody has, or words of the expression itself. And it has
    all severities and certainties, or only what fails an audit as a rule: to accept all of that is to accept all.
    """
    words = sorted(set(_literals(match.tree)))
    if len(words) > MAX_WORDS:
        return
    names = product(["zq-engine", *words], ["container", *words], ["running", *words])
    for (engine, kind, state), severities, certainties in product(names, SEVERITIES, CERTAINTIES):
        yield [
            _finding(severity, certainty, rule, name, {"engine": engine, "kind": kind, "state": state})
            for severity, certainty, rule, name in product(severities, certainties, RULES, NAMES)
        ]


def _finding(severity: str, certainty: str, rule: str, name: str, where: dict[str, str]) -> dict[str, Any]:
    grouped = rule == RULES[0]
    return {
        "fingerprint": MARKS[rule],
        "fingerprints": [MARKS[rule]],
        "rule": rule,
        "also": [],
        "severity": severity,
        "severity_base": severity,
        "because": f"{name} because" if grouped else None,
        "certainty": certainty,
        "object": where
        | {
            "id": MARKS[rule] * 4,
            "name": name,
            "project": f"{name}-project" if grouped else None,
            "service": f"{name}-service" if grouped else None,
        },
        "key": f"{name}-key" if grouped else "",
        "message": f"{name} {rule}",
        "implies": [],
        "evidence": {f"{rule}-evidence": name},
        "source": [f"/{rule}"],
        "proof": f"docker inspect {name}" if grouped else None,
    }


def _literals(node: Any) -> Iterator[str]:
    """The strings that an expression compares with."""
    if isinstance(node, dict):
        if node.get("type") == "literal":
            values = node.get("value")
            yield from (one for one in (values if isinstance(values, list) else [values]) if isinstance(one, str))
        for child in node.get("children", ()):
            yield from _literals(child)
