from typing import Any, cast

import pytest
from html_tree import Element, parse
from sample_parts import all_powers, dood_item, engine_part, finding, summary, takeover, whole, workload
from sample_report import empty, many, story

from inspector.formats.html_report import render
from inspector.formats.html_report.squares import squares
from inspector.formats.html_report.standing import Counts
from inspector.formats.html_report.verdict import headline, result
from inspector.model import Report, SummaryPart


def _verdict(report: Report) -> Element:
    return parse(render(report)).find("verdict")


def _numbers(**changes: Any) -> SummaryPart:
    found: Any = summary([], []) | changes
    return cast("SummaryPart", found)


def _report(**changes: Any) -> Report:
    return whole([engine_part("host")], [], []) | {"summary": _numbers(**changes)}


def _box(verdict: Element) -> Element:
    return next(one for one in verdict.every("div") if "undone" in one.styles)


def _cards(verdict: Element) -> list[str]:
    return [one.text for one in verdict.every("div") if one.styles == ["card"]]


def test_the_headline_is_the_verdict_less_what_the_box_says() -> None:
    told = "3 of 9 containers amount to root on a Not fully judged: b. Not fully judged: 2 gaps."
    assert headline(_numbers(verdict=told, gaps=2)) == "3 of 9 containers amount to root on a Not fully judged: b."
    assert headline(_numbers(verdict="No open finding on a Not fully judged: b.")).endswith("b.")


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        (
            {"counted": 2},
            "2 open findings are high or critical, so the audit fails at its threshold (high, exit code 1).",
        ),
        (
            {"counted": 1, "fail_on": "medium"},
            "1 open finding is medium or above, so the audit fails at its threshold (medium, exit code 1).",
        ),
        (
            {"exit_code": 0},
            "No open finding is high or critical, so the audit passes at its threshold (high, exit code 0).",
        ),
        (
            {"fail_on": "never"},
            "No open finding is high or critical. No threshold was set, so exit code 0 was certain.",
        ),
        (
            {"fail_on": "never", "findings": {"critical": 1, "high": 1, "medium": 5}},
            "2 open findings are high or critical. No threshold was set, so exit code 0 is no pass.",
        ),
        (
            {"fail_on": "never", "findings": {"high": 1}},
            "1 open finding is high or critical. No threshold was set, so exit code 0 is no pass.",
        ),
    ],
)
def test_the_result_says_threshold_and_exit_code(numbers: dict[str, Any], sentence: str) -> None:
    code = {"exit_code": 1} if numbers.get("counted") else {}
    assert result(_report(**(numbers | code))) == sentence


def test_what_could_hide_a_finding_is_said_in_the_result() -> None:
    told = result(_report(exit_code=3, undecided_counted=4))
    assert told.startswith(
        "No open finding is high or critical, but 4 gaps and undecided outcomes hide whether that is"
    )
    assert "exit code 3" in told
    allowed = result(_report(exit_code=0, undecided_counted=4))
    assert "passes" in allowed


def test_a_pass_names_what_it_does_not_count() -> None:
    part = workload("host", "a", "x")
    found = [
        finding("PRIV-001", part, {}, certainty="hint"),
        finding("PRIV-001", part, {}, key="w", status="waived", waiver="x"),
        finding("PRIV-001", part, {}, key="k", status="baseline"),
    ]
    told = result(whole([engine_part("host")], [part], found, numbers={"exit_code": 0, "counted": 0}))
    assert told.startswith("Only 1 hint is high or critical (1 waived, 1 known), so the audit passes")


def test_what_was_not_judged_stands_beside_the_headline() -> None:
    box = _box(_verdict(story()))
    assert "done" not in box.styles
    assert "3 gaps and 5 unknown outcomes." in " ".join(box.text.split())
    assert (
        "Three nested engines were not read (buildkitd, dind-rootless and kind-control-plane), so what runs" in box.text
    )
    assert "Defaults of the engine were assumed." in box.text


def test_nothing_missing_is_said_without_praise() -> None:
    box = _box(_verdict(many(3)))
    assert "No gap and no unknown outcome." in box.text
    assert "done" in box.styles


def test_a_narrowed_run_says_so() -> None:
    report: Any = many(3) | {"filters": ["--select DOOD"]}
    report["summary"]["gaps"] = 1
    box = _box(_verdict(report))
    assert "--select DOOD" in box.text
    assert "Not fully judged. 1 gap. The run was narrowed" in " ".join(box.text.split())


