"""Brings every kind of workload into the shape of a container's inspect document."""

from collections.abc import Callable
from dataclasses import dataclass

from inspector.facts import raw
from inspector.facts.facet import Workload
from inspector.facts.links import Links
from inspector.facts.shapeplugin import plugin_shape
from inspector.facts.shapeservice import service_shape
from inspector.facts.standing import stands_for
from inspector.facts.tasks import TASK, services_of_tasks
from inspector.facts.types import EngineFacts
from inspector.model import Document


@dataclass(frozen=True)
class Shaped:
    """One workload and how it came about.

    Attributes:
        workload: in container shape.
        document: as collected.
        pointers: start of a pointer into the shape -> pointer into the document; None when the two are the
            same.
    """

    workload: Workload
    document: Document
    pointers: dict[str, str] | None = None

    def original(self, pointers: list[str]) -> list[str]:
        """Pointers into the shape as pointers into the document; what has no origin there is left out."""
        if self.pointers is None:
            return pointers
        return [found for pointer in pointers if (found := self._find(pointer)) is not None]

    def _find(self, pointer: str) -> str | None:
        head, rest = pointer, ""
        while head:
            if self.pointers is not None and head in self.pointers:
                return self.pointers[head] + rest
            head, _, last = head.rpartition("/")
            rest = f"/{last}{rest}"
        return None


def shape(links: Links, engine: EngineFacts) -> tuple[list[Shaped], list[tuple[Workload, Workload]]]:
    """All reported workloads of a snapshot, and the containers that stand for a task with its service.

    The links have the snapshot's images and networks; its workloads are attached afterwards.
    """
    services = [
        _shaped("service", index, document, links, engine)
        for index, document in enumerate([*links.documents("service"), *services_of_tasks(links)])
    ]
    by_id = {one.workload.id: one for one in services}
    found: list[Shaped] = []
    tasks: list[tuple[Workload, Workload]] = []
    for document in links.documents("container"):
        container = _container(len(found), document, links)
        service = by_id.get(raw.label(raw.section(document, "Config"), TASK) or "")
        if service and stands_for(document, service.document, service.workload.document, links, engine):
            tasks.append((container.workload, service.workload))
        else:
            found.append(container)
    found += [
        _shaped("plugin", index, document, links, engine) for index, document in enumerate(links.documents("plugin"))
    ]
    found += services
    found += [_compose(index, document, links) for index, document in enumerate(links.documents("compose"))]
    return found, tasks


def _container(index: int, document: Document, links: Links) -> Shaped:
    """A container as it is."""
    image = links.image_of(document).value
    return Shaped(Workload("container", *names(document, index, "Id", "Name"), document, image), document)


def _compose(index: int, document: Document, links: Links) -> Shaped:
    """A service of a compose file: in this shape by its source, but for a user that is left to the image."""
    image = links.image_of(document).value
    container = document
    config = raw.section(document, "Config")
    if config is not None and config.get("User") == "":
        given = raw.section(image, "Config")
        user = {} if given is None else {"User": raw.text(given, "User") or ""}
        container = document | {"Config": {key: value for key, value in config.items() if key != "User"} | user}
    return Shaped(Workload("compose", *names(document, index, "Id", "Name"), container, image), document)


def _shaped(kind: str, index: int, document: Document, links: Links, engine: EngineFacts) -> Shaped:
    convert = _CONVERTERS[kind]
    image = links.image(_image(kind, document) or "").value
    container, pointers = convert(document, image, links, engine)
    name_of = raw.section(document, "Spec") if kind == "service" else document
    identifier = raw.text(document, "ID") or raw.text(document, "Id") or ""
    named = {"Id": identifier, "Name": raw.text(name_of or raw.EMPTY, "Name")}
    workload = Workload(kind, *names(named, index, "Id", "Name"), container, image)
    return Shaped(workload, document, pointers)


def _image(kind: str, document: Document) -> str | None:
    if kind == "plugin":
        return raw.text(document, "PluginReference")
    spec = raw.section(raw.section(raw.section(document, "Spec"), "TaskTemplate"), "ContainerSpec")
    return raw.text(spec, "Image") if spec else None


Converter = Callable[[Document, Document | None, Links, EngineFacts], tuple[Document, dict[str, str]]]
_CONVERTERS: dict[str, Converter] = {"service": service_shape, "plugin": plugin_shape}


def names(document: Document, index: int, id_key: str, name_key: str) -> tuple[str, str]:
    """Id and name of an object; one stands for the other, and its place in the list for both."""
    name = (raw.text(document, name_key) or "").removeprefix("/")
    identifier = raw.text(document, id_key) or name or f"unnamed-{index}"
    return identifier, name or identifier[:12]
