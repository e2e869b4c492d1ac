"""A rule's own examples, run through the real facts and the real evaluation.

An example is `input` (a document with facts made by hand) or `from` (a document below `rules/samples`, or beside the
rule's file) with these optional parts: `patch` (JSON merge patch on the document), `with` (other documents of the same
engine, each `from` + `patch` or inline), `info` (patch on the engine's info that lies beside the document), `facts`
(patch on the computed facts). `severity`, `certainty`, `message` and `key` are compared with the worst fail.
"""

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from inspector.evaluate.join import message
from inspector.evaluate.judge import Judgement, judge
from inspector.evaluate.run import evaluate
from inspector.evaluate.scope import ground
from inspector.evaluate.severity import apply
from inspector.facts.inventory import EngineInventory, Subject
from inspector.model import Document, Outcome
from inspector.resources import bundled
from inspector.ruleset.load import RuleSet
from inspector.ruleset.parse import nearest
from inspector.ruleset.rule import Rule
from inspector.ruleset.yaml import Loaded, YamlError, load
from inspector.sources.snapshot import Snapshot

KEYS = ("note", "from", "patch", "with", "info", "facts", "input", "params", "severity", "certainty", "message", "key")
OUTCOMES = tuple(outcome.value for outcome in Outcome)


class ExampleError(Exception):
    """An example that cannot be run; the message says why."""


@dataclass(frozen=True)
class Result:
    """One example and how it came out.

    Attributes:
        rule: whose example it is.
        line: of the example in the rule's file.
        note: what the example says it shows.
        wanted: outcome that the example stands under.
        fault: what came out otherwise, or None when it came out as wanted.
    """

    rule: Rule
    line: int
    note: str
    wanted: str
    fault: str | None


def run_examples(rule: Rule, rules: RuleSet) -> list[Result]:
    """Run all examples of `rule`; a fault for a rule without a fail or a pass example is a Result too."""
    try:
        loaded = load(rule.examples)
    except YamlError as error:
        return [Result(rule, error.line or 1, "", "", error.reason)]
    groups = loaded.value.get("examples") if isinstance(loaded.value, dict) else None
    if not isinstance(groups, dict):
        return [Result(rule, 1, "", "", "no examples: the second document of the file holds them")]
    results = [_run(rule, rules, loaded, wanted, at) for wanted, at in _places(groups)]
    return results + list(_missing(rule, groups))


def _places(groups: dict[str, Any]) -> Iterator[tuple[str, int]]:
    for wanted, entries in groups.items():
        for at in range(len(entries) if isinstance(entries, list) else 0):
            yield wanted, at


def _missing(rule: Rule, groups: dict[str, Any]) -> Iterator[Result]:
    """What every rule must show: both sides, and a real document where it grants something."""
    for wanted in groups:
        if wanted not in OUTCOMES:
            yield Result(rule, 1, "", wanted, f"unknown outcome {wanted!r}{nearest(wanted, OUTCOMES)}")
    for wanted in ("fail", "pass"):
        if not groups.get(wanted):
            yield Result(rule, 1, "", wanted, f"no example that comes out as {wanted}")
    entries = [one for group in groups.values() if isinstance(group, list) for one in group if isinstance(one, dict)]
    if rule.grants and not any("from" in one for one in entries):
        yield Result(rule, 1, "", "", "a rule with grants needs an example from a real document")


def _run(rule: Rule, rules: RuleSet, loaded: Loaded, wanted: str, at: int) -> Result:
    example = loaded.value["examples"][wanted][at]
    line = loaded.lines.get(("examples", wanted, at), 1)
    note = str(example.get("note", "")) if isinstance(example, dict) else ""
    try:
        fault = _compare(example, wanted, _judge(rule, rules, example))
    except ExampleError as error:
        fault = str(error)
    return Result(rule, line, note, wanted, fault)


def _compare(example: Document, wanted: str, got: Judgement) -> str | None:
    if got.outcome.value != wanted:
        reasons = f" ({'; '.join(got.unknown)})" if got.unknown else ""
        return f"came out as {got.outcome.value}{reasons}"
    worst = min(got.fails, key=lambda fail: (-fail.severity, -fail.certainty, fail.key), default=None)
    if worst is None:
        return None
    found = {
        "severity": worst.severity.word,
        "certainty": worst.certainty.word,
        "key": worst.key,
        "message": message(worst),
    }
    wrong = [f"{name} is {found[name]!r}" for name in found if name in example and example[name] != found[name]]
    return "; ".join(wrong) or None


