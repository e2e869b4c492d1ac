"""Words to paste: YAML reads them back, and of a bind's mode only known words are said."""

import pytest
import yaml

from inspector.pasted import bind, plain, quoted

TEXTS = [
    "a", "/var/run/docker.sock", "it's", 'a "b"', "a,b", "a: b", "a #b", "{a}", "[a", "- a", "&a", "*a", "!a", "%a",
    "@a", "a\nb", "a\tb", "\x1b[2J", "\u2028", "", " ", "~x", "\\n", "'", "a\rb", "?", "x:", "=", "|", ">",
    "no", "Yes", "null", "1.5", "012", "2001-01-01", "0x1f", "./a", "../a", ".inf", "~", "y", "a.b-c_d",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_yaml_reads_it_back(text: str) -> None:
    for one in (quoted(text), plain(text)):
        assert "\n" not in one
        assert yaml.safe_load(f"[{{k: {one}, l: {one}}}, {one}]") == [{"k": text, "l": text}, text]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/a:/b", "/a:/b"),
        ("/a:/b:ro,z", "/a:/b:ro,z"),
        ("/a:/b:ro,password=hunter2", "/a:/b:ro"),
        ("/a:/b:hunter2", "/a:/b"),
        ("/a:/b:", "/a:/b"),
        (r"C:\a:C:\b", r"C:\a:C:\b"),
        (r"C:\a:C:\b:ro,hunter2", r"C:\a:C:\b:ro"),
        ("data:/d:nocopy", "data:/d:nocopy"),
        ("/a", "/a"),
        ("x:/y:rw,password=hunter2", "x:/y:rw"),
        ("/a:b:hunter2", "/a:b"),
        ("", ""),
    ],
)
def test_a_bind_says_known_words(text: str, shown: str) -> None:
    assert bind(text) == shown
