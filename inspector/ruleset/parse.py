"""From a rule file's mapping to a Rule; all faults of a file are gathered."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from inspector import query
from inspector.model import Certainty, Severity
from inspector.query import Query, QueryError
from inspector.ruleset.rule import TARGETS, Adjustment, Class, Grants, Rule
from inspector.ruleset.yaml import Loaded

KEYS = (
    "id", "kind", "title", "target", "severity", "grants", "class", "tags", "aliases", "references", "why", "fix",
    "params", "needs", "when", "each", "flag", "key", "evidence", "message", "adjust", "certainty", "remedy",
)  # fmt: skip
REQUIRED = ("id", "kind", "title", "target", "severity", "why", "fix", "flag", "message")
ADJUST_KEYS = ("when", "severity", "certainty", "because")
Word = TypeVar("Word", Severity, Certainty)


class Fields:
    """Typed access to a rule's mapping; what is wrong goes into `faults` as (line, reason)."""

    def __init__(self, loaded: Loaded) -> None:
        self.data: dict[str, Any] = loaded.value
        self.lines = loaded.lines
        self.faults: list[tuple[int, str]] = []

    def fault(self, path: tuple[str | int, ...], reason: str) -> None:
        """Note that the value at `path` is wrong."""
        while path and path not in self.lines:
            path = path[:-1]
        self.faults.append((self.lines.get(path, 1), reason))

    def text(self, key: str) -> str:
        """A string that may not be empty when it is there."""
        value = self.data.get(key, "")
        if not isinstance(value, str) or (key in self.data and not value.strip()):
            self.fault((key,), f"{key} must be text")
            return ""
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.fault((key,), f"{key} must be a list of strings")
            return ()
        return tuple(value)

    def mapping(self, key: str) -> dict[str, Any]:
        """A map with string keys."""
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            self.fault((key,), f"{key} must be a map")
            return {}
        return value

    def choice(self, key: str, words: tuple[str, ...], default: str | None) -> str | None:
        """One of `words`."""
        value = self.data.get(key, default)
        if value is not None and value not in words:
            self.fault((key,), f"{key} must be one of {', '.join(words)}{nearest(value, words)}")
            return default
        return value

    def expression(self, path: tuple[str | int, ...], value: Any) -> Query:
        """A compiled expression; a broken one is a fault and becomes `null`-like."""
        if not isinstance(value, str) or not value.strip():
            self.fault(path, f"{path[-1]} must be a JMESPath expression (quote it)")
            value = "@"
        try:
            return query.compile(value.strip())
        except QueryError as error:
            self.fault(path, f"{path[-1]}: {error} in {shorten(value)}")
            return query.compile("@")

    def optional(self, key: str) -> Query | None:
        """An expression that may be missing."""
        return self.expression((key,), self.data[key]) if key in self.data else None

    def unknown_keys(self, path: tuple[str | int, ...], data: dict[str, Any], known: tuple[str, ...]) -> None:
        """Every key of `data` that is not known is a fault."""
        for key in data:
            if key not in known:
                self.fault((*path, key), f"unknown key {key!r}{nearest(key, known)}")


def parse(loaded: Loaded, path: str, examples: str) -> tuple[Rule | None, list[tuple[int, str]]]:
    """The rule in `loaded`, or None, and what is wrong with it as (line, reason)."""
    if not isinstance(loaded.value, dict):
        return None, [(1, "a rule file holds a map")]
    fields = Fields(loaded)
    fields.unknown_keys((), fields.data, KEYS)
    for key in REQUIRED:
        if key not in fields.data:
            fields.fault((), f"{key} is missing")
    rule = _rule(fields, path, examples)
    return (None if fields.faults else rule), fields.faults


