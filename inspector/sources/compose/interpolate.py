"""Variables in a compose file: `$NAME`, `${NAME}`, `${NAME:-default}` and their kin.

Values come from `.env` beside the file only: the environment of whoever audits is not that of whoever deploys.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from inspector.sources.compose.tree import Node

MAX_NESTING = 20
"""Defaults within defaults."""


class Interpolation:
    """Replaces variables; remembers which had neither value nor default, and which have one that is not known."""

    def __init__(self, values: Mapping[str, str | None]) -> None:
        self.values = values

    def node(self, node: Node) -> Node:
        """The same tree with variables replaced; keys of maps are left alone, as compose does."""
        if isinstance(node.value, dict):
            return replace(node, value={name: self.node(one) for name, one in node.value.items()})
        if isinstance(node.value, list):
            return replace(node, value=[self.node(one) for one in node.value])
        if node.value is None or "$" not in node.value:
            return node
        text, unset = self.text(node.value)
        return replace(node, value=text, unset=tuple(dict.fromkeys(unset)))

    def text(self, text: str, depth: int = 0) -> tuple[str, list[str]]:
        """The text with variables replaced, and the names of those that are not set."""
        parts: list[str] = []
        unset: list[str] = []
        at = 0
        while at < len(text):
            dollar = text.find("$", at)
            if dollar < 0 or depth > MAX_NESTING:
                break
            parts.append(text[at:dollar])
            value, missing, at = self._variable(text, dollar, depth)
            parts.append(value)
            unset += missing
        return "".join([*parts, text[at:]]), unset

    def _variable(self, text: str, at: int, depth: int) -> tuple[str, list[str], int]:
        """Value, names not set, and the position behind the variable at `at`."""
        if text.startswith("$$", at):
            return "$", [], at + 2
        if text.startswith("${", at):
            end = _closing(text, at + 2)
            if end < 0:
                return "$", [], at + 1
            value, missing = self._braced(text[at + 2 : end], depth)
            return value, missing, end + 1
        end = at + 1
        while end < len(text) and (text[end].isalnum() or text[end] == "_") and text[end].isascii():
            end += 1
        name = text[at + 1 : end]
        if not name or name[0].isdigit():
            return "$", [], at + 1
        return (*self._plain(name), end)

    def _plain(self, name: str) -> tuple[str, list[str]]:
        value = self.values.get(name)
        return (value, []) if value is not None else ("", [name])

    def _braced(self, inside: str, depth: int) -> tuple[str, list[str]]:
        end = 0
        while end < len(inside) and (inside[end].isalnum() or inside[end] == "_"):
            end += 1
        name, rest = inside[:end], inside[end:]
        value = self.values.get(name)
        if name in self.values and value is None:
            return "", [name]
        if rest.startswith(":"):
            value, rest = value or None, rest[1:]
        operator, word = rest[:1], rest[1:]
        if operator == "-" and value is None:
            return self.text(word, depth + 1)
        if operator == "+":
            return self.text(word, depth + 1) if value is not None else ("", [])
        return (value, []) if value is not None else ("", [name])


def _closing(text: str, start: int) -> int:
    """The position of the brace that closes the one before `start`, or -1."""
    depth = 1
    for at in range(start, len(text)):
        if text.startswith("${", at):
            depth += 1
        elif text[at] == "}":
            depth -= 1
            if depth == 0:
                return at
    return -1


_NAME = re.compile(r"(?:export[ \t]+)?([^\s=:#][^\n=:]*?)[ \t\r]*(?:[=:][ \t]*|(?=\n)|\Z)")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "$": "$$"}


def read_env(text: str, values: Mapping[str, str | None] | None = None) -> dict[str, str | None]:
    """The variables of an `.env` file as compose reads them (compose-go dotenv/parser.go).

    Args:
        text: lines `NAME=value` or `NAME: value`; a name alone takes the value of whoever deploys.
        values: what is known outside the file; it goes before what the file itself says.

    Returns:
        Values by name, None for one that depends on what is not known.
    """
    found: dict[str, str | None] = {}
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        match = _NAME.match(text, at)
        if match is None:  # a comment, or a line that compose refuses
            at = _line_end(text, at)
            continue
        name, at = match[1], match.end()
        if not match[0].rstrip(" \t").endswith(("=", ":")):
            found[name] = (values or {}).get(name)
            continue
        found[name], at = _value(text, at, found | dict(values or {}))
    return found


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _value(text: str, at: int, known: Mapping[str, str | None]) -> tuple[str | None, int]:
    """The value that starts at `at`, variables in it replaced, and the position behind it."""
    quote = text[at : at + 1]
    end = _quote_end(text, at) if quote in ("'", '"') else -1
    if end < 0:
        end = _line_end(text, at)
        return _expanded(text[at:end].partition(" #")[0].rstrip(), known), end
    inside = text[at + 1 : end].replace(f"\\{quote}", quote)
    if quote == '"':
        inside = re.sub(r"\\([nrt$\\])", lambda one: _ESCAPES.get(one[1], one[1]), inside)
        return _expanded(inside, known), end + 1
    return inside, end + 1


def _quote_end(text: str, at: int) -> int:
    """Where the quote that opens at `at` is closed, or -1."""
    end = at + 1
    while end < len(text) and text[end] != text[at]:
        end += 2 if text[end] == "\\" else 1
    return end if end < len(text) else -1


def _expanded(value: str, known: Mapping[str, str | None]) -> str | None:
    if "$" not in value:
        return value
    made, unset = Interpolation(known).text(value)
    return None if unset else made
