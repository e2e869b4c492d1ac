"""Facts of volumes."""

from typing import Any

from inspector.facts import raw
from inspector.facts.facet import Facet
from inspector.facts.links import Links
from inspector.facts.pathtable import areas
from inspector.facts.secrets import volume_secrets
from inspector.facts.types import EngineFacts
from inspector.facts.usage import projects, sample
from inspector.facts.volumes import volume_of
from inspector.model import Document, Unknown

_SOURCES = {
    "kind": ["/Driver", "/Options"],
    "device": ["/Options/device"],
    "o": ["/Options/o"],
    "read_only": ["/Options/o"],
    "areas": ["/Options/device"],
    "write": ["/Options/device"],
    "read": ["/Options/device"],
    "used_by": ["/Name"],
}


def volume_facts(document: Document, links: Links, engine: EngineFacts) -> Facet:
    """The facts of a volume: what it is by its driver's options, which host paths it shows, who mounts it."""
    unknown: list[Unknown] = []
    volume = volume_of(document)
    if volume.kind is None:
        unknown += [raw.unknown(key, document, "Options") for key in ("kind", "areas", "write", "read")]
    touched = [(place, areas(place.path, engine["root_dir"])) for place in volume.places]
    users = links.users(raw.text(document, "Name") or "")
    if not users.known:
        # that there is a user is known once one was seen; how many there are is not
        parts = ("sample", "projects", "rw") if users.value else ("count", "sample", "projects", "rw")
        unknown += [{"path": f"used_by.{part}", "reason": "the containers were not all collected"} for part in parts]
    mounts = [{"name": use.workload.name, "dest": use.dest, "rw": use.rw} for use in users.value]
    workloads = {id(use.workload): use.workload for use in users.value}.values()
    facts: dict[str, Any] = {
        "kind": volume.kind,
        "device": raw.text(raw.section(document, "Options") or raw.EMPTY, "device"),
        "o": list(volume.options),
        "read_only": "ro" in volume.options,
        "secrets": volume_secrets(document),
        "areas": list(dict.fromkeys(name for _, found in touched for name in found.areas)),
        "write": next((found.write for place, found in touched if place.rw and found.write), None),
        "read": next((found.read for _, found in touched if found.read), None),
        "used_by": {
            "count": len(workloads),
            "sample": sample(mounts),
            "projects": projects(workloads),
            "rw": any(use.rw for use in users.value),
        },
    }
    return Facet(facts, unknown, _SOURCES)
