"""How the settings of a service are written in its file, so that a change can be shown as it would stand there."""

from inspector.model import Document
from inspector.sources.compose.merge import as_map
from inspector.sources.compose.tree import Node, Place

SHOWN = (
    "privileged", "pid", "ipc", "uts", "userns_mode", "network_mode", "networks", "cap_add", "security_opt", "devices",
    "device_cgroup_rules", "volumes", "volumes_from", "secrets", "configs", "use_api_socket",
)  # fmt: skip
"""Fields that a remedy may take out; none of them has values that are secret by themselves."""


def words(service: Node) -> dict[Place, Document]:
    """Place of a setting -> its `key`, its `value`, and `list` where it is one entry of a list."""
    found: dict[Place, Document] = {}
    for key in SHOWN:
        node = service.get(key)
        if node is None:
            continue
        if isinstance(node.value, str):
            found[node.place] = {"key": key, "value": node.value, "list": False}
        entries = as_map(node).mapping.items() if key == "networks" else ((flow(one), one) for one in node.items)
        for value, one in entries if not isinstance(node.value, str) else ():
            found[one.place] = {"key": key, "value": value, "list": True}
    return found


def flow(node: Node) -> str:
    """A value on one line: `{type: bind, source: /etc}`."""
    if isinstance(node.value, dict):
        return "{" + ", ".join(f"{name}: {flow(one)}" for name, one in node.value.items()) + "}"
    if isinstance(node.value, list):
        return "[" + ", ".join(flow(one) for one in node.value) + "]"
    return node.value or ""
