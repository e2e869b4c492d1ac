"""Whether a value has the shape that a TypedDict declares; by hand, for a saved report is read on every machine.

A key that is not declared is let through: a later inspector of the same version may have written it.
"""

from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from inspector.formats.shown import shown

MAX_SHOWN = 40
"""Characters of a wrong value that an error shows."""


def check(value: Any, hint: Any, path: str = "") -> str:
    """What is wrong with `value`, as `place: reason`; empty when nothing is.

    Args:
        value: parsed JSON.
        hint: a type: TypedDict, list, dict, Literal, union, Any, None or a scalar.
        path: where `value` stands, for the message.
    """
    if hint is Any:
        return ""
    if is_typeddict(hint):
        return _mapping(value, hint, path)
    origin = get_origin(hint)
    if origin is Literal:
        return _choice(value, get_args(hint), path)
    if origin in (Union, UnionType):
        return _union(value, get_args(hint), path)
    if origin in (list, dict):
        return _container(value, origin, get_args(hint)[-1], path)
    return _scalar(value, hint, path)


@cache
def keys(typed: Any) -> dict[str, tuple[Any, bool]]:
    """The keys of a TypedDict in their order: hint, and whether the key is required."""
    hints = get_type_hints(typed)
    return {key: (hints[key], key in typed.__required_keys__) for key in hints}


def _mapping(value: Any, typed: Any, path: str) -> str:
    if not isinstance(value, dict):
        return _wrong(value, "an object", path)
    for key, (hint, required) in keys(typed).items():
        below = f"{path}.{key}" if path else key
        missing = f"{below} is missing" if required else ""
        wrong = check(value[key], hint, below) if key in value else missing
        if wrong:
            return wrong
    return ""


def _choice(value: Any, words: tuple[Any, ...], path: str) -> str:
    return "" if isinstance(value, str) and value in words else _wrong(value, " or ".join(words), path)


def _union(value: Any, hints: tuple[Any, ...], path: str) -> str:
    if value is None and NoneType in hints:
        return ""
    rest = [hint for hint in hints if hint is not NoneType]
    wrongs = [check(value, hint, path) for hint in rest]
    return "" if "" in wrongs else wrongs[0]


def _container(value: Any, origin: Any, hint: Any, path: str) -> str:
    if not isinstance(value, origin):
        return _wrong(value, "a list" if origin is list else "an object", path)
    for key, item in enumerate(value) if origin is list else value.items():
        wrong = check(item, hint, f"{path}[{shown(str(key), MAX_SHOWN)}]")
        if wrong:
            return wrong
    return ""


def _scalar(value: Any, hint: Any, path: str) -> str:
    names = {str: "text", int: "a whole number", bool: "true or false", float: "a number", NoneType: "null"}
    fits = isinstance(value, hint) and (hint is bool or not isinstance(value, bool))
    return "" if fits or (hint is float and type(value) is int) else _wrong(value, names[hint], path)


def _wrong(value: Any, wanted: str, path: str) -> str:
    return f"{path or 'the top'} should be {wanted}, not {_described(value)}"


def _described(value: Any) -> str:
    if isinstance(value, str):
        return repr(shown(value, MAX_SHOWN))
    names = {dict: "an object", list: "a list", bool: "true or false", NoneType: "null"}
    return names.get(type(value), "a number")
