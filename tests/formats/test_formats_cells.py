import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.formats.cells import columns, fit, pad, some, squeeze, wrap


@pytest.mark.parametrize(("text", "wide"), [("abc", 3), ("東京", 4), ("e\u0301", 1), ("", 0), ("🐳", 2), ("é", 1)])
def test_columns_as_a_terminal_counts_them(text: str, wide: int) -> None:
    assert columns(text) == wide


def test_text_is_cut_at_its_end_or_in_its_middle() -> None:
    assert fit("container", 5) == "cont…"
    assert fit("東京都", 5) == "東京…"
    assert squeeze("shop-frontend-web-12", 12) == "shop-f…eb-12"
    assert squeeze("short", 12) == "short"
    assert fit("x", 0) == ""


def test_names_that_do_not_fit_are_counted() -> None:
    assert some(["a", "b", "c"], 20) == "a, b, c"
    assert some(["alpha", "beta", "gamma"], 16) == "alpha, +2 more"
    assert (
        some(["a-very-long-name-indeed", "b"], 14) == "a-…eed, +1 more"[:14] or columns(some(["a" * 23, "b"], 14)) <= 14
    )
    assert some([], 10) == ""


def test_padding_counts_columns() -> None:
    assert pad("東", 4) == "東  "
    assert pad("abcdef", 4) == "abcdef"


@given(st.text(alphabet=st.characters(exclude_categories=("C", "Z", "M"))), st.integers(2, 60))
def test_a_wrapped_line_is_never_too_wide_and_nothing_is_lost(text: str, room: int) -> None:
    lines = wrap(text, room)
    assert all(columns(line) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=9), st.integers(12, 60))
def test_a_list_of_names_fits_its_room(names: list[str], room: int) -> None:
    assert columns(some(names, room)) <= room


@given(st.text(max_size=40), st.integers(0, 30))
def test_cut_text_fits_its_room(text: str, room: int) -> None:
    assert columns(fit(text, room)) <= room
    assert columns(squeeze(text, room)) <= room
