"""All rules on all objects, in the order in which takeovers follow from each other."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from inspector.evaluate import severity
from inspector.evaluate.judge import Fail, Judgement, judge
from inspector.evaluate.scope import Ground, Interned, ground
from inspector.facts.inventory import EngineInventory, Subject
from inspector.model import Certainty, Outcome, Severity
from inspector.ruleset import Rule, RuleSet

Params = dict[str, dict[str, Any]]
"""Values for rules' params by rule id."""

GONE = ("dead", "removing")
"""States from which the engine refuses to start a container (moby daemon/start.go): skipped by all rules."""


@dataclass
class Evaluation:
    """Everything that was judged.

    Attributes:
        fails: of rules that are shown, with final severities.
        outcomes: objects by outcome, for each rule that is shown.
        unknown: (rule, subject, reasons) where something could not be decided.
    """

    fails: list[Fail] = field(default_factory=list)
    outcomes: dict[str, dict[str, int]] = field(default_factory=dict)
    unknown: list[tuple[Rule, Subject, list[str]]] = field(default_factory=list)


def evaluate(
    inventories: Sequence[EngineInventory],
    rules: RuleSet,
    resolve: Callable[[Sequence[EngineInventory]], None],
    params: Params | None = None,
) -> Evaluation:
    """Judge every subject by every rule that fits it.

    First the rules that grant the host, on what an object is by itself; then `resolve` computes what depends on other
    objects; then the rules that grant an engine, then all others. Puts `takeover` and `hints` into the facts.
    """
    run = _Run([subject for inventory in inventories for subject in inventory.subjects], rules, params or {})
    run.phase("host")
    resolve(inventories)
    run.phase("engine")
    run.phase(None)
    return run.done


class _Run:
    """One evaluation under way."""

    def __init__(self, subjects: list[Subject], rules: RuleSet, params: Params) -> None:
        self.subjects = subjects
        self.rules = rules
        self.params = params
        self.done = Evaluation()
        for subject in subjects:
            if subject.workload:
                subject.facts["takeover"] = []
                subject.facts["hints"] = []

        self.interned = Interned()

    def phase(self, grants: str | None) -> None:
        """Judge by all rules with these grants; those without run only if they are shown."""
        grounds = {id(subject): ground(subject, self.interned) for subject in self.subjects}
        for rule in self.rules.rules:
            if rule.grants == grants and (grants or self.rules.shown(rule)):
                self._rule(rule, grounds)

    def _rule(self, rule: Rule, grounds: dict[int, Ground]) -> None:
        counts = dict.fromkeys((outcome.value for outcome in Outcome), 0)
        for subject in _fitting(self.subjects, rule):
            judgement = _judge(rule, grounds[id(subject)], self.params.get(rule.id))
            counts[judgement.outcome.value] += 1
            if self.rules.shown(rule):
                self._collect(judgement)
        if self.rules.shown(rule):
            self.done.outcomes[rule.id] = counts

    def _collect(self, judgement: Judgement) -> None:
        self.done.fails += judgement.fails
        if judgement.unknown:
            self.done.unknown.append((judgement.rule, judgement.subject, judgement.unknown))


def _fitting(subjects: Sequence[Subject], rule: Rule) -> Iterable[Subject]:
    if rule.target == "workload":
        return (subject for subject in subjects if subject.workload)
    return (subject for subject in subjects if subject.kind == rule.target)


def _judge(rule: Rule, on: Ground, params: dict[str, Any] | None) -> Judgement:
    if on.subject.state in GONE:
        return Judgement(rule, on.subject, Outcome.SKIP)
    judgement = judge(rule, on, params)
    for fail in judgement.fails:
        severity.apply(fail)
        if rule.grants:
            _grant(fail, rule.grants)
    return judgement


def _grant(fail: Fail, of: str) -> None:
    """Note what the fail gives: a takeover while it is critical and no hint, else only a hint."""
    counts = fail.severity is Severity.CRITICAL and fail.certainty is not Certainty.HINT
    fail.subject.facts["takeover" if counts else "hints"].append({"of": of, "rule": fail.rule.id, "item": fail.item})
