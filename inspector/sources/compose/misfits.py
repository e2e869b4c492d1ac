"""What is not written as compose reads it: compose refuses such a file, so what it would do is not known."""

from collections.abc import Iterator

from inspector.sources.compose.document import Draft
from inspector.sources.compose.project import Project
from inspector.sources.compose.tree import Node

TEXTS = {
    "pid": "/HostConfig/PidMode", "ipc": "/HostConfig/IpcMode", "uts": "/HostConfig/UTSMode",
    "network_mode": "/HostConfig/NetworkMode", "userns_mode": "/HostConfig/UsernsMode",
    "cgroup": "/HostConfig/CgroupnsMode", "cgroup_parent": "/HostConfig/CgroupParent", "user": "/Config/User",
    "image": "/Config/Image", "runtime": "/HostConfig/Runtime",
}  # fmt: skip
"""Fields that are one text, and what of the container they make."""

LISTS = {
    "volumes": "/Mounts", "secrets": "/Mounts", "configs": "/Mounts", "volumes_from": "/HostConfig/VolumesFrom",
    "devices": "/HostConfig/Devices", "device_cgroup_rules": "/HostConfig/DeviceCgroupRules",
    "cap_add": "/HostConfig/CapAdd", "cap_drop": "/HostConfig/CapDrop", "group_add": "/HostConfig/GroupAdd",
    "security_opt": "/HostConfig/SecurityOpt", "env_file": "/Config/Env", "environment": "/Config/Env",
}  # fmt: skip
"""Fields that are lists."""

LONG = {"volumes": "target", "secrets": "source", "configs": "source", "devices": "source", "env_file": "path"}
"""Lists whose entries may be maps, and what such a map has at least."""


def misfits(draft: Draft, _: Project, service: Node) -> None:
    """Makes unknown what a field of the wrong type would have said, and a gap of it."""
    if not isinstance(service.value, dict | None):
        draft.gap(service, "the service is no map")
    for key, pointer in TEXTS.items():
        node = service.get(key)
        if node is not None and isinstance(node.value, list | dict):
            draft.gap(node, f"{key} is no text")
            draft.put(pointer, None, node)
    networks = service.get("networks")
    if networks is not None and any(_misfits(networks, "environment")):
        draft.gap(networks, "networks is not written as compose reads it")
        draft.put("/HostConfig/NetworkMode", None, networks)
    for key, pointer in LISTS.items():
        for node in _misfits(service.get(key), key):
            draft.gap(node, f"{key} is not written as compose reads it")
            draft.append(pointer, None, node)


def _misfits(node: Node | None, key: str) -> Iterator[Node]:
    if node is None or node.value is None:
        return
    if key == "environment":  # a map, or a list of texts
        if isinstance(node.value, str):
            yield node
    elif isinstance(node.value, dict):
        yield node
    if isinstance(node.value, list):
        yield from (one for one in node.value if not isinstance(one.value, str) and one.get(LONG.get(key, "")) is None)
