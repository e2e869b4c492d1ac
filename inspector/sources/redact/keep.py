"""The keep list: names whose values the redactor keeps, from inspector/data/keep.yaml and the user's configuration."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import translate
from functools import cache
from typing import Any, Self

import yaml

from inspector.resources import table
from inspector.sources.redact.names import secret_kind

_CACHE = 20_000
"""Decisions on names that are remembered."""


class Names:
    """A set of names, some of them with `*`.

    A name that only a pattern covers is not kept when it names a secret itself: `NVIDIA_*` is meant for the runtime's
    switches, not for `NVIDIA_API_KEY`. Nor is one that `never` covers.
    """

    def __init__(self, names: Iterable[str], never: Iterable[str] = ()) -> None:
        self.names = tuple(names)
        self.never = tuple(never)
        self._exact = frozenset(name for name in self.names if "*" not in name)
        self._patterns = _alternatives(name for name in self.names if "*" in name)
        self._never = _alternatives(self.never)
        self._known: dict[str, bool] = {}

    def keep(self, name: str) -> bool:
        """Whether the value of `name` is kept."""
        known = self._known.get(name)
        if known is None:
            known = self._decide(name)
            if len(self._known) < _CACHE:
                self._known[name] = known
        return known

    def with_names(self, names: Iterable[str]) -> "Names":
        """These and `names`, which the user asked for: a name written out there wins over `never`."""
        added = tuple(names)
        never = tuple(name for name in self.never if name not in added)
        return Names(self.names + added, never) if added else self

    def _decide(self, name: str) -> bool:
        if self._never is not None and self._never.fullmatch(name) and name not in self._exact:
            return False
        if name in self._exact:
            return True
        return self._patterns is not None and bool(self._patterns.fullmatch(name)) and not secret_kind(name)


def _alternatives(patterns: Iterable[str]) -> re.Pattern[str] | None:
    """One expression for all `patterns`, or None when there are none; only `*` is special."""
    parts = [translate(pattern.replace("[", "[[]").replace("?", "[?]")) for pattern in patterns]
    return re.compile("|".join(parts)) if parts else None


@dataclass(frozen=True)
class KeepList:
    """What is kept, and the words by which values are told apart. Made by `bundled`, widened by `extended`.

    Attributes:
        env, labels, annotations, options: names whose values are kept.
        switches_by_env: variables that are kept while their values are switches; by other programs they hold secrets.
        mount_options: names in a mount's comma-separated options.
        commands: environment variables that hold a command line.
        flags: for each shape of value (address, file, word, any) the flags that keep one.
        switches: flags that take no value.
        secret_flags: by program, flags whose value is a password.
        wrappers: programs that only start the one named after them.
        words: arguments that are kept as they are.
        defaults: passwords that everybody knows, in small letters.
    """

    env: Names
    labels: Names
    annotations: Names
    options: Names
    switches_by_env: frozenset[str] = frozenset()
    mount_options: frozenset[str] = frozenset()
    commands: frozenset[str] = frozenset()
    flags: Mapping[str, Names] = field(default_factory=dict)
    switches: frozenset[str] = frozenset()
    secret_flags: Mapping[str, frozenset[str]] = field(default_factory=dict)
    wrappers: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    defaults: frozenset[str] = frozenset()

    @classmethod
    def bundled(cls) -> "KeepList":
        """The list that comes with the package."""
        return _bundled()

    def extended(
        self,
        *,
        env: Iterable[str] = (),
        labels: Iterable[str] = (),
        annotations: Iterable[str] = (),
        options: Iterable[str] = (),
        flags: Iterable[str] = (),
    ) -> Self:
        """This list and a user's names, each with `*` for anything."""
        own = self.flags.get("any", Names(()))
        return replace(
            self,
            env=self.env.with_names(env),
            labels=self.labels.with_names(labels),
            annotations=self.annotations.with_names(annotations),
            options=self.options.with_names(options),
            flags={**self.flags, "any": own.with_names(flags)},
        )


@cache
def _bundled() -> KeepList:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load(table("keep.yaml").read_bytes(), Loader=loader)  # noqa: S506, both are safe
    return KeepList(
        env=Names(_flat(data["env"]), _flat(data["never"])),
        labels=Names(_flat(data["labels"])),
        annotations=Names(_flat(data["annotations"])),
        options=Names(_flat(data["options"])),
        switches_by_env=frozenset(_flat(data["env_switches"])),
        mount_options=frozenset(_flat(data["mount_options"])),
        commands=frozenset(_flat(data["env_commands"])),
        flags={shape: Names(_flat(names)) for shape, names in data["flags"].items()},
        switches=frozenset(_flat(data["switches"])),
        secret_flags={program: frozenset(flags) for program, flags in data["secret_flags"].items()},
        wrappers=frozenset(_flat(data["wrappers"])),
        words=frozenset(_flat(data["words"])),
        defaults=frozenset(_flat(data["defaults"])),
    )


def _flat(names: Iterable[Any]) -> list[str]:
    """Names that stand in the table one by one or several to a line."""
    flat: list[str] = []
    for name in names:
        if isinstance(name, list):
            flat += _flat(name)
        elif isinstance(name, str):
            flat.append(name)
        else:
            raise TypeError(f"keep.yaml: {name!r} needs quotes")
    return flat
