"""One engine, read once: the entry to everything in this package."""

import time

from inspector.errors import SourceError
from inspector.sources.live import auditor, inventory, local, swarm, unlisted
from inspector.sources.live.faults import Fault, Garbled, Refused, one_line
from inspector.sources.live.reader import Progress, Reader, Redactor
from inspector.sources.live.session import Session
from inspector.sources.live.target import Target
from inspector.sources.snapshot import Snapshot


def take(target: Target, redactor: Redactor, *, timeout: float, progress: Progress | None = None) -> Snapshot:
    """A snapshot of the engine at `target`, redacted.

    `timeout` limits one request, in seconds; see limits.py for what else is limited. What could not be read is a gap of
    the snapshot; raises SourceError when nothing could be read at all.
    """
    snapshot = Snapshot("", target.shown, "live", started_at=_now())
    snapshot.socket = target.path if target.scheme == "unix" else None
    session = Session(target, timeout)
    reader = Reader(session, redactor, snapshot, progress)
    try:
        _engine(reader, target)
        inventory.read(reader)
        swarm.read(reader)
        unlisted.read(reader)
    finally:
        session.close()
    if snapshot.info is None and snapshot.version is None and not any(snapshot.objects.values()):
        raise SourceError(target.shown, snapshot.gaps[0]["reason"])
    for gap in snapshot.gaps:
        gap["engine"] = snapshot.name
    containers = snapshot.objects.get("container", [])
    snapshot.auditor = auditor.own_container(containers)
    snapshot.local = local.evidence(containers) if target.scheme == "unix" else {}
    snapshot.finished_at = _now()
    return snapshot


def _engine(reader: Reader, target: Target) -> None:
    """Version, which fixes the API's version for the rest, and info."""
    version = _about(reader, target, "version")
    reader.podman = is_podman(version)
    reader.session.negotiate(version.get("ApiVersion") if version else None)
    info = _about(reader, target, "info")
    snapshot = reader.snapshot
    snapshot.version = version and reader.redacted("version", version)
    snapshot.info = info and reader.redacted("info", info)
    told = info.get("Name") if info else None
    snapshot.name = target.name or (one_line(told) if isinstance(told, str) and told else target.shown)


def _about(reader: Reader, target: Target, what: str) -> dict[str, object] | None:
    """What the engine says about itself. No answer of any kind to the first question ends it all."""
    try:
        answer = reader.session.get(f"/{what}")
    except Fault as fault:
        if not isinstance(fault, Refused) and not reader.session.answered:
            raise SourceError(target.shown, fault.reason) from fault
        answer = fault
    if isinstance(answer, dict):
        return answer
    reader.gap("engine", what, answer if isinstance(answer, Fault) else Garbled("the answer is no object"))
    return None


def is_podman(version: dict[str, object] | None) -> bool:
    """Whether an engine's version says so: Podman's compatible API names itself among the components only."""
    parts = version.get("Components") if version else None
    names = [part.get("Name") for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    return any(isinstance(name, str) and "podman" in name.lower() for name in names)


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
