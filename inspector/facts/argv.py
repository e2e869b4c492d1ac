"""The command line of a workload's first process."""

from inspector.facts import raw
from inspector.facts.facet import Context, Facet, Workload
from inspector.model import Unknown

WRAPPERS = {
    "docker-init": frozenset({"-e", "-p"}),
    "tini": frozenset({"-e", "-p"}),
    "tini-static": frozenset({"-e", "-p"}),
    "dumb-init": frozenset({"-r", "--rewrite"}),
    "catatonit": frozenset[str](),
}
"""Programs that only start another, with those of their options that take a value."""

_SOURCES = {"argv": ["/Path", "/Args"]}


def argv(workload: Workload, _context: Context) -> Facet:
    """`argv`: Path and Args less leading init wrappers; not Config.Cmd, which may be overridden."""
    document = workload.document
    path = raw.text(document, "Path")
    args, whole = raw.texts(document, "Args")
    if not path:
        reason = "Path is empty" if path == "" else raw.fault(document, "Path")
        return Facet({"argv": None}, [{"path": "argv", "reason": reason}], _SOURCES)
    unknown: list[Unknown] = [] if whole else [raw.unknown("argv", document, "Args")]
    return Facet({"argv": unwrapped([path, *args])}, unknown, _SOURCES)


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
