import re

import pytest
from hostile import PAYLOADS, plant
from sample_report import empty, many, story

from inspector.formats.annotations import command, render
from inspector.formats.shown import shown
from inspector.model import Report

PLACE = r"(?:file=[^,:\r\n]*,line=\d+,col=\d+,)?"
COMMAND = re.compile(rf"::(error|warning|notice) {PLACE}title=([^,:\r\n]*)::(.*)")
"""As the runner reads a line: it must begin with `::`, a property ends at a comma or colon."""


def _read(text: str) -> list[tuple[str, str, str]]:
    """What the runner makes of the lines: level, title, message."""
    found = []
    for line in text.split("\n")[:-1]:
        match = COMMAND.fullmatch(line)
        assert match, line
        found.append((match[1], _data(match[2]), _data(match[3])))
    return found


def _data(text: str) -> str:
    for code, one in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, one)
    return text


def test_one_annotation_a_rule_the_worst_first() -> None:
    read = _read(render(story()))
    assert read[0] == (
        "error",
        "critical PRIV-001",
        "The container is privileged: buildkitd, ci-dind, kind-control-plane, legacy-cron, ci-dind/job-1",
    )
    assert ("warning", "medium MNT-007", "A sensitive host path is readable: sidecar") in read


def test_the_verdict_and_what_was_not_judged_close_it() -> None:
    *_, verdict, doubt = _read(render(story()))
    assert verdict[0] == "error"
    assert verdict[2].startswith(
        "13 of 24 containers amount to root on build-02. Failed: 17 findings at or above high."
    )
    assert doubt[:2] == ("warning", "Not judged")
    assert doubt[2].endswith("none of this counts as passed")


@pytest.mark.parametrize(("code", "level"), [(0, "notice"), (1, "error"), (2, "error"), (3, "warning")])
def test_the_level_of_the_verdict_is_the_exit_code_s(code: int, level: str) -> None:
    report = empty()
    report["summary"]["exit_code"] = code
    assert _read(render(report))[-1][0] == level


@pytest.mark.parametrize("report", [story(), many(5000, 300)], ids=["story", "many"])
def test_github_shows_ten_of_each_level(report: Report) -> None:
    levels = [level for level, _, _ in _read(render(report))]
    assert max(levels.count(level) for level in levels) <= 10


def test_repeats_are_grouped() -> None:
    read = _read(render(many(2000, 100)))
    assert any(message.endswith("more") and ", +" in message for _, _, message in read)


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_hostile_text_stays_data(payload: str) -> None:
    plain = _read(render(story()))
    read = _read(render(plant(story(), payload)))
    assert [level for level, _, _ in read] == [level for level, _, _ in plain]
    assert _read(command("error", payload, payload) + "\n") == [("error", shown(payload), shown(payload, 4000))]


def test_a_finding_of_a_compose_file_is_shown_there() -> None:
    report = story()
    for one in report["findings"]:
        one["places"] = ["a:b,c.yaml:3:5"]
    first = render(report).splitlines()[0]
    assert first.startswith("::error file=a%3Ab%2Cc.yaml,line=3,col=5,title=critical PRIV-001::The container is")
