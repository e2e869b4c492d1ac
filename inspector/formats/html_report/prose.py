"""The prose of rules as HTML: paragraphs, code, and nothing else."""

import re
from functools import lru_cache

from inspector.formats.prose import Block, blocks
from inspector.formats.shown import shown_between

LIMIT = 6_000
"""Characters of one text; a rule's are a tenth of it."""

CODE = re.compile(r"`([^`\n]+)`")


@lru_cache(256)
def prose(text: str) -> str:
    """`text` as HTML; backticks mean code in a line. Reports of one process are told by the same rules."""
    return "".join(map(_block, blocks(text[:LIMIT])))


def inline(text: str) -> str:
    """One line of prose: escaped, backticks as code."""
    line = " ".join(text.split())
    plain = line.isascii() and len(line) <= LIMIT  # then the whole is escaped as its parts are, and backticks stay
    parts = CODE.split(_whole(line)) if plain else list(map(_whole, CODE.split(line)))
    parts[1::2] = [f"<code>{part}</code>" for part in parts[1::2]]
    return "".join(parts)


def _block(block: Block) -> str:
    if block.code:
        return f"<pre>{chr(10).join(map(_whole, block.lines))}</pre>"
    return f"<p>{inline(block.lines[0])}</p>"


def _whole(text: str) -> str:
    return shown_between(text, LIMIT)