def _judge(rule: Rule, rules: RuleSet, example: Any) -> Judgement:
    if not isinstance(example, dict):
        raise ExampleError("an example is a map")
    for key in example:
        if key not in KEYS:
            raise ExampleError(f"unknown key {key!r}{nearest(key, KEYS)}")
    if ("input" in example) == ("from" in example):
        raise ExampleError("an example has either input or from")
    subject = _by_hand(rule, example["input"]) if "input" in example else _computed(rule, rules, example)
    judgement = judge(rule, ground(subject), example.get("params"))
    for fail in judgement.fails:
        apply(fail)
    return judgement


def _by_hand(rule: Rule, given: Any) -> Subject:
    """A subject whose facts stand in the example."""
    if not isinstance(given, dict):
        raise ExampleError("input is a map")
    facts = given.get("facts", {})
    document = {key: value for key, value in given.items() if key not in ("facts", "related")}
    workload = rule.target == "workload"
    kind = "container" if workload else rule.target
    return Subject("example", kind, "0", "example", document, facts, given.get("related", {}), workload)


def _computed(rule: Rule, rules: RuleSet, example: Document) -> Subject:
    """The subject of a real document, with facts computed as an audit computes them."""
    inventories = project_example(rule, example)
    subject = _subject(inventories, rule)
    if isinstance(example.get("facts"), dict):
        subject.facts = merge(subject.facts, example["facts"])
    granting = tuple(one for one in rules.rules if one.grants)
    evaluate(inventories, RuleSet(granting, ""), _resolver())
    if isinstance(example.get("facts"), dict):
        subject.facts = merge(subject.facts, example["facts"])
    return subject


def _resolver() -> Callable[[Sequence[EngineInventory]], None]:
    from inspector.facts.access import resolve

    return resolve


def project_example(rule: Rule, example: Document) -> list[EngineInventory]:
    """The inventory of the engine that an example describes."""
    from inspector.facts.project import project

    reader = _Reader(rule)
    snapshot = Snapshot("example", "example", "files")
    first = reader.document(example)
    snapshot.objects.setdefault(first[0], []).append(first[1])
    for other in example.get("with", []):
        kind, document = reader.document(other)
        snapshot.objects.setdefault(kind, []).append(document)
    snapshot.info = reader.beside(example["from"], "info")
    snapshot.version = reader.beside(example["from"], "version")
    if isinstance(example.get("info"), dict):
        snapshot.info = merge(snapshot.info or {}, example["info"])
    return list(project([snapshot]))


def _subject(inventories: list[EngineInventory], rule: Rule) -> Subject:
    """The subject of the example's own document: the first that the rule fits."""
    for subject in inventories[0].subjects:
        if subject.workload if rule.target == "workload" else subject.kind == rule.target:
            return subject
    raise ExampleError(f"the document is no {rule.target}")


class _Reader:
    """Reads the documents that examples name."""

    def __init__(self, rule: Rule) -> None:
        self.folders: list[Traversable] = [bundled("rules") / "samples"]
        if not rule.path.startswith("rules/"):
            self.folders.insert(0, Path(rule.path).parent)

    def document(self, entry: Any) -> tuple[str, Document]:
        """Kind and document of `from` + `patch`, or of a document that stands there itself."""
        from inspector.sources.shapes import recognise

        if not isinstance(entry, dict):
            raise ExampleError("with is a list of maps")
        value = self._load(entry["from"]) if "from" in entry else entry.get("document", {})
        value = merge(_first(value), entry.get("patch", {}))
        kind = recognise(value).kind
        if kind is None:
            raise ExampleError(f"{entry.get('from', 'a document')} is no inspect document")
        return kind, value

    def beside(self, name: str, what: str) -> Document | None:
        """The engine's info or version that lies beside a document."""
        folder = name.rpartition("/")[0]
        for candidate in (f"{folder}/{what}.json", f"{folder}/raw-{what}.json"):
            try:
                return _first(self._load(candidate))
            except ExampleError:
                continue
        return None

    def _load(self, name: Any) -> Any:
        if not isinstance(name, str) or ".." in name or name.startswith("/"):
            raise ExampleError(f"{name!r} is no document below the samples")
        for folder in self.folders:
            text = _read(folder, name)
            if text is not None:
                return json.loads(text)
        raise ExampleError(f"no document {name}")


def _read(folder: Traversable, name: str) -> str | None:
    file = folder.joinpath(*name.split("/"))
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _first(value: Any) -> Document:
    """The one object of a list of one, as `docker inspect` prints it."""
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, dict):
        raise ExampleError("the document is no JSON object")
    return value


def merge(value: Any, patch: Any) -> Any:
    """`value` changed by a JSON merge patch (RFC 7396): lists are replaced, null deletes; neither is altered."""
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    made = dict(value) if isinstance(value, dict) else {}
    for key, change in patch.items():
        if change is None:
            made.pop(key, None)
        else:
            made[key] = merge(made.get(key), change)
    return made
