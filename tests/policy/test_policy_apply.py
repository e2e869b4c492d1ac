from copy import deepcopy
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sample_policy import finding, report, waiver

from inspector.model import FindingPart, Report
from inspector.policy import Baseline, Policy, apply

NOW = datetime(2026, 11, 24, 2, 10, tzinfo=UTC)
PAST = date(2026, 11, 23)


def _applied(one: Report, *waivers: Any, **changes: Any) -> Report:
    return apply(one, Policy(tuple(waivers), **changes), changes.pop("now", NOW) if "now" in changes else NOW)


def _status(one: Report) -> dict[str, tuple[str, str | None]]:
    return {f["object"]["name"]: (f["status"], f.get("new")) for f in one["findings"]}


def _baseline(*findings: FindingPart, **changes: Any) -> Baseline:
    return Baseline(report(*findings, **changes), "baseline.json")


def test_no_policy_changes_nothing() -> None:
    one = report(finding("A-1", "web"))
    assert _applied(one) == one


def test_a_waiver_accepts_what_it_matches_and_gives_its_reason() -> None:
    one = report(finding("A-1", "web"), finding("A-1", "db"))
    done = _applied(one, waiver("rule == 'A-1' && object.name == 'web'"))
    assert _status(done) == {"web": ("waived", None), "db": ("open", None)}
    assert done["findings"][0]["waiver"] == "it is meant so"
    part = done["waivers"][0]
    assert (part["state"], part["used"], part["findings"]) == ("used", 1, [one["findings"][0]["fingerprint"]])
    assert (part["expires"], part["owner"], part["place"]) == ("2026-12-31", "ops", "inspector.toml:1")


def test_the_report_that_comes_in_is_not_changed() -> None:
    one = report(finding("A-1", "web"))
    before = deepcopy(one)
    _applied(one, waiver("rule == 'A-1'"), baseline=_baseline(finding("A-1", "web")))
    assert one == before


def test_the_first_waiver_that_holds_gives_the_reason() -> None:
    done = _applied(
        report(finding("A-1", "web")), waiver("rule == 'A-1'", reason="one"), waiver("rule == 'A-1'", reason="two")
    )
    assert done["findings"][0]["waiver"] == "one"
    assert [part["state"] for part in done["waivers"]] == ["used", "used"]


def test_an_unused_waiver_is_listed() -> None:
    done = _applied(report(finding("A-1", "web")), waiver("rule == 'B-2'"))
    assert done["waivers"][0]["state"] == "unused"
    assert _status(done) == {"web": ("open", None)}


@pytest.mark.parametrize(("days", "state"), [(-1, "expired"), (0, "used"), (1, "used")])
def test_a_waiver_holds_through_its_last_day(days: int, state: str) -> None:
    day = NOW.date() + timedelta(days=days)
    done = _applied(report(finding("A-1", "web")), waiver("rule == 'A-1'", day))
    assert done["waivers"][0]["state"] == state
    assert done["findings"][0]["status"] == ("open" if state == "expired" else "waived")


def test_the_day_is_that_of_utc() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    done = apply(report(finding("A-1", "web")), Policy((waiver("rule == 'A-1'", date(2026, 11, 24)),)), late)
    assert done["waivers"][0]["state"] == "expired"


def test_an_expired_waiver_is_listed_with_what_it_speaks_of() -> None:
    done = _applied(report(finding("A-1", "web")), waiver("rule == 'A-1'", PAST))
    assert (done["waivers"][0]["state"], done["waivers"][0]["used"]) == ("expired", 1)


def test_an_expired_waiver_does_not_undo_another_that_holds() -> None:
    done = _applied(report(finding("A-1", "web")), waiver("rule == 'A-1'", PAST), waiver("object.name == 'web'"))
    assert _status(done) == {"web": ("waived", None)}


@pytest.mark.parametrize("match", ["rule == 'A-1' && length(because) > `0`", "rule == 'A-1' && object.name", "rule"])
def test_a_waiver_that_gives_no_answer_accepts_nothing_and_is_listed(match: str) -> None:
    done = _applied(report(finding("A-1", "web")), waiver(match))
    assert _status(done) == {"web": ("open", None)}
    assert done["waivers"][0]["state"] == "broken"


