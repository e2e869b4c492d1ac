"""Facts of an engine, from GET /info and GET /version."""

from typing import Literal

from inspector.facts import raw
from inspector.facts.components import components
from inspector.facts.listeners import listeners
from inspector.facts.secrets import marks
from inspector.facts.types import EngineFacts
from inspector.facts.versions import parse_version
from inspector.model import Document, Gap
from inspector.sources.snapshot import Snapshot

NO_INFO = "the engine's info was not given"
NNP_TOLD = [24, 0]
"""The release from which info tells the engine's default of no-new-privileges (moby daemon/info_unix.go)."""
CGROUP_TOLD = 20
"""The first release line that knows cgroup v2, and tells the version."""

_LOOPBACK = frozenset({"127.0.0.0/8", "::1/128"})


def engine_facts(snapshot: Snapshot, name: str, nested_in: str | None) -> EngineFacts:
    """All facts of the engine that a snapshot is of.

    Args:
        snapshot: of the engine.
        name: what the report calls it.
        nested_in: `engine/container` that runs it, or None.
    """
    facts = _empty(name, snapshot.socket, nested_in)
    version = snapshot.version if isinstance(snapshot.version, dict) else None
    info = snapshot.info if isinstance(snapshot.info, dict) else None
    facts["kind"] = _kind(info, version)
    facts["version"] = _version(info, version)
    if info is None:
        told = {"name", "socket", "nested_in", "components", "unknown", "sources"}
        told |= {key for key in ("kind", "version") if version is not None}
        facts["unknown"] += [{"path": key, "reason": NO_INFO} for key in facts if key not in told]
    else:
        _security(facts, info)
        _platform(facts, info)
        _services(facts, info)
    facts["components"], unknown = components(version, facts["runtimes"])
    facts["unknown"] += unknown
    return facts


def engine_gaps(facts: EngineFacts) -> list[Gap]:
    """What this engine does not tell, once for all its workloads (catalogue 0: `no_new_privileges`)."""
    if any(entry["path"] == "no_new_privileges" and entry["reason"] != NO_INFO for entry in facts["unknown"]):
        reason = "engines before 24.0 do not tell their default of no-new-privileges; it counts as off"
        worst: Gap = {"engine": facts["name"], "kind": "engine", "id": "no-new-privileges", "reason": reason}
        return [worst | {"severity": "medium"}]  # SEC-006 is never more
    return []


def engine_document(snapshot: Snapshot) -> Document:
    """The engine as one raw document: info, with the answer of GET /version at `Version`."""
    info: object = snapshot.info
    return {**(info if isinstance(info, dict) else {}), "Version": snapshot.version}


def _empty(name: str, socket: str | None, nested_in: str | None) -> EngineFacts:
    return EngineFacts(
        name=name,
        kind=None,
        version=None,
        rootless=None,
        userns_remap=None,
        cgroup=None,
        apparmor=None,
        selinux=None,
        no_new_privileges=None,
        seccomp=None,
        root_dir=None,
        socket=socket,
        tcp=[],
        insecure_registries=[],
        components=[],
        authorization=[],
        secrets=[],
        runtimes={},
        default_runtime=None,
        swarm=None,
        nested_in=nested_in,
        unknown=[],
        sources={},
    )


def _kind(info: Document | None, version: Document | None) -> Literal["docker", "podman", "other"] | None:
    """By the names of its components; without them by a field that only Podman's info has."""
    names = _component_names(version)
    if names:
        if any(name.startswith("Podman") for name in names):
            return "podman"
        return "docker" if "Engine" in names else "other"
    if info is None:
        return None
    return "podman" if "BuildahVersion" in info or "Rootless" in info else "docker"


def _version(info: Document | None, version: Document | None) -> list[int] | None:
    told = (raw.text(version, "Version") if version else None) or (raw.text(info, "ServerVersion") if info else None)
    return parse_version(told or "")


def _security(facts: EngineFacts, info: Document) -> None:
    """What info's SecurityOptions tells; null there means none, as Go writes it."""
    options = raw.items(info, "SecurityOptions")
    paths = ("apparmor", "selinux", "seccomp", "rootless", "userns_remap", "no_new_privileges")
    facts["sources"] |= {path: ["/SecurityOptions"] for path in paths}
    if options is None:
        reason = raw.fault(info, "SecurityOptions", "Info")
        facts["unknown"] += [{"path": path, "reason": reason} for path in paths]
        return
    named = dict(_option(option) for option in options if isinstance(option, str))
    facts["apparmor"] = "apparmor" in named
    facts["selinux"] = "selinux" in named
    facts["rootless"] = "rootless" in named or info.get("Rootless") is True
    facts["userns_remap"] = "userns" in named
    if info.get("OSType") != "windows":
        facts["seccomp"] = _seccomp(named)
    _no_new_privileges(facts, named)


def _option(text: str) -> tuple[str, str]:
    """Name and profile of a security option: `name=seccomp,profile=builtin`, or the bare name of old."""
    parts = dict(part.partition("=")[::2] for part in text.split(","))
    return parts.get("name", text), parts.get("profile", "")


