"""One rule on one object: fail, pass, skip, unknown."""

from typing import Any

import pytest

from inspector.evaluate.judge import Judgement, judge
from inspector.evaluate.scope import ground
from inspector.facts.inventory import Subject
from inspector.ruleset.load import read_rule
from inspector.ruleset.rule import Rule

HEAD = "{id: T-001, kind: rule, title: t, target: workload, severity: critical, why: w, fix: f, message: '{object}', "


def rule(body: str) -> Rule:
    made, errors = read_rule((HEAD + body + "}").encode(), "t.yaml")
    assert made is not None, errors
    return made


def subject(facts: dict[str, Any], document: dict[str, Any] | None = None) -> Subject:
    return Subject("e", "container", "1", "web", document or {}, facts, {}, workload=True)


def result(body: str, facts: dict[str, Any], document: dict[str, Any] | None = None) -> Judgement:
    made = subject(facts, document)
    return judge(rule(body), ground(made))


UNKNOWN = [{"path": "seccomp", "reason": "no info"}]


@pytest.mark.parametrize(
    ("body", "facts", "outcome"),
    [
        ("flag: facts.privileged", {"privileged": True}, "fail"),
        ("flag: facts.privileged", {"privileged": False}, "pass"),
        ("flag: facts.privileged", {}, "pass"),
        ("flag: facts.privileged, when: facts.dind", {"privileged": True}, "skip"),
        ("flag: facts.privileged, when: facts.dind", {"privileged": True, "dind": {"kind": "x"}}, "fail"),
        # what is read and not known
        ("flag: \"facts.seccomp == 'unconfined'\"", {"seccomp": None, "unknown": UNKNOWN}, "unknown"),
        ("flag: facts.privileged, when: facts.seccomp", {"privileged": True, "unknown": UNKNOWN}, "unknown"),
        ("flag: facts.privileged", {"privileged": True, "unknown": UNKNOWN}, "fail"),
        ("flag: facts.privileged", {"privileged": False, "unknown": UNKNOWN}, "pass"),
        # a known part can decide the whole
        ("flag: \"facts.seccomp == 'x' && facts.privileged\"", {"privileged": False, "unknown": UNKNOWN}, "pass"),
        ("flag: \"facts.privileged && facts.seccomp == 'x'\"", {"privileged": False, "unknown": UNKNOWN}, "pass"),
        ("flag: \"facts.privileged && facts.seccomp == 'x'\"", {"privileged": True, "unknown": UNKNOWN}, "unknown"),
        ("flag: \"facts.privileged || facts.seccomp == 'x'\"", {"privileged": True, "unknown": UNKNOWN}, "fail"),
        ("flag: \"facts.privileged || facts.seccomp == 'x'\"", {"privileged": False, "unknown": UNKNOWN}, "unknown"),
        # a part of a fact
        (
            "flag: facts.user.root",
            {"user": {"root": None}, "unknown": [{"path": "user.root", "reason": "r"}]},
            "unknown",
        ),
        ("flag: facts.user.root", {"user": None, "unknown": [{"path": "user", "reason": "r"}]}, "unknown"),
        ("flag: \"facts.user.name == 'x'\"", {"user": {}, "unknown": [{"path": "user.root", "reason": "r"}]}, "pass"),
        # results that are no answer
        ("flag: facts.user", {"user": {"root": True}}, "unknown"),
        ('flag: "length(facts.dood) > `0`"', {}, "unknown"),
        ("each: facts.user, flag: item.a", {"user": {"a": True}}, "unknown"),
        # needs
        ("flag: facts.privileged, needs: [HostConfig.Memory]", {"privileged": False}, "unknown"),
    ],
)
def test_outcomes(body: str, facts: dict[str, Any], outcome: str) -> None:
    assert result(body, facts).outcome.value == outcome


ITEMS = "each: facts.dood, flag: \"item.controls == 'host'\", key: item.path"


def test_items_are_judged_one_by_one() -> None:
    got = result(ITEMS, {"dood": [{"path": "/a", "controls": "host"}, {"path": "/b", "controls": "remote"}]})
    assert [fail.key for fail in got.fails] == ["/a"]
    assert got.unknown == []


def test_an_unknown_item_leaves_its_neighbour_alone() -> None:
    unknown = [{"path": "dood[1].controls", "reason": "name not resolved"}]
    facts = {"dood": [{"path": "/a", "controls": "host"}, {"path": "/b", "controls": None}], "unknown": unknown}
    got = result(ITEMS, facts)
    assert (got.outcome.value, [fail.key for fail in got.fails], got.unknown) == ("fail", ["/a"], ["name not resolved"])
    facts["dood"] = [{"path": "/a", "controls": "remote"}, {"path": "/b", "controls": None}]
    assert result(ITEMS, facts).outcome.value == "unknown"
    facts["unknown"] = [{"path": "dood[1].powers", "reason": "not read here"}]
    assert result(ITEMS, facts).outcome.value == "pass"


def test_a_list_that_is_not_all_known_never_passes() -> None:
    facts = {"dood": [], "unknown": [{"path": "dood", "reason": "volume not collected"}]}
    assert result(ITEMS, facts).unknown == ["volume not collected"]


ADJUST = (
    "flag: facts.privileged, adjust: [{when: \"facts.seccomp != 'default'\", severity: low, because: a}, "
    "{when: facts.lsm, severity: high, because: b}]"
)


def test_the_first_adjustment_that_holds_wins() -> None:
    got = result(ADJUST, {"privileged": True, "seccomp": "default", "lsm": True}).fails[0]
    assert (got.severity.word, got.because) == ("high", "b")


def test_an_adjustment_on_something_unknown_never_lowers() -> None:
    got = result(ADJUST, {"privileged": True, "seccomp": None, "lsm": False, "unknown": UNKNOWN}).fails[0]
    assert (got.severity.word, got.because) == ("critical", None)


def test_source_of_an_item_and_of_what_the_flag_reads() -> None:
    facts = {"dood": [{"controls": "host", "source": ["/Mounts/0"]}], "privileged": True}
    assert result(ITEMS, facts).fails[0].source == ("/Mounts/0",)
    facts["sources"] = {"privileged": ["/HostConfig/Privileged"]}
    got = result("flag: facts.privileged && HostConfig.Memory == `0`", facts, {"HostConfig": {"Memory": 0}})
    assert got.fails[0].source == ("/HostConfig/Memory", "/HostConfig/Privileged")


def test_a_part_that_cannot_be_applied_is_no_answer() -> None:
    facts = {"privileged": True, "dood": None, "unknown": [{"path": "dood", "reason": "r"}]}
    assert result('flag: "facts.privileged && length(facts.dood) > `0`"', facts).outcome.value == "unknown"


def test_the_least_certain_part_counts() -> None:
    facts = {"dood": [{"controls": "host", "certainty": "likely"}]}
    assert result(ITEMS, facts).fails[0].certainty.word == "likely"
    assert result(ITEMS + ", certainty: hint", facts).fails[0].certainty.word == "hint"
