import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hostile import PAYLOADS, plant
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase
from sample_parts import engine_part, finding, whole, workload
from sample_report import empty, many, story

from inspector.formats.junit import render
from inspector.model import Report


def _cases(report: Report) -> list[TestCase]:
    return [case for suite in JUnitXml.fromstring(render(report).encode()) for case in suite]


def _results(report: Report, kind: type) -> list[Any]:
    return [result for case in _cases(report) for result in case.result if isinstance(result, kind)]


@pytest.mark.parametrize("report", [story(), many(200), empty()], ids=["story", "many", "empty"])
def test_a_reader_counts_what_the_file_says(report: Report) -> None:
    document = JUnitXml.fromstring(render(report).encode())
    said = (document.tests, document.failures, document.errors, document.skipped)
    document.update_statistics()  # type: ignore[no-untyped-call]
    assert said == (document.tests, document.failures, document.errors, document.skipped)


def test_as_many_fail_as_make_the_audit_fail() -> None:
    for report in (story(), many(500)):
        assert len(_results(report, Failure)) == report["summary"]["counted"]


def test_nothing_fails_where_nothing_can() -> None:
    report = story()
    report["summary"]["fail_on"] = "never"
    report["summary"]["undecided_counted"] = 0
    assert _results(report, Failure) == []
    assert _results(report, Error) == []


def _severed(**changes: Any) -> Report:
    web = workload("ci-01", "web", "shop/web:1")
    return whole([engine_part("ci-01")], [web], [finding("PRIV-001", web, {"user": "root"}, **changes)])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": "waived", "waiver": "it builds images"}, "waived: it builds images"),
        ({"status": "baseline"}, "known by the baseline"),
        ({"certainty": "hint"}, "a hint only: web: The container is privileged"),
        ({"severity": "medium"}, "medium, below high: web: The container is privileged"),
    ],
)
def test_what_does_not_count_is_skipped_with_the_reason(changes: dict[str, Any], reason: str) -> None:
    skipped = [one.message for one in _results(_severed(**changes), Skipped)]
    assert skipped == [reason]
    assert _results(_severed(**changes), Failure) == []


def test_a_failure_says_all_that_is_needed() -> None:
    failure = _results(_severed(key="k"), Failure)[0]
    assert failure.message == "web: The container is privileged"
    assert failure.type == "critical"
    for line in (
        "user: root",
        "source: /HostConfig/Binds/0",
        "proof: docker inspect",
        "fix: Name the one",
        "finding: ",
    ):
        assert line in failure.text


def test_what_could_not_be_judged_is_an_error_where_it_counts() -> None:
    errors = [one.message for one in _results(story(), Error)]
    assert "not read: no client certificate" in errors
    skipped = [one.message for one in _results(story(), Skipped)]
    assert "could not be decided: the user is a name; which id it is, the image knows" in skipped


def test_what_could_not_be_judged_is_no_error_where_that_is_allowed() -> None:
    report = empty()
    report["gaps"] = [{"engine": "quiet", "kind": "volume", "id": "", "reason": "403"}]
    report["summary"] |= {"gaps": 1, "undecided_counted": 1, "exit_code": 3}
    assert [one.message for one in _results(report, Error)] == ["not read: 403"]
    report["summary"]["exit_code"] = 0
    assert _results(report, Error) == []
    assert "not read: 403" in [one.message for one in _results(report, Skipped)]


def test_an_undecided_rule_is_an_error_by_its_own_severity() -> None:
    report = empty()
    report["undecided"] = [
        {
            "reason": "no info",
            "rules": ["RUN-001", "PRIV-001"],
            "kind": "container",
            "count": 1,
            "pairs": 2,
            "severity": "critical",
            "objects": ["quiet/web"],
        }
    ]
    report["summary"] |= {"undecided": 2, "undecided_counted": 1, "exit_code": 3}
    errors = [case.classname for case in _cases(report) if any(isinstance(one, Error) for one in case.result)]
    assert errors == ["PRIV-001"]


def test_a_rule_that_found_nothing_passed_or_does_not_apply() -> None:
    report = empty()
    report["rules"]["PRIV-001"]["outcomes"] = {"fail": 0, "pass": 0, "skip": 3, "unknown": 0}
    cases = {case.classname: case for case in _cases(report)}
    assert cases["DOOD-001"].is_passed
    assert cases["DOOD-001"].name == "passed on 12"
    assert cases["PRIV-001"].is_skipped


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_hostile_text_stays_text(payload: str) -> None:
    text = render(plant(story(), payload))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]", text)
    root = ET.fromstring(text.encode())  # noqa: S314 our own text
    tags = {element.tag for element in root.iter()}
    assert tags <= {"testsuites", "testsuite", "testcase", "failure", "error", "skipped"}
    plain = ET.fromstring(render(story()).encode())  # noqa: S314 our own text
    assert [element.tag for element in root.iter("failure")] == [element.tag for element in plain.iter("failure")]
