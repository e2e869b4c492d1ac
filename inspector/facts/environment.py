"""A workload's environment and command line, with where each part stands."""

from typing import NamedTuple

from inspector.facts import raw
from inspector.facts.facet import Context, Workload
from inspector.facts.memo import remembered

WRAPPERS = frozenset({"docker-init", "tini", "tini-static", "dumb-init", "catatonit", "dind"})
"""Programs that only start another one: init processes, and the official image's `dind`."""
_WITH_VALUE = frozenset({"-p", "-r", "--rewrite"})
"""Options of those wrappers that take a value of their own."""


class Environment(NamedTuple):
    """Variables.

    Attributes:
        values: by name; None for a bare name, which unsets the image's variable.
        places: pointers to the entries.
        known: False when Config.Env is missing or not a list of texts; then `values` is what is known of it.
    """

    values: dict[str, str | None]
    places: dict[str, str]
    known: bool

    def get(self, name: str) -> str | None:
        """The value, or None when it is not set."""
        return self.values.get(name)

    def source(self, *names: str) -> list[str]:
        """Pointers to those of these variables that are there."""
        return [self.places[name] for name in names if name in self.places]


class Word(NamedTuple):
    """One word of a command line and its place."""

    text: str
    place: str


@remembered
def environment(workload: Workload, _context: Context) -> Environment:
    """Config.Env; of two entries with one name the last counts."""
    config = raw.section(workload.document, "Config")
    if config is None:
        return Environment({}, {}, known=False)
    entries = raw.items(config, "Env")
    values: dict[str, str | None] = {}
    places: dict[str, str] = {}
    for index, entry in enumerate(entries or []):
        if isinstance(entry, str):
            name, given, value = entry.partition("=")
            values[name] = value if given else None
            places[name] = f"/Config/Env/{index}"
    whole = entries is not None and all(isinstance(entry, str) for entry in entries)
    return Environment(values, places, whole)


@remembered
def command(workload: Workload, _context: Context) -> list[Word] | None:
    """Path and Args less leading init wrappers, or None when they were not given as text."""
    path = raw.text(workload.document, "Path")
    arguments = raw.items(workload.document, "Args") if "Args" in workload.document else []
    if path is None or arguments is None or not all(isinstance(entry, str) for entry in arguments):
        return None
    words = [Word(path, "/Path")] if path else []
    words += [Word(entry, f"/Args/{index}") for index, entry in enumerate(arguments)]
    return unwrapped(words)


def unwrapped(words: list[Word]) -> list[Word]:
    """The words after leading init wrappers and their options."""
    while words and basename(words[0].text) in WRAPPERS:
        words = words[1:]
        while words and words[0].text.startswith("-"):
            words = words[2:] if words[0].text in _WITH_VALUE else words[1:]
    return words


def basename(path: str) -> str:
    """The last component of a path, of Windows too and without its `.exe`."""
    return path.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe")
