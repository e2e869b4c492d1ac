from typing import Any

import pytest
from sample_policy import finding, report

from inspector.model import Report
from inspector.policy import Diff, diff


def _sizes(found: Diff) -> dict[str, int]:
    return {name: len(value) for name, value in vars(found).items() if value}


def test_a_report_against_itself_is_unchanged() -> None:
    one = report(finding("A-1", "web"), finding("B-2", "db"))
    assert _sizes(diff(one, one)) == {"unchanged": 2}


def test_a_finding_that_was_not_there_is_new() -> None:
    found = diff(report(finding("A-1", "web")), report(finding("A-1", "web"), finding("A-1", "db")))
    assert _sizes(found) == {"unchanged": 1, "new": 1}
    assert found.new[0]["object"]["name"] == "db"


def test_a_finding_of_a_rule_that_the_old_run_did_not_have_is_of_a_new_rule() -> None:
    new = report(finding("C-3", "web"))
    assert _sizes(diff(report(rules=["A-1"]), new)) == {"new_rule": 1}
    assert _sizes(diff(report(rules=["A-1", "C-3"]), new)) == {"new": 1}


def test_a_joined_finding_is_of_a_new_rule_only_if_all_its_rules_are_new() -> None:
    new = report(finding("C-3", "web", also=["A-1"]))
    assert _sizes(diff(report(rules=["A-1"]), new)) == {"new": 1}
    assert _sizes(diff(report(rules=["B-2"]), new)) == {"new_rule": 1}


@pytest.mark.parametrize(("also", "lead"), [(["B-2"], "A-1"), (["A-1"], "B-2")])
def test_a_finding_is_known_by_any_of_its_fingerprints(also: list[str], lead: str) -> None:
    old = report(finding(lead, "web", also=also))
    assert _sizes(diff(old, report(finding("B-2", "web")))) == {"unchanged": 1}
    assert _sizes(diff(report(finding("B-2", "web")), old)) == {"unchanged": 1}


def test_a_risen_severity_is_risen_and_a_fallen_one_is_known() -> None:
    low, high = report(finding("A-1", "web", severity="medium")), report(finding("A-1", "web", severity="high"))
    assert _sizes(diff(low, high)) == {"risen": 1}
    assert _sizes(diff(high, low)) == {"unchanged": 1}


def test_a_hint_that_became_sure_has_risen() -> None:
    hint = report(finding("A-1", "web", certainty="hint"))
    assert _sizes(diff(hint, report(finding("A-1", "web", certainty="likely", severity="low")))) == {"risen": 1}
    assert _sizes(diff(report(finding("A-1", "web")), hint)) == {"unchanged": 1}


def test_what_was_waived_and_is_open_is_reopened() -> None:
    waived = report(finding("A-1", "web", status="waived"))
    assert _sizes(diff(waived, report(finding("A-1", "web")))) == {"reopened": 1}
    assert _sizes(diff(waived, waived)) == {"unchanged": 1}


def test_what_is_gone_is_fixed_and_says_whether_its_object_is() -> None:
    old = report(finding("A-1", "web"), finding("A-1", "db"))
    found = diff(old, report(others=["web"]))
    assert _sizes(found) == {"fixed": 2}
    assert {one["object"]["name"]: one["because"] for one in found.fixed} == {"web": "changed", "db": "gone"}


OLD = report(finding("A-1", "web"))
VOLUME = report(finding("A-1", "data", kind="volume"))
ENGINE = report(finding("A-1", "ci-01", kind="engine"))
NESTED = report(finding("A-1", "job", engine="ci-01/dind"))


def _gap(**changes: Any) -> list[dict[str, Any]]:
    return [{"engine": "ci-01", "kind": "container", "id": "", "reason": "403"} | changes]


def _undecided(**changes: Any) -> list[dict[str, Any]]:
    usual = {"reason": "no volumes", "rules": ["A-1"], "kind": "container", "count": 1, "objects": ["ci-01/web"]}
    return [usual | changes]


@pytest.mark.parametrize(
    ("old", "new", "because"),
    [
        (OLD, report(engines=[]), "engine ci-01 was not read"),
        (NESTED, report(), "engine ci-01/dind was not read"),
        (OLD, report(gaps=_gap()), "403"),
        (OLD, report(gaps=_gap(id="web")), "403"),
        (OLD, report(gaps=_gap(id="id-of-web")), "403"),
        (OLD, report(gaps=_gap(kind="engine")), "403"),
        (OLD, report(gaps=_gap(kind="file", id="b.json")), "403"),
        (OLD, report(gaps=_gap(kind="file", id="b.json", engine="")), "403"),
        (VOLUME, report(gaps=_gap(kind="volume")), "403"),
        (ENGINE, report(gaps=_gap(kind="engine", id="info")), "403"),
        (
            OLD,
            report(engines=[{"name": "ci-01", "complete": ["volume"]}]),
            "not every container of the engine was given",
        ),
        (OLD, report(engines=[{"name": "ci-01"}]), "not every container of the engine was given"),
        (OLD, report(rules=["B-2"], others=["web"]), "A-1 was not among the rules"),
        (OLD, report(others=["web"], filters=["--state exited"]), "left out by --state"),
        (OLD, report(others=["web"], undecided=_undecided()), "undecided: no volumes"),
        (OLD, report(others=["web"], undecided=_undecided(objects=["ci-01/db"], count=30)), "undecided: no volumes"),
    ],
)
def test_what_may_be_hidden_is_never_called_fixed(old: Report, new: Report, because: str) -> None:
    found = diff(old, new)
    assert _sizes(found) == {"unseen": 1}
    assert found.unseen[0]["because"] == because


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OLD, report(gaps=_gap(id="other"))),
        (OLD, report(gaps=_gap(engine="ci-02"))),
        (OLD, report(gaps=_gap(vanished=True))),
        (OLD, report(gaps=_gap(kind="volume"))),
        (OLD, report(gaps=_gap(kind="engine", id="info"))),
        (OLD, report(gaps=_gap(kind="file", id="b.json"), others=["web"])),
        (OLD, report(engines=[{"name": "ci-01"}], others=["web"])),
        (OLD, report(others=["web"], filters=["--state running"])),
        (OLD, report(others=["web"], undecided=_undecided(rules=["B-2"]))),
        (OLD, report(others=["web"], undecided=_undecided(kind="volume"))),
        (OLD, report(others=["web"], undecided=_undecided(objects=["ci-01/db"]))),
        (ENGINE, report()),
    ],
)
def test_what_has_nothing_to_do_with_it_hides_nothing(old: Report, new: Report) -> None:
    assert _sizes(diff(old, new)) == {"fixed": 1}


def test_a_joined_finding_is_hidden_when_any_of_its_rules_could_not_decide() -> None:
    old = report(finding("A-1", "web", also=["B-2"]))
    new = report(others=["web"], undecided=_undecided(rules=["B-2"]))
    assert _sizes(diff(old, new)) == {"unseen": 1}
