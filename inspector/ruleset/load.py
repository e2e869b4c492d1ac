"""Rule files to a set of rules: every fault of every file is found before anything is judged."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from inspector.errors import InspectorError, ManyErrors, RuleError
from inspector.resources import bundled
from inspector.ruleset.parse import nearest, parse
from inspector.ruleset.rule import Rule
from inspector.ruleset.traps import traps
from inspector.ruleset.yaml import YamlError, load

MAX_FILE = 1_000_000
"""Bytes of one rule file."""

NOT_RULES = ("samples", "paths", "compliance")
"""Folders of the bundled rules that hold something else."""


@dataclass(frozen=True)
class RuleSet:
    """Rules that were loaded together, sorted by id.

    Attributes:
        rules: all of them.
        digest: of the files' text, so that two reports can tell whether they were judged alike.
        chosen: ids left by `--select` and `--ignore`; None for all.
    """

    rules: tuple[Rule, ...]
    digest: str
    chosen: frozenset[str] | None = None

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """Rules by id and by alias."""
        table = {alias: rule for rule in self.rules for alias in rule.aliases}
        return table | {rule.id: rule for rule in self.rules}

    def find(self, name: str) -> Rule:
        """The rule called `name` (an id or alias in any case); raises RuleError with the nearest id."""
        rule = self.by_id.get(name.upper())
        if rule is None:
            raise RuleError(name, f"no such rule{nearest(name.upper(), tuple(self.by_id))}")
        return rule

    def shown(self, rule: Rule) -> bool:
        """Whether findings of the rule are reported (those with grants run in any case)."""
        return self.chosen is None or rule.id in self.chosen

    def choose(self, select: Sequence[str], ignore: Sequence[str]) -> "RuleSet":
        """Only what `select` names (all if empty) less what `ignore` names.

        Raises:
            RuleError: for a word that names nothing, and when no rule is left.
        """
        chosen = set().union(*(self._named(word) for word in select)) if select else {rule.id for rule in self.rules}
        for word in ignore:
            chosen -= self._named(word)
        if ignore and not chosen:
            raise RuleError(", ".join(ignore), "leaves out every rule that is selected; nothing would be judged")
        return replace(self, chosen=frozenset(chosen)) if select or ignore else self

    def _named(self, word: str) -> set[str]:
        upper = word.upper()
        if upper in self.by_id:
            return {self.by_id[upper].id}
        named = {rule.id for rule in self.rules if upper == rule.category or word.lower() in rule.tags}
        named = named or {rule.id for name, rule in self.by_id.items() if upper and name.startswith(upper)}
        if not named:
            raise RuleError(word, f"names no rule, category or tag{nearest(upper, tuple(self.by_id))}")
        return named


@dataclass
class _Reading:
    rules: list[Rule] = field(default_factory=list)
    errors: list[InspectorError] = field(default_factory=list)
    digest: Any = field(default_factory=sha256)


def load_rules(directories: Iterable[str | Path] = (), *, default: bool = True) -> RuleSet:
    """The bundled rules (unless `default` is false) and those of `directories`.

    Raises:
        ManyErrors: with a RuleError for each fault, `file:line` and reason.
    """
    reading = _Reading()
    if default:
        _read_all(reading, bundled_files())
    for directory in directories:
        _read_all(reading, _user_files(reading, Path(directory)))
    _duplicates(reading)
    if not reading.rules and not reading.errors:
        reading.errors.append(RuleError("rules", "no rule was found"))
    if reading.errors:
        raise ManyErrors(reading.errors)
    rules = tuple(sorted(reading.rules, key=lambda rule: rule.id))
    return RuleSet(rules, reading.digest.hexdigest()[:16])


def bundled_files() -> Iterator[tuple[str, Traversable]]:
    """Name and file of each bundled rule."""
    top = bundled("rules")
    for category in sorted(top.iterdir(), key=lambda one: one.name):
        if category.is_dir() and category.name not in NOT_RULES:
            for file in sorted(category.iterdir(), key=lambda one: one.name):
                if file.name.endswith(".yaml"):
                    yield f"rules/{category.name}/{file.name}", file


def _user_files(reading: _Reading, directory: Path) -> list[tuple[str, Traversable]]:
    """Rule files below a user's directory, or the one file named."""
    if directory.is_file():
        return [(str(directory), directory)]
    found = sorted(path for end in ("*.yaml", "*.yml") for path in directory.rglob(end) if path.is_file())
    if not found:
        reason = "holds no rule file (*.yaml)" if directory.is_dir() else "no such directory"
        reading.errors.append(RuleError(str(directory), reason))
    return [(str(path), path) for path in found]


def _read_all(reading: _Reading, files: Iterable[tuple[str, Traversable]]) -> None:
    for name, file in files:
        try:
            data = file.read_bytes()
        except OSError as error:
            reading.errors.append(RuleError(name, error.strerror or "cannot be read"))
            continue
        reading.digest.update(data)
        rule, errors = read_rule(data, name)
        reading.errors += errors
        if rule is not None:
            reading.rules.append(rule)


def read_rule(data: bytes, name: str) -> tuple[Rule | None, list[InspectorError]]:
    """The rule in the bytes of one file, or None, and its faults, each `file:line: reason`."""
    if len(data) > MAX_FILE:
        return None, [RuleError(name, f"larger than {MAX_FILE} bytes")]
    try:
        head, examples = split(data.decode("utf-8-sig"))
        loaded = load(head)
        rule, faults = parse(loaded, name, examples)
    except UnicodeDecodeError:
        return None, [RuleError(name, "not UTF-8")]
    except YamlError as error:
        return None, [RuleError(place(name, error.line), error.reason)]
    if rule is not None:
        faults = [(loaded.lines.get(where, 1), fault) for where, fault in traps(rule)]
    errors: list[InspectorError] = [RuleError(place(name, line), reason) for line, reason in faults]
    return (None if errors else rule), errors


def place(name: str, line: int | None) -> str:
    """`file:line`."""
    return f"{name}:{line}" if line else name


def split(text: str) -> tuple[str, str]:
    """The rule and its examples; the latter padded with empty lines, so that its line numbers are the file's."""
    lines = text.splitlines(keepends=True)
    start = 1 if lines and lines[0].rstrip() == "---" else 0
    for at in range(start, len(lines)):
        if lines[at].rstrip() == "---":
            return "".join(lines[:at]), "\n" * (at + 1) + "".join(lines[at + 1 :])
    return text, ""


def _duplicates(reading: _Reading) -> None:
    """An id or alias that stands twice is an error: ids are permanent."""
    seen: dict[str, Rule] = {}
    for rule in reading.rules:
        for name in (rule.id, *rule.aliases):
            if name in seen:
                reading.errors.append(RuleError(rule.path, f"duplicate id {name}: also in {seen[name].path}"))
            seen[name] = rule
