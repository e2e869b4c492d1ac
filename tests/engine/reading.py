"""Reading an engine in the tests of this folder."""

from collections.abc import Mapping
from typing import Any

from inspector.sources.live import parse, take
from inspector.sources.snapshot import Snapshot


class Open:
    """A redactor that redacts nothing: these tests are about what is collected."""

    def document(self, _kind: str, document: dict[str, Any]) -> dict[str, Any]:
        return document


def snapshot(source: str, environ: Mapping[str, str] | None = None, timeout: float = 30) -> Snapshot:
    return take(parse(source, environ or {}), Open(), timeout=timeout)


def names(found: Snapshot, kind: str) -> list[str]:
    """Names of the objects of a kind."""
    documents = found.objects[kind]
    return sorted(str(document.get("Name") or document["Spec"]["Name"]) for document in documents)
