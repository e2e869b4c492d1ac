"""Command line and environment of a process as a document writes them; helper of several facets."""

from inspector.facts import raw
from inspector.model import Document

WRAPPERS = {
    "docker-init": frozenset({"-e", "-p"}),
    "tini": frozenset({"-e", "-p"}),
    "tini-static": frozenset({"-e", "-p"}),
    "dumb-init": frozenset({"-r", "--rewrite"}),
    "catatonit": frozenset[str](),
}
"""Programs that only start another, with those of their options that take a value."""


def unwrapped(command: list[str]) -> list[str]:
    """A command line without the init programs before it, with their options and `--`."""
    while command and (wrapper := WRAPPERS.get(command[0].rpartition("/")[2])) is not None:
        at = 1
        while at < len(command) and command[at].startswith("-") and command[at] != "--":
            at += 2 if command[at] in wrapper else 1
        if at < len(command) and command[at] == "--":
            at += 1
        command = command[at:]
    return command


def variables(config: Document) -> tuple[dict[str, str | None], bool]:
    """The variables of a Config by name, and whether all could be read. Of two with one name the last counts.

    A bare `NAME` stays in the list and means that the image's variable is unset: None.
    """
    entries, whole = raw.texts(config, "Env")
    found: dict[str, str | None] = {}
    for entry in entries:
        name, mark, value = entry.partition("=")
        found[name] = value if mark else None
    return found, whole
