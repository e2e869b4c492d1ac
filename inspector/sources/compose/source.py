"""A compose file as a snapshot: one engine's worth of services that do not run yet."""

from pathlib import Path

from inspector.errors import SourceError
from inspector.model import Document, Gap
from inspector.sources.compose.mounts import volume_documents
from inspector.sources.compose.networks import network_documents
from inspector.sources.compose.project import Project, load
from inspector.sources.compose.service import service_draft
from inspector.sources.compose.tree import TreeError
from inspector.sources.redact import Redacts
from inspector.sources.snapshot import Snapshot


def is_compose_name(name: str) -> bool:
    """Whether a source is read as a compose file, by its name."""
    return name.lower().endswith((".yaml", ".yml"))


def read_compose(path: str, redactor: Redacts, name: str | None = None) -> Snapshot:
    """The services of the file at `path` as documents of kind `compose`.

    Raises:
        SourceError: when the file is no compose file or cannot be read.
    """
    try:
        project = load(Path(path))
    except TreeError as error:
        raise SourceError(path, str(error)) from error
    if not project.services:
        raise SourceError(path, "no compose file: it has no services")
    snapshot = Snapshot(name or Path(path).name, path, "compose")
    gaps = [*_missing(snapshot.name, project), *_unset(snapshot.name, project)]
    snapshot.objects = {"compose": [], "volume": [], "network": []}
    for service, node in project.services.items():
        draft = service_draft(project, service, node)
        document = redactor.document("container", draft.document)
        document["Compose"] = document["Compose"] | {
            "places": draft.places,
            "written": {pointer: _clean_words(one, redactor) for pointer, one in draft.written.items()},
        }
        snapshot.objects["compose"].append(document)
        gaps += [{**gap, "engine": snapshot.name} for gap in draft.gaps]
    snapshot.gaps = [_clean(gap, redactor) for gap in gaps]
    for kind, documents in (("volume", volume_documents(project)), ("network", network_documents(project))):
        snapshot.objects[kind] = [
            redactor.document(kind, document) | {"Compose": {"places": _declared(project, kind, document)}}
            for document in documents
        ]
    snapshot.complete = {"compose"}
    return snapshot


def _declared(project: Project, kind: str, document: Document) -> dict[str, str]:
    """Where a volume or network is declared; the default network is nowhere."""
    node = project.top.get(f"{kind}s", document["Labels"][f"com.docker.compose.{kind}"])
    options = node.get("driver_opts") if node else None
    found = {"": node, "/Options": options}
    return {pointer: str(one.place) for pointer, one in found.items() if one is not None}


def _clean_words(one: Document, redactor: Redacts) -> Document:
    """What is written, without what a URL in it keeps secret."""
    return {name: redactor.document("gap", {"reason": text})["reason"] for name, text in one.items()}


def _clean(gap: Gap, redactor: Redacts) -> Gap:
    """A gap whose text may name a remote file by its URL."""
    redacted = redactor.document("gap", {"id": gap["id"], "reason": gap["reason"]})
    return {**gap, "id": redacted["id"], "reason": redacted["reason"]}


def _missing(engine: str, project: Project) -> list[Gap]:
    return [{"engine": engine, "kind": "file", "id": place, "reason": reason} for place, reason in project.missing]


_TELLING = ("name", "external", "driver", "driver_opts", "internal")
"""What of a declared volume or network its users are judged by."""


def _unset(engine: str, project: Project) -> list[Gap]:
    """Gaps for variables that are not set in the volumes and networks that the file declares."""
    found: list[Gap] = []
    for section, kind in (("volumes", "volume"), ("networks", "network")):
        declared = project.top.get(section)
        for key, about in declared.mapping.items() if declared else ():
            for node in (below for name in _TELLING if (one := about.get(name)) for below in one.every()):
                for variable in node.unset:
                    reason = f"the variable {variable} has neither value nor default ({node.place})"
                    found.append({"engine": engine, "kind": kind, "id": key, "reason": reason})
    return found
