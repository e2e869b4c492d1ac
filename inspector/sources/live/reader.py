"""What all kinds of object share when they are read: lists, inspect documents, redaction, gaps."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol
from urllib.parse import quote

from inspector.model import Document
from inspector.sources.bounds import bound
from inspector.sources.limits import MAX_OBJECTS
from inspector.sources.live import limits
from inspector.sources.live.faults import Fault, Garbled, GivenUp, Refused, one_line
from inspector.sources.live.payloads import drop
from inspector.sources.live.session import Session
from inspector.sources.snapshot import Snapshot

Progress = Callable[[str, int, int], None]
"""Called with a kind, how many objects of it were asked for, and how many there are."""

NOT_FOUND, BROKEN = 404, range(500, 600)


class Redactor(Protocol):
    """What takes the secrets out of a document."""

    def document(self, kind: str, document: Document) -> Document:
        """`document` of `kind` without secrets."""
        ...


class Reader:
    """Fills a snapshot from a session.

    Attributes:
        podman: whether the engine is Podman, where a kind that is not found does not exist at all.
    """

    def __init__(self, session: Session, redactor: Redactor, snapshot: Snapshot, progress: Progress | None) -> None:
        self.session = session
        self.snapshot = snapshot
        self.podman = False
        self._redactor = redactor
        self._progress = progress

    def ask(self, kind: str, path: str) -> Any:
        """The list of a kind, or None: then it is a gap, or the engine has no such kind."""
        try:
            answer = self.session.get(path, limits.LIST_BYTES)
        except Fault as fault:
            if self._lacks(fault):
                self.snapshot.not_applicable.add(kind)
            else:
                self.gap(kind, "", fault)
            return None
        self.snapshot.complete.add(kind)
        return [] if answer is None else answer

    def entries(self, kind: str, listed: object, key: str) -> list[Document]:
        """The objects of a list that have an identity under `key`, each once; anything else there is a gap."""
        if not isinstance(listed, list):
            self.gap(kind, "", Garbled("the answer is no list"))
            return []
        good = {entry[key]: entry for entry in listed if isinstance(entry, dict) and _text(entry.get(key))}
        if any(not isinstance(entry, dict) or not _text(entry.get(key)) for entry in listed):
            self.gap(kind, "", Garbled(f"the list holds entries without {key}"))
        if len(good) > MAX_OBJECTS:
            self.gap(kind, "", Garbled(f"{len(good) - MAX_OBJECTS} of {len(good)} are beyond the limit"))
        return list(good.values())[:MAX_OBJECTS]

    def inspect(self, kind: str, path: str, names: Mapping[str, str], unsure: Iterable[str] = ()) -> list[Document]:
        """The document at `path` of everything in `names` (id: name); those in `unsure` need not exist.

        An engine that is just removing an object may answer 500 for it: asked again, it says 404.
        """
        found, failed = self._pass(kind, path, names)
        again = {
            key: names[key] for key, fault in failed.items() if isinstance(fault, Refused) and fault.status in BROKEN
        }
        if again:
            more, still = self._pass(kind, path, again)
            found += more
            failed = {key: still.get(key, fault) for key, fault in failed.items() if key in still or key not in again}
        self.note(
            kind,
            {names[key]: fault for key, fault in failed.items() if not (key in unsure and vanished(fault))},
            some=bool(found),
        )
        return found

    def keep(self, kind: str, documents: Iterable[Document]) -> None:
        """Puts documents into the snapshot, redacted and in a fixed order; a kind whose list failed stays out."""
        kept = [self.redacted(kind, document) for document in documents]
        if kept or kind in self.snapshot.complete:
            self.snapshot.objects[kind] = sorted(kept, key=identity)

    def redacted(self, kind: str, document: Document) -> Document:
        """A document without its secrets, and without texts and lists that are too long to judge: these are gaps."""
        document = self._redactor.document(kind, drop(kind, document))
        for reason in bound(document):
            self.gap(kind, name_of(document), Garbled(reason))
        return document

    def gap(self, kind: str, name: str, fault: Fault) -> None:
        """Notes what could not be read; an object that is gone since it was listed is no fault."""
        gone = name != "" and vanished(fault)
        reason = "it was removed meanwhile" if gone else fault.reason
        self.snapshot.gaps.append({"engine": "", "kind": kind, "id": one_line(name), "reason": reason})
        if gone:
            self.snapshot.gaps[-1]["vanished"] = True
        else:
            self.snapshot.complete.discard(kind)

    def _lacks(self, fault: Fault) -> bool:
        """Whether the answer means that this engine has no such kind: Podman's 404, and a swarm's worker's 503."""
        if not isinstance(fault, Refused):
            return False
        return (self.podman and fault.status == NOT_FOUND) or "not a swarm manager" in fault.message

    def _refused(self, kind: str) -> set[str]:
        """Why the kind as a whole could not be read, so far."""
        return {gap["reason"] for gap in self.snapshot.gaps if gap["kind"] == kind and not gap["id"]}

    def _pass(self, kind: str, path: str, names: Mapping[str, str]) -> tuple[list[Document], dict[str, Fault]]:
        found: list[Document] = []
        failed: dict[str, Fault] = {}
        answers = self.session.each([path.format(part(key)) for key in names])
        for count, (key, answer) in enumerate(zip(names, answers, strict=True), 1):
            if isinstance(answer, dict):
                found.append(answer)
            else:
                failed[key] = answer if isinstance(answer, Fault) else Garbled("the answer is no object")
            if self._progress:
                self._progress(kind, count, len(names))
        return found, failed

    def note(self, kind: str, failed: Mapping[str, Fault], *, some: bool) -> None:
        """Gaps by name; one for the kind where nothing of it could be read, and for what was not asked for any more."""
        reasons = {fault.reason for fault in failed.values()}
        if not some and reasons and reasons <= self._refused(kind):
            return
        if len(failed) > 1 and len(reasons) == 1 and not some and not all(map(vanished, failed.values())):
            self.gap(kind, "", next(iter(failed.values())))
            return
        left = [fault for fault in failed.values() if isinstance(fault, GivenUp)]
        for name, fault in failed.items():
            if not isinstance(fault, GivenUp):
                self.gap(kind, name, fault)
        if left:
            self.gap(kind, "", GivenUp(f"{len(left)} not asked for: {left[0].reason}"))


def vanished(fault: Fault) -> bool:
    """Whether the engine says that there is no such object."""
    return isinstance(fault, Refused) and fault.status == NOT_FOUND


def identity(document: Document) -> str:
    """What objects of one kind are ordered by: an engine's lists come in no fixed order."""
    return str(document.get("Id") or document.get("ID") or document.get("Name") or "")


def name_of(document: Document) -> str:
    """What people call the object of a list's entry or an inspect document."""
    names = document.get("Names") or document.get("RepoTags")
    first = names[0] if isinstance(names, list) and names else document.get("Name") or identity(document)
    return str(first).removeprefix("/")


def part(text: str) -> str:
    """`text`, which an engine gave, as one part of a path."""
    return quote(text, safe=":")


def _text(value: object) -> bool:
    return isinstance(value, str) and value != ""
