"""What is assumed of an engine whose info was not given."""

from typing import Any

from inspector.facts import raw
from inspector.facts.types import EngineFacts
from inspector.sources.snapshot import Snapshot

DOCKER = "the engine is Docker, with its default capabilities"
PODMAN = "the engine is Podman: its containers are described in Podman's words"
ROOT = "the engine keeps its data in /var/lib/docker"
RUNTIMES = "a runtime is the program that its name says, and the default one is runc"


PLAIN = "the engine runs as root, without user namespaces and without AppArmor or SELinux"
FILTER = "the engine's default seccomp profile is on, no-new-privileges is off"
PLANNED: dict[str, Any] = {
    "kind": "docker", "rootless": False, "userns_remap": False, "apparmor": False, "selinux": False,
    "no_new_privileges": False, "seccomp": "default",
}  # fmt: skip
"""What is taken of the engine that will run a compose file: there is none yet that could be asked."""


def assume(facts: EngineFacts, snapshot: Snapshot) -> list[str]:
    """Docker's defaults where info is missing, each as one sentence; makes `kind` podman where that is plain.

    Podman writes `private` as the mode of the UTS namespace, which Docker never does.
    """
    if isinstance(snapshot.info, dict):
        return []
    if snapshot.origin == "compose":
        facts.update(PLANNED)  # type: ignore[typeddict-item]  # keys and values of EngineFacts
        facts["unknown"] = [entry for entry in facts["unknown"] if entry["path"] not in PLANNED]
        return [DOCKER, PLAIN, FILTER, ROOT, RUNTIMES]
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
