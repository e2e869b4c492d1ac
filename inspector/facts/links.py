"""One index of a snapshot's names, aliases, networks, volumes and namespaces.

Every answer says whether it is final: what is not found in an inventory that may be incomplete is unknown,
not absent.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

from inspector.facts import raw, reference
from inspector.facts.names import Names
from inspector.facts.volumeuse import VolumeUse, volume_uses
from inspector.model import Document
from inspector.sources.snapshot import Snapshot

if TYPE_CHECKING:
    from inspector.facts.facet import Workload

T = TypeVar("T")

Namespace = Literal["pid", "ipc", "net"]
MODES: dict[Namespace, str] = {"pid": "PidMode", "ipc": "IpcMode", "net": "NetworkMode"}
"""Field of HostConfig that says where a namespace comes from."""


class Answer(NamedTuple, Generic[T]):
    """What was found, and whether that is all there can be.

    `value` None (or an empty list) with `known` true: it does not exist. With `known` false: it may exist,
    but that kind of object was not collected completely; a list then holds what is known of it.
    """

    value: T
    known: bool


class Links:
    """Looks up the objects that a workload refers to, within one engine.

    Args:
        snapshot: of the engine.
        workloads: see `attach`.
    """

    def __init__(self, snapshot: Snapshot, workloads: Iterable["Workload"] = ()) -> None:
        self.snapshot = snapshot
        self.memo: dict[Any, Any] = {}
        """What was worked out about this engine's workloads (see memo.py)."""
        self.attach(workloads)

    def attach(self, workloads: Iterable["Workload"], tasks: Iterable[tuple["Workload", "Workload"]] = ()) -> None:
        """Take up the workloads, before any is looked up; until then only images, volumes and networks are found.

        Args:
            workloads: in container shape, each one that is reported (see shape.py).
            tasks: containers that are tasks of a service that was collected, with that service: they are
                found by their own id and name, but stand for the service in every list.
        """
        self.workloads = list(workloads)
        self._tasks = list(tasks)
        self._owners: dict[Namespace, dict[int, Answer[Workload | None]]] = {name: {} for name in MODES}
        self._service_of: dict[int, Workload] = {id(task): service for task, service in self._tasks}

    def documents(self, kind: str) -> list[Document]:
        """The documents of one kind, without what is none."""
        entries: list[Any] = self.snapshot.objects.get(kind) or []
        return [entry for entry in entries if isinstance(entry, dict)]

    def complete(self, kind: str) -> bool:
        """Whether every object of this kind was collected, or the engine cannot have any."""
        return kind in self.snapshot.complete or kind in self.snapshot.not_applicable

    @property
    def whole(self) -> bool:
        """Whether every container was collected; a compose file's are its services."""
        return self.complete("container") or self.complete("compose")

    def reported(self, workload: "Workload") -> "Workload":
        """The workload that stands for this one in the report: a task's service, else itself."""
        return self._service_of.get(id(workload), workload)

    def container(self, ref: str) -> Answer["Workload | None"]:
        """The container that the engine finds for an id, a name (also with slash) or the start of an id.

        In this order, as the engine does (moby daemon/container.go, GetContainer). Two that fit the start of
        an id are an error there and unknown here. In a compose file the name of a service is one, too.
        """
        name = ref.removeprefix("/")
        found = self._containers.get(ref) or self._container_names.get(name)
        if found is not None:
            return Answer(found, True)
        at = bisect_left(self._sorted_ids, ref)
        fits = [key for key in self._sorted_ids[at : at + 2] if ref and key.startswith(ref)]
        if len(fits) == 1:
            return Answer(self._containers[fits[0]], True)
        return Answer(None, not fits and self.complete("container"))

    def volume(self, name: str) -> Answer[Document | None]:
        """The inspect document of a volume."""
        found = self._volumes.get(name)
        return Answer(found, found is not None or self.complete("volume"))

    def network(self, ref: str) -> Answer[Document | None]:
        """The inspect document of a network, by id or name."""
        found = self._networks.get(ref)
        return Answer(found, found is not None or self.complete("network"))

    def network_name(self, ref: str) -> str:
        """The name of a network given by id or name; requests call the default bridge `default`."""
        if ref == "default":
            return "bridge"
        found = self._networks.get(ref)
        return (raw.text(found, "Name") if found else self._attached.get(ref)) or ref

    def names_network(self, ref: str) -> bool:
        """Whether it is known which network `ref` is: by its document, or by a task on it."""
        return ref in self._networks or ref in self._attached

    def task_of(self, container: str) -> Document | None:
        """The swarm task that runs in the container with this id."""
        return self._containers_of_tasks.get(container)

    def image(self, ref: str) -> Answer[Document | None]:
        """The inspect document of an image, by id or by any of its names."""
        found = self._images.get(ref)
        if found is None and (parts := reference.parse(ref)) is not None:
            found = self._image_names.get(parts.name)
        return Answer(found, found is not None or self.complete("image"))

    def image_of(self, document: Document) -> Answer[Document | None]:
        """The image that a container was made from: by the id in Image, else the name in Config.Image."""
        by_id = raw.text(document, "Image")
        if by_id and by_id in self._images:
            return Answer(self._images[by_id], True)
        name = raw.text(raw.section(document, "Config") or raw.EMPTY, "Image")
        if by_id and by_id != name:
            return Answer(None, self.complete("image"))
        return self.image(name) if name else Answer(None, False)

    def users(self, volume: str) -> Answer[list[VolumeUse]]:
        """The mounts of a volume in all reported workloads."""
        return Answer(self._uses.get(volume, []), self.whole)

    def owner(self, workload: "Workload", namespace: Namespace) -> Answer["Workload | None"]:
        """The workload that made the namespace of this one: itself, or the end of its chain of joins.

        Unknown when a joined container was not collected; None and known when it does not exist or the chain
        is a circle (the engine starts neither).
        """
        known = self._owners[namespace]
        seen = set[int]()
        answer: Answer[Workload | None] = Answer(workload, True)
        while (current := answer.value) is not None and (target := self.target(current, namespace)) is not None:
            if id(current) in known:
                answer = known[id(current)]
                break
            if id(current) in seen:
                answer = Answer(None, True)
                break
            seen.add(id(current))
            answer = self.container(target)
        for one in seen:
            known[one] = answer
        return answer

    def target(self, workload: "Workload", namespace: Namespace) -> str | None:
        """The reference after `container:` in the namespace's mode, or None when nothing is joined."""
        host = workload.document.get("HostConfig")
        mode = host.get(MODES[namespace]) if isinstance(host, dict) else None
        return mode[10:] if isinstance(mode, str) and mode.startswith("container:") else None

    def joined_to(self, workload: "Workload", namespace: Namespace) -> Answer[list["Workload"]]:
        """The reported workloads that share this one's namespace by joining it, over any number of hops."""
        found = self._joined[namespace].get(id(workload), [])
        return Answer(found, self.whole)

    def networks_of(self, workload: "Workload") -> Answer[list[str]]:
        """Names of the networks that a workload is on; its owner's when it joined a network namespace."""
        owner = self.owner(workload, "net").value
        if owner is None:
            return Answer([], False)
        settings = raw.section(owner.document, "NetworkSettings")
        networks = raw.section(settings, "Networks")
        if networks is None:
            return Answer([], False)
        # a compose file's network whose name is not known has none here
        return Answer([self.network_name(name) for name in networks if name], "" not in networks)

    def on_network(self, ref: str) -> Answer[list["Workload"]]:
        """The reported workloads on a network (id or name), and those that joined such a one's namespace."""
        return Answer(self._members.get(self.network_name(ref), []), self.whole)

    def resolve(self, networks: Iterable[str], host: str) -> Answer[list[str]]:
        """Ids of the reported workloads that a name or an address means on these networks (by name).

        The engine's own name server: container names, short ids, aliases and services, any case, also as
        `name.network`. Empty and known: no container has it (it may still be a host elsewhere).
        """
        found = self._names.find(list(map(self.network_name, networks)), host)
        unique = {self.reported(workload).id: None for workload in found}
        return Answer(list(unique), bool(found) or self.whole)

    def local(self, workload: "Workload") -> Document | None:
        """What only this machine knows of a container (see sources/live/local.py); a service's is that of a task."""
        return self.snapshot.local.get(workload.id) or self._local_of_tasks.get(workload.id)

    @cached_property
    def _local_of_tasks(self) -> dict[str, Document]:
        seen = ((service, self.snapshot.local.get(task.id)) for task, service in reversed(self._tasks))
        return {service.id: local for service, local in seen if local}

    def workload(self, identifier: str) -> "Workload | None":
        """The reported workload with this id."""
        return self._reported.get(identifier)

    @cached_property
    def _reported(self) -> dict[str, "Workload"]:
        return {workload.id: workload for workload in reversed(self.workloads)}

    def _all(self) -> Iterator["Workload"]:
        yield from self.workloads
        for task, _ in self._tasks:
            yield task

    @cached_property
    def _containers(self) -> dict[str, "Workload"]:
        found: dict[str, Workload] = {}
        for workload in self._all():
            if workload.kind in {"container", "compose"} and workload.id:
                found.setdefault(workload.id, workload)
        return found

    @cached_property
    def _sorted_ids(self) -> list[str]:
        return sorted(self._containers)

    @cached_property
    def _container_names(self) -> dict[str, "Workload"]:
        found: dict[str, Workload] = {}
        for workload in self._all():
            if workload.kind in {"container", "compose"} and workload.name:
                found.setdefault(workload.name, workload)
        return found

    @cached_property
    def _volumes(self) -> dict[str, Document]:
        return dict(_by(self.documents("volume"), "Name"))

    @cached_property
    def _networks(self) -> dict[str, Document]:
        documents = self.documents("network")
        # the swarm has a `host` and a `bridge` of its own beside the engine's
        near = sorted(documents, key=lambda one: one.get("Scope") == "swarm")
        return dict(_by(near, "Name")) | dict(_by(documents, "Id"))

    @cached_property
    def _attached(self) -> dict[str, str]:
        """Names of the networks of tasks by id: the swarm's own `host` and `bridge` stand in no list of networks."""
        found: dict[str, str] = {}
        for task in self.documents("task"):
            for entry in raw.items(task, "NetworksAttachments") or []:
                network = raw.section(entry, "Network") if isinstance(entry, dict) else None
                identifier, name = raw.text(network or {}, "ID"), raw.text(raw.section(network, "Spec") or {}, "Name")
                if identifier and name:
                    found[identifier] = name
        return found

    @cached_property
    def _containers_of_tasks(self) -> dict[str, Document]:
        found: dict[str, Document] = {}
        for task in self.documents("task"):
            status = raw.section(raw.section(task, "Status"), "ContainerStatus")
            if status is not None and (container := raw.text(status, "ContainerID")):
                found[container] = task
        return found

    @cached_property
    def _images(self) -> dict[str, Document]:
        found = dict(_by(self.documents("image"), "Id"))
        return found | {key.removeprefix("sha256:"): document for key, document in found.items()}

    @cached_property
    def _image_names(self) -> dict[str, Document]:
        found: dict[str, Document] = {}
        for document in self.documents("image"):
            for name in (*raw.texts(document, "RepoTags")[0], *raw.texts(document, "RepoDigests")[0]):
                if (parts := reference.parse(name)) is not None:
                    found.setdefault(parts.name, document)
        return found

    @cached_property
    def _uses(self) -> dict[str, list[VolumeUse]]:
        found: dict[str, list[VolumeUse]] = {}
        for workload in self.workloads:
            for name, use in volume_uses(workload):
                found.setdefault(name, []).append(use)
        for task, service in self._tasks:  # a volume that gets its name with the task is in no service
            for name, use in volume_uses(task):
                if all(other.workload is not service for other in found.setdefault(name, [])):
                    found[name].append(use._replace(workload=service, source=[]))
        return found

    @cached_property
    def _members(self) -> dict[str, list["Workload"]]:
        found: dict[str, list[Workload]] = {}
        for workload in self.workloads:
            for name in self.networks_of(workload).value:
                found.setdefault(name, []).append(workload)
        return found

    @cached_property
    def _joined(self) -> dict[Namespace, dict[int, list["Workload"]]]:
        found: dict[Namespace, dict[int, list[Workload]]] = {"pid": {}, "ipc": {}, "net": {}}
        for namespace, groups in found.items():
            for workload in self.workloads:
                if self.target(workload, namespace) is not None:
                    owner = self.owner(workload, namespace).value
                    groups.setdefault(id(owner), []).append(workload)
        return found

    @cached_property
    def _names(self) -> Names:
        return Names(self._all(), self.network_name)


def _by(documents: list[Document], key: str) -> Iterator[tuple[str, Document]]:
    """The documents by the text at `key`; of two with the same, the first counts."""
    for document in reversed(documents):
        value = document.get(key)
        if isinstance(value, str) and value:
            yield value, document
