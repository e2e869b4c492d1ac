"""Redaction: an allow-list, before anything else sees the data.

Values of environment variables, labels, options, arguments, annotations and URL parts are kept only when their names
are on the keep list (inspector/data/keep.yaml) or they are booleans or small numbers. Everything else becomes
`<redacted KIND TOKEN>`, inside the string where it stood.
"""

from typing import Protocol

from inspector.model import Document
from inspector.sources.redact.hide import Hider
from inspector.sources.redact.keep import KeepList
from inspector.sources.redact.mark import KINDS, MARK, Marker
from inspector.sources.redact.walk import Walker

__all__ = ["KINDS", "MARK", "KeepList", "Redactor", "Redacts", "Unredacted"]


class Redacts(Protocol):
    """What sources need: `Redactor`, or `Unredacted` where the user asked for that."""

    def document(self, kind: str, document: Document) -> Document:
        """`document`, which is of `kind`, as it may be stored and judged."""
        ...


class Redactor:
    """Replaces values by marks.

    A document that is redacted already does not change, so that a snapshot reads back as it was written.

    Args:
        key: makes the marks of equal values equal between runs; None takes a random key.
        keep: names whose values are kept; None takes the bundled list.
    """

    def __init__(self, key: bytes | None = None, keep: KeepList | None = None) -> None:
        keep = keep or KeepList.bundled()
        self._walker = Walker(keep, Hider(Marker(key), keep.defaults))

    def document(self, kind: str, document: Document) -> Document:  # noqa: ARG002 - a kind may need its own way
        """`document`, which is of `kind`, redacted; parts without values are shared with it, not copied."""
        return self._walker.document(document)


class Unredacted:
    """Leaves everything as it is (`collect --no-redact`)."""

    def document(self, kind: str, document: Document) -> Document:  # noqa: ARG002 - as Redactor
        """`document` itself."""
        return document
