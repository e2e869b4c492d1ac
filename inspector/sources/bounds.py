"""Replaces what is too long in a document by a value of another type, so that whatever depends on it is unknown."""

from typing import Any

from inspector.sources.limits import MAX_LIST, MAX_STRING


def bound(document: dict[str, Any]) -> list[str]:
    """Replaces over-long lists, maps and strings in `document`, in place.

    Returns:
        What was replaced, as reasons of a gap; empty in all but made-up documents.
    """
    reasons: list[str] = []
    level: list[Any] = [document]
    while level:
        deeper: list[Any] = []
        for node in level:
            over = False
            for value in node.values() if type(node) is dict else node:
                kind = type(value)
                if kind is str:
                    over = over or len(value) > MAX_STRING
                elif kind is dict or kind is list:
                    if len(value) > MAX_LIST:
                        over = True
                    else:
                        deeper.append(value)
            if over:
                _replace(node, reasons)
        level = deeper
    return reasons


def _replace(node: Any, reasons: list[str]) -> None:
    """Replaces the long values that stand directly in `node`: a string by a map, a list or map by a text."""
    for key, value in list(node.items() if isinstance(node, dict) else enumerate(node)):
        if isinstance(value, str) and len(value) > MAX_STRING:
            what = f"a text of {len(value):,} characters"
            node[key] = {"replaced": what}
        elif isinstance(value, dict | list) and len(value) > MAX_LIST:
            what = f"a {'map' if isinstance(value, dict) else 'list'} of {len(value):,} entries"
            node[key] = f"(replaced: {what})"
        else:
            continue
        reasons.append(f"{what} is over the limit and was not read")
