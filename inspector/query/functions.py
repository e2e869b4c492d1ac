"""The functions of JMESPath and the three that inspector adds; null in gives null out for those."""

from typing import Any

from jmespath import exceptions, functions

from inspector.query.limits import MAX_STRING


class Functions(functions.Functions):
    """JMESPath's own functions, `covers`, `lower` and `glob`; all take linear time."""

    @functions.signature({"types": ["string", "null"]}, {"types": ["string", "null"]})
    def _func_covers(self, path: str | None, pattern: str | None) -> bool | None:
        """Whether a mount of `path` shows something that `pattern` names; null if either is null."""
        from inspector.facts.paths import covers

        return None if path is None or pattern is None else covers(path, pattern)

    @functions.signature({"types": ["string", "null"]})
    def _func_lower(self, text: str | None) -> str | None:
        """The text in lower case; null for null."""
        return None if text is None else text.lower()

    @functions.signature({"types": ["string", "null"]}, {"types": ["string", "null"]})
    def _func_glob(self, text: str | None, pattern: str | None) -> bool | None:
        """Whether the whole text matches the pattern, in which `*` is any text and `?` one character."""
        return None if text is None or pattern is None else glob(text, pattern)

    @functions.signature({"types": ["string"]}, {"types": ["array-string"]})
    def _func_join(self, separator: str, parts: list[str]) -> str:
        if sum(map(len, parts)) + len(separator) * len(parts) > MAX_STRING:
            raise exceptions.JMESPathError(f"join() makes more than {MAX_STRING} characters")
        return separator.join(parts)


def glob(text: str, pattern: str) -> bool:
    """Match by going back to the last star only, so that no pattern takes exponential time."""
    at = star = mark = 0
    place = 0
    star = -1
    while at < len(text):
        if place < len(pattern) and pattern[place] == "*":
            star, mark, place = place, at, place + 1
        elif place < len(pattern) and pattern[place] in ("?", text[at]):
            at, place = at + 1, place + 1
        elif star >= 0:
            mark += 1
            at, place = mark, star + 1
        else:
            return False
    return not pattern[place:].strip("*")


FUNCTIONS = Functions()


def call(name: str, arguments: list[Any]) -> Any:
    """Call `name`; raises a JMESPath error for wrong types or a wrong number of arguments."""
    return FUNCTIONS.call_function(name, arguments)


def arity(name: str) -> tuple[int, bool] | None:
    """The number of arguments of `name` and whether more may follow; None when there is no such function."""
    spec = FUNCTIONS.FUNCTION_TABLE.get(name)
    if spec is None:
        return None
    signature = spec["signature"]
    return len(signature), bool(signature and signature[-1].get("variadic"))
