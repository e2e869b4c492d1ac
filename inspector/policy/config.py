"""The configuration: inspector.toml, or `[tool.inspector]` in pyproject.toml, read strictly.

Every key that is not known, every value of the wrong kind is an error with its line; all of them are told at once.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inspector.errors import ConfigError, InspectorError, ManyErrors
from inspector.policy.config_values import READERS, Reading, Wrong
from inspector.policy.nearest import nearest
from inspector.policy.toml_lines import line_of, lines
from inspector.policy.waivers import Waiver

MAX_BYTES = 1 << 20
"""A configuration beyond this is a mistake."""
TABLE = ("tool", "inspector")
_LIKE_A_DAY = re.compile(r"=\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\s*(#.*)?$")


@dataclass(frozen=True)
class Config:
    """What a configuration says; None or empty for what it does not.

    Attributes:
        path: the file, as shown to the user; empty when there is none.
        fail_on: severity word or `never`.
        severity: severity word by rule id, instead of the rule's own.
        params: values for rules' params, by rule id.
        keep: names whose values the redactor keeps, by place (`env`, `labels`, `annotations`, `options`).
        rules: directories of own rules; like every path here, meant from the file's folder.
        output: files to write.
        places: line of every key by its path, for errors that are found later.
    """

    path: str = ""
    fail_on: str | None = None
    allow_undecided: bool | None = None
    state: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    default_rules: bool | None = None
    severity: dict[str, str] = field(default_factory=dict)
    params: dict[str, dict[str, Any]] = field(default_factory=dict)
    keep: dict[str, tuple[str, ...]] = field(default_factory=dict)
    redact_key_file: str | None = None
    sources: tuple[str, ...] = ()
    name: str | None = None
    timeout: float | None = None
    nested: str | None = None
    output: tuple[str, ...] = ()
    format: str | None = None
    baseline: str | None = None
    new_only: bool | None = None
    waivers: tuple[Waiver, ...] = ()
    places: dict[tuple[str | int, ...], int] = field(default_factory=dict, repr=False, compare=False)

    def place(self, *path: str | int) -> str:
        """`inspector.toml:12`, for the key at `path`."""
        return f"{self.path}:{line_of(self.places, path)}"

    def filters(self) -> tuple[str, ...]:
        """What narrows every run, as a report's `filters` has it."""
        return filters(self.select, self.ignore, self.state, default_rules=self.default_rules is not False)

    def wrong_rules(self, known: Mapping[str, Mapping[str, Any]]) -> list[InspectorError]:
        """What it says of rules that are not there, or params that they do not have or that are of another kind.

        Args:
            known: the params of every rule, by id.
        """
        faults: list[InspectorError] = [
            ConfigError(self.place(table, rule), f"no rule {rule}{nearest(rule, known)}")
            for table, said in (("severity", self.severity), ("params", self.params))
            for rule in said
            if rule not in known
        ]
        for rule, values in self.params.items():
            told = ((name, _wrong_param(name, value, known.get(rule, values))) for name, value in values.items())
            faults += [ConfigError(self.place("params", rule, name), f"{rule}{why}") for name, why in told if why]
        return faults


def _wrong_param(name: str, value: Any, own: Mapping[str, Any]) -> str:
    """What is wrong with a rule's param, in words that follow its id: an expression would fail on it, or on nothing."""
    if name not in own:
        return f" has no param {name}{nearest(name, own)}"
    kind = _kind(own[name])
    if own[name] is not None and _kind(value) != kind:
        return f": {name} should be {kind}"
    if not (isinstance(value, list) and own[name]):
        return ""
    inner = {_kind(item) for item in own[name]}
    return (
        "" if {_kind(item) for item in value} <= inner else f": {name} should be a list of {' or '.join(sorted(inner))}"
    )


def _kind(value: Any) -> str:
    """A kind of value in words."""
    if isinstance(value, bool):
        return "true or false"
    words: dict[type, str] = {list: "a list", dict: "a table", str: "text"}
    return next((word for kind, word in words.items() if isinstance(value, kind)), "a number")


def filters(
    select: Iterable[str], ignore: Iterable[str], state: Iterable[str], *, default_rules: bool
) -> tuple[str, ...]:
    """The options that narrow a run, as the user wrote them."""
    given = (("--select", select), ("--ignore", ignore), ("--state", state))
    options = [f"{option} {value}" for option, values in given for value in values]
    return (*options, *(() if default_rules else ("--no-default-rules",)))


def load(path: Path) -> Config:
    """The configuration in a file.

    Raises:
        ManyErrors: with a ConfigError for each fault, `file:line` and reason.
        ConfigError: when it cannot be read at all.
    """
    text = _text(path)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax(path, error, text) from error
    except (RecursionError, ValueError) as error:
        raise ConfigError(str(path), "nested too deeply or a number too long") from error
    known = lines(text)
    if path.name == "pyproject.toml":
        document = _table(path, document)
        known = {key[2:]: line for key, line in known.items() if key[:2] == TABLE}
    return _config(path, document, known)


def _table(path: Path, document: dict[str, Any]) -> Any:
    """What `[tool.inspector]` holds; nothing where it is not there."""
    tool = document.get("tool", {})
    table = tool.get("inspector", {}) if isinstance(tool, dict) else None
    if not isinstance(table, dict):
        raise ConfigError(str(path), "tool.inspector should be a table")
    return table


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise ConfigError(str(path), getattr(error, "strerror", None) or str(error)) from error
    if len(data) > MAX_BYTES:
        raise ConfigError(str(path), f"larger than {MAX_BYTES >> 20} MiB")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), "not UTF-8 text") from error


def _syntax(path: Path, error: tomllib.TOMLDecodeError, text: str) -> ConfigError:
    """The parser says `Reason (at line 3, column 9)` or `Reason (at end of document)`."""
    reason, _, where = str(error).partition(" (at ")
    line = where.removeprefix("line ").partition(",")[0]
    written = text.split("\n")
    number = int(line) if line.isdigit() else len(text.splitlines())
    reason = reason[:1].lower() + reason[1:]
    if number <= len(written) and _LIKE_A_DAY.search(written[number - 1]):
        reason = "no day that there is, or not written such as 2026-12-31"
    return ConfigError(f"{path}:{number}", reason)


def _config(path: Path, document: Any, known: dict[tuple[str | int, ...], int]) -> Config:
    faults: list[InspectorError] = []
    reading = Reading(path, known, faults)
    values: dict[str, Any] = {}
    for key, value in document.items() if isinstance(document, dict) else ():
        if key not in READERS:
            reading.fault((key,), f"no key {key!r}{nearest(key, READERS)}")
            continue
        try:
            values[key.replace("-", "_")] = READERS[key](value, (key,), reading)
        except Wrong as wrong:
            reading.fault((key,), f"{key} {wrong}")
    if faults:
        raise faults[0] if len(faults) == 1 else ManyErrors(faults)
    return Config(path=str(path), places=known, **values)
