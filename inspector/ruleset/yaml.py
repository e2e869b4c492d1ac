"""YAML as rules and configuration need it: every value has its line, nothing is guessed.

Differences from PyYAML's loader: booleans are `true` and `false` only (YAML 1.2), keys are strings, a key that stands
twice is an error, numbers are decimal, and aliases cannot be used to blow a file up.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML was built without libyaml
    from yaml import SafeLoader as Loader  # type: ignore[assignment]  # the C loader is not everywhere

MAX_NODES = 100_000
"""Nodes of one document, aliases counted as often as they are used."""

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"[-+]?[0-9]{1,17}\.[0-9]{1,17}\Z")
_CONSTANTS = {"true": True, "True": True, "false": False, "False": False, "null": None, "~": None, "": None}


class YamlError(Exception):
    """A document that cannot be used.

    Attributes:
        line: counted from 1, or None.
        reason: one line.
    """

    def __init__(self, line: int | None, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


@dataclass
class Loaded:
    """A document and the line of each value by its path (`("adjust", 0, "when")`)."""

    value: Any
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict)


def load(text: str) -> Loaded:
    """The one document in `text`; raises YamlError."""
    try:
        node = yaml.compose(text, Loader=Loader)
    except yaml.YAMLError as error:
        raise YamlError(_line(error), _reason(error)) from error
    except (RecursionError, ValueError) as error:
        raise YamlError(None, "nested too deeply or not text") from error
    loaded = Loaded(None)
    if node is not None:
        loaded.value = _Builder(loaded.lines).build(node, ())
    return loaded


class _Builder:
    """Turns nodes into values and notes their lines."""

    def __init__(self, lines: dict[tuple[str | int, ...], int]) -> None:
        self.lines = lines
        self.nodes = 0

    def build(self, node: yaml.Node, path: tuple[str | int, ...]) -> Any:
        line = node.start_mark.line + 1
        self.lines[path] = line
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise YamlError(line, f"more than {MAX_NODES} values")
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node, line)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, at)) for at, child in enumerate(node.value)]
        return self._mapping(node, path)

    def _mapping(self, node: Any, path: tuple[str | int, ...]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise YamlError(line, "a key must be a string")
            key = key_node.value
            if key in made:
                raise YamlError(line, f"the key {key!r} stands twice")
            made[key] = self.build(value_node, (*path, key))
            self.lines[(*path, key)] = line
        return made


def _scalar(node: yaml.ScalarNode, line: int) -> Any:
    text: str = node.value
    if node.tag.startswith("!"):
        raise YamlError(line, f"{node.tag} is a YAML tag: quote a value that begins with '!'")
    if node.style:  # quoted or a block; plain is an empty string with libyaml and None without
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text


def _line(error: yaml.YAMLError) -> int | None:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark is not None else None


def _reason(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None) or "not YAML"
    return " ".join(str(problem).split())
