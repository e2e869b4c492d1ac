"""Patterns of a document mean what Go's regexp makes of them, in bounded time."""

import random
import re
import time

import pytest

from inspector.facts.patterns import STEPS, UnsupportedPatternError, compiled


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"^/v1\..{1,2}/containers/.*$", "/v1.41/containers/create", True),
        (r"^/v1\..{1,2}/containers/.*$", "/containers/create", False),
        (r"^/v1\..{1,2}/(version|containers/.*|events.*)$", "/v1.51/events", True),
        (r"^/(v[\d\.]+/)?_ping$", "/_ping", True),
        (r"^/(v[\d\.]+/)?_ping$", "/v1.41/_ping", True),
        (r"^(?:/v[0-9]+(?:\.[0-9]+)*)?/info$", "/v1.41/info", True),
        (r"^/a|b$", "/a/anything", True),
        (r"^/a|b$", "xb", True),
        (r"^/a|b$", "bx", False),
        (r"^[^/]+$", "abc", True),
        (r"^[^/]+$", "a/c", False),
        (r"^[a-c-]{2,3}?$", "a-", True),
        (r"^[]x]$", "]", True),
        (r"^\w+\s\d$", "ab 1", True),
        (r"^a{0}b$", "b", True),
        (r"^a{2,}$", "aaaa", True),
        (r"^a{2,}$", "a", False),
        (r"\Aab\z", "ab", True),
        (r"^$", "", True),
        (r"^\x$", "x", None),
    ],
)
def test_what_matches(pattern: str, text: str, *, expected: bool | None) -> None:
    found = compiled(pattern)
    assert (found.matches(text) if found else None) is expected


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "a)", "*a", "a**", "[a", "(?=a)", "(?i)a", "(?P<n>a)", r"\1", "[[:alpha:]]", "a{1,999}", "a{x}", "\\",
     "x" * 501, "(" * 60 + ")" * 60, "((((a{50}){50}){50}){50})", r"[\D]", "a{2}{2}"],
)  # fmt: skip
def test_what_is_outside_the_subset_is_refused(pattern: str) -> None:
    assert compiled(pattern) is None


def _some(choose: random.Random, depth: int = 0) -> str:
    kind = choose.random()
    if depth > 3 or kind < 0.3:
        return choose.choice(["a", "b", "c", ".", "\\d", "[ab]", "[^a]", "\\w", "\\W"])
    if kind < 0.6:
        return _some(choose, depth + 1) + _some(choose, depth + 1)
    if kind < 0.75:
        return f"({_some(choose, depth + 1)}|{_some(choose, depth + 1)})"
    if kind < 0.95:
        return f"(?:{_some(choose, depth + 1)})" + choose.choice(
            ["*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "{0}"]
        )
    return choose.choice(["^", "$"])


def test_agrees_with_the_library_on_many_patterns() -> None:
    choose = random.Random(1)  # noqa: S311, no secret
    tried = 0
    for _ in range(3000):
        pattern = _some(choose)
        ours, theirs = compiled(pattern), re.compile(pattern.replace("$", "\\Z"), re.ASCII)
        for _ in range(3):
            text = "".join(choose.choice("abc1/") for _ in range(choose.randint(0, 6)))
            if ours is not None:
                tried += 1
                assert ours.matches(text) is (theirs.search(text) is not None), (pattern, text)
    assert tried > 8000


def test_a_pattern_that_would_run_for_ever_is_stopped() -> None:
    started = time.process_time()
    found = compiled("^(a|a|aa|b|c|d|e|f|g|h|.)*" * 12 + "x$")
    assert found is not None
    with pytest.raises(UnsupportedPatternError):
        found.matches("a" * 50_000)
    assert time.process_time() - started < 5
    assert STEPS < 1_000_000
