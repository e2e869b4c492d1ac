"""Values of evidence as HTML, fast: these run once for every cell of every finding."""

from functools import lru_cache
from typing import Any

from inspector.formats.shown import shown_html

MANY = 6
"""Items of a list that are shown."""

WIDE = 120
"""Characters of one value in a table."""


DEEP = 4
"""Lists and objects within one another that are shown."""

ACRONYMS = {"api", "cpu", "cpus", "gid", "id", "ip", "ipc", "lsm", "nnp", "pid", "rw", "tls", "uid", "url", "uts"}

NOTHING = "\N{EN DASH}"


def value(given: Any, depth: int = 0) -> str:
    """One evidence value: text escaped, yes or no, a dash for nothing; `depth` is how deep in others it stands."""
    if isinstance(given, str):
        return shown_html(given, WIDE)
    if given is None:
        return NOTHING
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, (list, dict)):
        return _many(given, depth + 1) if depth < DEEP else "…"
    return shown_html(str(given), WIDE)


def _many(given: list[Any] | dict[str, Any], depth: int) -> str:
    """The first values of a list, or of an object each with its name."""
    if isinstance(given, list):
        return _list([value(one, depth) for one in given[:MANY]], len(given))
    pairs = [f"{shown_html(name, 60)}: {value(given[name], depth)}" for name in sorted(given)[:MANY]]
    return _list(pairs, len(given))


@lru_cache(256)
def heading(name: str) -> str:
    """An evidence name as the head of its column."""
    words = [word.upper() if word in ACRONYMS else word for word in name.split("_")]
    text = " ".join(words)
    return shown_html(text[:1].upper() + text[1:], 40)


def sources(pointers: list[str]) -> str:
    """JSON pointers, the first ones in full."""
    if len(pointers) == 1:
        return shown_html(pointers[0].removeprefix("/"), WIDE)
    return _list([shown_html(pointer.removeprefix("/"), WIDE) for pointer in pointers[:MANY]], len(pointers))


def _list(shown: list[str], count: int) -> str:
    """Joined, with the number of what was left out; nothing as a dash."""
    if not shown:
        return NOTHING
    return ", ".join(shown) + (f" and {count - len(shown)} more" if count > len(shown) else "")
