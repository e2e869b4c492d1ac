import hashlib
import json
import re
import sys
from base64 import b64encode
from pathlib import Path
from types import FrameType
from typing import cast

import pytest
from hostile import PAYLOADS, plant
from html_tree import Element, parse
from sample_parts import HOSTILE
from sample_report import empty, many, story

from inspector.audit import audit, load_rules, read
from inspector.formats.html_report import render
from inspector.formats.html_report.assets import margins, script, style
from inspector.formats.shown import UNSEEN, shown
from inspector.model import Report

BLOCKS = (
    "verdict", "changes", "fix", "paths", "dind", "dood", "privilege", "compliance", "findings", "objects",
    "unjudged", "appendix",
)  # fmt: skip
"""Fixed: people link to them."""

REPORTS = {"story": story(), "empty": empty(), "many": many(120, 30, 3), "matrix in parts": many(40, 130)}


@pytest.fixture(scope="module", params=REPORTS)
def case(request: pytest.FixtureRequest) -> tuple[Report, str, Element]:
    """A report, its page as text and as a tree."""
    report = REPORTS[request.param]
    page = render(report)
    return report, page, parse(page)


def test_every_block_is_there_in_order(case: tuple[Report, str, Element]) -> None:
    _, _, tree = case
    assert [one.ident for one in tree.every("section")] == list(BLOCKS)


def test_every_block_says_something(case: tuple[Report, str, Element]) -> None:
    _, _, tree = case
    for one in tree.every("section"):
        heading = one.find(f"h-{one.ident}").text
        assert one.attributes["aria-labelledby"] == f"h-{one.ident}"
        assert len(one.text.replace(heading, "").strip()) > 20, one.ident


def test_ids_are_unique_and_every_link_has_its_target(case: tuple[Report, str, Element]) -> None:
    _, _, tree = case
    ids = [one.ident for one in tree.every() if one.ident]
    assert len(ids) == len(set(ids))
    links = [one.attributes["href"] for one in tree.every() if one.attributes.get("href", "").startswith("#")]
    assert len(links) > 20
    assert not {link[1:] for link in links} - set(ids)
    named = [one.attributes[name] for one in tree.every() for name in ("aria-labelledby",) if name in one.attributes]
    assert not set(named) - set(ids)


def test_nothing_is_loaded_from_anywhere(case: tuple[Report, str, Element]) -> None:
    _, _, tree = case
    for one in tree.every():
        for name in ("src", "href", "action", "srcset", "poster", "data", "ping", "xlink:href"):
            assert one.attributes.get(name, "#").startswith(("#", "data:image/svg+xml,")), one
    assert not [one for one in tree.every() if one.name in ("img", "iframe", "object", "embed", "base", "video")]
    assert "@import" not in style()
    assert "url(" not in style()
    assert "http" not in style() + script()


def test_policy_comes_first_and_allows_these_very_texts_only(case: tuple[Report, str, Element]) -> None:
    _, _, tree = case
    head = [one for one in tree.every("head")[0].inside if isinstance(one, Element)]
    assert [head[0].attributes, head[1].attributes["http-equiv"]] == [{"charset": "utf-8"}, "Content-Security-Policy"]
    rules = dict(part.split(" ", 1) for part in head[1].attributes["content"].split("; "))
    assert {name: rules[name] for name in ("default-src", "img-src", "base-uri", "form-action")} == {
        "default-src": "'none'", "img-src": "data:", "base-uri": "'none'", "form-action": "'none'",
    }  # fmt: skip
    for kind in ("style", "script"):
        digests = [_digest(one.raw) for one in tree.every(kind)]
        assert rules[f"{kind}-src"].split() == digests
        assert digests


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_no_inline_style_and_no_inline_script(case: tuple[Report, str, Element]) -> None:
    _, _, tree = case
    names = {name for one in tree.every() for name in one.attributes}
    assert "style" not in names
    assert not {name for name in names if name.startswith("on")}
    assert not {one.attributes.get("href", "") for one in tree.every()} & {"javascript:"}


def test_every_finding_is_a_row(case: tuple[Report, str, Element]) -> None:
    report, _, tree = case
    ids = {one.ident for one in tree.every("tr")}
    assert ids >= {f"finding-{one['fingerprint']}" for one in report["findings"]}
    assert sum(one.startswith("finding-") for one in ids) == len(report["findings"])


def test_numbers_are_the_reports(case: tuple[Report, str, Element]) -> None:
    report, _, tree = case
    numbers, verdict = report["summary"], tree.find("verdict")
    tally = next(one for one in verdict.every("div") if "tally" in one.styles)
    told = {one.text.split()[-1]: int(one.text.split()[0]) for one in tally.every("a")}
    assert told.pop("Known", 0) == numbers["status"]["baseline"]
    assert told == {word.capitalize(): count for word, count in numbers["findings"].items()} | {
        "Waived": numbers["status"]["waived"], "Unknown": numbers["undecided"], "Gaps": numbers["gaps"],
        "read": numbers["unread"],
    }  # fmt: skip
    cards = [int(one.every("b")[0].text) for one in verdict.every("div") if one.styles == ["card"]]
    assert cards == [numbers["dind"], numbers["dood"], numbers["takeover"]]
    keys = [int(one.every("b")[0].text) for one in verdict.every("li")]
    assert keys[:3] == [numbers["takeover"], numbers["near"], numbers["reach"]]
    assert sum(keys[:4]) == numbers["workloads"]
    assert sum(keys[4:]) == numbers["unread"]


