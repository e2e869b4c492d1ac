"""Options of a command line, with where they stand."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from inspector.facts import tables
from inspector.facts.environment import Word

REDACTED = "<redacted"
"""What the redactor puts in the place of a value that it did not keep begins so."""
FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})
"""What Go's ParseBool takes for false."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option.

    Attributes:
        name: its long name, with dashes.
        value: as given; `true` for a switch.
        place: pointer to the word that names it.
    """

    name: str
    value: str
    place: str

    @property
    def on(self) -> bool:
        """Whether a switch is on."""
        return self.value not in FALSE


@cache
def _table() -> Any:
    return tables.load("images")


def options(words: list[Word]) -> tuple[list[Option], list[Word]]:
    """The options among these words as dockerd and its kin read them, and the words that are none."""
    found: list[Option] = []
    others: list[Word] = []
    switches, long = _table()["switches"], _table()["long"]
    position = 0
    while position < len(words):
        text, place = words[position]
        position += 1
        if not text.startswith("-") or text in {"-", "--"}:
            others.append(Word(text, place))
            continue
        name, given, value = text.partition("=")
        if not given and name not in switches and position < len(words) and not words[position].text.startswith("-"):
            value = words[position].text
            given = "="
            position += 1
        elif not given and name[:2] in long and not name.startswith("--") and len(name) > 2:  # noqa: PLR2004, -Hvalue
            name, value, given = name[:2], name[2:], "="
        found.append(Option(long.get(name, name), value if given else "true", place))
    return found, others


def last(found: list[Option], name: str) -> Option | None:
    """The last option of that name, which is the one that counts."""
    return next((option for option in reversed(found) if option.name == name), None)
