import re
from collections.abc import Iterator

import pytest
from hostile import PAYLOADS, plant
from markdown_it import MarkdownIt
from markdown_it.token import Token
from sample_parts import engine_part, finding, whole, workload
from sample_report import empty, many, story

from inspector.formats import markdown
from inspector.formats.markdown import MAX_LENGTH, render
from inspector.formats.markdown_safe import code, paragraphs, prose
from inspector.formats.shown import shown
from inspector.model import Report

READER = MarkdownIt("gfm-like")
"""GitHub-flavoured Markdown as a reader of our own sees it: tables, strikethrough, bare addresses as links."""
FOLD = re.compile(r"</?details>|</details>|<summary>[^<]*</summary>")
MENTION = re.compile(r"(?<![\w`/])[@#!]\w")


def _tokens(text: str) -> Iterator[Token]:
    for token in READER.parse(text):
        yield token
        yield from token.children or ()


def _html(text: str) -> list[str]:
    return [token.content for token in _tokens(text) if token.type in ("html_block", "html_inline")]


def _only_ours(text: str) -> None:
    """Every tag is our own fold, nothing is a link or picture, and nothing outside of code is a mention."""
    for content in _html(text):
        assert FOLD.sub("", content).strip() == ""
    kinds = {token.type for token in _tokens(text)}
    assert not kinds & {"link_open", "image", "s_open", "blockquote_open", "hr", "em_open"}
    words = "".join(token.content for token in _tokens(text) if token.type == "text")
    assert not MENTION.search(words)
    assert "://" not in words
    assert not re.search(r"\bwww\.", words)


def test_the_verdict_stands_first_and_the_details_are_folded() -> None:
    text = render(story())
    assert text.startswith(
        "## 13 of 24 containers amount to root on build-02.\n\n**Failed**: 17 findings at or above high."
    )
    before, _, after = text.partition("<details>")
    assert len(before) < 3000
    assert "cadvisor" in before
    assert text.count("<details>") == text.count("</details>") > 10
    assert "docker.sock" not in before
    assert "docker.sock" in after


def test_the_one_table_holds_numbers_only() -> None:
    cells = [token for token in _tokens(render(story())) if token.type == "inline" and token.level == 4]
    rows = [token.map for token in READER.parse(render(story())) if token.type == "tr_open"]
    assert len(rows) == 2
    body = render(story()).splitlines()[6]
    assert re.fullmatch(r"\|( \d+ \|)+", body)
    assert cells


def test_the_numbers_are_those_of_the_report() -> None:
    numbers = [int(word) for word in re.findall(r"\d+", render(story()).splitlines()[6])]
    summary = story()["summary"]
    assert numbers[:5] == list(summary["findings"].values())
    assert numbers[5:] == [
        summary["status"]["waived"],
        summary["status"]["baseline"],
        summary["gaps"],
        summary["undecided"],
    ]


def test_repeats_are_grouped() -> None:
    people = [workload("ci-01", f"runner-{number}", "shop/runner:1") for number in range(20)]
    report = whole([engine_part("ci-01")], people, [finding("PRIV-001", one, {"user": "root"}) for one in people])
    line = next(line for line in render(report).splitlines() if line.startswith("- ◆"))
    assert line.endswith("`runner-0`, `runner-1`, `runner-10`, +17 more")


def test_what_is_new_is_told_before_everything_else() -> None:
    text = render(story())
    assert text.index("### New since the baseline") < text.index("### Worst first")
    assert "- ◆ **critical**, new: `DIND-003`" in text
    assert "### New" not in render(many(20))


def test_what_was_not_judged_never_looks_like_a_pass() -> None:
    report = empty()
    report["summary"]["gaps"] = 2
    report["summary"]["undecided"] = 3
    text = render(report)
    assert "No open finding at or above high, but 2 gaps and 3 undecided." in text
    assert "Not judged: 3 gaps, 5 undecided and 3 engines not read; none of this counts as passed" in render(story())


def test_an_expired_waiver_is_said_outside_of_the_folds() -> None:
    report = story()
    report["waivers"][1]["state"] = "expired"
    assert "\n\n1 waiver expired; the findings are open again.\n" in render(report)


@pytest.mark.parametrize("report", [story(), many(20_000, 1000), empty()], ids=["story", "many", "empty"])
def test_it_fits_into_a_comment(report: Report) -> None:
    text = render(report)
    assert len(text) <= MAX_LENGTH
    assert text.count("<details>") == text.count("</details>")


def test_what_has_no_room_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert re.search(r"- and \d+ more; the JSON and HTML reports have them\n", render(many(20_000, 1000)))
    monkeypatch.setattr(markdown, "MAX_LENGTH", 8000)
    text = render(many(20_000, 1000))
    assert len(text) < 8000
    assert re.search(r"There is no room here for \d+ rules more; the JSON and HTML reports have them\.", text)


def test_the_change_to_make_is_shown_as_code() -> None:
    report = story()
    report["findings"][0]["change"] = {"run": ["- --privileged"], "compose": ["- privileged: true"]}
    report["findings"][0]["object"]["project"] = None
    assert "; change `- --privileged`\n" in render(report)
    report["findings"][0]["object"]["project"] = "shop"
    assert "; change `- privileged: true`\n" in render(report)


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_hostile_text_stays_text(payload: str) -> None:
    _only_ours(render(plant(story(), payload)))


@pytest.mark.parametrize(
    "payload", [one for one in PAYLOADS.values() if one], ids=[name for name in PAYLOADS if name != "empty"]
)
def test_a_code_span_holds_exactly_what_is_shown(payload: str) -> None:
    inline = READER.parseInline(f"a {code(payload)} b")[0].children or []
    assert [token.type for token in inline] == ["text", "code_inline", "text"]
    assert inline[1].content == shown(payload)


@pytest.mark.parametrize("text", ["`", "``", " `a` ", "a`", " a ", "  ", "`` ` ``", "a\\", "\\`"])
def test_a_code_span_keeps_backticks_and_spaces(text: str) -> None:
    inline = READER.parseInline(f"a {code(text)} b")[0].children or []
    assert [token.content for token in inline if token.type == "code_inline"] == [text]


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_prose_reads_as_it_was_written(payload: str) -> None:
    tokens = [token for token in _tokens(prose(payload)) if token.type in ("text", "code_inline", "text_special")]
    read = "".join(token.content for token in tokens).replace("\u200b", "")
    assert read == shown(payload, 2000).replace("`c`", "c").replace("`id`", "id").strip()


@pytest.mark.parametrize("start", ["# a", "- a", "+ a", "1. a", "1) a", "> a", "=== ", "* a", "~~~ a", "``` a"])
def test_prose_never_begins_a_block(start: str) -> None:
    assert READER.parse(prose(start))[0].type == "paragraph_open"


def test_code_in_prose_stays_code() -> None:
    assert prose("Set `POST=0` and `A_B`.") == "Set `POST=0` and `A_B`."
    assert prose("a_b*c") == r"a\_b\*c"


def test_the_text_of_a_rule_keeps_its_paragraphs_and_code() -> None:
    text = "First line\nand its rest.\n\nSecond.\n\n    services:\n      web: {}\n\n- one\n- two"
    lines = paragraphs(text)
    assert lines == [
        "First line and its rest.",
        "",
        "Second.",
        "",
        "```",
        "services:",
        "  web: {}",
        "```",
        "",
        "- one",
        "",
        "- two",
    ]


def test_code_of_a_rule_cannot_leave_its_fence() -> None:
    _only_ours("\n".join(paragraphs("    ```\n    <script>\n    ````\n    [x](https://evil.example)")))
