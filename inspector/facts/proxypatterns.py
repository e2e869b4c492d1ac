"""Which calls to an engine the patterns of a socket proxy let through."""

from functools import cache, lru_cache

from inspector.facts import tables
from inspector.facts.patterns import UnsupportedPatternError, compiled

MOST = 12
"""Patterns that are tried for one proxy; ordinary ones have two or three."""
_VERSIONS = ("", "/v1.24", "/v1.41", "/v1.51")


def allowed_calls(patterns: list[tuple[str, str, str]]) -> tuple[dict[str, list[str]], str | None]:
    """The calls of the proxy table that pass, with where their patterns stand, and why there may be more.

    Args:
        patterns: method, regular expression and place of each.
    """
    found: dict[str, list[str]] = {}
    unknown = None if len(patterns) <= MOST else "the proxy has too many patterns"
    for method, text, place in patterns[:MOST]:
        passed = _passed(method, text)
        if passed is None:
            unknown = "a pattern of the proxy could not be read"
            continue
        for call in passed:
            found.setdefault(call, []).append(place)
    return found, unknown


@lru_cache(maxsize=256)
def _passed(method: str, text: str) -> tuple[str, ...] | None:
    """The calls of this method that a pattern lets through, in any version of the API; None when it cannot be read.

    The tool puts `^` before and `$` after the text as it is, so that `a|b` is anchored on one side only in each half.
    """
    pattern = compiled(f"^{text}$")
    if pattern is None:
        return None
    try:
        return tuple(
            f"{method} {path}"
            for path in _paths(method)
            if any(pattern.matches(f"{version}{path}") for version in _VERSIONS)
        )
    except UnsupportedPatternError:
        return None


@cache
def _paths(method: str) -> list[str]:
    """The paths of the table that are asked for with this method."""
    calls = [call for row in tables.load("proxies")["powers"] for call in row["calls"]]
    return [path for call in calls for asked, path in [call.split(" ", 1)] if asked == method]
