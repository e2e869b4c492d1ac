"""What a workload runs: its state, command line and environment."""

from inspector.facts import raw
from inspector.facts.facet import Context, Facet, Workload

STATES = frozenset({
    "created", "running", "paused", "restarting", "exited", "removing", "dead",
    "configured", "initialized", "stopped", "stopping", "unknown",
})  # fmt: skip
"""States of Docker, then those that only Podman has."""


def state(workload: Workload, _context: Context) -> Facet:
    """`state` from State.Status; None for what is no container.

    An engine that does not tell the status (before 1.21) or a wrong type is unknown.
    """
    if workload.kind != "container":
        return Facet({"state": None})
    section = raw.section(workload.document, "State")
    if section is None:
        return Facet({"state": None}, [raw.unknown("state", workload.document, "State")])
    status = raw.text(section, "Status")
    if not status or status not in STATES:
        return Facet({"state": None}, [raw.unknown("state", section, "Status", "State")])
    return Facet({"state": status}, sources=_STATE)


_STATE = {"state": ["/State/Status"]}
