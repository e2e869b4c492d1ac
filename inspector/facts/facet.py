"""The shape of a facet: a pure function of one workload and its surroundings."""

from dataclasses import dataclass, field
from typing import Any

from inspector.facts.links import Links
from inspector.facts.types import EngineFacts
from inspector.model import Document, Unknown


@dataclass(frozen=True)
class Workload:
    """A workload of any kind in the shape of a container's inspect document.

    Attributes:
        kind: container, service, plugin or compose.
        id: of the object.
        name: of the object, without the leading slash.
        document: container-shaped (`Config`, `HostConfig`, `Mounts`, `NetworkSettings`, `State`, `Path`, `Args`),
            as `shape.py` made it; for a container, the raw document itself. A value that is missing or of the wrong
            type is for the facet to report as unknown.
        image: inspect document of the image it runs, or None when that was not collected.
    """

    kind: str
    id: str
    name: str
    document: Document
    image: Document | None = None


@dataclass(frozen=True)
class Context:
    """What surrounds a workload: its engine, the other objects, and local evidence."""

    engine: EngineFacts
    links: Links
    local: Document | None = None


@dataclass(frozen=True)
class Facet:
    """What a facet found out.

    Attributes:
        facts: keys and values that go into the workload's facts (see types.WorkloadFacts).
        unknown: what it could not decide; the value of such a fact is None (a list: what is known of it).
        sources: for facts that are no list: dotted fact -> JSON pointers into the container-shaped document.
    """

    facts: dict[str, Any]
    unknown: list[Unknown] = field(default_factory=list)
    sources: dict[str, list[str]] = field(default_factory=dict)
