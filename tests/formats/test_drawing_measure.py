import pytest

from inspector.formats.drawing.measure import width, wrap


def test_wide_letters_take_more_than_narrow_ones() -> None:
    assert width("mmm", 13) > width("iii", 13) * 2
    assert width("東京", 10) > width("ab", 10)


def test_what_fits_is_left_alone() -> None:
    assert wrap("shop-web-1", 140, 13) == ["shop-web-1"]
    assert wrap("", 140, 13) == [""]


def test_lines_break_behind_separators() -> None:
    assert wrap("gitlab-runner-of-the-team", 120, 13, lines=2) == ["gitlab-runner-of-", "the-team"]


def test_too_long_loses_its_middle_and_keeps_what_tells_siblings_apart() -> None:
    told = wrap("a-very-long-name-of-a-service-shop-web-17", 140, 13)
    assert len(told) == 1
    assert told[0].startswith("a-very")
    assert told[0].endswith("…web-17")


@pytest.mark.parametrize("text", ["x" * 10_000, "WWWW" * 60, "東京" * 99, "a b " * 80, "-" * 300, "\u202e" * 50])
@pytest.mark.parametrize("lines", [1, 2, 3])
def test_no_line_is_wider_than_its_limit(text: str, lines: int) -> None:
    told = wrap(text, 140, 13, lines)
    assert 1 <= len(told) <= lines
    assert max(width(line, 13) for line in told) <= 140


def test_unseen_characters_are_codes_before_they_are_measured() -> None:
    assert wrap("a\u202eb", 140, 13) == ["aU+202Eb"]
