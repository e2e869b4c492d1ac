"""Findings that nobody would want to accept together, to find out whether an expression accepts everything."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from inspector.query import Query

RULES = ("ZZZ-900", "QQQ-901")
MARKS = {"ZZZ-900": "0123456789abcdef", "QQQ-901": "fedcba9876543210"}
NAMES = ("zq-probe-a", "zq-probe-b")
MAX_WORDS = 12
"""Words of an expression that are tried; one with more names something."""


def families(match: Query) -> Iterator[list[dict[str, Any]]]:
    """Sets of findings; an expression that accepts all of one set tells no rule from another and no object either.

    A set has one engine, one kind and one state: such as nobody has, or words of the expression itself.
    """
    words = sorted(set(_literals(match.tree)))
    if len(words) > MAX_WORDS:
        return
    for engine, kind, state in product(["zq-engine", *words], ["container", *words], ["running", *words]):
        yield list(_family(engine, kind, state))


def _family(engine: str, kind: str, state: str) -> Iterator[dict[str, Any]]:
    for severity, certainty, rule, name in product(
        ("critical", "high", "medium", "low", "info"), ("certain", "likely", "hint"), RULES, NAMES
    ):
        finding = _finding(severity, certainty, rule, name)
        finding["object"] |= {"engine": engine, "kind": kind, "state": state}
        yield finding


def _finding(severity: str, certainty: str, rule: str, name: str) -> dict[str, Any]:
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
        "object": {
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
