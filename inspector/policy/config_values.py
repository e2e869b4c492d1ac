"""How each key of the configuration is read: what it may hold, and what is wrong with it otherwise."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from inspector.errors import ConfigError, InspectorError
from inspector.policy.nearest import nearest
from inspector.policy.toml_lines import line_of
from inspector.policy.waivers import Waiver, too_wide
from inspector.query import QueryError
from inspector.query import compile as compile_query

SEVERITIES = ("critical", "high", "medium", "low", "info")
STATES = ("created", "running", "paused", "restarting", "removing", "exited", "dead")
NESTED = ("auto", "proc", "exec", "off")
KEEP = ("env", "labels", "annotations", "options", "flags")
WAIVER = ("match", "reason", "owner", "expires")
FORMATS = ("text", "html", "json", "sarif", "junit", "markdown", "annotations")

Key = tuple[str | int, ...]


class Wrong(Exception):  # noqa: N818 no fault of the program: what is wrong with a value
    """What a value should be instead, in words that fit after the key."""


@dataclass(frozen=True)
class Reading:
    """A file that is being read.

    Attributes:
        path: of the file.
        known: the line of every key.
        faults: what was found wrong so far.
    """

    path: Path
    known: dict[Key, int]
    faults: list[InspectorError]

    def place(self, key: Key) -> str:
        """`inspector.toml:12`."""
        return f"{self.path}:{line_of(self.known, key)}"

    def fault(self, key: Key, reason: str) -> None:
        """Note what is wrong with a key."""
        self.faults.append(ConfigError(self.place(key), reason))


Reader = Callable[[Any, Key, Reading], Any]


def _text(value: Any, _key: Key, _reading: Reading) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Wrong("should be text")
    return value


def _flag(value: Any, _key: Key, _reading: Reading) -> bool:
    if not isinstance(value, bool):
        raise Wrong("should be true or false")
    return value


def _seconds(value: Any, _key: Key, _reading: Reading) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < float("inf"):
        raise Wrong("should be a number of seconds above zero")
    return float(value)


def _texts(value: Any, key: Key, reading: Reading) -> tuple[str, ...]:
    """A list of texts, or one text alone."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list):
        raise Wrong("should be a list of texts")
    return tuple(_text(item, key, reading) for item in items)


def _word(words: Sequence[str]) -> Reader:
    def read(value: Any, _key: Key, _reading: Reading) -> str:
        if value not in words or not isinstance(value, str):
            hint = nearest(value, words) if isinstance(value, str) else ""
            raise Wrong(f"should be one of {', '.join(words)}{hint}")
        return value

    return read


def _words(words: Sequence[str]) -> Reader:
    def read(value: Any, key: Key, reading: Reading) -> tuple[str, ...]:
        return tuple(_word(words)(item, key, reading) for item in _texts(value, key, reading))

    return read


def _path(value: Any, key: Key, reading: Reading) -> str:
    """A path is meant from the folder that the file is in."""
    return str(reading.path.parent / _text(value, key, reading))


def _paths(value: Any, key: Key, reading: Reading) -> tuple[str, ...]:
    return tuple(_path(item, key, reading) for item in _texts(value, key, reading))


def _sources(value: Any, key: Key, reading: Reading) -> tuple[str, ...]:
    """A file among the sources is meant from the folder, too; `NAME=` stays in front of it."""
    return tuple(_source(item, reading) for item in _texts(value, key, reading))


def _source(word: str, reading: Reading) -> str:
    name, equals, rest = word.partition("=")
    name, rest = (name + equals, rest) if equals and not set("/:.") & set(name) else ("", word)
    if rest == "-" or "://" in rest or rest.startswith("context:"):
        return word
    return name + str(reading.path.parent / rest)


def _table(inner: Reader, names: Sequence[str] = ()) -> Reader:
    """A table whose values `inner` reads; of the keys `names`, if any are given."""

    def read(value: Any, key: Key, reading: Reading) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Wrong("should be a table")
        found = {}
        for name, item in value.items():
            below = (*key, name)
            if names and name not in names:
                reading.fault(below, f"no key {'.'.join(map(str, below))!r}{nearest(name, names)}")
                continue
            try:
                found[name] = inner(item, below, reading)
            except Wrong as wrong:
                reading.fault(below, f"{'.'.join(map(str, below))} {wrong}")
        return found

    return read


def _anything(value: Any, _key: Key, _reading: Reading) -> Any:
    """A value for a rule: what JSON has, for JMESPath knows nothing else."""
    if isinstance(value, list):
        return [_anything(item, _key, _reading) for item in value]
    if isinstance(value, dict):
        return {name: _anything(item, _key, _reading) for name, item in value.items()}
    if not isinstance(value, (str, bool, int, float)):
        raise Wrong("should be text, a number, true, false, a list or a table")
    return value


def _waivers(value: Any, key: Key, reading: Reading) -> tuple[Waiver, ...]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Wrong("should be written as [[waivers]]")
    found = [_waiver(item, (*key, place), reading) for place, item in enumerate(value)]
    return tuple(one for one in found if one is not None)


def _waiver(value: dict[str, Any], key: Key, reading: Reading) -> Waiver | None:
    before = len(reading.faults)
    hints = {name: nearest(name, WAIVER) for name in value if name not in WAIVER}
    for name, hint in hints.items():
        reading.fault((*key, name), f"no key {name!r} in a waiver{hint}")
    for name in WAIVER:
        meant = any(f" {name}?" in hint for hint in hints.values())  # then one fault tells it all
        if name not in value and not meant:
            reading.fault(key, f"a waiver needs {', '.join(WAIVER)}; this one has no {name}")
    readers: dict[str, Reader] = {"match": _match, "reason": _text, "owner": _text, "expires": _day}
    read: dict[str, Any] = {}
    for name, reader in readers.items():
        try:
            read[name] = reader(value[name], (*key, name), reading) if name in value else None
        except Wrong as wrong:
            reading.fault((*key, name), f"{name} {wrong}")
    return Waiver(**read, place=reading.place(key)) if len(reading.faults) == before else None


def _match(value: Any, key: Key, reading: Reading) -> Any:
    try:
        query = compile_query(_text(value, key, reading))
    except QueryError as error:
        raise Wrong(f"does not compile: {error}") from error
    if too_wide(query):
        raise Wrong("accepts everything, whatever the rule and the object; say which finding is meant")
    return query


def _day(value: Any, _key: Key, _reading: Reading) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise Wrong("should be a day without quotes, such as 2026-12-31")
    return value


READERS: dict[str, Reader] = {
    "fail-on": _word((*SEVERITIES, "never")),
    "allow-undecided": _flag,
    "state": _words(STATES),
    "select": _texts,
    "ignore": _texts,
    "rules": _paths,
    "default-rules": _flag,
    "severity": _table(_word(SEVERITIES)),
    "params": _table(_table(_anything)),
    "keep": _table(_texts, KEEP),
    "redact-key-file": _path,
    "sources": _sources,
    "name": _text,
    "timeout": _seconds,
    "nested": _word(NESTED),
    "output": _paths,
    "format": _word(FORMATS),
    "baseline": _path,
    "new-only": _flag,
    "waivers": _waivers,
}
"""Every key of the configuration."""
