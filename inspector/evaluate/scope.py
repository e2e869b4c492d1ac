"""What a rule's expressions see, and what of it is not known."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from inspector.facts.inventory import Subject
from inspector.query.reads import Path
from inspector.ruleset.rule import Rule

Entry = tuple[Path, int | None, str]
"""A path that is not known, the list position it is about (None: the whole), and the reason."""


@dataclass(frozen=True)
class Unknowns:
    """Paths that are not known; shared by all subjects of which the same is not known, so that answers are kept.

    Attributes:
        entries: see Entry, paths from the top of the scope.
    """

    entries: tuple[Entry, ...]
    _reasons: dict[frozenset[Path], str | None] = field(default_factory=dict, compare=False, repr=False)
    _parts: dict[tuple[Path | None, int | None], "Unknowns"] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _positions(self) -> frozenset[int | None]:
        """The list positions that some entry names: most objects have none."""
        return frozenset(position for _, position, _ in self.entries if position is not None)

    def reason(self, reads: frozenset[Path]) -> str | None:
        """Why something that is read is not known, or None when all of it is."""
        if not self.entries:
            return None
        if reads not in self._reasons:
            self._reasons[reads] = self._find(reads)
        return self._reasons[reads]

    def _find(self, reads: frozenset[Path]) -> str | None:
        for path, _, reason in self.entries:
            if any(read[: len(path)] == path for read in reads):
                return reason
        return None

    def whole(self, each: Path | None) -> "Unknowns":
        """What is not known while a rule that judges each item of `each` looks at the object as a whole.

        An entry that names one item of that list (`dood[1].controls`) is left out: `item` has it for that item alone.
        """
        return self._part((each, None), lambda: [one for one in self.entries if not _of_item(one, each)])

    def item(self, each: Path | None, index: int) -> "Unknowns":
        """What is not known while item number `index` of `each` is judged."""
        if each is None or index not in self._positions:
            return self.whole(each)
        return self._part((each, index), lambda: self._with_item(each, index))

    def _with_item(self, each: Path, index: int) -> list[Entry]:
        own = [one for one in self.entries if _of_item(one, each) and one[1] == index]
        return [*self.whole(each).entries, *((("item", *path[len(each) :]), None, reason) for path, _, reason in own)]

    def _part(self, key: tuple[Path | None, int | None], make: Any) -> "Unknowns":
        if not self.entries:
            return self
        if key not in self._parts:
            self._parts[key] = Unknowns(tuple(make()))
        return self._parts[key]


def _of_item(entry: Entry, each: Path | None) -> bool:
    """Whether an entry is about one item of the list at `each`."""
    path, index, _ = entry
    return index is not None and each is not None and path[: len(each)] == each


class Interned:
    """Gives subjects of which the same is not known the same Unknowns."""

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[str, str], ...], Unknowns] = {}

    def of(self, subject: Subject) -> Unknowns:
        """The subject's unknown facts (project.py puts the engine's among them)."""
        entries = subject.facts.get("unknown") or ()
        key = tuple([(one["path"], one["reason"]) for one in entries])
        if key not in self._known:
            self._known[key] = Unknowns(tuple(_parsed(key)))
        return self._known[key]


def _parsed(entries: Iterable[tuple[str, str]]) -> Iterable[Entry]:
    for text, reason in sorted(set(entries)):
        path, index = split(text)
        yield ("facts", *path), index, reason


@dataclass
class Ground:
    """What is the same for every rule on one subject; `scope` writes `params` and `item` into the data."""

    subject: Subject
    data: dict[str, Any]
    unknown: Unknowns


def ground(subject: Subject, interned: Interned | None = None) -> Ground:
    """The ground for judging a subject."""
    data = {**subject.document, "facts": subject.facts, "related": subject.related}
    return Ground(subject, data, (interned or Interned()).of(subject))


@dataclass
class Scope:
    """One subject as one rule sees it: the raw document with `facts`, `related`, `params` and, for an item, `item`."""

    data: dict[str, Any]
    unknown: Unknowns

    def reason(self, reads: frozenset[Path]) -> str | None:
        """Why something that is read is not known, or None when all of it is."""
        return self.unknown.reason(reads)


def scope(rule: Rule, on: Ground, params: dict[str, Any] | None = None) -> Scope:
    """The scope of a rule on a subject, made in place of the one before; `params` replaces defaults by name."""
    on.data["params"] = rule.params | params if params else rule.params
    on.data.pop("item", None)
    return Scope(on.data, on.unknown.whole(each_path(rule)))


def item_scope(rule: Rule, on: Ground, item: Any, index: int) -> Scope:
    """The scope while item number `index` of `each` is judged; it replaces the one before."""
    on.data["item"] = item
    return Scope(on.data, on.unknown.item(each_path(rule), index))


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
