"""What rules could not decide, grouped by reason, so that one missing volume list is one line."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from inspector.facts.inventory import Subject
from inspector.model import Severity, UndecidedPart
from inspector.ruleset import Rule

MOST = 20
"""Objects named in a group."""


@dataclass
class _Group:
    rules: dict[str, Rule] = field(default_factory=dict)
    objects: set[str] = field(default_factory=set)
    pairs: int = 0


def undecided(unknown: Iterable[tuple[Rule, Subject, list[str]]]) -> list[UndecidedPart]:
    """Groups by kind and reason, the worst first."""
    groups: dict[tuple[str, str], _Group] = {}
    for rule, subject, reasons in unknown:
        for reason in reasons:
            group = groups.setdefault((subject.kind, reason), _Group())
            group.rules[rule.id] = rule
            group.objects.add(f"{subject.engine}/{subject.name}")
            group.pairs += 1
    parts = [_part(kind, reason, group) for (kind, reason), group in groups.items()]
    return sorted(parts, key=lambda one: (-Severity.of(one["severity"]), one["kind"], one["reason"]))


def _part(kind: str, reason: str, group: _Group) -> UndecidedPart:
    return {
        "reason": reason,
        "rules": sorted(group.rules),
        "kind": kind,
        "count": len(group.objects),
        "pairs": group.pairs,
        "severity": max(rule.severity for rule in group.rules.values()).word,
        "objects": sorted(group.objects)[:MOST],
    }
