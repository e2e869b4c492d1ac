"""Projects snapshots to subjects: every object with its facts, ready to be judged."""

from collections.abc import Callable, Iterable
from typing import Any

from inspector.facts import raw
from inspector.facts.argv import argv
from inspector.facts.capabilities import capabilities
from inspector.facts.control import CONTROL_FACETS
from inspector.facts.engine import engine_document, engine_facts, engine_gaps
from inspector.facts.env import env
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.identity import container_identity, owner
from inspector.facts.inventory import EngineInventory, Subject
from inspector.facts.kernelpaths import paths
from inspector.facts.links import Links
from inspector.facts.lsm import lsm
from inspector.facts.namespaces import namespaces
from inspector.facts.nnp import nnp
from inspector.facts.privileged import privileged
from inspector.facts.sandbox import sandbox
from inspector.facts.seccomp import seccomp
from inspector.facts.shape import Shaped, containers
from inspector.facts.state import state
from inspector.facts.types import EngineFacts
from inspector.facts.user import user
from inspector.model import Document, Unknown
from inspector.sources.snapshot import KINDS, Snapshot

FACETS: tuple[Callable[[Workload, Context], Facet], ...] = (
    state,
    argv,
    env,
    privileged,
    user,
    capabilities,
    namespaces,
    sandbox,
    seccomp,
    lsm,
    nnp,
    paths,
    *CONTROL_FACETS,
)
"""Every facet of a workload; the order means nothing."""


def project(snapshots: Iterable[Snapshot]) -> list[EngineInventory]:
    """The subjects of these engines and of the engines nested in them, with early facts.

    An outer engine stands before those that run in its containers. Late facts are left to facts/access.py.
    """
    inventories: list[EngineInventory] = []
    for snapshot in snapshots:
        _project(snapshot, snapshot.name, None, inventories)
    return inventories


def _project(snapshot: Snapshot, name: str, nested_in: str | None, into: list[EngineInventory]) -> None:
    facts = engine_facts(snapshot, name, nested_in)
    inventory = EngineInventory(
        name=name,
        source=snapshot.source,
        facts=facts,
        gaps=[*snapshot.gaps, *engine_gaps(facts)],
        counts={kind: len(snapshot.objects[kind]) for kind in KINDS if kind in snapshot.objects},
        complete=set(snapshot.complete),
    )
    into.append(inventory)
    shaped = containers(snapshot)
    links = Links(snapshot, [one.workload for one in shaped])
    surroundings = _Surroundings(snapshot, facts, links, engine_document(snapshot))
    inventory.subjects = [surroundings.engine_subject(), *map(surroundings.workload_subject, shaped)]
    for identifier, nested in snapshot.nested.items():
        runs = links.container(identifier).value
        outer = f"{name}/{runs.name if runs else identifier}"
        _project(nested, outer, outer, into)


class _Surroundings:
    """What all subjects of one engine share."""

    def __init__(self, snapshot: Snapshot, facts: EngineFacts, links: Links, document: Document) -> None:
        self.snapshot = snapshot
        self.facts = facts
        self.links = links
        self.document = document
        self.unknown: list[Unknown] = [
            {"path": f"engine.{entry['path']}", "reason": entry["reason"]} for entry in facts["unknown"]
        ]

    def engine_subject(self) -> Subject:
        """The engine itself; its facts also stand at `engine`, as on every subject."""
        facts: dict[str, Any] = {**self.facts, "engine": self.facts}
        facts["unknown"] = [*self.facts["unknown"], *self.unknown]
        info = self.snapshot.info or raw.EMPTY
        name = self.facts["name"]
        return Subject(
            engine=name,
            kind="engine",
            id=raw.text(info, "ID") or "",
            name=name,
            document=self.document,
            facts=facts,
            related={"engine": self.document},
            identity="engine",
        )

    def workload_subject(self, shaped: Shaped) -> Subject:
        """A workload with the facts of every facet."""
        workload = shaped.workload
        context = Context(self.facts, self.links, self.snapshot.local.get(workload.id))
        facts = self.workload_facts(shaped, context)
        belongs = owner(raw.labels(raw.section(workload.document, "Config")))
        return Subject(
            engine=self.facts["name"],
            kind=workload.kind,
            id=workload.id,
            name=workload.name,
            document=shaped.document,
            facts=facts,
            related={"engine": self.document},
            workload=True,
            state=facts["state"],
            project=belongs.project,
            service=belongs.service,
            identity=container_identity(workload.name, belongs, workload.document),
            auditor=workload.id == self.snapshot.auditor,
        )

    def workload_facts(self, shaped: Shaped, context: Context) -> dict[str, Any]:
        facts: dict[str, Any] = {}
        unknown: list[Unknown] = []
        sources: dict[str, list[str]] = {}
        for facet in FACETS:
            found = facet(shaped.workload, context)
            facts.update(found.facts)
            unknown += found.unknown
            sources.update(found.sources)
        facts["unknown"] = unknown + self.unknown
        facts["sources"] = sources
        facts["engine"] = self.facts
        return facts
