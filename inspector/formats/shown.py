"""Hostile text made visible: every string that came from a host goes through here before anybody reads it.

Names, labels, arguments and messages may hold terminal control, direction overrides, characters without
width, lone surrogates, or megabytes. Here each such character becomes its code (`U+202E`), and what is too
long is cut in the middle and says how long it was. Nothing else is changed.
"""

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

LIMIT = 200
"""Characters of one value that are shown before it is cut in the middle."""

_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
"""Marks that are set above and below any letter, one on another."""

UNSEEN = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1: terminals obey them
    "\xad"  # soft hyphen
    "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # joiners, marks and fillers without a glyph
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero width, line separators, directions
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"  # blanks, variation selectors, byte order mark
    "\ud800-\udfff"  # lone surrogates: no UTF-8 file can hold them
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # controls of shorthand and music
    "\U000e0000-\U000e0fff"  # tags and more variation selectors
    "]"
    f"|(?:(?<=[{_MARKS}]{{3}})|^)[{_MARKS}]"  # a pile of marks covers the lines above; a first one has no letter
)
"""One character that steers a terminal or a reader's eye without being seen itself."""

BLANK = re.compile(r"\s")
"""One character of a text that is nothing but blanks, and not the usual ones: nobody would see that it is there."""

_HARMLESS = re.compile("[ !#-%(-;=?-~]*").fullmatch
"""Matches text that HTML shows as it is: printable ASCII but for the five characters that markup is made of."""


def shown(text: str, limit: int = LIMIT) -> str:
    """`text` as one line that is safe to print.

    Args:
        text: anything a host said.
        limit: characters of `text` to show at most; more is cut in the middle.
    """
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    cut = _cut(text, limit)
    return UNSEEN.sub(_code, cut) if cut.isascii() or not cut.isspace() else BLANK.sub(_code, cut)


def shown_html(text: str, limit: int = LIMIT) -> str:
    """`text` as HTML: escaped, its unseen characters framed, set apart where its direction could leak.

    Args:
        text: anything a host said.
        limit: characters of `text` to show at most; more is cut in the middle.
    """
    if len(text) <= limit and _HARMLESS(text):
        return text
    safe = escape(_cut(text, limit))
    if not text.isascii():
        return f"<bdi>{(BLANK if safe.isspace() else UNSEEN).sub(_framed, safe)}</bdi>"
    return safe if text.isprintable() else UNSEEN.sub(_framed, safe)


def shown_between(text: str, limit: int = LIMIT) -> str:
    """`shown_html` for what stands between tags, where an apostrophe, of which commands are full, means nothing."""
    return shown_html(text, limit).replace("&#x27;", "'")


def shown_filter(value: object, limit: int = LIMIT) -> "Markup":
    """`shown_html` as a Jinja filter: any value in, markup that is not escaped again out."""
    from markupsafe import Markup

    return Markup(shown_html(str(value), limit))  # noqa: S704 - shown_html has escaped it


def _cut(text: str, limit: int) -> str:
    """The two ends of `text` around its length, when it is longer than `limit`."""
    if len(text) <= limit:
        return text
    tail = limit // 3
    return f"{text[: limit - tail]}… ({len(text)} characters) …{text[len(text) - tail :]}"


def _code(match: re.Match[str]) -> str:
    return f"U+{ord(match[0]):04X}"


def _framed(match: re.Match[str]) -> str:
    return f'<i class="u">U+{ord(match[0]):04X}</i>'
