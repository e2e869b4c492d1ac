"""Every object that the engine shows, kind by kind.

Lists are asked for with `all=1` and never with sizes, which make the engine walk its file systems. Where the list and
the inspect document of a container disagree about its state (`removing` and `dead`), the inspect document counts.
"""

from typing import Any

from inspector.model import Document
from inspector.sources.live import limits
from inspector.sources.live.faults import Fault, Garbled, one_line
from inspector.sources.live.reader import Reader, name_of, part, vanished


def read(reader: Reader) -> None:
    """All kinds that every engine has; swarm.py reads the others."""
    containers(reader)
    images(reader)
    networks(reader)
    volumes(reader)
    plugins(reader)


def containers(reader: Reader) -> None:
    """In every state, with their exec instances."""
    entries = _listed(reader, "container", "/containers/json?all=1")
    documents = reader.inspect("container", "/containers/{}/json", entries)
    _execs(reader, documents)
    reader.keep("container", documents)


def images(reader: Reader) -> None:
    """All that have a name or dangle, and those that containers run; each with its `History`."""
    entries = _listed(reader, "image", "/images/json")
    run = {
        image
        for container in reader.snapshot.objects.get("container", [])
        if isinstance(image := container.get("Image"), str)
    }
    unsure = run - entries.keys() - {""}
    documents = reader.inspect("image", "/images/{}/json", entries | {image: image for image in sorted(unsure)}, unsure)
    _histories(reader, documents)
    reader.keep("image", documents)


def networks(reader: Reader) -> None:
    """Each inspected, for a list does not tell the members."""
    reader.keep("network", reader.inspect("network", "/networks/{}", _listed(reader, "network", "/networks")))


def volumes(reader: Reader) -> None:
    """The list tells what inspect would; volumes that a plugin does not list are asked for by containers' mounts."""
    answer = reader.ask("volume", "/volumes")
    listed, warnings = (answer.get("Volumes"), answer.get("Warnings")) if isinstance(answer, dict) else (answer, None)
    documents = reader.entries("volume", [] if listed is None else listed, "Name")
    for warning in warnings if isinstance(warnings, list) else []:
        reader.gap("volume", "", Garbled(one_line(str(warning))))
    unlisted = sorted(_mounted(reader) - {document["Name"] for document in documents})
    documents += reader.inspect("volume", "/volumes/{}", {name: name for name in unlisted}, unlisted)
    reader.keep("volume", documents)


def plugins(reader: Reader) -> None:
    """Managed plugins; the list holds what inspect would tell."""
    whole(reader, "plugin", "/plugins", "Id")


def whole(reader: Reader, kind: str, path: str, key: str) -> None:
    """A kind whose list holds whole documents."""
    answer = reader.ask(kind, path)
    if answer is not None:
        reader.keep(kind, reader.entries(kind, answer, key))


def _listed(reader: Reader, kind: str, path: str) -> dict[str, str]:
    """Id and name of everything in a list."""
    answer = reader.ask(kind, path)
    return {} if answer is None else {entry["Id"]: name_of(entry) for entry in reader.entries(kind, answer, "Id")}


def _execs(reader: Reader, containers: list[Document]) -> None:
    """Puts `ExecInspects` beside `ExecIDs`, where there are any: a document for each that is still there.

    An exec instance that is gone by now is taken out of `ExecIDs`, as the engine does; one that could not be read stays
    there without a document.
    """
    wanted = [(document, identity) for document in containers for identity in _ids(document)]
    answers = reader.session.each([f"/exec/{part(identity)}/json" for _, identity in wanted])
    faults: dict[str, Fault] = {}
    for (document, identity), answer in zip(wanted, answers, strict=True):
        inspects: list[Any] = document.setdefault("ExecInspects", [])
        if isinstance(answer, dict):
            inspects.append(answer)
        elif isinstance(answer, Fault) and vanished(answer):
            document["ExecIDs"].remove(identity)
        else:
            faults[name_of(document)] = answer if isinstance(answer, Fault) else Garbled("the answer is no object")
    reader.note("exec", faults, some=len(faults) < len(wanted))


def _ids(container: Document) -> list[str]:
    given = container.get("ExecIDs")
    return (
        [identity for identity in given if isinstance(identity, str) and identity][: limits.EXECS]
        if isinstance(given, list)
        else []
    )


def _histories(reader: Reader, images: list[Document]) -> None:
    answers = reader.session.each([f"/images/{part(str(image.get('Id')))}/history" for image in images])
    faults: dict[str, Fault] = {}
    for image, answer in zip(images, answers, strict=True):
        if isinstance(answer, list):
            image["History"] = answer
        else:
            faults[name_of(image)] = Garbled(f"history: {answer.reason if isinstance(answer, Fault) else 'no list'}")
    reader.note("image", faults, some=True)


def _mounted(reader: Reader) -> set[str]:
    """Names of volumes that containers mount."""
    lists = (container.get("Mounts") for container in reader.snapshot.objects.get("container", []))
    mounts = (mount for mounts in lists if isinstance(mounts, list) for mount in mounts if isinstance(mount, dict))
    return {mount["Name"] for mount in mounts if isinstance(mount.get("Name"), str) and mount["Name"]}
