"""How the settings of a service are written in its file, so that a change can be shown as it would stand there.

Interpolation is done before, and an entry may have keys of anybody's choice, so only what is known to be no secret is
taken: names, paths, addresses of namespaces, and words of which the format has a fixed set.
"""

import re
from collections.abc import Mapping
from typing import Any

from inspector.pasted import bind, plain, quoted, scalar
from inspector.sources.compose.merge import as_map
from inspector.sources.compose.tree import TRUTH, Node, Place

TEXT = re.compile(r".+", re.DOTALL)
"""A path or a name: what the finding is about, and told by it anyway."""
_TRUTH = re.compile("|".join(TRUTH), re.IGNORECASE)
PROPAGATION = re.compile(r"r?(?:shared|slave|private)")
"""How mounts below a bind spread."""
_NUMBER = re.compile(r"\d{1,6}")

HIDDEN = "…"
"""Stands for a value."""

LONG: dict[str, dict[str, Any]] = {
    "volumes": {
        "type": re.compile(r"bind|volume|tmpfs|npipe|image|cluster"),
        "source": TEXT,
        "target": TEXT,
        "read_only": _TRUTH,
        "consistency": re.compile(r"consistent|cached|delegated|default"),
        "bind": {
            "propagation": PROPAGATION,
            "create_host_path": _TRUTH,
            "recursive": re.compile(r"enabled|disabled|writable|readonly"),
            "selinux": re.compile(r"[zZ]"),
        },
        "volume": {"nocopy": _TRUTH},
    },
    "devices": {"source": TEXT, "target": TEXT, "permissions": re.compile(r"[rwm]{1,3}")},
    "secrets": {"source": TEXT, "target": TEXT, "uid": _NUMBER, "gid": _NUMBER, "mode": _NUMBER},
}
LONG["configs"] = LONG["secrets"]
"""What is shown of an entry that is a map: its keys, and how their values look."""

SHORT: dict[str, re.Pattern[str]] = {
    "privileged": _TRUTH, "use_api_socket": _TRUTH, "pid": TEXT, "ipc": TEXT, "uts": TEXT, "userns_mode": TEXT,
    "network_mode": TEXT, "networks": TEXT, "cap_add": re.compile(r"[A-Za-z_]{1,40}"), "volumes": TEXT,
    "volumes_from": TEXT, "secrets": TEXT, "configs": TEXT, "devices": TEXT,
    "device_cgroup_rules": re.compile(r"[abc] (?:\d+|\*):(?:\d+|\*) [rwm]{1,3}"),
    "security_opt": re.compile(r"(?:seccomp|systempaths|apparmor|no-new-privileges)(?:[=:][^{}]*)?"),
}  # fmt: skip
"""Fields that a remedy may take out, and how their values or entries look that are texts."""


def words(service: Node) -> dict[Place, str]:
    """Place of a setting -> its line in the file; one entry of a list stands for itself."""
    found: dict[Place, str] = {}
    for key, looks in SHORT.items():
        node = service.get(key)
        if node is None:
            continue
        if isinstance(node.value, str):
            if looks.fullmatch(node.value):
                found[node.place] = f"{key}: {scalar(node.value)}"
            continue
        entries = as_map(node).mapping.items() if key == "networks" else ((None, one) for one in node.items)
        for name, one in entries:
            value = _entry(key, one) if name is None else quoted(name)
            if value:
                found[one.place] = f"{key}: [{value}]"
    return found | _variables(service.get("environment"))


def _variables(node: Node | None) -> dict[Place, str]:
    """Variables by name; what they are is nobody's business."""
    if node is None:
        return {}
    if isinstance(node.value, dict):
        return {one.place: f"environment: {{{plain(name)}: {HIDDEN}}}" for name, one in node.mapping.items()}
    names = ((one.place, one.value.partition("=")) for one in node.items if isinstance(one.value, str))
    return {
        place: f"environment: [{quoted(name + equals + (HIDDEN if equals else ''))}]"
        for place, (name, equals, _) in names
    }


def of_file(name: str, file: Node) -> str:
    """A variable that a file of the service's `env_file` has."""
    named = file.get("path") if isinstance(file.value, dict) else file
    return f"{name}={HIDDEN}  # in {plain((named.text if named is not None else None) or '')}"


def _entry(key: str, node: Node) -> str:
    if isinstance(node.value, str):
        text = bind(node.value) if key == "volumes" else node.value
        return quoted(text) if SHORT[key].fullmatch(text) else ""
    return flow(node, LONG.get(key, {}))


def flow(node: Node, looks: Mapping[str, Any]) -> str:
    """A map on one line, `{type: bind, source: /etc}`, with what looks as it should; empty where nothing does."""
    shown = ((name, _value(one, looks[name])) for name, one in node.mapping.items() if name in looks)
    inside = ", ".join(f"{name}: {text}" for name, text in shown if text)
    return "{" + inside + "}" if inside else ""


def _value(node: Node, looks: Any) -> str:
    if isinstance(looks, dict):
        return flow(node, looks)
    text = node.value if isinstance(node.value, str) else ""
    if not looks.fullmatch(text):
        return ""
    return plain(text) if node.plain else quoted(text)
