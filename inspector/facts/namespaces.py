"""The namespaces of a workload: its own, the host's, or another container's."""

from functools import lru_cache

from inspector.facts import raw, runtimes
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.links import MODES, Namespace
from inspector.facts.types import EngineFacts, NamespaceFacts
from inspector.model import Document, Unknown

_SOURCES = {
    "namespaces.pid": ["/HostConfig/PidMode"],
    "namespaces.ipc": ["/HostConfig/IpcMode"],
    "namespaces.net": ["/HostConfig/NetworkMode"],
    "namespaces.uts": ["/HostConfig/UTSMode"],
    "namespaces.user": ["/HostConfig/UsernsMode"],
    "namespaces.cgroup": ["/HostConfig/CgroupnsMode"],
}
_IPC = {"": "shareable", "private": "private", "shareable": "shareable", "none": "none", "host": "host"}
"""The empty mode is what very old engines wrote, when all were shareable."""
_OWN = {"": "private", "private": "private", "host": "host"}
"""The modes of the others; Podman writes `private` where Docker leaves the text empty."""
_PODMAN_USER = frozenset({"private", "auto", "keep-id", "nomap"})
"""Podman's words for a user namespace of the container's own."""
OWN_KERNEL = frozenset({"sysbox", "gvisor", "kata", "hyperv"})
CGROUP_TOLD = 20
"""The first release line that has private cgroup namespaces."""


def namespaces(workload: Workload, context: Context) -> Facet:
    """`namespaces`: mode of each, what a chain of joins ends in, whom it joins (CIS 5.10, 5.16, 5.17, 5.21).

    A container that was not collected makes `effective` unknown; for one that does not exist it is None.
    """
    document = workload.document
    host = raw.section(document, "HostConfig")
    if host is None:
        return Facet({"namespaces": _nothing()}, [raw.unknown("namespaces", document, "HostConfig")], _SOURCES)
    unknown: list[Unknown] = []
    facts = {
        "pid": _shared(workload, context, "pid", unknown),
        "ipc": _shared(workload, context, "ipc", unknown),
        "net": _shared(workload, context, "net", unknown),
        "uts": _uts(host, unknown),
        "user": _user(document, host, context.engine, unknown),
        "cgroup": _cgroup(host, context.engine, unknown),
    }
    return Facet({"namespaces": facts}, unknown, _SOURCES)


@lru_cache(maxsize=256)
def _plain(mode: str | None, effective: str | None) -> NamespaceFacts:
    """Facts without a target; shared, so never written to."""
    return NamespaceFacts(mode=mode, effective=effective, target=None)


def _nothing() -> dict[str, NamespaceFacts]:
    return {name: _plain(None, None) for name in ("pid", "ipc", "net", "uts", "user", "cgroup")}


def mode_of(document: Document, namespace: Namespace) -> str | None:
    """The mode of a namespace that can be joined: `container` for a join, None when it cannot be read.

    Only the text `host` is the host's network: by the id of the network called host a container gets its own
    empty one (measured), and a network's name or id is a private namespace with that network in it.
    """
    host = raw.section(document, "HostConfig")
    mode = host.get(MODES[namespace]) if host else None
    if not isinstance(mode, str) or mode.startswith("ns:"):
        return None
    if mode.startswith("container:"):
        return "container"
    if namespace == "net":
        return mode if mode in {"host", "none"} else "private"
    return (_IPC if namespace == "ipc" else _OWN).get(mode)


def _shared(workload: Workload, context: Context, namespace: Namespace, unknown: list[Unknown]) -> NamespaceFacts:
    mode = mode_of(workload.document, namespace)
    path = f"namespaces.{namespace}"
    if mode is None:
        key = MODES[namespace]
        unknown.append(_unread(path, workload.document["HostConfig"], key))
        return _plain(None, None)
    if mode != "container":
        return _plain(mode, mode)
    ref = context.links.target(workload, namespace) or ""
    target = context.links.container(ref)
    owner = context.links.owner(workload, namespace)
    name = target.value.name if target.value else ref
    effective = mode_of(owner.value.document, namespace) if owner.value else None
    if effective is None and not (owner.value is None and owner.known):
        reason = f"the container {name} at the end of the chain was not collected or tells no {MODES[namespace]}"
        unknown.append({"path": f"{path}.effective", "reason": reason})
    return NamespaceFacts(mode=mode, effective=effective, target=name)


def _uts(host: Document, unknown: list[Unknown]) -> NamespaceFacts:
    told = host.get("UTSMode")
    mode = _OWN.get(told) if isinstance(told, str) else None
    if mode is None:
        unknown.append(_unread("namespaces.uts", host, "UTSMode"))
    return _plain(mode, mode)


def _user(document: Document, host: Document, engine: EngineFacts, unknown: list[Unknown]) -> NamespaceFacts:
    """The user namespace. Opting out means something on an engine that remaps only."""
    told = host.get("UsernsMode")
    if not isinstance(told, str):
        unknown.append(_unread("namespaces.user", host, "UsernsMode"))
        return _plain(None, None)
    if runtimes.sandbox(document, engine)[0] in OWN_KERNEL:
        return _plain("sandbox", "sandbox")
    if engine["rootless"] is None or engine["userns_remap"] is None:
        unknown.append({"path": "namespaces.user", "reason": "the engine's security options were not given"})
        return _plain(None, None)
    if engine["userns_remap"] and told == "host" and not engine["rootless"]:
        return _plain("optout", "host")
    mode = _user_mode(told, engine)
    return _plain(mode, mode)


def _user_mode(told: str, engine: EngineFacts) -> str:
    if engine["rootless"]:
        return "rootless"
    own = engine["kind"] == "podman" and told.partition(":")[0] in _PODMAN_USER
    return "remap" if own or engine["userns_remap"] else "host"


def _cgroup(host: Document, engine: EngineFacts, unknown: list[Unknown]) -> NamespaceFacts:
    told = host.get("CgroupnsMode")
    if told in ("host", "private"):
        return _plain(told, told)
    version = engine["version"]
    if "CgroupnsMode" not in host and engine["kind"] == "docker" and version and version[0] < CGROUP_TOLD:
        return _plain("host", "host")
    unknown.append(_unread("namespaces.cgroup", host, "CgroupnsMode"))
    return _plain(None, None)


def _unread(path: str, host: Document, key: str) -> Unknown:
    told = host.get(key)
    if isinstance(told, str):
        return {"path": path, "reason": f"HostConfig.{key} is {told[:80]!r}" if told else f"HostConfig.{key} is empty"}
    return raw.unknown(path, host, key, "HostConfig")