def test_a_waiver_that_fails_on_other_findings_still_holds_for_its_own() -> None:
    one = report(finding("A-1", "web", because="x"), finding("A-1", "db"))
    done = _applied(one, waiver("starts_with(because, 'x')"))
    assert _status(done) == {"web": ("waived", None), "db": ("open", None)}
    assert done["waivers"][0]["state"] == "used"


def test_a_waiver_sees_all_rules_of_a_finding_and_not_what_the_policy_says() -> None:
    one = report(finding("A-1", "web", also=["B-2"]))
    assert _status(_applied(one, waiver("contains(rules, 'B-2')"))) == {"web": ("waived", None)}
    assert _status(_applied(one, waiver("status == 'open' && rule == 'A-1'"))) == {"web": ("open", None)}


def test_what_the_baseline_knows_does_not_count() -> None:
    one = report(finding("A-1", "web"), finding("B-2", "db"))
    done = _applied(one, baseline=_baseline(finding("A-1", "web")))
    assert _status(done) == {"web": ("baseline", None), "db": ("open", "new")}
    part = done["baseline"]
    assert (part["source"], part["date"]) == ("baseline.json", "2026-11-01T02:10:00Z")
    assert (part["new"], part["unchanged"], part["risen"], part["reopened"], part["new_rule"]) == (1, 1, 0, 0, 0)


def test_a_baseline_of_a_baseline_still_knows() -> None:
    known = finding("A-1", "web", status="baseline")
    assert _status(_applied(report(finding("A-1", "web")), baseline=_baseline(known))) == {"web": ("baseline", None)}


def test_what_has_risen_counts_again() -> None:
    done = _applied(
        report(finding("A-1", "web")), baseline=_baseline(finding("A-1", "web", severity="high", severity_base="high"))
    )
    assert _status(done) == {"web": ("open", "risen")}
    assert done["baseline"]["risen"] == 1


@pytest.mark.parametrize(("new_only", "status"), [(False, "open"), (True, "baseline")])
def test_a_new_rule_is_called_so_and_counts_unless_only_new_findings_are_asked_for(
    *, new_only: bool, status: str
) -> None:
    done = _applied(report(finding("C-3", "web")), baseline=_baseline(rules=["A-1"]), new_only=new_only)
    assert _status(done) == {"web": (status, "new rule")}
    assert (done["baseline"]["new"], done["baseline"]["new_rule"]) == (0, 1)


def test_new_only_lets_new_and_risen_findings_count() -> None:
    one = report(finding("A-1", "web"), finding("B-2", "db"))
    old = _baseline(finding("B-2", "db", severity="low"))
    assert _status(_applied(one, baseline=old, new_only=True)) == {"web": ("open", "new"), "db": ("open", "risen")}


def test_a_waiver_comes_before_the_baseline() -> None:
    done = _applied(report(finding("A-1", "web")), waiver("rule == 'A-1'"), baseline=_baseline(finding("A-1", "web")))
    assert _status(done) == {"web": ("waived", None)}
    assert done["baseline"]["new"] == 0


def test_an_expired_waiver_reopens_what_the_baseline_knows() -> None:
    old = _baseline(finding("A-1", "web"))
    done = _applied(report(finding("A-1", "web")), waiver("rule == 'A-1'", PAST), baseline=old)
    assert _status(done) == {"web": ("open", "reopened")}
    assert done["baseline"]["reopened"] == 1


def test_what_an_expired_waiver_reopens_is_not_unchanged_as_well() -> None:
    lapsed = waiver("object.name == 'web'", PAST)
    old = report(finding("A-1", "web"), finding("A-1", "db"))
    part = apply(old, Policy((lapsed,), Baseline(old, "old.json")), NOW)["baseline"]
    assert (part["reopened"], part["unchanged"], part["new"]) == (1, 1, 0)


def test_a_waiver_that_was_taken_away_reopens_what_the_baseline_had_as_waived() -> None:
    old = _baseline(finding("A-1", "web", status="waived"))
    assert _status(_applied(report(finding("A-1", "web")), baseline=old)) == {"web": ("open", "reopened")}


def test_fixed_and_unseen_are_listed() -> None:
    old = _baseline(finding("A-1", "web"), finding("A-1", "job", engine="ci-02"))
    part = _applied(report(others=["web"]), baseline=old)["baseline"]
    assert [one["object"]["name"] for one in part["fixed"]] == ["web"]
    assert [one["because"] for one in part["unseen"]] == ["engine ci-02 was not read"]
