"""Facts of networks."""

from typing import Any

from inspector.facts import raw
from inspector.facts.facet import Facet, Workload
from inspector.facts.links import Links
from inspector.facts.usage import SAMPLE, projects
from inspector.model import Document, Unknown

_BRIDGE = "com.docker.network.bridge."
_SOURCES = {
    "default_bridge": ["/Options"],
    "icc": ["/Options"],
    "internal": ["/Internal"],
    "attachable": ["/Attachable"],
    "members": ["/Containers"],
}


def network_facts(document: Document, links: Links) -> Facet:
    """The facts of a network (CIS 2.2, 5.30, 7.3).

    A list of networks leaves their containers out (`Containers` null or absent); members then come from the
    containers themselves, and are unknown as long as those were not all collected.
    """
    options = raw.section(document, "Options") or raw.EMPTY
    unknown: list[Unknown] = []
    name = raw.text(document, "Name") or raw.text(document, "Id") or ""
    members = links.on_network(name)
    facts = {
        "default_bridge": options.get(f"{_BRIDGE}default_bridge") == "true",
        "host": document.get("Driver") == "host",
        "icc": _icc(document, options, unknown),
        "internal": document.get("Internal") is True,
        "attachable": document.get("Attachable") is True,
        "members": _members(document, members.value, unknown, complete=members.known),
        "published": any(_publishes(workload) for workload in members.value),
    }
    if not members.known:
        unknown.append({"path": "published", "reason": "the containers were not all collected"})
    return Facet(facts, unknown, _SOURCES)


def _icc(document: Document, options: Document, unknown: list[Unknown]) -> bool | None:
    """Whether members of a bridge reach each other; None for other drivers. On unless it is switched off."""
    if document.get("Driver") != "bridge":
        return None
    if "Options" not in document or not isinstance(document["Options"], dict | None):
        unknown.append(raw.unknown("icc", document, "Options"))
        return None
    return options.get(f"{_BRIDGE}enable_icc", "true") not in ("false", "0", "f", "F", "FALSE", "False")


def _members(
    document: Document, workloads: list[Workload], unknown: list[Unknown], *, complete: bool
) -> dict[str, Any]:
    """Those that say they are on it, and those that it says run there."""
    names = {workload.id: workload.name for workload in workloads}
    listed = raw.section(document, "Containers")
    for identifier, entry in raw.pairs(document, "Containers"):
        names.setdefault(identifier, raw.text(entry, "Name") or identifier[:12])
    if not complete and listed is None:
        unknown.append({"path": "members", "reason": "neither the network nor all containers were read one by one"})
    return {"count": len(names), "sample": sorted(names.values())[:SAMPLE], "projects": projects(workloads)}


def _publishes(workload: Workload) -> bool:
    host = raw.section(workload.document, "HostConfig") or raw.EMPTY
    ports = raw.section(raw.section(workload.document, "NetworkSettings"), "Ports") or raw.EMPTY
    return bool(host.get("PortBindings") or host.get("PublishAllPorts") is True or any(ports.values()))
