"""A YAML file as a tree in which every value knows its place."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML was built without libyaml
    from yaml import SafeLoader as Loader  # type: ignore[assignment]  # the C loader is not everywhere

TRUTH = dict.fromkeys(("true", "yes", "y", "on", "1", "t"), True) | dict.fromkeys(
    ("false", "no", "n", "off", "0", "f"), False
)
"""Words that compose takes for a boolean."""

MAX_NODES = 200_000
"""Values of one file, those behind aliases counted as often as they are used."""


@dataclass(frozen=True)
class Place:
    """Where a value stands."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass
class Node:
    """One value.

    Attributes:
        value: text of a scalar (None for null), a list, or a map.
        place: where it stands; of a map's entry, where its key stands.
        plain: whether a scalar was written without quotes.
        tag: `!reset` or `!override`, else empty.
        unset: variables in it that have neither value nor default.
    """

    value: "str | list[Node] | dict[str, Node] | None"
    place: Place
    plain: bool = True
    tag: str = ""
    unset: tuple[str, ...] = field(default=())

    @property
    def mapping(self) -> "dict[str, Node]":
        """The entries of a map; of anything else none."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> "list[Node]":
        """The entries of a list; a scalar is a list of one, as compose reads it."""
        if isinstance(self.value, list):
            return self.value
        return [self] if isinstance(self.value, str) else []

    @property
    def text(self) -> str | None:
        """The text of a scalar; None for anything else and where a variable is not known."""
        return self.value if isinstance(self.value, str) and not self.unset else None

    @property
    def truth(self) -> bool | None:
        """The boolean that compose takes a scalar for; None for anything else."""
        return TRUTH.get(self.text.lower()) if self.text is not None else None

    def get(self, *names: str) -> "Node | None":
        """The value below these keys, or None."""
        node: Node | None = self
        for name in names:
            node = node.mapping.get(name) if node is not None else None
        return node

    def every(self) -> "Iterator[Node]":
        """This value and all below it."""
        yield self
        for one in self.mapping.values() if isinstance(self.value, dict) else self.items:
            if one is not self:
                yield from one.every()


class TreeError(Exception):
    """A file that is no YAML or too large; the message says where and why."""


def parse(text: str, file: str) -> Node:
    """The tree of a file; merge keys are resolved, aliases followed."""
    try:
        node = yaml.compose(text, Loader=Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        raise TreeError(where + " ".join(str(getattr(error, "problem", None) or "not YAML").split())) from error
    except (RecursionError, ValueError) as error:
        raise TreeError("nested too deeply or not text") from error
    if node is None:
        raise TreeError("empty")
    return _Builder(file).build(node)


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.count = 0
        self.open: set[int] = set()

    def build(self, node: Any) -> Node:
        self.count += 1
        if self.count > MAX_NODES:
            raise TreeError(f"more than {MAX_NODES} values")
        if id(node) in self.open:
            raise TreeError(f"line {node.start_mark.line + 1}: an alias of what it stands in")
        made = Node(None, self._place(node), tag=node.tag if node.tag in ("!reset", "!override") else "")
        if isinstance(node, yaml.ScalarNode):
            made.plain = not node.style
            made.value = None if made.plain and node.value in ("", "~", "null", "Null", "NULL") else node.value
            return made
        self.open.add(id(node))
        made.value = [self.build(one) for one in node.value] if isinstance(node, yaml.SequenceNode) else self._map(node)
        self.open.discard(id(node))
        return made

    def _place(self, node: Any) -> Place:
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def _map(self, node: Any) -> dict[str, Node]:
        own: dict[str, Node] = {}
        merged: dict[str, Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise TreeError(f"line {key.start_mark.line + 1}: a key must be a string")
            built = self.build(value)
            if key.tag == "tag:yaml.org,2002:merge":
                for source in built.value if isinstance(built.value, list) else [built]:
                    merged = {**source.mapping, **merged}
            else:
                if key.value in own:
                    raise TreeError(f"line {key.start_mark.line + 1}: the key {key.value!r} stands twice")
                own[key.value] = replace(built, place=self._place(key))
        for name, reset in own.items():
            if reset.tag == "!reset" and name in merged:  # takes out what another file has, not what is merged here
                own[name] = replace(merged[name], tag="!override")
        return {**merged, **own}
