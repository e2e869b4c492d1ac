"""Makes the subjects of one engine: every object with its facts and what is one hop away."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from inspector.facts import raw
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.identity import container_identity, image_identity, owner, volume_identity
from inspector.facts.images import IMAGE_SOURCES, as_workload, image_facts
from inspector.facts.inventory import Subject
from inspector.facts.kindfacts import kind_facts
from inspector.facts.links import Links
from inspector.facts.networkfacts import network_facts
from inspector.facts.roles import roles
from inspector.facts.shape import Shaped, names
from inspector.facts.types import EngineFacts
from inspector.facts.usage import share
from inspector.facts.volumefacts import volume_facts
from inspector.model import Document, Unknown
from inspector.sources.snapshot import KINDS

_SWARM = {"node": "Description", "secret": "Spec", "config": "Spec", "swarm": "Spec"}
"""Kinds of object without facts of their own -> where their name stands."""


NO_FACTS = Facet({})


class Subjects:
    """Builds subjects for one engine.

    Args:
        links: with the workloads attached.
        engine: facts of the engine, put on every subject.
        document: the engine's raw document.
        facets: of workloads.
    """

    def __init__(
        self,
        links: Links,
        engine: EngineFacts,
        document: Document,
        facets: Sequence[Callable[[Workload, Context], Facet]],
    ) -> None:
        self._links = links
        self._engine = engine
        self._document = document
        self._facets = facets
        self._unknown: list[Unknown] = [
            {"path": f"engine.{entry['path']}", "reason": entry["reason"]} for entry in engine["unknown"]
        ]
        self._users: dict[int, list[Workload]] = {}
        """Workloads by the identity of their image's document."""

    def of(self, shaped: list[Shaped]) -> list[Subject]:
        """The engine itself, then all objects by kind in the order of the snapshot."""
        by_kind: dict[str, list[Subject]] = {}
        for one in shaped:
            if one.workload.image is not None:
                self._users.setdefault(id(one.workload.image), []).append(one.workload)
        for one in shaped:
            by_kind.setdefault(one.workload.kind, []).append(self._workload(one))
        for kind in KINDS:
            by_kind.setdefault(kind, []).extend(self._others(kind))
        return [self._of_engine(), *(subject for kind in KINDS for subject in by_kind[kind])]

    def _others(self, kind: str) -> Iterator[Subject]:
        make = {"image": self._image, "network": self._network, "volume": self._volume}.get(kind)
        if make is None and kind not in _SWARM:
            return
        for index, document in enumerate(self._links.documents(kind)):
            yield make(index, document) if make else self._plain(kind, index, document)

    def _facts(self, facts: dict[str, Any], unknown: list[Unknown], sources: dict[str, list[str]]) -> dict[str, Any]:
        """The facts with what every subject has."""
        facts["unknown"] = unknown + self._unknown
        facts["sources"] = sources
        facts["engine"] = self._engine
        return facts

    def _of_engine(self) -> Subject:
        """The engine itself; its facts also stand at `engine`, as on every subject."""
        facts = self._facts({**self._engine}, list(self._engine["unknown"]), self._engine["sources"])
        name = self._engine["name"]
        identifier = raw.text(self._document, "ID") or ""
        related = {"engine": self._document}
        return Subject(name, "engine", identifier, name, self._document, facts, related, identity="engine")

    def _workload(self, shaped: Shaped) -> Subject:
        """A workload with the facts of every facet."""
        workload = shaped.workload
        snapshot = self._links.snapshot
        facts = self._workload_facts(shaped, Context(self._engine, self._links, self._links.local(workload)))
        belongs = owner(raw.labels(raw.section(workload.document, "Config")))
        if workload.kind == "service":
            identity: str = f"service:{workload.name}"
        else:
            identity = container_identity(workload.name, belongs, workload.document)
        return Subject(
            engine=self._engine["name"],
            kind=workload.kind,
            id=workload.id,
            name=workload.name,
            document=shaped.document,
            facts=facts,
            related=self._related(workload),
            workload=True,
            state=facts["state"],
            project=belongs.project or facts["stack"],
            service=workload.name if workload.kind == "service" else belongs.service,
            identity=identity,
            auditor=workload.id == snapshot.auditor,
        )

    def _workload_facts(self, shaped: Shaped, context: Context) -> dict[str, Any]:
        facts: dict[str, Any] = {}
        unknown: list[Unknown] = []
        sources: dict[str, list[str]] = {}
        for facet in self._facets:
            found = facet(shaped.workload, context)
            facts.update(found.facts)
            if found.unknown:
                unknown += found.unknown
            if found.sources:
                sources.update(found.sources)
        if shaped.pointers is not None:
            facts = _moved(facts, shaped)
            sources = {key: shaped.original(pointers) for key, pointers in sources.items()}
        found = kind_facts(shaped.workload.kind, shaped.document)
        facts.update(found.facts)
        sources.update(found.sources)
        facts["takeover"], facts["hints"] = [], []
        return self._facts(facts, unknown + found.unknown, sources)

    def _related(self, workload: Workload) -> dict[str, Any]:
        """Raw documents one hop away: `image`, `networks`, `volumes`, `engine`."""
        settings = raw.section(workload.document, "NetworkSettings")
        networks = (self._links.network(name).value for name in raw.section(settings, "Networks") or ())
        mounts = raw.items(workload.document, "Mounts") or []
        mounted = (mount.get("Name") for mount in mounts if isinstance(mount, dict) and mount.get("Type") == "volume")
        volumes = (self._links.volume(name).value for name in mounted if isinstance(name, str))
        return {
            "image": workload.image,
            "networks": [document for document in networks if document is not None],
            "volumes": [document for document in volumes if document is not None],
            "engine": self._document,
        }

    def _image(self, index: int, document: Document) -> Subject:
        facts, unknown = image_facts(document)
        users = self._users.get(id(document), [])
        facts["used_by"] = share(users)
        facts["roles"] = roles(as_workload(document), Context(self._engine, self._links)).facts["roles"]
        if not self._links.whole:
            unknown.append({"path": "used_by", "reason": "the containers were not all collected"})
        subject = self._plain("image", index, document, Facet(facts, unknown, IMAGE_SOURCES))
        subject.name = (raw.texts(document, "RepoTags")[0] or [subject.id.removeprefix("sha256:")[:12]])[0]
        subject.identity = image_identity(document, subject.id)
        return self._with_workloads(subject, users)

    def _network(self, index: int, document: Document) -> Subject:
        found = network_facts(document, self._links)
        subject = self._plain("network", index, document, found)
        return self._with_workloads(subject, self._links.on_network(subject.name).value)

    def _volume(self, index: int, document: Document) -> Subject:
        found = volume_facts(document, self._links, self._engine)
        subject = self._plain("volume", index, document, found)
        users = self._links.users(subject.name).value
        subject.identity = volume_identity(subject.name, [use.dest for use in users])
        return self._with_workloads(subject, [use.workload for use in users])

    def _with_workloads(self, subject: Subject, workloads: list[Workload]) -> Subject:
        subject.related["workloads"] = list({id(one): one.document for one in workloads}.values())
        return subject

    def _plain(self, kind: str, index: int, document: Document, found: Facet = NO_FACTS) -> Subject:
        """An object that is no workload."""
        named = raw.section(document, _SWARM[kind]) or raw.EMPTY if kind in _SWARM else document
        key = "Hostname" if kind == "node" else "Name"
        ids = {"Id": raw.text(document, "ID") or raw.text(document, "Id"), "Name": raw.text(named, key)}
        identifier, name = names(ids, index, "Id", "Name")
        belongs = owner(raw.labels(named))
        return Subject(
            engine=self._engine["name"],
            kind=kind,
            id=identifier,
            name=name,
            document=document,
            facts=self._facts({**found.facts}, found.unknown, found.sources),
            related={"engine": self._document},
            project=belongs.project,
            identity=f"name:{name}",
        )


def _moved(value: Any, shaped: Shaped) -> Any:
    """A copy of facts in which every `source` points into the document as collected."""
    if isinstance(value, dict):
        return {
            key: shaped.original(entry) if key == "source" and isinstance(entry, list) else _moved(entry, shaped)
            for key, entry in value.items()
        }
    return [_moved(entry, shaped) for entry in value] if isinstance(value, list) else value
