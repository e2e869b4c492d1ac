"""Typed access to raw documents: tells a value that is not there from one of the wrong type.

Nothing here raises: a document may hold anything that JSON can. What cannot be used is named by `fault`, in
words for `facts.unknown`.
"""

from collections.abc import Iterator
from typing import Any

from inspector.model import Document, Unknown

EMPTY: Document = {}
"""Stands for a map that is not there, where that has been reported or means nothing; never written to."""

_KINDS = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "a map",
}


def kind_of(value: Any) -> str:
    """What JSON calls the type of `value`."""
    return "null" if value is None else _KINDS.get(type(value), "something else")


def fault(parent: Any, key: str, where: str = "") -> str:
    """Why the value at `key` of `parent` cannot be used, for the reason of an unknown fact.

    Args:
        parent: the map that should hold it, or whatever stands in its place.
        key: name of the field.
        where: dotted path of `parent`, empty at the top of the document.
    """
    name = f"{where}.{key}" if where else key
    if not isinstance(parent, dict):
        return f"{where or 'the document'} is {kind_of(parent)}"
    if key not in parent:
        return f"{name} is absent"
    return f"{name} is {kind_of(parent[key])}"


def unknown(path: str, parent: Any, key: str, where: str = "") -> Unknown:
    """The unknown of fact `path` because of the value at `key`; see `fault`."""
    return {"path": path, "reason": fault(parent, key, where)}


def section(parent: Any, key: str) -> Document | None:
    """The map at `key`, or None when there is none of that type."""
    value = parent.get(key) if isinstance(parent, dict) else None
    return value if isinstance(value, dict) else None


def text(parent: Document, key: str) -> str | None:
    """The text at `key`, or None when there is none of that type."""
    value = parent.get(key)
    return value if isinstance(value, str) else None


def flag(parent: Document, key: str) -> bool | None:
    """The boolean at `key`, or None when there is none of that type."""
    value = parent.get(key)
    return value if value is True or value is False else None


def number(parent: Document, key: str) -> int | None:
    """The whole number at `key`, or None when there is none (a boolean is no number)."""
    value = parent.get(key)
    return value if type(value) is int else None


def items(parent: Document, key: str) -> list[Any] | None:
    """The list at `key`; null is how Go writes an empty one. None when absent or of another type."""
    value = parent.get(key, EMPTY)
    if value is None:
        return []
    return value if isinstance(value, list) else None


def texts(parent: Document, key: str) -> tuple[list[str], bool]:
    """The texts of the list at `key` in their order, and whether that is all it holds.

    An entry of another type is left out and makes the second value false, as does a value that is no list.
    """
    value = items(parent, key)
    if value is None:
        return [], False
    if not value:
        return [], True
    found = [entry for entry in value if isinstance(entry, str)]
    return found, len(found) == len(value)


def labels(parent: Any) -> Document:
    """The map `Labels` of `parent`, empty when there is none."""
    return section(parent, "Labels") or EMPTY


def label(parent: Any, key: str) -> str | None:
    """The label `key` of `parent` (a map that has `Labels`), or None."""
    return text(labels(parent), key)


def pairs(parent: Any, key: str) -> Iterator[tuple[str, Document]]:
    """The entries of the map at `key` whose values are maps."""
    for name, value in (section(parent, key) or EMPTY).items():
        if isinstance(value, dict):
            yield name, value


def pointer(*steps: str | int) -> str:
    """The JSON pointer (RFC 6901) made of these steps, escaped."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)
