"""Facts inside a report are free JSON: these getters take a wrong shape for absent, for a saved report may hold any."""

from typing import Any


def at(value: Any, *keys: str) -> Any:
    """What stands below `keys`, or None."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def items(value: Any, *keys: str) -> list[dict[str, Any]]:
    """The objects of the list below `keys`."""
    found = at(value, *keys)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def texts(value: Any, *keys: str) -> list[str]:
    """The strings of the list below `keys`."""
    found = at(value, *keys)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def text(value: Any, *keys: str) -> str:
    """The string or number below `keys`, or nothing."""
    found = at(value, *keys)
    return str(found) if isinstance(found, (str, int, float)) and not isinstance(found, bool) else ""
