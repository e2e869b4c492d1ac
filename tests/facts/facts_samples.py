"""Real documents with changes, and the facts that come of them."""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from inspector.facts.inventory import EngineInventory, Subject
from inspector.facts.project import project
from inspector.model import Document
from inspector.sources.snapshot import Snapshot

SAMPLES = Path(__file__).parents[2] / "rules" / "samples"
DELETE = object()
"""As a new value: take the key away."""


@cache
def _text(name: str) -> str:
    return (SAMPLES / name).read_text("utf-8")


def sample(name: str) -> Document:
    """The first document of a sample file, a fresh copy."""
    loaded = json.loads(_text(name))
    found: Document = loaded[0] if isinstance(loaded, list) else loaded
    return found


def samples(name: str) -> list[Document]:
    """All documents of a sample file."""
    found: list[Document] = json.loads(_text(name))
    return found


def changed(document: Document, changes: dict[str, Any]) -> Document:
    """A copy of a document with values set by dotted path; DELETE takes a key away."""
    result = copy.deepcopy(document)
    for path, value in changes.items():
        *steps, last = path.split(".")
        at = result
        for step in steps:
            at = at.setdefault(step, {})
        if value is DELETE:
            at.pop(last, None)
        else:
            at[last] = value
    return result


def container(changes: dict[str, Any] | None = None, name: str = "docker-26.1.5/container-default.json") -> Document:
    """A container's document with changes."""
    return changed(sample(name), changes or {})


def named(name: str, changes: dict[str, Any] | None = None, identifier: str | None = None) -> Document:
    """A container with this name and an id made of it."""
    made = identifier or (name.encode().hex() * 64)[:64]
    return container({"Id": made, "Name": f"/{name}", **(changes or {})})


def info(changes: dict[str, Any] | None = None, engine: str = "docker-26.1.5") -> Document:
    """An engine's info with changes."""
    return changed(sample(f"{engine}/info.json"), changes or {})


def version(text: str | None = None, engine: str = "docker-26.1.5") -> Document:
    """An engine's version, with another number when one is given."""
    return changed(sample(f"{engine}/version.json"), {} if text is None else {"Version": text})


def snapshot(**objects: Any) -> Snapshot:
    """A complete snapshot; `info` and `version` are Docker 26.1.5's unless given (None: not collected)."""
    info_of = objects.pop("info", ...)
    version_of = objects.pop("version", ...)
    complete = objects.pop("complete", True)
    return Snapshot(
        name="host",
        source="test",
        origin="files",
        info=info() if info_of is ... else info_of,
        version=version() if version_of is ... else version_of,
        objects=objects,
        complete={"container", "image", "network", "volume"} if complete is True else set(complete),
    )


def inventory(**objects: Any) -> EngineInventory:
    """The projection of one such snapshot."""
    return project([snapshot(**objects)])[0]


def subjects(kind: str, **objects: Any) -> dict[str, Subject]:
    """The subjects of one kind by name."""
    return {subject.name: subject for subject in inventory(**objects).subjects if subject.kind == kind}


def facts(
    changes: dict[str, Any] | None = None, name: str = "docker-26.1.5/container-default.json", **rest: Any
) -> Any:
    """The facts of one container with changes, beside other objects."""
    document = container(changes, name)
    found = inventory(container=[document, *rest.pop("others", [])], **rest)
    return next(subject.facts for subject in found.subjects if subject.document is document)


def podman(changes: dict[str, Any] | None = None, which: str = "default", engine: str = "podman-5.4.2") -> Any:
    """The facts of a Podman container with changes."""
    told = {"info": info(engine=engine), "version": version(engine=engine)}
    return facts(changes, f"{engine}/container-{which}.json", **told)


def reasons(found: Any) -> dict[str, str]:
    """The unknowns of facts, by path, without the engine's own."""
    return {entry["path"]: entry["reason"] for entry in found["unknown"] if not entry["path"].startswith("engine.")}
