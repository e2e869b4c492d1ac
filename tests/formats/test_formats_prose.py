from datetime import UTC, datetime
from typing import Any

import pytest
from sample_parts import finding, workload

from inspector.formats.groups import because, evidence_pairs, kind_word, plural, value_text
from inspector.formats.moment import age, date, minute, seconds
from inspector.formats.prose import Block, blocks, first_sentence
from inspector.formats.text_safe import safe


def test_a_paragraph_is_joined_and_code_is_kept() -> None:
    text = "One line\nand another.\n\n    a: 1\n      b: 2\n\n    c: 3\n\nEnd."
    assert blocks(text) == [
        Block(False, ["One line and another."]),
        Block(True, ["a: 1", "  b: 2", "", "c: 3"]),
        Block(False, ["End."]),
    ]


def test_fenced_code_is_code() -> None:
    assert blocks("```yaml\na: 1\n```") == [Block(True, ["a: 1"])]


def test_a_line_that_ends_early_with_its_sentence_ends_the_paragraph() -> None:
    text = "This is a rather long line of prose that goes on until\nit ends here.\nA new thought begins on this line."
    assert [block.lines[0][-12:] for block in blocks(text)] == ["t ends here.", "n this line."]


def test_items_of_a_list_stand_apart() -> None:
    assert [block.lines[0] for block in blocks("Two things:\n- one\n  more\n- two")] == [
        "Two things:",
        "- one more",
        "- two",
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Remove it. Then rest.", "Remove it."),
        ("Use `a.b`, e.g. this one. Next", "Use `a.b`, e.g. this one."),
        ("Set POST=0", "Set POST=0"),
        ("", ""),
        ("    code only", ""),
    ],
)
def test_the_first_sentence(text: str, first: str) -> None:
    assert first_sentence(text) == first


def test_times_read_the_same_everywhere() -> None:
    assert minute("2026-11-24T02:10:00Z") == "24 Nov 2026, 02:10 UTC"
    assert minute("2026-11-24T02:10:00+02:00") == "24 Nov 2026, 00:10 UTC"
    assert date("2026-01-01") == "1 Jan 2026"
    assert date("\x1b[31m") == "U+001B[31m"
    assert seconds("2026-11-24T02:10:00Z", "2026-11-24T02:10:03Z") == 3.0
    assert seconds("?", "2026-11-24T02:10:03Z") is None


@pytest.mark.parametrize(("day", "said"), [(24, ""), (25, "1 day old"), (29, "5 days old"), (20, "")])
def test_age_is_said_from_a_day_on(day: int, said: str) -> None:
    assert age("2026-11-24T02:10:00Z", datetime(2026, 11, day, 3, tzinfo=UTC)) == said
    assert age("?", datetime(2026, 11, day, tzinfo=UTC)) == ""
    assert age("2026-11-24T02:10:00Z", None) == ""


@pytest.mark.parametrize(
    ("severity", "base", "certainty", "said"),
    [
        ("medium", "high", "likely", "medium because it rains"),
        ("high", "high", "likely", "likely because it rains"),
        ("high", "high", "hint", "hint because it rains"),
        ("high", "high", "certain", "high because it rains"),
    ],
)
def test_a_reason_says_what_it_is_for(severity: str, base: str, certainty: str, said: str) -> None:
    one: Any = finding("RUN-001", workload("host", "web", "x"), {}, because="it rains")
    assert because(one | {"severity": severity, "severity_base": base, "certainty": certainty}) == said
    assert because(one | {"because": None}) == ""


def test_evidence_that_words_the_message_is_not_told_again() -> None:
    one = finding(
        "RUN-001", workload("host", "web", "x"), {"way": "by the roof", "path": "by the roof", "does": "rain"}
    )
    one["message"] = "web gets in by the roof"
    assert evidence_pairs(one) == [("path", "by the roof"), ("does", "rain")]


def test_evidence_that_says_nothing_is_left_out_and_what_matters_comes_first() -> None:
    evidence: dict[str, Any] = {
        "z": 1,
        "controls": None,
        "list": [],
        "map": {},
        "text": "",
        "path": "/x",
        "off": False,
        "deep": {"a": [1]},
    }
    one = finding("RUN-001", workload("host", "web", "x"), evidence)
    assert evidence_pairs(one) == [("path", "/x"), ("deep", '{"a": [1]}'), ("off", "no"), ("z", "1")]


@pytest.mark.parametrize(
    ("value", "said"),
    [(True, "yes"), (7, "7"), (["a", None, 2], "a, 2"), ("\x1b", "U+001B"), ([{"a": 1}], '[{"a": 1}]'), (1.5, "1.5")],
)
def test_values_of_evidence(value: object, said: str) -> None:
    assert value_text(value) == said


def test_a_number_of_thousands_of_digits_does_no_harm() -> None:
    assert value_text(10**5000) == "(a number too long to show)"
    assert value_text([10**5000, 1]) == "(a number too long to show), 1"


def test_words() -> None:
    assert (plural(1, "container"), plural(2, "container"), plural(0, "capability")) == (
        "1 container",
        "2 containers",
        "0 capabilities",
    )
    assert kind_word("volume") == "volume"
    assert kind_word("<b>") == kind_word("x" * 40) == kind_word("") == "object"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("::error::x", ": :error::x"),
        ("  ::x", ": :x"),
        ("a::b", "a::b"),
        ("##[x]", "# #[x]"),
        ("a##vso[x]", "a# #vso[x]"),
        ("a ## b", "a ## b"),
    ],
)
def test_commands_to_a_build_server_are_broken(text: str, said: str) -> None:
    assert safe(text) == said
