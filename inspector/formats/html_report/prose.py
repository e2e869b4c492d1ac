"""The prose of rules as HTML: paragraphs, lists, code, and nothing else."""

import re
from collections.abc import Iterator

from inspector.formats.shown import shown_html

LIMIT = 6_000
"""Characters of one text; a rule's are a tenth of it."""

CODE = re.compile(r"`([^`\n]+)`")
ITEM = re.compile(r"^(?:[-*]|\d+[.)]) +")


def prose(text: str) -> str:
    """`text` as HTML: blank lines part paragraphs, `- ` starts an item, backticks and indentation mean code."""
    return "".join(_block(block) for block in re.split(r"\n[ \t]*\n", text[:LIMIT]) if block.strip())


def first_sentence(text: str) -> str:
    """The first sentence of `text` on one line."""
    line = " ".join(text[:LIMIT].split())
    return re.split(r"(?<=[.!?]) ", line, maxsplit=1)[0]


def inline(text: str) -> str:
    """One line of prose: escaped, backticks as code."""
    parts = CODE.split(" ".join(text.split()))
    return "".join(f"<code>{_whole(part)}</code>" if at % 2 else _whole(part) for at, part in enumerate(parts))


def _block(block: str) -> str:
    lines = block.strip("\n").splitlines()
    if all(line.startswith("    ") or not line.strip() for line in lines):
        return f"<pre>{_lines(lines)}</pre>"
    heads = [at for at, line in enumerate(lines) if ITEM.match(line)]
    if not heads:
        return f"<p>{inline(block)}</p>"
    return _intro(lines[: heads[0]]) + f"<ul>{''.join(_items(lines, heads))}</ul>"


def _intro(lines: list[str]) -> str:
    return f"<p>{inline(' '.join(lines))}</p>" if lines else ""


def _items(lines: list[str], heads: list[int]) -> Iterator[str]:
    for start, end in zip(heads, [*heads[1:], len(lines)], strict=True):
        yield f"<li>{inline(ITEM.sub('', ' '.join(lines[start:end])))}</li>"


def _lines(lines: list[str]) -> str:
    return "\n".join(_whole(line.removeprefix("    ")) for line in lines)


def _whole(text: str) -> str:
    return shown_html(text, LIMIT)
