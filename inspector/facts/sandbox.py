"""Whether a workload runs in a sandbox with its own kernel or user namespace."""

from inspector.facts import runtimes
from inspector.facts.facet import Context, Facet, Workload
from inspector.model import Unknown

_SOURCES = {"sandbox": ["/HostConfig/Runtime"]}
_NONE = Facet({"sandbox": "none"}, sources=_SOURCES)


def sandbox(workload: Workload, context: Context) -> Facet:
    """`sandbox` from HostConfig.Runtime through Info.Runtimes."""
    found, reason = runtimes.sandbox(workload.document, context.engine)
    if found == "none":
        return _NONE
    unknown: list[Unknown] = [] if reason is None else [{"path": "sandbox", "reason": reason}]
    return Facet({"sandbox": found}, unknown, _SOURCES)
