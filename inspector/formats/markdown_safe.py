"""Text in Markdown that stays text: no markup, no link, no mention, on GitHub, GitLab and elsewhere.

What a host says goes into code spans, where nothing is special but backticks. What a rule says is prose and escaped.
A backslash alone does not keep a site from making `@name`, `#12` or a bare address a link after rendering; a
character without width behind the sign does.
"""

import re

from inspector.formats.prose import Block, blocks
from inspector.formats.shown import LIMIT, shown

GAP = "&#8203;"
"""A space without width."""
PROSE = 2000
"""Characters of one paragraph."""
_RUNS = re.compile(r"`+")
_MARKS = re.compile(r"[\\`*_\[\]<>~|$^{}]")
_SIGNS = re.compile(r"([@#!%&])(?=[\w\"'{])")
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=\bwww)(?=\.)", re.IGNORECASE)
_START = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+=#]))")
_TAGS = str.maketrans({"<": "&lt;", ">": "&gt;", "`": "&#96;", "*": "&#42;", "_": "&#95;", "[": "&#91;", "]": "&#93;"})
_CODE = re.compile(r"`([^`]+)`")


def code(text: str, limit: int = LIMIT) -> str:
    """What a host said, as a code span; empty for an empty text."""
    line = shown(text, limit)
    if not line:
        return ""
    fence = "`" * (max((len(run) for run in _RUNS.findall(line)), default=0) + 1)
    edge = " " if line.strip() and (line[0] in "` " or line[-1] in "` ") else ""
    return f"{fence}{edge}{line}{edge}{fence}"


def prose(text: str, limit: int = PROSE) -> str:
    """A sentence of a rule or of a report, as one escaped line; what it has in single backticks is code."""
    line = shown(text, limit)
    parts, end = [], 0
    for match in _CODE.finditer(line):
        parts += [_escaped(line[end : match.start()]), code(match[1])]
        end = match.end()
    whole = "".join([*parts, _escaped(line[end:])]).strip()
    return _START.sub(lambda match: f"{match[0]}\\", whole)


def html(text: str, limit: int = LIMIT) -> str:
    """Text between the tags of our own `<summary>`."""
    return _guarded(shown(text, limit).replace("&", "&amp;")).translate(_TAGS)


def paragraphs(text: str) -> list[str]:
    """The long text of a rule as lines of Markdown, its code fenced."""
    lines: list[str] = []
    for block in blocks(text):
        lines += [*_block(block), ""]
    return lines[:-1]


def _block(block: Block) -> list[str]:
    if not block.code:
        line = block.lines[0]
        return [f"- {prose(line[2:])}" if line.startswith(("- ", "* ")) else prose(line)]
    fence = "`" * max(3, *(len(run) + 1 for line in block.lines for run in _RUNS.findall(line)), 3)
    return [fence, *(shown(line, PROSE) for line in block.lines), fence]


def _escaped(text: str) -> str:
    ready = _MARKS.sub(lambda match: "&lt;" if match[0] == "<" else f"\\{match[0]}", text.replace("&", "&amp;"))
    return _guarded(ready)


def _guarded(text: str) -> str:
    """Signs and addresses that a site would make links of."""
    apart = _SIGNS.sub(lambda match: match[0] if match[0] == "&" else match[0] + GAP, text)
    return _ADDRESS.sub(GAP, apart)
