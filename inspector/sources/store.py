"""The snapshot as a file: one versioned JSON document, read back to the same snapshot.

Reading trusts nothing: a snapshot may be old, typed by hand or made to harm. What has the wrong type is left out and
is a gap, every document is redacted again (which changes nothing where it was redacted before), and a newer version is
refused.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from inspector.errors import SourceError
from inspector.model import Document, Gap
from inspector.sources.bounds import bound
from inspector.sources.limits import MAX_FAULTS, MAX_OBJECTS
from inspector.sources.redact import Redacts
from inspector.sources.snapshot import KINDS, SCHEMA, Snapshot

_VERSION = re.compile(r"inspector\.snapshot/(\d{1,9})")
_NEWEST = 1


def write(snapshot: Snapshot) -> str:
    """`snapshot` as JSON text of one line, ASCII only, so that nothing a host said can break it."""
    return json.dumps(to_document(snapshot), separators=(",", ":"), allow_nan=False) + "\n"


def to_document(snapshot: Snapshot) -> Document:
    """`snapshot` as plain dicts and lists, nested snapshots included."""
    return {
        "schema": SCHEMA,
        "name": snapshot.name,
        "source": snapshot.source,
        "started_at": snapshot.started_at,
        "finished_at": snapshot.finished_at,
        "socket": snapshot.socket,
        "auditor": snapshot.auditor,
        "complete": sorted(snapshot.complete),
        "not_applicable": sorted(snapshot.not_applicable),
        "gaps": snapshot.gaps,
        "info": snapshot.info,
        "version": snapshot.version,
        "objects": snapshot.objects,
        "local": snapshot.local,
        "nested": {name: to_document(inner) for name, inner in sorted(snapshot.nested.items())},
    }


def from_document(document: Mapping[str, Any], place: str, redactor: Redacts) -> Snapshot:
    """The snapshot that `document` holds.

    Args:
        document: what `to_document` made, or something that claims to be that.
        place: the file, for messages.
        redactor: goes over every document again.

    Raises:
        SourceError: it is of a version that this program does not know.
    """
    _check_version(document.get("schema"), place)
    name = _text(document, "name") or place
    snapshot = Snapshot(
        name=name,
        source=_text(document, "source") or place,
        origin="snapshot",
        started_at=_text(document, "started_at"),
        finished_at=_text(document, "finished_at"),
        socket=_text(document, "socket") or None,
        auditor=_text(document, "auditor") or None,
        complete=_words(document, "complete"),
        not_applicable=_words(document, "not_applicable"),
        gaps=[_gap(item, name) for item in _list(document, "gaps") if isinstance(item, dict)],
    )
    for part in ("info", "version"):
        value = document.get(part)
        if isinstance(value, dict):
            setattr(snapshot, part, redactor.document(part, value))
    _read_objects(snapshot, document, redactor)
    snapshot.local = {key: item for key, item in _map(document, "local").items() if isinstance(item, dict)}
    if "compose" in snapshot.complete and snapshot.info is None:
        snapshot.origin = "compose"  # a file has no engine, in a snapshot of it no more than by itself
    for key, inner in _map(document, "nested").items():
        if isinstance(inner, dict):
            snapshot.nested[key] = from_document(inner, place, redactor)
    return snapshot


def _check_version(schema: Any, place: str) -> None:
    version = _VERSION.fullmatch(schema) if isinstance(schema, str) else None
    if version is None:
        raise SourceError(place, "holds a snapshot without a version")
    if int(version[1]) > _NEWEST:
        raise SourceError(
            place, f"is a snapshot of version {version[1]}, which is newer than this inspector (it knows {_NEWEST})"
        )


def _read_objects(snapshot: Snapshot, document: Mapping[str, Any], redactor: Redacts) -> None:
    """Objects of known kinds; anything else is a gap, and its kind is no longer complete."""
    for kind, documents in _map(document, "objects").items():
        if kind not in KINDS or not isinstance(documents, list):
            _damage(snapshot, kind, "the snapshot holds no list of it")
            continue
        good = [redactor.document(kind, item) for item in documents[:MAX_OBJECTS] if isinstance(item, dict)]
        snapshot.objects[kind] = good
        if len(good) < len(documents):
            _damage(snapshot, kind, f"{len(documents) - len(good)} entries are no objects, or over the limit")
        for reason in [reason for item in good for reason in bound(item)][:MAX_FAULTS]:
            snapshot.gaps.append({"engine": snapshot.name, "kind": kind, "id": "", "reason": reason})


def _damage(snapshot: Snapshot, kind: str, reason: str) -> None:
    snapshot.complete.discard(kind)
    snapshot.gaps.append({"engine": snapshot.name, "kind": kind[:64], "id": "", "reason": reason})


def _gap(item: Mapping[str, Any], engine: str) -> Gap:
    gap: Gap = {
        "engine": _text(item, "engine") or engine,
        "kind": _text(item, "kind") or "file",
        "id": _text(item, "id"),
        "reason": _text(item, "reason"),
    }
    if item.get("vanished") is True:
        gap["vanished"] = True
    return gap


def _text(document: Mapping[str, Any], key: str) -> str:
    value = document.get(key)
    return value if isinstance(value, str) else ""


def _list(document: Mapping[str, Any], key: str) -> list[Any]:
    value = document.get(key)
    return value if isinstance(value, list) else []


def _words(document: Mapping[str, Any], key: str) -> set[str]:
    return {item for item in _list(document, key) if isinstance(item, str)}


def _map(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = document.get(key)
    return value if isinstance(value, dict) else {}
