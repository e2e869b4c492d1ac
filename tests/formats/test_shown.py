from inspector.formats.shown import LIMIT, shown, shown_filter, shown_html

HOSTILE = '\x1b[31m<b onclick="x">\u202egnp.\u200b\ud800\x9b\ufeff'


def test_plain_text_is_left_as_it_is() -> None:
    assert shown("shop-web-1") == "shop-web-1"
    assert shown("käse 東京") == "käse 東京"


def test_every_unseen_character_becomes_its_code() -> None:
    assert shown(HOSTILE) == 'U+001B[31m<b onclick="x">U+202Egnp.U+200BU+D800U+009BU+FEFF'


def test_no_line_of_its_own() -> None:
    assert len(shown("a\nb\rc\u2028d\u2029e\x85f\x0bg\x0ch").splitlines()) == 1


def test_tags_and_fillers_are_seen() -> None:
    assert shown("a\U000e0041b\u3164c\xad") == "aU+E0041bU+3164cU+00AD"


def test_what_is_shown_can_be_written() -> None:
    assert shown("\udcff").encode() == b"U+DCFF"


def test_long_text_keeps_both_ends_and_says_its_length() -> None:
    text = "a" * 10_000 + "z"
    assert shown(text).startswith("aaa")
    assert shown(text).endswith("aaz")
    assert "10001 characters" in shown(text)
    assert len(shown(text)) < LIMIT + 40


def test_text_at_the_limit_is_whole() -> None:
    assert shown("b" * LIMIT) == "b" * LIMIT
    assert shown("b" * 5, limit=4) != "b" * 5


def test_a_small_limit_keeps_no_more_than_it_says() -> None:
    assert shown("abcdef", limit=1) == "a… (6 characters) …"


def test_html_is_escaped_and_framed() -> None:
    assert shown_html("<img src=x>&'\"") == "&lt;img src=x&gt;&amp;&#x27;&quot;"
    assert shown_html("\x1b[0m") == '<i class="u">U+001B</i>[0m'


def test_text_that_could_turn_the_line_around_is_isolated() -> None:
    assert shown_html("שלום") == "<bdi>שלום</bdi>"
    assert shown_html("a\u202e<b>") == '<bdi>a<i class="u">U+202E</i>&lt;b&gt;</bdi>'


def test_cut_html_never_splits_an_entity() -> None:
    assert "&lt;<" not in shown_html("<" * 5_000)
    assert shown_html("<" * 5_000).count("&lt;") == LIMIT


def test_the_filter_is_not_escaped_again() -> None:
    assert str(shown_filter("<b>")) == "&lt;b&gt;"
    assert str(shown_filter(7)) == "7"


def test_a_pile_of_marks_does_not_leave_its_line() -> None:
    assert shown("cafe\u0301 x") == "cafe\u0301 x"
    assert shown("a" + "\u0300" * 5 + "b") == "a" + "\u0300" * 3 + "U+0300U+0300b"
    assert shown("\u0301name") == "U+0301name"
    assert shown_html("\u0301") == '<bdi><i class="u">U+0301</i></bdi>'


def test_a_name_of_nothing_but_blanks_is_seen() -> None:
    assert shown("\u00a0\u3000") == "U+00A0U+3000"
    assert shown_html("\u3000") == '<bdi><i class="u">U+3000</i></bdi>'
    assert shown("a\u3000b") == "a\u3000b"
