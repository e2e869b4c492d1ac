"""Whether a container that says it is a swarm task is one, and has what its service says.

The label is only a claim: anybody can run a container with it. What stands for its service is not reported itself, so
it has to be shown: by the swarm's list of tasks, which names its container, or else by settings that are all the same.
A task may also be of an older version of its service (an update that was paused, a node that was not reached), or run
an image whose name another one bears now: then it runs with what the service no longer says, and is judged by itself.
"""

from typing import Any

from inspector.facts import raw
from inspector.facts.links import Links
from inspector.facts.shapeservice import service_shape
from inspector.facts.tasks import is_wanted
from inspector.facts.types import EngineFacts
from inspector.model import Document

_EMPTY = (
    "Privileged", "Binds", "VolumesFrom", "Devices", "DeviceCgroupRules", "DeviceRequests", "PidMode", "UTSMode",
    "UsernsMode", "CgroupParent", "Links", "PublishAllPorts",
)  # fmt: skip
"""Settings of HostConfig that no service can have."""
_SAME = ("CapAdd", "CapDrop", "SecurityOpt", "GroupAdd", "Mounts", "ReadonlyRootfs", "Sysctls")
_HOUSEKEEPING = ("RestartPolicy", "LogConfig", "PortBindings")
"""What a task does not tell as its service does."""
_DEFAULT_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""The engine's, for an image without one (moby oci/defaults)."""


def stands_for(container: Document, service: Document, shape: Document, links: Links, engine: EngineFacts) -> bool:
    """Whether a container is a task of this service and all that is to be said of it is said of the service.

    Args:
        container: which bears the service's label.
        service: as collected.
        shape: the service in container shape.
        links: of the engine; its images, networks and tasks are read.
        engine: facts of the engine.
    """
    task = links.task_of(raw.text(container, "Id") or "")
    if task is not None:
        if raw.text(task, "ServiceID") != raw.text(service, "ID"):
            return False
        state = raw.section(container, "State") or raw.EMPTY
        gone = not is_wanted(task) and raw.flag(state, "Running") is False
        return gone or (_same_version(task, shape, links, engine) and _same_image(container, shape, links))
    return _same_settings(container, shape)  # the tasks were not read, or it came and went while they were


def _same_version(task: Document, shape: Document, links: Links, engine: EngineFacts) -> bool:
    image = links.image(raw.text(raw.section(raw.section(task, "Spec"), "ContainerSpec") or raw.EMPTY, "Image") or "")
    mine, _ = service_shape({"Spec": {"TaskTemplate": task.get("Spec")}}, image.value, links, engine)
    return bool(mine) and _telling(mine) == _telling(shape)


def _same_image(container: Document, shape: Document, links: Links) -> bool:
    """Whether it runs what the service's image is now; the tag may have been given to another one since."""
    image = links.image(raw.text(raw.section(shape, "Config") or raw.EMPTY, "Image") or "").value
    return image is None or raw.text(image, "Id") == raw.text(container, "Image")


def _telling(shape: Document) -> Document:
    host = raw.section(shape, "HostConfig") or raw.EMPTY
    return shape | {"HostConfig": {key: value for key, value in host.items() if key not in _HOUSEKEEPING}}


def _same_settings(container: Document, shape: Document) -> bool:
    """Whether a container has just what a service's tasks have; any doubt is a no."""
    host, wanted = raw.section(container, "HostConfig"), raw.section(shape, "HostConfig")
    config, given = raw.section(container, "Config"), raw.section(shape, "Config")
    if host is None or wanted is None or config is None or given is None:
        return False
    return (
        not any(host.get(key) for key in _EMPTY)
        and all((host.get(key) or None) == (wanted.get(key) or None) for key in _SAME)
        and host.get("IpcMode") in {"", "private", "shareable"}
        and bool(host.get("MaskedPaths")) == bool(host.get("ReadonlyPaths")) is True
        and (host.get("NetworkMode") == "host") == (wanted["NetworkMode"] == "host")
        and all(config.get(key) == given.get(key) for key in ("Image", "User"))
        and all(container.get(key) == shape.get(key) for key in ("Path", "Args"))
        and _names(config.get("Env")) <= _names([*raw.texts(given, "Env")[0], _DEFAULT_PATH])
    )


def _names(env: Any) -> set[str]:
    """Names of variables: a service's values may be templates."""
    entries = env if isinstance(env, list) else []
    return {entry.partition("=")[0] for entry in entries if isinstance(entry, str)}
