"""What the chapters' templates are made of: their heading, and where a table or one of several hosts begins.

Functions and not macros: a page calls them thirty times, and a macro costs ten times as much. They give only the
beginning; the end stands in the template, so that what is between, which may be megabytes, is not copied.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from inspector.formats.shown import shown, shown_html

if TYPE_CHECKING:
    from jinja2.runtime import LoopContext

LONGEST = 2_000
"""Characters of a text that a template prints without asking for fewer."""


@lru_cache(256)
def section(ident: str, title: str, lead: str = "") -> Markup:
    """The beginning of a chapter: its heading and the sentence below it."""
    below = f'\n<p class="lead">{_text(lead)}</p>' if lead else ""
    return Markup(  # noqa: S704 - every part is escaped
        f'<section id="{ident}" aria-labelledby="h-{ident}"><h2 id="h-{ident}">{_text(title)}</h2>{below}'
    )


@lru_cache(256)
def table(label: str, heads: tuple[str, ...], style: str = "card") -> Markup:
    """The beginning of a table that scrolls by itself, up to its first row."""
    named = _text(label)
    cells = "".join(f'<th scope="col">{shown_html(head)}</th>' for head in heads)
    return Markup(  # noqa: S704 - every part is escaped
        f'<div class="scroll {style}" tabindex="0" role="region" aria-label="{named}"><table>'
        f'<caption class="vh">{named}</caption><thead><tr>{cells}</tr></thead><tbody>'
    )


def host(name: str, loop: "LoopContext") -> str:
    """The beginning of a host of a chapter: a single one stands as it is, of several only the first is open."""
    if loop.length == 1:
        return ""
    opened = " open" if loop.first else ""
    return Markup(f'<details class="host"{opened}><summary><h3>{shown_html(name)}</h3></summary>')  # noqa: S704 shown_html has escaped it


def finished(value: object) -> object:
    """What a template prints: text that no filter was asked for has its unseen characters shown, too."""
    return shown(value, LONGEST) if type(value) is str else value


def _text(text: str) -> Markup:
    """`text` as a template prints it."""
    return escape(shown(text, LONGEST))
