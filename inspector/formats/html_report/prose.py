"""The prose of rules as HTML: paragraphs, code, and nothing else."""

import re

from inspector.formats.prose import Block, blocks
from inspector.formats.shown import shown_html

LIMIT = 6_000
"""Characters of one text; a rule's are a tenth of it."""

CODE = re.compile(r"`([^`\n]+)`")


def prose(text: str) -> str:
    """`text` as HTML; backticks mean code in a line."""
    return "".join(map(_block, blocks(text[:LIMIT])))


def inline(text: str) -> str:
    """One line of prose: escaped, backticks as code."""
    parts = CODE.split(" ".join(text.split()))
    return "".join(f"<code>{_whole(part)}</code>" if at % 2 else _whole(part) for at, part in enumerate(parts))


def _block(block: Block) -> str:
    if block.code:
        return f"<pre>{chr(10).join(map(_whole, block.lines))}</pre>"
    return f"<p>{inline(block.lines[0])}</p>"


def _whole(text: str) -> str:
    return shown_html(text, LIMIT)
