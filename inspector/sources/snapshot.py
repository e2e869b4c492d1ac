"""The snapshot: all that was collected from one engine at one time, redacted."""

from dataclasses import dataclass, field
from typing import Literal

from inspector.model import Document, Gap

SCHEMA = "inspector.snapshot/1"

KINDS = (
    "container", "image", "network", "volume", "plugin",
    "swarm", "node", "service", "task", "secret", "config", "compose",
)  # fmt: skip
"""Kinds of object, in the order they are listed. `compose` is a service of a compose file."""

Origin = Literal["live", "snapshot", "files", "compose"]


@dataclass
class Snapshot:
    """One engine at one time.

    Attributes:
        name: what the report calls the engine (`--name`, else Info.Name, else the file's name).
        source: where it came from, as shown to the user, without credentials.
        origin: how: a running engine, a saved snapshot, loose inspect documents, a compose file.
        info: body of GET /info, or None when it was not given.
        version: body of GET /version, or None.
        objects: raw documents by kind (see KINDS); a kind that was read and is empty has an empty list.
        complete: kinds whose inventory is known to be all there is (a live list that succeeded); for a kind not
            in here, an object that is referred to and missing is unknown, not absent.
        gaps: what could not be collected.
        not_applicable: kinds this engine cannot have (swarm kinds on a worker or outside swarm mode).
        socket: unix path of the engine's API, when that is how it was read on this machine; else None.
        local: evidence read on this machine by container id (`/proc/<pid>/mountinfo`), paths only.
        auditor: id of the container that the auditor itself runs in, when known.
        started_at, finished_at: ISO times in UTC, empty when not known.
        nested: snapshots of engines that run in this engine's containers, by container id.
    """

    name: str
    source: str
    origin: Origin
    info: Document | None = None
    version: Document | None = None
    objects: dict[str, list[Document]] = field(default_factory=dict)
    complete: set[str] = field(default_factory=set)
    gaps: list[Gap] = field(default_factory=list)
    not_applicable: set[str] = field(default_factory=set)
    socket: str | None = None
    local: dict[str, Document] = field(default_factory=dict)
    auditor: str | None = None
    started_at: str = ""
    finished_at: str = ""
    nested: dict[str, "Snapshot"] = field(default_factory=dict)

    def rename(self, name: str) -> None:
        """Calls the engine `name`, in its gaps and in the names of its nested engines (`outer/container`), too."""
        old, self.name = self.name, name
        for gap in self.gaps:
            if gap["engine"] == old:
                gap["engine"] = name
        for inner in self.nested.values():
            inner.rename(name + inner.name[len(old) :] if inner.name.startswith(f"{old}/") else inner.name)
