import json
from typing import Any

import pytest
from hostile import PAYLOADS, plant
from sample_report import empty, many, story

from inspector.errors import ReportError
from inspector.formats.json_report import load, render
from inspector.model import Report


def _turned(value: Any) -> Any:
    """The same value with every mapping written in the opposite order."""
    if isinstance(value, dict):
        return {key: _turned(value[key]) for key in reversed(value)}
    return [_turned(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("report", [story(), many(30), empty()], ids=["story", "many", "empty"])
def test_what_is_written_is_read_back(report: Report) -> None:
    assert load(render(report).encode(), "r.json") == report


def test_the_order_in_which_a_report_was_built_does_not_show() -> None:
    assert render(_turned(story())) == render(story())


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_hostile_text_is_printable_ascii_and_comes_back(payload: str) -> None:
    report = plant(story(), payload)
    text = render(report)
    assert text.isascii()
    assert all(line.isprintable() for line in text.splitlines())
    assert load(text.encode(), "r.json") == report


def test_a_finding_has_a_line_of_its_own() -> None:
    lines = render(story()).splitlines()
    marks = [one["fingerprint"] for one in story()["findings"]]
    assert sum(f'"fingerprint": "{marks[0]}"' in line for line in lines) == 1
    assert sum(line.startswith(' {"also"') for line in lines) == len(marks)


def test_numbers_that_json_cannot_hold_become_null() -> None:
    report = story()
    report["findings"][0]["evidence"] = {"a": float("nan"), "b": [float("inf")], "c": 10**5000, "d": 1.5, "e": 10**30}
    evidence = json.loads(render(report))["findings"][0]["evidence"]
    assert evidence == {"a": None, "b": [None], "c": None, "d": 1.5, "e": 10**30}


def test_a_key_that_a_later_version_1_added_is_let_through() -> None:
    saved = json.loads(render(story()))
    saved["later"] = 1
    saved["findings"][0]["later"] = 2
    assert load(json.dumps(saved).encode(), "r.json")["findings"][0]["rule"] == story()["findings"][0]["rule"]


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [
        (("workloads", 0, "dood"), [7]),
        (("workloads", 0, "dind"), "x"),
        (("workloads", 0, "takeover"), [None]),
        (("workloads", 0, "roles"), ["x"]),
        (("paths",), [None]),
        (("fixes",), [1]),
        (("summary", "fail_on"), "x\x1b[2J"),
    ],
    ids=lambda value: str(value)[:20] if isinstance(value, tuple) else None,
)
def test_free_parts_have_at_least_their_shape(keys: tuple[Any, ...], wrong: Any) -> None:
    saved = json.loads(render(story()))
    *path, last = keys
    part = saved
    for key in path:
        part = part[key]
    part[last] = wrong
    with pytest.raises(ReportError, match="no whole report") as caught:
        load(json.dumps(saved).encode(), "r.json")
    assert str(caught.value).isprintable()


def test_a_byte_order_mark_is_no_fault() -> None:
    assert load(b"\xef\xbb\xbf" + render(empty()).encode(), "r.json") == empty()


def _changed(*path: Any, to: Any) -> bytes:
    saved = json.loads(render(story()))
    place = saved
    for step in path[:-1]:
        place = place[step]
    if to is None:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return json.dumps(saved).encode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"{", "cut short"),
        (render(story()).encode()[:-200], "cut short"),
        (render(story()).encode()[:5000], "cut short"),
        (b"schema: inspector", "no JSON"),
        (b"<html>", "no JSON"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[" + b"9" * 5000 + b"]", "too long"),
        (b"[]", "no report"),
        (b"7", "no report"),
        (b"{}", "no report"),
        (b'{"schema": 1}', "no report"),
        (b'{"schema": "other.report/1"}', "no report"),
        (b'{"schema": "inspector.report/x"}', "no report"),
        (b'{"schema": "inspector.snapshot/1"}', "a snapshot, not a report"),
        (b'{"schema": "inspector.report/2"}', "from a newer inspector"),
        (b'{"schema": "inspector.report/1"}', "tool is missing"),
        (_changed("findings", to=None), "findings is missing"),
        (_changed("findings", to={}), "findings should be a list, not an object"),
        (_changed("findings", 3, "severity", to="fatal"), r"findings\[3\]\.severity should be critical or high"),
        (_changed("findings", 3, "severity", to=[]), r"findings\[3\]\.severity .* not a list"),
        (_changed("findings", 0, "object", "name", to=5), r"findings\[0\]\.object\.name should be text, not a number"),
        (_changed("summary", "exit_code", to=True), r"summary\.exit_code should be a whole number, not true or false"),
        (
            _changed("summary", "findings", to={"critical": "x"}),
            r"summary\.findings\[critical\] should be a whole number",
        ),
        (_changed("engines", 0, "rootless", to="no"), r"engines\[0\]\.rootless should be true or false"),
        (_changed("findings", 0, "fingerprint", to="<script>"), "fingerprints should be hex"),
        (_changed("findings", 0, "fingerprints", to=[]), "fingerprints should be hex"),
        (_changed("waivers", 0, "state", to="x"), r"waivers\[0\]\.state should be used or"),
    ],
)
def test_what_is_no_report_is_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(ReportError, match=reason) as caught:
        load(data, "r.json")
    assert str(caught.value).startswith("r.json: ")
    assert "\n" not in str(caught.value)


def test_a_wrong_value_is_shown_safely() -> None:
    with pytest.raises(ReportError, match=r"U\+001B") as caught:
        load(_changed("findings", 0, "status", to="\x1b[31m" + "x" * 5000), "r.json")
    assert len(str(caught.value)) < 200