def _seccomp(named: dict[str, str]) -> Literal["default", "custom", "unconfined", "unsupported"]:
    if "seccomp" not in named:
        return "unsupported"
    match named["seccomp"]:
        case "default" | "builtin" | "":
            return "default"
        case "unconfined":
            return "unconfined"
        case _:
            return "custom"


def _no_new_privileges(facts: EngineFacts, named: dict[str, str]) -> None:
    """The engine's default. Podman has none of its own: a container's SecurityOpt says all."""
    if "no-new-privileges" in named:
        facts["no_new_privileges"] = True
    elif facts["kind"] == "podman":
        facts["no_new_privileges"] = None
    elif facts["version"] is not None and facts["version"] >= NNP_TOLD:
        facts["no_new_privileges"] = False
    else:
        reason = "the engine does not tell its default of no-new-privileges (engines do from 24.0 on)"
        facts["unknown"].append({"path": "no_new_privileges", "reason": reason})


def _platform(facts: EngineFacts, info: Document) -> None:
    facts["root_dir"] = _told(facts, "root_dir", info, "DockerRootDir")
    facts["default_runtime"] = _told(facts, "default_runtime", info, "DefaultRuntime")
    _cgroup(facts, info)
    runtimes = raw.section(info, "Runtimes")
    facts["sources"]["runtimes"] = ["/Runtimes"]
    if runtimes is None:
        facts["unknown"].append(raw.unknown("runtimes", info, "Runtimes", "Info"))
    for name, runtime in (runtimes or {}).items():
        if isinstance(runtime, dict):
            facts["runtimes"][name] = {
                "path": raw.text(runtime, "path") or "",
                "args": raw.texts(runtime, "runtimeArgs")[0],
                "type": raw.text(runtime, "runtimeType") or "",
            }


def _told(facts: EngineFacts, path: str, info: Document, key: str) -> str | None:
    """The text at `key` of info; an empty one is as unknown as an absent one."""
    value = raw.text(info, key)
    facts["sources"][path] = [raw.pointer(key)]
    if not value:
        reason = f"Info.{key} is empty" if value == "" else raw.fault(info, key, "Info")
        facts["unknown"].append({"path": path, "reason": reason})
    return value or None


def _cgroup(facts: EngineFacts, info: Document) -> None:
    told = info.get("CgroupVersion")
    facts["sources"]["cgroup"] = ["/CgroupVersion"]
    if told in ("1", "2"):
        facts["cgroup"] = int(told)
    elif told is None and facts["kind"] == "docker" and facts["version"] and facts["version"][0] < CGROUP_TOLD:
        facts["cgroup"] = 1
    elif info.get("OSType") != "windows":
        facts["unknown"].append(raw.unknown("cgroup", info, "CgroupVersion", "Info"))


def _services(facts: EngineFacts, info: Document) -> None:
    facts["tcp"], why = listeners(info, facts["kind"], facts["version"])
    if why is not None:
        facts["unknown"].append({"path": "tcp", "reason": why})
    _authorization(facts, info)
    for key in ("HttpProxy", "HttpsProxy"):
        facts["secrets"] += marks("url", key, raw.text(info, key) or "", raw.pointer(key))
    _registries(facts, info)
    _swarm(facts, info)


def _authorization(facts: EngineFacts, info: Document) -> None:
    plugins = raw.section(info, "Plugins")
    names, whole = raw.texts(plugins, "Authorization") if plugins is not None else ([], False)
    facts["authorization"] = names
    facts["sources"]["authorization"] = ["/Plugins/Authorization"]
    if not whole:
        facts["unknown"].append(raw.unknown("authorization", plugins, "Authorization", "Info.Plugins"))


def _registries(facts: EngineFacts, info: Document) -> None:
    """Registries without verified TLS. Loopback is always among them and means nothing."""
    config = raw.section(info, "RegistryConfig")
    ranges, whole = raw.texts(config, "InsecureRegistryCIDRs") if config is not None else ([], False)
    indexes = [name for name, index in raw.pairs(config, "IndexConfigs") if index.get("Secure") is False]
    facts["insecure_registries"] = [entry for entry in ranges if entry not in _LOOPBACK] + indexes
    facts["sources"]["insecure_registries"] = ["/RegistryConfig"]
    if not whole:
        where = "Info.RegistryConfig"
        facts["unknown"].append(raw.unknown("insecure_registries", config, "InsecureRegistryCIDRs", where))


def _swarm(facts: EngineFacts, info: Document) -> None:
    swarm = raw.section(info, "Swarm")
    state = raw.text(swarm, "LocalNodeState") if swarm else None
    facts["sources"]["swarm"] = ["/Swarm"]
    if swarm is None or state is None:
        facts["unknown"].append(raw.unknown("swarm", swarm, "LocalNodeState", "Info.Swarm"))
    elif state in {"inactive", ""}:
        facts["swarm"] = "inactive"
    else:
        # only a manager can be locked; it cannot say so by ControlAvailable then
        facts["swarm"] = "manager" if swarm.get("ControlAvailable") is True or state == "locked" else "worker"


def _component_names(version: Document | None) -> list[str]:
    entries = raw.items(version, "Components") if version else None
    return [name for entry in entries or [] if isinstance(entry, dict) and (name := raw.text(entry, "Name"))]
