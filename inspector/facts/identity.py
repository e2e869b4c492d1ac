"""Who an object is across runs: names and labels, never ids."""

import hashlib
import re
from dataclasses import dataclass

from inspector.facts import raw, reference
from inspector.model import Document

GENERATED = re.compile(r"[a-z]+_[a-z]+[0-9]?|[0-9a-f]{12}-(?:infra|service)")
"""A name that the engine made up: an adjective, a surname, a digit on clashes (moby pkg/namesgenerator); for the first
container of a pod the pod's id (podman libpod/runtime_pod)."""

TOKEN = re.compile(r"<redacted ([a-z-]+) [^<>]*>")
"""What the redactor left in place of a value; its token changes with every run."""

ANONYMOUS = re.compile(r"[0-9a-f]{64}")
"""Name of a volume that nobody named."""

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Owner:
    """What labels say an object belongs to. Anybody can set labels.

    Attributes:
        project: compose project or swarm stack.
        service: compose or swarm service.
        identity: of that service (`compose:shop/web`, `service:shop_web`), None without one.
    """

    project: str | None
    service: str | None
    identity: str | None


_NOBODY = Owner(None, None, None)


def owner(labels: Document) -> Owner:
    """Project and service of an object with these labels (compose, podman-compose, swarm)."""
    if not labels:
        return _NOBODY
    project = raw.text(labels, "com.docker.compose.project") or raw.text(labels, "io.podman.compose.project")
    service = raw.text(labels, "com.docker.compose.service")
    if project and service:
        return Owner(project, service, f"compose:{project}/{service}")
    swarm = raw.text(labels, "com.docker.swarm.service.name")
    stack = raw.text(labels, "com.docker.stack.namespace")
    if swarm:
        return Owner(stack or project, swarm, f"service:{swarm}")
    return Owner(project or stack or None, service or None, None)


def container_identity(name: str, belongs: Owner, document: Document) -> str:
    """Of a container: its service by labels, else its name, else for a made-up name what it runs."""
    if belongs.identity is not None:
        return belongs.identity
    if name and not (len(name) < LONGEST and GENERATED.fullmatch(name)):
        return f"name:{name}"
    config = raw.section(document, "Config") or raw.EMPTY
    image = reference.parse(raw.text(config, "Image") or "")
    if image is None:
        return f"name:{name}"
    return _short(" ".join([f"image:{image.repository}", *raw.texts(document, "Args")[0]]))


def volume_identity(name: str, dests: list[str]) -> str:
    """Of a volume: its name; of an anonymous one where it is mounted."""
    if dests and ANONYMOUS.fullmatch(name):
        return f"mounted:{min(dests)}"
    return f"name:{name}"


def image_identity(document: Document, identifier: str) -> str:
    """Of an image: the first of its names in the alphabet; without a name its id, it has nothing else."""
    tags = [name for name in raw.texts(document, "RepoTags")[0] if "<none>" not in name]
    digests = [name.partition("@")[0] for name in raw.texts(document, "RepoDigests")[0] if "<none>" not in name]
    parsed = [parts for name in tags or digests if (parts := reference.parse(name)) is not None]
    named = sorted(parts.name if tags else f"{parts.registry}/{parts.repository}" for parts in parsed)
    return f"image:{named[0]}" if named else f"id:{identifier}"


def _short(text: str) -> str:
    """One identity of bounded length, without the redactor's changing tokens."""
    stable = TOKEN.sub(r"<\1>", text)
    if len(stable) <= LONGEST:
        return stable
    return f"{stable[:LONGEST]}#{hashlib.sha256(stable.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
