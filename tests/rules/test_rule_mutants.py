"""The rules' own examples notice nearly every fault that is put into their expressions.

`evidence` and `message` are left out: a misspelt path there is found by `rules check` against the fields that exist.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from mutants import Mutant, mutants

from inspector.evaluate.judge import judge
from inspector.evaluate.scope import Ground, ground
from inspector.evaluate.severity import apply
from inspector.facts.inventory import Subject
from inspector.ruleset import Rule, load_rules, selftest
from inspector.ruleset.yaml import load

ALIVE_AT_MOST = 0.02

EQUIVALENT: dict[str, str] = {}
"""Mutants that no document can tell from the rule, with the reason."""

RULES = load_rules()
GRANTING = [rule for rule in RULES.rules if rule.grants]
OTHERS = [rule for rule in RULES.rules if not rule.grants]


@cache
def prepared(rule_id: str) -> list[tuple[dict[str, Any], str, Ground]]:
    """Each example of the rule with the outcome it wants and the subject it makes."""
    rule = RULES.by_id[rule_id]
    groups = load(rule.examples).value["examples"]
    made = []
    for wanted, examples in groups.items():
        for example in examples:
            subject = _subject(rule, example)
            made.append((example, wanted, ground(subject)))
    return made


def _subject(rule: Rule, example: dict[str, Any]) -> Subject:
    if "input" in example:
        return selftest._by_hand(rule, example["input"])
    return _computed(rule.target, json.dumps(example))


@cache
def _computed(target: str, text: str) -> Subject:
    """The subject of an example; rules with one target share it."""
    rule = next(rule for rule in RULES.rules if rule.target == target)
    return selftest._computed(rule, RULES, json.loads(text))


def killed(mutant: Mutant) -> bool:
    """Whether an example comes out otherwise than it says."""
    return any(_differs(mutant.rule, *one) for one in prepared(mutant.rule.id))


def _differs(rule: Rule, example: dict[str, Any], wanted: str, on: Ground) -> bool:
    got = judge(rule, on, example.get("params"))
    if got.outcome.value != wanted:
        return True
    for fail in got.fails:
        apply(fail)
    return selftest._compare(example, wanted, got) is not None


def alive(rules: list[Rule]) -> Iterator[tuple[int, str]]:
    """Mutants that no example notices, each with the number of mutants so far."""
    number = 0
    for rule in rules:
        for mutant in mutants(rule):
            number += 1
            if not killed(mutant):
                yield number, str(mutant)
    yield number, ""


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_no_example_fails_on_the_rule_itself(rule: Rule) -> None:
    assert not [(one[0].get("note"), one[1]) for one in prepared(rule.id) if _differs(rule, *one)]


@pytest.mark.parametrize("rules", [GRANTING, OTHERS], ids=["granting", "others"])
def test_examples_kill_mutants(rules: list[Rule]) -> None:
    found = list(alive(rules))
    total = found[-1][0]
    left = [name for _, name in found if name]
    unexplained = [name for name in left if name not in EQUIVALENT]
    assert not unexplained, f"{len(unexplained)} of {total} mutants live:\n" + "\n".join(unexplained)
    assert len(left) <= total * ALIVE_AT_MOST, f"{len(left)} of {total} mutants live"


def test_every_equivalent_mutant_is_still_made() -> None:
    made = {str(mutant) for rule in RULES.rules for mutant in mutants(rule)}
    assert not sorted(set(EQUIVALENT) - made)
