"""What a workload runs: its state, command line and environment."""

from inspector.facts import raw
from inspector.facts.facet import Context, Facet, Workload
from inspector.model import Document

STATES = frozenset({
    "created", "running", "paused", "restarting", "exited", "removing", "dead",
    "configured", "initialized", "stopped", "stopping", "unknown",
})  # fmt: skip
"""States of Docker, then those that only Podman has."""


def state(workload: Workload, _context: Context) -> Facet:
    """`state` from State.Status; None for what is no container.

    Engines before API 1.21 do not tell the status, but what it is made of.
    """
    if workload.kind != "container":
        return Facet({"state": None})
    section = raw.section(workload.document, "State")
    if section is None:
        return Facet({"state": None}, [raw.unknown("state", workload.document, "State")])
    status = raw.text(section, "Status") if "Status" in section else _by_flags(section)
    if not status or status not in STATES:
        return Facet({"state": None}, [raw.unknown("state", section, "Status", "State")])
    return Facet({"state": status}, sources=_STATE)


def _by_flags(section: Document) -> str | None:
    """The status as the engine makes it (moby daemon/container/state.go, StateString)."""
    if section.get("Running") is True:
        return (
            "paused"
            if section.get("Paused") is True
            else "restarting"
            if section.get("Restarting") is True
            else "running"
        )
    if section.get("Running") is not False:
        return None
    if section.get("Dead") is True:
        return "dead"
    started = raw.text(section, "StartedAt")
    return None if started is None else "created" if started.startswith("0001-") else "exited"


_STATE = {"state": ["/State/Status"]}
