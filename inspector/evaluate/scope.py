"""What a rule's expressions see, and what of it is not known."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from inspector.facts.inventory import Subject
from inspector.model import Unknown
from inspector.query.reads import Path
from inspector.ruleset.rule import Rule


@dataclass
class Scope:
    """One subject as one rule sees it.

    Attributes:
        data: the raw document with `facts`, `related`, `params` and, while an item is judged, `item`.
        unknown: paths that are not known, from the top of the scope, with the reason.
    """

    data: dict[str, Any]
    unknown: dict[Path, str] = field(default_factory=dict)

    def reason(self, reads: frozenset[Path]) -> str | None:
        """Why something that is read is not known, or None when all of it is."""
        if not self.unknown:
            return None
        for path, reason in sorted(self.unknown.items()):
            if any(read[: len(path)] == path for read in reads):
                return reason
        return None


def ground(subject: Subject) -> dict[str, Any]:
    """The part of the scope that is the same for every rule; `scope` writes `params` and `item` into it."""
    return {**subject.document, "facts": subject.facts, "related": subject.related}


def scope(rule: Rule, subject: Subject, data: dict[str, Any], params: dict[str, Any] | None = None) -> Scope:
    """The scope of a rule on a subject, made in place of the one before; `params` replaces defaults by name.

    An unknown that names one item (`dood[1].controls`) is left out when the rule judges each item of that list by
    itself: `item_scope` adds it for that item alone.
    """
    data["params"] = rule.params | params if params else rule.params
    data.pop("item", None)
    made = Scope(data)
    entries = _entries(subject)
    if entries:
        each = each_path(rule)
        for entry in entries:
            path, index = split(entry["path"])
            if index is None or each is None or ("facts", *path[: len(each) - 1]) != each:
                made.unknown[("facts", *path)] = entry["reason"]
    return made


def item_scope(rule: Rule, subject: Subject, whole: Scope, item: Any, index: int) -> Scope:
    """The scope while item number `index` of `each` is judged; it replaces the one before."""
    whole.data["item"] = item
    entries = _entries(subject)
    each = each_path(rule) if entries else None
    if each is None:
        return whole
    made = Scope(whole.data, dict(whole.unknown))
    for entry in entries:
        path, position = split(entry["path"])
        if position == index and ("facts", *path[: len(each) - 1]) == each:
            made.unknown[("item", *path[len(each) - 1 :])] = entry["reason"]
    return made


def _entries(subject: Subject) -> list[Unknown]:
    """The subject's unknown facts (project.py adds the engine's)."""
    entries: list[Unknown] = subject.facts.get("unknown") or []
    return entries


@lru_cache(maxsize=1024)
def each_path(rule: Rule) -> Path | None:
    """The path of the facts' list that a rule judges item by item, when it is plainly one."""
    if rule.each is None:
        return None
    tree = rule.each.tree
    parts = tree["children"] if tree["type"] == "subexpression" else [tree]
    names = tuple(part["value"] for part in parts if part["type"] == "field")
    return names if len(names) == len(parts) and names[0] == "facts" else None


@lru_cache(maxsize=4096)
def split(path: str) -> tuple[Path, int | None]:
    """`dood[1].controls` as (("dood", "controls"), 1); the last index counts."""
    index: int | None = None
    names: list[str] = []
    for part in path.split("."):
        name, bracket, rest = part.partition("[")
        names.append(name)
        if bracket and rest.rstrip("]").isdigit():
            index = int(rest.rstrip("]"))
    return tuple(names), index
