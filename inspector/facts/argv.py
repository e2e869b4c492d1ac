"""The command line of a workload's first process."""

from inspector.facts import raw
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.process import unwrapped
from inspector.model import Unknown

_SOURCES = {"argv": ["/Path", "/Args"]}


def argv(workload: Workload, _context: Context) -> Facet:
    """`argv`: Path and Args less leading init wrappers; not Config.Cmd, which may be overridden."""
    document = workload.document
    path = raw.text(document, "Path")
    args, whole = raw.texts(document, "Args")
    if not path:
        reason = "Path is empty" if path == "" else raw.fault(document, "Path")
        if workload.kind != "container" and workload.image is None and "Path" not in document:
            reason = "no command is set, so the image says it, which was not collected"
        return Facet({"argv": None}, [{"path": "argv", "reason": reason}], _SOURCES)
    unknown: list[Unknown] = [] if whole else [raw.unknown("argv", document, "Args")]
    return Facet({"argv": unwrapped([path, *args])}, unknown, _SOURCES)
