"""Facts inside a report are free JSON: these getters take a wrong shape for absent, for a saved report may hold any.

They are asked a thousand times for a small report, so each does with as few calls as it can.
"""

from typing import Any


def at(value: Any, key: str, *more: str) -> Any:
    """What stands below `key` and the others, or None."""
    found = value.get(key) if isinstance(value, dict) else None
    for name in more:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def items(value: Any, *keys: str) -> list[dict[str, Any]]:
    """The objects of the list below `keys`, or of `value` itself."""
    found = at(value, *keys) if keys else value
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def texts(value: Any, key: str) -> list[str]:
    """The strings of the list below `key`."""
    found = value.get(key) if isinstance(value, dict) else None
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def text(value: Any, key: str, *more: str) -> str:
    """The string or number below `key` and the others, or nothing."""
    found = value.get(key) if isinstance(value, dict) else None
    if more:
        found = at(found, *more)
    if found is None or isinstance(found, str):
        return found or ""
    return str(found) if isinstance(found, (int, float)) and not isinstance(found, bool) else ""


def flag(value: Any, key: str) -> bool | None:
    """Whether what stands below `key` is true; None when it is neither true nor false."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, bool) else None
