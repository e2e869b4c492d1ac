"""All objects of all engines with their facts: what rules judge."""

from dataclasses import dataclass, field
from typing import Any

from inspector.facts.types import EngineFacts
from inspector.model import Document, Gap


@dataclass
class Subject:
    """One object with its facts, ready to be judged.

    Attributes:
        engine: name of its engine.
        kind: container, service, plugin, compose, image, network, volume, node, secret, config, swarm or engine.
        id: of the object.
        name: shown to people, without the leading slash.
        document: the raw document, redacted.
        facts: see types.py; always holds `unknown`, `sources` and `engine`.
        related: raw documents one hop away (catalogue: `image`, `networks`, `volumes`, `engine`, `workloads`).
        workload: whether rules with `target: workload` judge it.
        state: of a container; None for others.
        project: compose project or swarm stack, by label.
        service: compose or swarm service, by label.
        identity: what it is across runs (`compose:shop/web`, `name:db`); never an id.
        auditor: whether this is the container that the auditor runs in.
    """

    engine: str
    kind: str
    id: str
    name: str
    document: Document
    facts: dict[str, Any]
    related: dict[str, Any] = field(default_factory=dict)
    workload: bool = False
    state: str | None = None
    project: str | None = None
    service: str | None = None
    identity: str = ""
    auditor: bool = False


@dataclass
class EngineInventory:
    """One engine's subjects.

    Attributes:
        name: of the engine.
        source: as shown.
        facts: of the engine itself; the very dict that each subject has as `facts.engine`.
        subjects: the engine itself first, then by kind in the order of the snapshot.
        assumed: what was assumed because info was not given.
        gaps: the snapshot's, and facts' own (one for an engine that does not tell something).
        counts: objects read by kind.
        complete: kinds whose inventory is known to be complete.
    """

    name: str
    source: str
    facts: EngineFacts
    subjects: list[Subject] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    complete: set[str] = field(default_factory=set)
