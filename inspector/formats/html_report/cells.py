"""Values of evidence as HTML, fast: these run once for every cell of every finding."""

from functools import lru_cache
from typing import Any

from inspector.formats.shown import shown_html

MANY = 6
"""Items of a list that are shown."""

WIDE = 120
"""Characters of one value in a table."""


ACRONYMS = {"api", "cpu", "cpus", "gid", "id", "ip", "ipc", "lsm", "nnp", "pid", "rw", "tls", "uid", "url", "uts"}

NOTHING = "\N{EN DASH}"


def value(given: Any) -> str:
    """One evidence value: text escaped, yes or no, a dash for nothing."""
    if isinstance(given, str):
        return shown_html(given, WIDE)
    if given is None:
        return NOTHING
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, list):
        return _list([value(one) for one in given[:MANY]], len(given))
    if isinstance(given, dict):
        pairs = [f"{shown_html(name, 60)}: {value(given[name])}" for name in sorted(given)[:MANY]]
        return _list(pairs, len(given))
    return shown_html(str(given), WIDE)


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
