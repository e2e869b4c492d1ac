"""What is assumed of an engine whose info was not given."""

from typing import Any

from inspector.facts import raw
from inspector.facts.types import EngineFacts
from inspector.sources.snapshot import Snapshot

DOCKER = "the engine is Docker, with its default capabilities"
PODMAN = "the engine is Podman: its containers are described in Podman's words"
ROOT = "the engine keeps its data in /var/lib/docker"
RUNTIMES = "a runtime is the program that its name says, and the default one is runc"


def assume(facts: EngineFacts, snapshot: Snapshot) -> list[str]:
    """Docker's defaults where info is missing, each as one sentence; makes `kind` podman where that is plain.

    Podman writes `private` as the mode of the UTS namespace, which Docker never does.
    """
    if isinstance(snapshot.info, dict):
        return []
    found = [ROOT, RUNTIMES]
    if facts["kind"] is None:
        containers: list[Any] = snapshot.objects.get("container") or []
        modes = [(raw.section(document, "HostConfig") or raw.EMPTY).get("UTSMode") for document in containers]
        podman = bool(modes) and all(mode == "private" for mode in modes)
        if podman:
            facts["kind"] = "podman"
            facts["unknown"] = [entry for entry in facts["unknown"] if entry["path"] != "kind"]
        found.insert(0, PODMAN if podman else DOCKER)
    return found if any(snapshot.objects.get(kind) for kind in ("container", "service", "compose")) else []
