"""Facts of images."""

from typing import Any

from inspector.facts import accounts, raw, reference
from inspector.facts.facet import Workload
from inspector.facts.history import history
from inspector.facts.process import unwrapped, variables
from inspector.facts.secrets import image_secrets
from inspector.model import Document, Unknown


def image_facts(document: Document) -> tuple[dict[str, Any], list[Unknown]]:
    """The facts of an image but for `used_by` and `roles`, and what of them is unknown.

    From API 1.52 on empty settings are left out of Config: an absent one is an empty one.
    """
    steps, unknown = history(document)
    config = raw.section(document, "Config")
    if config is None:
        unknown += [raw.unknown(key, document, "Config") for key in ("user", "env", "argv", "exposed", "volumes")]
    settings = config or raw.EMPTY
    found = _name(document)
    account, more = accounts.facts(accounts.parse(raw.text(settings, "User") or ""), [])
    command = [*raw.texts(settings, "Entrypoint")[0], *raw.texts(settings, "Cmd")[0]]
    facts = {
        "user": account if config is not None else None,
        "env": variables(settings)[0] if config is not None else None,
        "argv": unwrapped(command) if config is not None else None,
        "exposed": exposed_ports(settings),
        "volumes": sorted(raw.section(settings, "Volumes") or ()),
        "secrets": image_secrets(document),
        "history": steps,
        **found,
    }
    return facts, unknown + (more if config is not None else [])


def as_workload(document: Document) -> Workload:
    """What runs when the image runs with its own settings, in container shape."""
    config = raw.section(document, "Config") or raw.EMPTY
    names = [name for name in raw.texts(document, "RepoTags")[0] if "<none>" not in name]
    command = [*raw.texts(config, "Entrypoint")[0], *raw.texts(config, "Cmd")[0]]
    shape: Document = {"Config": {**config, "Image": names[0] if names else ""}, "HostConfig": {}, "Mounts": []}
    if command:
        shape["Path"], shape["Args"] = command[0], command[1:]
    identifier = raw.text(document, "Id") or ""
    return Workload("image", identifier, names[0] if names else identifier, shape, document)


def exposed_ports(config: Document) -> list[int]:
    """The port numbers of Config.ExposedPorts (`80/tcp`)."""
    names = (name.partition("/")[0] for name in raw.section(config, "ExposedPorts") or ())
    return sorted({int(name) for name in names if name.isascii() and name.isdigit() and len(name) < 6})  # noqa: PLR2004 digits of a port


def _name(document: Document) -> dict[str, str | None]:
    """Registry, repository, tag and digest by the first tag, else the first digest."""
    names = [name for key in ("RepoTags", "RepoDigests") for name in raw.texts(document, key)[0]]
    parts = [found for name in names if "<none>" not in name and (found := reference.parse(name)) is not None]
    digests = [found.digest for found in parts if found.digest]
    first = parts[0] if parts else None
    return {
        "repository": first.repository if first else None,
        "registry": first.registry if first else None,
        "tag": first.tag if first else None,
        "digest": digests[0] if digests else None,
    }


IMAGE_SOURCES = {
    "user": ["/Config/User"],
    "env": ["/Config/Env"],
    "argv": ["/Config/Entrypoint", "/Config/Cmd"],
    "exposed": ["/Config/ExposedPorts"],
    "volumes": ["/Config/Volumes"],
    "repository": ["/RepoTags"],
    "registry": ["/RepoTags"],
    "tag": ["/RepoTags"],
    "digest": ["/RepoDigests"],
}