def _rule(fields: Fields, path: str, examples: str) -> Rule:
    fields.choice("kind", ("rule",), "rule")
    certainties = tuple(one.word for one in Certainty)
    return Rule(
        id=_id(fields),
        title=fields.text("title"),
        target=fields.choice("target", TARGETS, "workload") or "workload",
        severity=_severity(fields),
        why=fields.text("why"),
        fix=fields.text("fix"),
        flag=fields.expression(("flag",), fields.data.get("flag", "@")),
        message=fields.text("message"),
        path=path,
        grants=_grants(fields),
        risk=_class(fields),
        tags=fields.texts("tags"),
        aliases=fields.texts("aliases"),
        references=_references(fields),
        params=fields.mapping("params"),
        needs=fields.texts("needs"),
        when=fields.optional("when"),
        each=fields.optional("each"),
        key=fields.optional("key"),
        evidence={
            name: fields.expression(("evidence", name), text) for name, text in fields.mapping("evidence").items()
        },
        adjust=tuple(_adjustments(fields)),
        certainty=Certainty.of(fields.choice("certainty", certainties, "certain") or "certain"),
        remedy=_remedy(fields),
        examples=examples,
    )


def _id(fields: Fields) -> str:
    text = fields.text("id")
    prefix, dash, number = text.rpartition("-")
    good = dash and prefix.isascii() and prefix.replace("-", "").isalnum() and prefix.isupper() and number.isdigit()
    if "id" in fields.data and not good:
        fields.fault(("id",), "id must look like PRIV-002")
    return text


def _remedy(fields: Fields) -> dict[str, Any] | None:
    """`remove: source` and `add: {KEY: [ENTRY]}`."""
    value = fields.mapping("remedy")
    fields.unknown_keys(("remedy",), value, ("remove", "add"))
    if value.get("remove", "source") != "source":
        fields.fault(("remedy", "remove"), "remedy.remove can only be source: what the finding stems from")
    added = value.get("add", {})
    if not isinstance(added, dict) or not all(isinstance(one, list) for one in added.values()):
        fields.fault(("remedy", "add"), "remedy.add must be a map of lists")
    return value or None


def _severity(fields: Fields) -> Severity:
    words = tuple(one.word for one in Severity)
    return Severity.of(fields.choice("severity", words, "info") or "info")


def _grants(fields: Fields) -> Grants | None:
    value = fields.choice("grants", get_args(Grants), None)
    if value is not None and fields.data.get("target") != "workload":
        fields.fault(("grants",), "a rule with grants has target: workload")
    return value  # type: ignore[return-value]  # choice() has checked it


def _class(fields: Fields) -> Class | None:
    return fields.choice("class", get_args(Class), None)  # type: ignore[return-value]  # choice() has checked it


def _references(fields: Fields) -> dict[str, list[str]]:
    value = fields.mapping("references")
    for name, ids in value.items():
        if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
            fields.fault(("references", name), f"references.{name} must be a list of strings (quote numbers)")
            return {}
    return value


def _adjustments(fields: Fields) -> list[Adjustment]:
    entries = fields.data.get("adjust", [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        fields.fault(("adjust",), "adjust must be a list of maps")
        return []
    return [_adjustment(fields, at, entry) for at, entry in enumerate(entries)]


def _adjustment(fields: Fields, at: int, entry: dict[str, Any]) -> Adjustment:
    path = ("adjust", at)
    fields.unknown_keys(path, entry, ADJUST_KEYS)
    because = entry.get("because")
    if not isinstance(because, str) or not because.strip():
        fields.fault(path, "an adjust needs because")
        because = ""
    if "severity" not in entry and "certainty" not in entry:
        fields.fault(path, "an adjust changes severity or certainty")
    return Adjustment(
        when=fields.expression((*path, "when"), entry.get("when")),
        severity=_word(fields, (*path, "severity"), entry.get("severity"), Severity.of),
        certainty=_word(fields, (*path, "certainty"), entry.get("certainty"), Certainty.of),
        because=because.strip(),
    )


def _word(fields: Fields, path: tuple[str | int, ...], value: Any, of: Callable[[str], Word]) -> Word | None:
    if value is None:
        return None
    try:
        return of(str(value))
    except KeyError:
        fields.fault(path, f"{value!r} is no {path[-1]}")
        return None


def nearest(word: Any, known: tuple[str, ...]) -> str:
    """A hint for a misspelt word, or nothing."""
    close = get_close_matches(str(word), known, n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def shorten(text: Any) -> str:
    """The first line of an expression, for a message."""
    line = " ".join(str(text).split())
    return line if len(line) <= 80 else line[:77] + "..."  # noqa: PLR2004 the width of a terminal
