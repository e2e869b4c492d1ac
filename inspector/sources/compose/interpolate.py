"""Variables in a compose file: `$NAME`, `${NAME}`, `${NAME:-default}` and their kin.

Values come from `.env` beside the file only: the environment of whoever audits is not that of whoever deploys.
"""

from collections.abc import Mapping
from dataclasses import replace

from inspector.sources.compose.tree import Node

MAX_NESTING = 20
"""Defaults within defaults."""


class Interpolation:
    """Replaces variables; remembers which had neither value nor default."""

    def __init__(self, values: Mapping[str, str]) -> None:
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
        return (self.values[name], []) if name in self.values else ("", [name])

    def _braced(self, inside: str, depth: int) -> tuple[str, list[str]]:
        end = 0
        while end < len(inside) and (inside[end].isalnum() or inside[end] == "_"):
            end += 1
        name, rest = inside[:end], inside[end:]
        value = self.values.get(name)
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


def read_env(text: str) -> dict[str, str]:
    """The variables of an `.env` file: `NAME=value` lines, quotes and comments as compose reads them."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#"):
            found[name.strip()] = _unquote(value.strip())
    return found


def _unquote(value: str) -> str:
    if value[:1] in ("'", '"') and value.find(value[0], 1) > 0:
        return value[1 : value.find(value[0], 1)]
    return value.partition(" #")[0].rstrip()
