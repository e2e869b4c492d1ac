"""Exit code, numbers and verdict from findings, gaps and what could not be decided."""

from typing import Any

import pytest

from inspector.model import ThresholdWord
from inspector.report import summarise
from inspector.report.coverage import not_seen, plural


def finding(severity: str, status: str = "open", certainty: str = "certain", ident: str = "1") -> dict[str, Any]:
    about = {"engine": "ci-01", "kind": "container", "id": ident, "name": "web"}
    return {"severity": severity, "status": status, "certainty": certainty, "object": about}


def workload(ident: str = "1", **parts: Any) -> dict[str, Any]:
    about = {"engine": "ci-01", "kind": "container", "id": ident, "name": f"c{ident}"}
    return about | {"takeover": [], "dind": None, "dood": []} | parts


def gap(**parts: Any) -> dict[str, Any]:
    return {"engine": "ci-01", "kind": "service", "id": "", "reason": "403"} | parts


def report(**parts: Any) -> Any:
    empty: dict[str, Any] = {
        "findings": [], "gaps": [], "undecided": [], "workloads": [workload()],
        "engines": [{"name": "ci-01", "nested_in": None}],
    }  # fmt: skip
    return empty | parts


UNDECIDED = {"severity": "critical", "pairs": 2}
MINOR = {"severity": "low", "pairs": 1}


@pytest.mark.parametrize(
    ("parts", "fail_on", "code", "allowed"),
    [
        ({}, "high", 0, 0),
        ({"findings": [finding("high")]}, "high", 1, 1),
        ({"findings": [finding("critical")]}, "high", 1, 1),
        ({"findings": [finding("medium")]}, "high", 0, 0),
        ({"findings": [finding("medium")]}, "medium", 1, 1),
        ({"findings": [finding("info")]}, "info", 1, 1),
        ({"findings": [finding("critical")]}, "never", 0, 0),
        ({"findings": [finding("critical", certainty="likely")]}, "high", 1, 1),
        ({"findings": [finding("critical", certainty="hint")]}, "high", 0, 0),
        ({"findings": [finding("critical", status="waived")]}, "high", 0, 0),
        ({"findings": [finding("critical", status="baseline")]}, "high", 0, 0),
        ({"gaps": [gap()]}, "high", 3, 0),
        ({"gaps": [gap()]}, "never", 0, 0),
        ({"gaps": [gap(vanished=True)]}, "high", 0, 0),
        ({"gaps": [gap(severity="low")]}, "high", 0, 0),
        ({"gaps": [gap(severity="low")]}, "low", 3, 0),
        ({"undecided": [UNDECIDED]}, "high", 3, 0),
        ({"undecided": [MINOR]}, "high", 0, 0),
        ({"undecided": [MINOR]}, "low", 3, 0),
        ({"undecided": [UNDECIDED], "findings": [finding("high")]}, "high", 1, 1),
        ({"undecided": [UNDECIDED], "findings": [finding("high", "waived")]}, "high", 3, 0),
    ],
)
def test_exit_code(parts: dict[str, Any], fail_on: ThresholdWord, code: int, allowed: int) -> None:
    assert summarise(report(**parts), fail_on)["summary"]["exit_code"] == code
    assert summarise(report(**parts), fail_on, allow_undecided=True)["summary"]["exit_code"] == allowed


def test_numbers() -> None:
    made = report(
        workloads=[
            workload("1", takeover=[{"of": "host", "rule": "PRIV-001"}]),
            workload("2", dood=[{}]),
            workload("3", dind={"kind": "privileged"}),
            workload("4"),
        ],
        findings=[finding("critical", ident="1"), finding("high", ident="2"), finding("medium", ident="3")],
    )
    summary = summarise(made, "high")["summary"]
    assert summary["findings"] == {"critical": 1, "high": 1, "medium": 1, "low": 0, "info": 0}
    assert summary["status"] == {"open": 3, "waived": 0, "baseline": 0}
    tiers = (summary["takeover"], summary["near"], summary["reach"], summary["workloads"])
    assert tiers == (1, 1, 1, 4)
    assert (summary["dind"], summary["dood"], summary["unread"], summary["counted"]) == (1, 1, 1, 2)


def test_a_nested_engine_that_was_read_is_not_unread() -> None:
    engines = [{"name": "ci-01", "nested_in": None}, {"name": "ci-01/c1", "nested_in": "ci-01/c1"}]
    made = report(engines=engines, workloads=[workload("1", dind={"kind": "privileged"})])
    assert summarise(made, "high")["summary"]["unread"] == 0


@pytest.mark.parametrize(
    ("parts", "fail_on", "verdict"),
    [
        ({}, "high", "No open finding at or above high on ci-01."),
        ({}, "never", "No container or service amounts to root on ci-01, as far as judged."),
        ({"gaps": [gap()]}, "high", "No open finding at or above high on ci-01. Not fully judged: 1 gap."),
        ({"findings": [finding("high")]}, "high", "1 open finding at or above high on ci-01."),
        ({"workloads": [workload(takeover=[{}])]}, "high", "1 of 1 container amounts to root on ci-01."),
        (
            {"workloads": [workload(takeover=[{}]), workload("2", takeover=[{}])], "undecided": [UNDECIDED]},
            "high",
            "2 of 2 containers amount to root on ci-01. Not fully judged: 2 not decided.",
        ),
    ],
)
def test_verdict(parts: dict[str, Any], fail_on: ThresholdWord, verdict: str) -> None:
    assert summarise(report(**parts), fail_on)["summary"]["verdict"] == verdict


def test_not_seen() -> None:
    gaps: Any = [gap(), gap(kind="container", id="a"), gap(kind="container", id="b"), gap(vanished=True, id="x")]
    gaps.append(gap(kind="engine", id="ci-02", reason="connection refused"))
    assert not_seen(gaps) == ["services (403)", "ci-02 (connection refused)", "2 containers (403)"]


def test_plural() -> None:
    assert [plural("container", 1), plural("compose", 2), plural("compose", 1), plural("rule", 0)] == [
        "1 container", "2 compose services", "1 compose service", "0 rules",
    ]  # fmt: skip
