"""The long texts of rules (`why`, `fix`): paragraphs, and blocks that are indented or fenced, which are code."""

import re
from dataclasses import dataclass

SHORT = 0.75
"""A line that ends a sentence and is shorter than this part of the longest ends its paragraph."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z`\"(])")


@dataclass(frozen=True)
class Block:
    """A part of a text.

    Attributes:
        code: whether it is to be shown as it stands.
        lines: of code; of a paragraph, the one line that it is.
    """

    code: bool
    lines: list[str]


def blocks(text: str) -> list[Block]:
    """The parts of `text`: a paragraph is joined to one line, code keeps its lines."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", text.strip("\n")):
        lines = part.split("\n")
        fenced = lines[0].strip().startswith("```")
        if fenced or all(line.startswith(("    ", "\t")) for line in lines if line.strip()):
            kept = [line for line in lines if not line.strip().startswith("```")] if fenced else _dedent(lines)
            _add_code(found, kept)
        elif part.strip():
            found += [Block(False, [line]) for line in _paragraphs(lines)]
    return found


def first_sentence(text: str) -> str:
    """The first sentence of the first paragraph."""
    return sentences(text)[0]


def sentences(text: str) -> list[str]:
    """The sentences of the first paragraph; one empty one when there is none."""
    paragraph = next((part.lines[0] for part in blocks(text) if not part.code), "")
    return _SENTENCE.split(paragraph)


def _paragraphs(lines: list[str]) -> list[str]:
    """Lines joined; an item of a list, and what follows a line that ends early with its sentence, begins anew."""
    joined: list[str] = []
    long = max(map(len, lines)) * SHORT
    ended = True
    for line in lines:
        word = line.strip()
        if ended or word.startswith(("- ", "* ")):
            joined.append(word)
        else:
            joined[-1] = f"{joined[-1]} {word}"
        ended = len(line) < long and word.endswith((".", "!", "?"))
    return joined


def _dedent(lines: list[str]) -> list[str]:
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return [line[margin:] for line in lines]


def _add_code(found: list[Block], lines: list[str]) -> None:
    """Code after code is one block with an empty line in it."""
    if found and found[-1].code:
        found[-1] = Block(True, [*found[-1].lines, "", *lines])
    else:
        found.append(Block(True, lines))