def test_a_narrowed_run_without_gaps_says_so_too() -> None:
    report: Any = many(3) | {"filters": ["--select DOOD"]}
    box = _box(_verdict(report))
    assert "done" not in box.styles
    assert "--select DOOD" in box.text


def test_three_questions_are_answered() -> None:
    dind, dood, privilege = _cards(_verdict(story()))
    assert "3 are privileged and 1 is rootless. 2 answer the network without a login: buildkitd and ci-dind." in dind
    assert "3 were not read." in dind
    assert "7 control the engine that runs them: 5 by its socket, 1 by a directory and 1 through a proxy." in dood
    assert "1 controls an engine in another container." in dood
    assert "6 by their own privilege: 5 are privileged and 1 has other rights of that weight." in privilege
    assert "7 more because they control an engine." in privilege


def test_answers_of_one_are_in_the_singular() -> None:
    both = [
        workload("host", "a", "x", dood=[dood_item("socket")], takeover=takeover("engine", "DOOD-001")),
        workload("host", "b", "x", privilege=all_powers(), takeover=takeover("host", "PRIV-001")),
    ]
    _, dood, privilege = _cards(_verdict(whole([engine_part("host")], both, [])))
    assert "container controls an engine" in dood
    assert "1 controls the engine that runs it: 1 by its socket." in dood
    assert "1 by its own privilege: 1 is privileged. 1 more because it controls an engine." in privilege


def test_no_answer_is_never_a_plain_no() -> None:
    for told in _cards(_verdict(many(3, 9))):
        assert "None, as far as judged." in told or "engine" in told


def test_news_stand_beside_their_severity() -> None:
    tally = next(one for one in _verdict(story()).every("div") if "tally" in one.styles)
    assert [" ".join(one.text.split()) for one in tally.every("a")][:2] == ["14 +1 new Critical", "3 +2 new High"]


def test_a_host_that_was_not_read_has_a_row_of_its_own() -> None:
    report: Any = many(3)
    report["gaps"] = [
        {"engine": "unix:///gone<b>.sock", "kind": "engine", "id": "unix:///gone<b>.sock", "reason": "no such socket"},
        {"engine": "", "kind": "file", "id": "/none.json", "reason": "does not exist"},
    ]
    rows = [" ".join(one.text.split()) for one in _verdict(report).every("tr")]
    assert rows[1:3] == ["/none.jsonnot read", "unix:///gone<b>.socknot read"]
    assert len(rows) == 4


def test_several_hosts_get_a_row_each_worst_first() -> None:
    quiet = workload("quiet", "web", "nginx:1")
    loud = workload("loud", "web", "nginx:1", takeover=takeover("host", "PRIV-001"), privilege=all_powers())
    report = whole([engine_part("quiet"), engine_part("loud")], [quiet, loud], [finding("PRIV-001", loud, {})])
    rows = [[cell.text for cell in row.every("td")] for row in _verdict(report).every("tbody")[0].every("tr")]
    names = [row.every("th")[0].text for row in _verdict(report).every("tbody")[0].every("tr")]
    assert names == ["loud", "quiet"]
    assert rows[0][1:] == ["1", "1", "Critical", "1", "0", "0", "0", "0"]


def test_squares_become_a_bar_of_the_same_parts() -> None:
    few = squares(Counts(2, 1, 1, 1, 1))
    assert [few.count(f'class="{style}"') for style in ("qf", "qo", "qn", "qu", "qq")] == [3, 2, 1, 1, 1]
    bar = squares(Counts(500, 1, 0, 300, 2))
    assert [bar.count(f'class="{style}"') for style in ("qf", "qt", "qo", "qn", "qu")] == [1, 1, 0, 1, 1]
    assert squares(Counts(0, 0, 0, 0, 0))


def test_what_was_not_listed_is_left_out() -> None:
    report = empty()
    report["engines"][0]["complete"] = []
    page = parse(render(report))
    told = "Of quiet only what was given was read: whether that is all is not known."
    assert told in page.find("verdict").text
    assert "Nothing was left out" not in page.text
    assert "containers of quiet" in page.find("unjudged").text
    report["engines"][0]["complete"] = ["container"]
    assert "Nothing was left out" in parse(render(report)).find("verdict").text
