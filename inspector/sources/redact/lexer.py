"""Cuts a shell command line into words and what stands between them, in one pass, whatever it holds."""

import re
from collections.abc import Iterator

from inspector.sources.redact.mark import ATOM, MARK, START

_QUOTED = r"\"(?:[^\"\\]|\\.)*+\"|'[^']*+'"
_TOKEN = re.compile(
    rf"(?P<blank>\s++)|(?P<word>(?:{ATOM}|{_QUOTED}|\\.|[^\s;&|()<>`\"'\\]++)++)|(?P<operator>[;&|()<>`])|(?P<other>.)",
    re.DOTALL,
)
"""A word comes before the operators: a mark begins with one. A quote without its end is a token of its own."""

_SPECIAL = re.compile(r"[\s;&|()<>`\"'\\]")


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """`text` as pairs of kind (blank, word, operator, other) and piece; the pieces joined are `text` again."""
    for found in _TOKEN.finditer(text):
        yield str(found.lastgroup), found[0]


def is_command_line(text: str) -> bool:
    """Whether `text` is more than one word: it holds white space, quotes, escapes or operators outside of marks."""
    return _SPECIAL.search(MARK.sub("", text) if START in text else text) is not None


def unquoted(word: str) -> tuple[str, str]:
    """The quote around `word` and what it encloses; no quote when it is not quoted from end to end."""
    quote = word[:1]
    inner = word[1:-1]
    if len(word) > 1 and quote in "\"'" and word.endswith(quote) and quote not in inner:
        return quote, inner
    return "", word
