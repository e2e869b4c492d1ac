"""What kind of object a document describes, told from its shape: saved files say it nowhere else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from inspector.model import Document
from inspector.sources import libpod
from inspector.sources.refusals import refusal


@dataclass(frozen=True)
class Shape:
    """What a JSON value turned out to be.

    Attributes:
        kind: a kind of `snapshot.KINDS`, `info`, `version` or `snapshot`; empty when it is none of them.
        document: the object itself, without what a command line client put around it.
        reason: why it cannot be used, as the end of "FILE: "; empty when it can.
    """

    kind: str
    document: Document
    reason: str = ""


def recognise(value: Any) -> Shape:
    """The shape of one JSON value.

    A listing (`GET /containers/json`, `docker ps --format json`), an error, a request to create something or
    another program's document is refused with its reason: taken for inspect output it would pass every rule
    that reads what it lacks.
    """
    if not isinstance(value, dict):
        return Shape("", {}, f"is {_ordinary(value)}, not inspect output")
    reason = refusal(value)
    if reason:
        return Shape("", {}, reason)
    kind = next((kind for kind, test in _TESTS if test(value)), "")
    if not kind:
        return Shape("", {}, "is no inspect output that is known")
    return _unwrapped(kind, value)


def _ordinary(value: Any) -> str:
    """A value that is no map, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    return "a text" if isinstance(value, str) else "a list in a list"


def _unwrapped(kind: str, value: Document) -> Shape:
    """The object in the API's shape: `docker version` answers for client and server, Podman has its own networks."""
    if kind == "version" and "Server" in value:
        server = value["Server"]
        if not isinstance(server, dict) or not server.get("Version"):
            return Shape("", {}, "is `docker version` without an answer of the engine")
        return Shape(kind, server)
    if kind == "info":
        if value.get("ServerErrors") and not value.get("ServerVersion"):
            return Shape("", {}, "is `docker info` that did not reach the engine")
        return Shape(kind, {key: item for key, item in value.items() if key not in _CLIENT_KEYS})
    return Shape(kind, libpod.network(value) if kind == "network" and libpod.is_network(value) else value)


_CLIENT_KEYS = frozenset({"ClientInfo", "ClientErrors", "ServerErrors"})
"""Put into the engine's info by the docker command (cli/command/system/info.go)."""

_CONTAINER_PARTS = frozenset(
    {
        "Id", "Name", "State", "Config", "Path", "Args", "NetworkSettings", "Mounts", "Created", "Image",
        "ResolvConfPath", "HostnamePath", "LogPath", "RestartCount", "MountLabel", "ProcessLabel", "ExecIDs",
    }
)  # fmt: skip
"""Top-level fields of a container's inspect document beside HostConfig, since 2013."""

_FEWEST_PARTS = 4
"""Of the fields above: what a document without HostConfig (engines before 1.0) must have to be a container."""


def _spec(value: Document) -> Document:
    spec = value.get("Spec")
    return spec if isinstance(spec, dict) else {}


def _is_snapshot(value: Document) -> bool:
    return str(value.get("schema")).startswith("inspector.snapshot/")


def _is_plugin(value: Document) -> bool:
    return "Settings" in value and ("PluginReference" in value or "Enabled" in value or "Config" in value)


def _is_version(value: Document) -> bool:
    server = value.get("Server")
    if isinstance(server, dict) or ("Client" in value and "Server" in value):
        return True
    return "ApiVersion" in value and "Version" in value


def _is_info(value: Document) -> bool:
    if "DockerRootDir" in value or "ServerErrors" in value:
        return True
    return "ServerVersion" in value and "Driver" in value


def _is_swarm(value: Document) -> bool:
    return "JoinTokens" in value or not {"Orchestration", "CAConfig", "Dispatcher"}.isdisjoint(_spec(value))


def _is_node(value: Document) -> bool:
    spec = _spec(value)
    return bool(spec) and ("Role" in spec or "Availability" in spec) and "Mode" not in spec


def _is_service(value: Document) -> bool:
    return "TaskTemplate" in _spec(value)


def _is_task(value: Document) -> bool:
    if "DesiredState" in value or "ServiceID" in value:
        return True
    return "ContainerSpec" in _spec(value)


def _is_container(value: Document) -> bool:
    parts = len(_CONTAINER_PARTS.intersection(value))
    if "HostConfig" in value:
        return parts > 0
    if "RootFS" in value or "RepoTags" in value or "Parent" in value:
        return False
    return parts >= _FEWEST_PARTS and ("State" in value or "NetworkSettings" in value or "Path" in value)


def _is_image(value: Document) -> bool:
    if "RepoTags" in value or "RootFS" in value:
        return True
    return "Architecture" in value and "Os" in value


def _is_network(value: Document) -> bool:
    if "IPAM" in value:
        return True
    if "network_interface" in value or "subnets" in value:
        return libpod.is_network(value)
    return "Driver" in value and not {"EnableIPv6", "Internal", "Attachable", "ConfigOnly"}.isdisjoint(value)


def _is_volume(value: Document) -> bool:
    if "Mountpoint" in value:
        return "Name" in value or "Driver" in value
    return "Driver" in value and "Scope" in value and "Options" in value


def _is_config(value: Document) -> bool:
    return "Data" in _spec(value) and "ID" in value


def _is_secret(value: Document) -> bool:
    return "ID" in value and "Name" in _spec(value)


_TESTS: tuple[tuple[str, Callable[[Document], bool]], ...] = (
    ("snapshot", _is_snapshot),
    ("container", _is_container),
    ("plugin", _is_plugin),
    ("image", _is_image),
    ("info", _is_info),
    ("version", _is_version),
    ("network", _is_network),
    ("volume", _is_volume),
    ("swarm", _is_swarm),
    ("node", _is_node),
    ("service", _is_service),
    ("task", _is_task),
    ("config", _is_config),
    ("secret", _is_secret),
)
"""In this order: a secret is what is left of the kinds that have a Spec."""
