"""`networks`, `network_mode`, `ports`, `links` and `extra_hosts` of a service."""

import shlex
from typing import Any

from inspector.model import Document
from inspector.sources.compose.document import Draft
from inspector.sources.compose.merge import as_map
from inspector.sources.compose.project import Project
from inspector.sources.compose.tree import Node

MAX_RANGE = 2_000
"""Ports of one range."""
DEFAULT_BRIDGE = frozenset({"bridge", "default"})
"""Values of `network_mode` that mean the engine's own network."""


def networks(draft: Draft, project: Project, service: Node) -> None:
    """All of them."""
    mode = service.get("network_mode")
    if mode is not None:
        draft.put("/HostConfig/NetworkMode", _mode(draft, project, mode), mode)
        if mode.text is not None and mode.text.startswith("service:"):
            other = project.title(mode.text.removeprefix("service:"))
            draft.flag("/HostConfig/NetworkMode", f"--network {shlex.quote(f'container:{other}')}")
        if mode.text in DEFAULT_BRIDGE:  # where names are not resolved, and whatever else runs on the host may be
            draft.document["NetworkSettings"]["Networks"]["bridge"] = {"Aliases": None, "DNSNames": None}
            draft.note("/NetworkSettings/Networks/bridge", mode)
    else:
        _joined(draft, project, service.get("networks"), service)
    ports = service.get("ports")
    for node in ports.items if ports else []:
        _port(draft, node)
    for key, prefix in (("links", f"{project.name}/"), ("external_links", "")):
        links = service.get(key)
        for node in links.items if links else []:
            draft.append("/HostConfig/Links", None if node.text is None else prefix + node.text, node)
    hosts = service.get("extra_hosts")
    for name, node in as_map(hosts).mapping.items() if hosts else ():
        draft.append("/HostConfig/ExtraHosts", f"{name}:{node.text or ''}", node)
    exposed = service.get("expose")
    for node in exposed.items if exposed else []:
        port = node.text or ""
        draft.document["Config"]["ExposedPorts"][port if "/" in port else f"{port}/tcp"] = {}


def _mode(draft: Draft, project: Project, node: Node) -> str | None:
    if draft.unset(node):
        return None
    text = node.text or ""
    return f"container:{project.name}/{text.removeprefix('service:')}" if text.startswith("service:") else text


def _joined(draft: Draft, project: Project, node: Node | None, service: Node) -> None:
    entries = as_map(node).mapping if node else {}
    unset = [one for one in entries.values() if draft.unset(one)]
    entries = {key: one for key, one in entries.items() if not one.unset}
    if not entries and not unset:
        entries = {"default": Node(None, service.place)}
    for key, one in entries.items():
        aliases = one.get("aliases")
        known = [alias.text or "" for alias in (aliases.items if aliases else []) if not draft.unset(alias)]
        names = [draft.service, *known]
        name = network_name(project, key)
        attached = {"Aliases": names, "DNSNames": [*names, draft.document["Name"].lstrip("/")]}
        draft.document["NetworkSettings"]["Networks"][name] = attached
        draft.note(f"/NetworkSettings/Networks/{name}", one)
    if unset:
        draft.put("/NetworkSettings/Networks/", None, unset[0])  # there is one more, whose name is not known
    first = next(iter(entries), None)
    mode = network_name(project, first) if first is not None else None
    draft.put("/HostConfig/NetworkMode", mode, entries[first] if first is not None else unset[0])


def network_name(project: Project, key: str) -> str:
    """The name that compose gives a network of the file."""
    return project.resource("networks", key)


def network_documents(project: Project) -> list[Document]:
    """The networks that the file declares itself, `default` among them."""
    declared = project.top.get("networks")
    about = dict(declared.mapping) if declared else {}
    about.setdefault("default", Node(None, project.top.place))
    return [_network(project, key, node) for key, node in about.items() if not _external(node)]


def _external(node: Node) -> bool:
    external = node.get("external")
    return external is not None and external.truth is not False


def _network(project: Project, key: str, node: Node) -> Document:
    options = node.get("driver_opts")
    driver, internal, attachable = (node.get(name) for name in ("driver", "internal", "attachable"))
    return {
        "Name": network_name(project, key),
        "Id": network_name(project, key),
        "Driver": (driver.text if driver else None) or "bridge",
        "Scope": "local",
        "Internal": bool(internal and internal.truth),
        "Attachable": bool(attachable and attachable.truth),
        "Options": {name: one.text for name, one in options.mapping.items()} if options else {},
        "Labels": {"com.docker.compose.project": project.name, "com.docker.compose.network": key},
        "Containers": {},
    }


def _port(draft: Draft, node: Node) -> None:
    if draft.any_unset(node):
        draft.put("/HostConfig/PortBindings", None, node)
        return
    for container, host_ip, host_port in _long(node) if isinstance(node.value, dict) else _short(node.text or ""):
        bindings: Any = draft.document["HostConfig"]["PortBindings"]
        if not isinstance(bindings, dict):
            return
        entries = bindings.setdefault(container, [])
        entries.append({"HostIp": host_ip, "HostPort": host_port})
        draft.note(f"/HostConfig/PortBindings/{container.replace('/', '~1')}/{len(entries) - 1}", node)
        draft.document["Config"]["ExposedPorts"][container] = {}


def _long(node: Node) -> list[tuple[str, str, str]]:
    values = {name: one.text or "" for name, one in node.mapping.items()}
    container = f"{values.get('target', '')}/{values.get('protocol', 'tcp')}"
    return [(container, values.get("host_ip", ""), values.get("published", ""))]


def _short(text: str) -> list[tuple[str, str, str]]:
    """`[[HOST_IP:][HOST_PORT]:]PORT[/PROTOCOL]`, ranges on both sides."""
    text, _, protocol = text.partition("/")
    rest, _, container = text.rpartition(":")
    host_ip, _, host = rest.rpartition(":")
    inside, outside = _range(container), _range(host) if host else []
    pairs = zip(inside, outside, strict=False) if len(outside) == len(inside) else ((port, host) for port in inside)
    return [(f"{one}/{protocol or 'tcp'}", host_ip.strip("[]"), two) for one, two in pairs]


def _range(text: str) -> list[str]:
    first, dash, last = text.partition("-")
    if not (dash and first.isdigit() and last.isdigit()):
        return [text]
    low, high = int(first), int(last)
    return [str(port) for port in range(low, min(high, low + MAX_RANGE) + 1)]
