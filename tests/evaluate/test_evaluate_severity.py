"""The severity model: one largest step, by class, with the reason."""

from typing import Any

import pytest

from inspector.evaluate.judge import Fail, judge
from inspector.evaluate.scope import ground
from inspector.evaluate.severity import apply
from inspector.facts.inventory import Subject
from inspector.ruleset.load import read_rule

ROOT: dict[str, dict[str, Any]] = {
    "isolation": {"user": "root", "userns": "none", "sandbox": "none", "nested_in": None},
    "user": {"root": True},
}


def fail(body: str, facts: dict[str, Any]) -> Fail:
    head = "{id: T-001, kind: rule, title: t, target: workload, why: w, fix: f, message: m, "
    rule, errors = read_rule((head + body + "}").encode(), "t.yaml")
    assert rule is not None, errors
    subject = Subject("e", "container", "1", "web", {}, facts, {}, workload=True)
    found = judge(rule, ground(subject)).fails[0]
    apply(found)
    return found


def around(**changes: Any) -> dict[str, Any]:
    user = {"root": changes.get("user", "root") == "root"}
    return {"isolation": ROOT["isolation"] | changes, "user": user, "yes": True}


@pytest.mark.parametrize(
    ("risk", "changes", "severity", "wanted"),
    [
        ("kernel", {}, "critical", "critical"),
        ("kernel", {"user": "nonroot"}, "critical", "high"),
        ("kernel", {"user": "nonroot-nnp"}, "critical", "medium"),
        ("kernel", {"userns": "remap"}, "critical", "medium"),
        ("kernel", {"userns": "rootless"}, "critical", "medium"),
        ("kernel", {"sandbox": "gvisor"}, "critical", "medium"),
        ("kernel", {"sandbox": "sysbox"}, "high", "low"),
        ("kernel", {"user": "nonroot", "userns": "remap", "sandbox": "kata"}, "critical", "medium"),
        ("kernel", {"userns": "remap"}, "medium", "low"),
        ("kernel", {"userns": "remap"}, "low", "low"),
        ("kernel", {"userns": "remap"}, "info", "info"),
        ("kernel", {"userns": None}, "critical", "critical"),
        ("files", {"user": "nonroot-nnp"}, "critical", "high"),
        ("files", {"userns": "remap"}, "critical", "medium"),
        ("files", {"userns": "rootless"}, "critical", "high"),
        ("files", {"sandbox": "kata"}, "critical", "critical"),
        ("reach", {"userns": "rootless"}, "critical", "high"),
        ("reach", {"user": "nonroot-nnp", "userns": "remap"}, "critical", "critical"),
    ],
)
def test_steps(risk: str, changes: dict[str, Any], severity: str, wanted: str) -> None:
    got = fail(f"severity: {severity}, class: {risk}, flag: facts.yes", around(**changes))
    assert got.severity.word == wanted
    assert (got.because is None) == (wanted == severity)


def test_hygiene_is_never_lowered() -> None:
    assert fail("severity: high, flag: facts.yes", around(user="nonroot-nnp")).severity.word == "high"


def test_a_step_that_the_adjustment_already_read_is_not_taken_again() -> None:
    adjust = "adjust: [{when: \"facts.isolation.user == 'nonroot'\", severity: high, because: b}]"
    assert (
        fail(f"severity: critical, class: kernel, flag: facts.yes, {adjust}", around(user="nonroot")).severity.word
        == "high"
    )
    both = around(user="nonroot", userns="remap")
    assert fail(f"severity: critical, class: kernel, flag: facts.yes, {adjust}", both).severity.word == "low"


def test_an_unknown_user_counts_as_root_and_is_likely() -> None:
    facts = {"isolation": ROOT["isolation"], "user": {"root": None}, "yes": True}
    got = fail("severity: critical, class: kernel, flag: facts.yes", facts)
    assert (got.severity.word, got.certainty.word) == ("critical", "likely")


ENGINE = "severity: critical, class: engine, each: facts.dood, flag: \"item.access == 'full'\""


def dood(changes: dict[str, Any], **item: Any) -> Fail:
    entry = {"access": "full", "how": "socket", "gives": "host", "controls": "host", "group": None} | item
    return fail(ENGINE, around(**changes) | {"dood": [entry]})


@pytest.mark.parametrize(
    ("changes", "item", "severity", "certainty"),
    [
        ({}, {}, "critical", "certain"),
        ({"user": "nonroot"}, {"group": "998"}, "critical", "likely"),
        ({"user": "nonroot"}, {}, "high", "likely"),
        ({"userns": "remap"}, {}, "medium", "certain"),
        ({"userns": "rootless"}, {"gives": "account"}, "high", "certain"),
        ({"sandbox": "gvisor"}, {}, "medium", "likely"),
        ({"sandbox": "kata"}, {"how": "parent-directory"}, "medium", "likely"),
        ({"sandbox": "sysbox"}, {}, "high", "hint"),
        ({"user": "nonroot", "userns": "remap"}, {}, "medium", "certain"),
        # over a network neither user nor sandbox matters
        ({"user": "nonroot", "userns": "remap", "sandbox": "kata"}, {"how": "tcp"}, "critical", "certain"),
        ({}, {"how": "tcp", "gives": "account"}, "high", "certain"),
        ({}, {"how": "tcp", "gives": "contained", "controls": "nested:ci"}, "medium", "certain"),
        ({}, {"how": "tcp", "gives": None, "controls": "remote"}, "high", "likely"),
        ({}, {"how": "tcp", "gives": None, "controls": "nested:ci"}, "high", "hint"),
    ],
)
def test_engine_table(changes: dict[str, Any], item: dict[str, Any], severity: str, certainty: str) -> None:
    got = dood(changes, **item)
    assert (got.severity.word, got.certainty.word) == (severity, certainty)


def test_gvisor_told_to_pass_sockets_is_like_runc() -> None:
    runtimes = {"runtimes": {"gv": {"path": "runsc", "args": ["--host-uds=open"]}}, "default_runtime": "gv"}
    facts = around(sandbox="gvisor") | {
        "engine": runtimes,
        "dood": [{"access": "full", "how": "socket", "gives": "host"}],
    }
    assert fail(ENGINE, facts).severity.word == "critical"


def test_a_nested_engine_caps_what_its_containers_give() -> None:
    got = fail("severity: critical, class: kernel, grants: host, flag: facts.yes", around(nested_in="contained"))
    assert got.severity.word == "medium"
    assert (
        fail("severity: critical, class: kernel, grants: host, flag: facts.yes", around(nested_in="host")).severity.word
        == "critical"
    )
