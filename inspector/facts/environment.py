"""A workload's environment and command line, with where each part stands."""

from typing import Any, NamedTuple

from inspector.facts import raw, tables
from inspector.facts.facet import Context, Workload
from inspector.facts.memo import remembered
from inspector.facts.process import WRAPPERS
from inspector.facts.repositories import image_reference, runs_any

BY_IMAGE = "/Config/Image"

_WRAPPERS = {**WRAPPERS, "dind": frozenset[str]()}
"""Programs that only start another one: init processes, and the official image's `dind`."""


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
    whole = entries is not None
    values: dict[str, str | None] = {}
    places: dict[str, str] = {}
    for index, entry in enumerate(entries or []):
        if not isinstance(entry, str):
            whole = False
            continue
        name, given, value = entry.partition("=")
        values[name] = value if given else None
        places[name] = f"/Config/Env/{index}"
    return Environment(values, places, whole)


@remembered
def command(workload: Workload, context: Context) -> list[Word] | None:
    """Path and Args less leading init wrappers, or None when they were not given as text.

    A service or compose file may leave out what its image starts; for well-known images that is added, its place being
    the image (see `by_image`).
    """
    path = raw.text(workload.document, "Path")
    arguments = raw.items(workload.document, "Args") if "Args" in workload.document else []
    if path is None:
        return unwrapped(_of_image(workload, context)) or None
    if arguments is None or not all(isinstance(entry, str) for entry in arguments):
        return None
    words = [Word(path, "/Path")] if path else []
    words += [Word(entry, f"/Args/{index}") for index, entry in enumerate(arguments)]
    return unwrapped(words)


def by_image(words: list[Word]) -> bool:
    """Whether the program of a command line is known by the name of the image only."""
    return bool(words) and words[0].place == BY_IMAGE


def _of_image(workload: Workload, context: Context) -> list[Word]:
    """What a well-known image starts with the arguments that a service or compose file gives it."""
    if workload.kind == "container":
        return []
    table: Any = tables.load("images")
    parsed = image_reference(workload, context)
    program = next((word for name, word in table["entrypoints"].items() if runs_any(workload, context, [name])), None)
    if program is None or parsed is None:
        return []
    docker = table["docker"]
    if program == docker["entrypoint"] and docker["client_tag"] in (parsed.tag or ""):
        program = docker["hands_over_to"]
    return [Word(program, BY_IMAGE), *_arguments(workload)]


def given(workload: Workload) -> list[Word]:
    """The arguments that a service or compose file gives an image whose entrypoint is not known.

    Most entrypoints run them, or pass them on.
    """
    return [] if workload.kind == "container" or "Path" in workload.document else unwrapped(_arguments(workload))


def _arguments(workload: Workload) -> list[Word]:
    texts, _ = raw.texts(raw.section(workload.document, "Config") or raw.EMPTY, "Cmd")
    return [Word(text, f"/Config/Cmd/{index}") for index, text in enumerate(texts)]


def unwrapped(words: list[Word]) -> list[Word]:
    """The words after leading init wrappers with their options and `--`; as `process.unwrapped`, with places."""
    while words and (wrapper := _WRAPPERS.get(basename(words[0].text))) is not None:
        at = 1
        while at < len(words) and words[at].text.startswith("-") and words[at].text != "--":
            at += 2 if words[at].text in wrapper else 1
        if at < len(words) and words[at].text == "--":
            at += 1
        words = words[at:]
    return words


def basename(path: str) -> str:
    """The last component of a path, of Windows too and without its `.exe`."""
    return path.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe")