def test_matrix_groups_agree_with_the_numbers(case: tuple[Report, str, Element]) -> None:
    report, _, tree = case
    told = {"Amount": 0, "One": 0, "Reach": 0, "Neither,": 0}
    for one in tree.find("privilege").every():
        if one.name in ("th", "summary") and re.search(r": \d+$", one.text):
            told[one.text.split()[0]] += int(one.text.rsplit(": ")[1])
    numbers = report["summary"]
    assert list(told.values())[:3] == [numbers["takeover"], numbers["near"], numbers["reach"]]


def test_same_report_same_bytes() -> None:
    assert render(story()) == render(story())


def test_saved_report_gives_the_same_bytes(case: tuple[Report, str, Element]) -> None:
    report, page, _ = case
    assert render(cast(Report, json.loads(json.dumps(report, sort_keys=True)))) == page


@pytest.mark.parametrize("name", PAYLOADS)
def test_hostile_strings_come_out_as_text(name: str) -> None:
    page = render(plant(story(), PAYLOADS[name]))
    tree = parse(page)
    usual = parse(render(story()))
    for kind in ("script", "style", "img", "form", "input", "button", "meta", "link", "iframe", "section"):
        assert len(tree.every(kind)) == len(usual.every(kind)), kind
    assert {key for one in tree.every() for key in one.attributes} <= {
        key for one in usual.every() for key in one.attributes
    } | {"data-s", "open"}  # fmt: skip
    assert not UNSEEN.search(page.replace("\n", ""))
    assert len(page.encode()) < 700_000


def test_names_are_shown_in_full_as_text() -> None:
    tree = parse(render(story()))
    told = {one.text for one in tree.find("objects").every("th")}
    assert shown(HOSTILE, 80) in told


def test_styles_of_the_margin_cannot_be_left() -> None:
    text = margins('"}</style><script>alert(1)</script>\n\\', "24 Nov 2026")
    assert text.count('"') == 2
    assert not re.search(r"[<>\n]", text)
    assert "\\00003c" in text


def test_size_of_style_and_script() -> None:
    assert len(style().encode()) <= 22_000
    assert len(script().encode()) <= 5_000


HOST = Path(__file__).parents[2] / "reports" / "demo" / "host.json"
"""The bundled snapshot of a real host: every rule that it breaks brings its texts for a few findings."""


def _crowded(folder: Path, count: int) -> Report:
    """That host with its containers again and again, under other names."""
    host = json.loads(HOST.read_text("utf-8"))
    own = host["objects"]["container"]
    host["objects"]["container"] = [
        own[at % len(own)] | {"Id": f"{at:064x}", "Name": f"{own[at % len(own)]['Name']}-{at}"} for at in range(count)
    ]
    (folder / "host.json").write_text(json.dumps(host), "utf-8")
    return audit(read(str(folder / "host.json")), load_rules())


def test_size_of_the_file_of_a_thousand_real_containers(tmp_path: Path) -> None:
    test_size_of_the_file(_crowded(tmp_path, 1_000))


@pytest.mark.parametrize(
    "report",
    [story(), empty(), many(100), many(20_000, 1_000), audit(read(str(HOST)), load_rules())],
    ids=["story", "empty", "100", "20000", "demo"],
)
def test_size_of_the_file(report: Report) -> None:
    budget = 100_000 + 400 * len(report["findings"]) + 600 * len(report["workloads"])
    assert len(render(report).encode()) <= budget


@pytest.mark.parametrize(
    "size", [(1_000, 100, 1), (100, 500, 1), (100, 100, 20)], ids=["findings", "workloads", "hosts"]
)
@pytest.mark.parametrize("part", range(3), ids=["more findings", "more workloads", "more hosts"])
def test_work_grows_with_the_report_and_no_faster(size: tuple[int, int, int], part: int) -> None:
    """Twice as many of one thing are at most twice as many calls of functions."""
    twice = [many * (1 + (at == part)) for at, many in enumerate(size)]
    assert _calls(many(*twice)) <= 2 * _calls(many(*size))


def test_work_for_a_finding_is_small() -> None:
    few, more = _calls(many(1_000, 100)), _calls(many(2_000, 100))
    assert (more - few) / 1_000 < 65


def _calls(report: Report) -> int:
    """How many functions are called to render a report for the second time, the interpreter's own ones too."""
    render(report)
    count = 0

    def counted(_frame: FrameType, event: str, _about: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        render(report)
    finally:
        sys.setprofile(before)
    return count


def test_script_and_style_keep_their_strings() -> None:
    assert '"Only the linked finding is shown. Show all "' in script()
    assert "// " not in script()
    assert '" / "' in style()
    assert "/*" not in style()
