"""Settings of the run that rules of hygiene read."""

from typing import Any

from inspector.facts import raw
from inspector.facts.accounts import parse
from inspector.facts.facet import Context, Facet, Workload
from inspector.model import Document, Unknown

_SOURCES = {
    "read_only_rootfs": ["/HostConfig/ReadonlyRootfs"],
    "restart": ["/HostConfig/RestartPolicy"],
    "healthcheck": ["/Config/Healthcheck"],
    "log": ["/HostConfig/LogConfig"],
    "dns": ["/HostConfig/Dns"],
    "links": ["/HostConfig/Links"],
    "cgroup_parent": ["/HostConfig/CgroupParent"],
    "oom": ["/HostConfig/OomKillDisable", "/HostConfig/OomScoreAdj"],
}


def hygiene(workload: Workload, _context: Context) -> Facet:
    """Facts that HostConfig tells one by one, from `read_only_rootfs` to `oom` (see _KEYS).

    CIS 5.13, 5.15, 5.19, 5.25, 2.13. An absent map of sysctls or annotations is an empty
    one, for engines leave it out. Podman writes ulimits as `RLIMIT_NOFILE`.
    """
    host = raw.section(workload.document, "HostConfig")
    if workload.kind == "plugin":
        return Facet({key: _LISTS.get(key) for key in _KEYS})
    if host is None:
        unknown = [raw.unknown(key, workload.document, "HostConfig") for key in _KEYS]
        return Facet({key: _LISTS.get(key) for key in _KEYS}, unknown, _SOURCES)
    found: list[Unknown] = []
    facts = {
        "read_only_rootfs": _known(found, "read_only_rootfs", host, "ReadonlyRootfs", raw.flag(host, "ReadonlyRootfs")),
        "restart": _restart(host, found),
        "log": _log(host, found),
        "ulimits": _ulimits(host, found),
        "sysctls": _named(host, "Sysctls", "sysctls", found),
        "annotations": _named(host, "Annotations", "annotations", found),
        "dns": _texts(host, "Dns", "dns", found),
        "links": _texts(host, "Links", "links", found),
        "cgroup_parent": _known(found, "cgroup_parent", host, "CgroupParent", raw.text(host, "CgroupParent")),
        "oom": _oom(host, found),
    }
    return Facet(facts, found, _SOURCES)


_KEYS = (
    "read_only_rootfs", "restart", "log", "ulimits", "sysctls", "annotations", "dns", "links", "cgroup_parent", "oom",
)  # fmt: skip


_LISTS: dict[str, Any] = {key: [] for key in ("ulimits", "sysctls", "annotations", "dns", "links")}


def health(workload: Workload, _context: Context) -> Facet:
    """`healthcheck`: whether one is in effect (CIS 5.27).

    The image's check is merged into Config.Healthcheck at creation. Podman may show the state only.
    """
    document = workload.document
    config = raw.section(document, "Config")
    if workload.kind == "plugin":
        return Facet({"healthcheck": None})
    if config is None:
        return Facet({"healthcheck": None}, [raw.unknown("healthcheck", document, "Config")], _SOURCES_HEALTH)
    check = config.get("Healthcheck")
    status = raw.section(raw.section(document, "State"), "Health") or raw.EMPTY
    if isinstance(check, dict):
        test = raw.texts(check, "Test")[0]
        on = bool(test) and test[0] != "NONE"
    else:
        on = raw.text(status, "Status") not in {None, "", "none"}
    unknown: list[Unknown] = []
    if not on and workload.kind in {"service", "compose"} and workload.image is None and check is None:
        unknown.append({"path": "healthcheck", "reason": "the image may have one; it was not collected"})
    return Facet({"healthcheck": None if unknown else on}, unknown, _SOURCES_HEALTH)


_SOURCES_HEALTH = {"healthcheck": _SOURCES["healthcheck"]}


def networks(workload: Workload, context: Context) -> Facet:
    """`networks`: names of the networks in NetworkSettings; none for one that joined another's namespace."""
    settings = raw.section(workload.document, "NetworkSettings")
    found = raw.section(settings, "Networks")
    if found is None and workload.kind != "plugin":
        reason = raw.fault(settings, "Networks", "NetworkSettings")
        return Facet({"networks": []}, [{"path": "networks", "reason": reason}], _SOURCES_NETWORKS)
    names = [context.links.network_name(name) for name in found or () if name]
    unknown: list[Unknown] = []
    if found and "" in found:
        unknown.append({"path": "networks", "reason": "the name of one of its networks is not known"})
    return Facet({"networks": names}, unknown, _SOURCES_NETWORKS)


_SOURCES_NETWORKS = {"networks": ["/NetworkSettings/Networks"]}


def execs(workload: Workload, _context: Context) -> Facet:
    """`execs`: sessions opened with `docker exec`, from GET /exec/ID/json where that was asked (CIS 5.23, 5.24).

    The container tells their ids only: without the answers it is unknown what they run.
    """
    document = workload.document
    ids = raw.items(document, "ExecIDs") if "ExecIDs" in document else []
    if ids is None:
        return Facet({"execs": []}, [raw.unknown("execs", document, "ExecIDs")])
    read = [_session(index, one) for index, one in enumerate(raw.items(document, "ExecInspects") or [])]
    found = [one for one in read if one is not None]
    missing = set(map(str, ids)) - {one["id"] for one in found}
    unknown: list[Unknown] = [{"path": "execs", "reason": "the open exec sessions were not read"}] if missing else []
    return Facet({"execs": found}, unknown)


def _session(index: int, told: Any) -> dict[str, Any] | None:
    """One exec instance; its user is the container's when none is given, so that root is null then."""
    process = raw.section(told, "ProcessConfig")
    if process is None:
        return None
    user = raw.text(process, "user") or ""
    return {
        "id": raw.text(told, "ID") or "",
        "privileged": raw.flag(process, "privileged"),
        "user": user,
        "root": parse(user).root if user else None,
        "running": raw.flag(told, "Running"),
        "source": [f"/ExecInspects/{index}/ProcessConfig"],
    }


def _known(unknown: list[Unknown], path: str, host: Document, key: str, value: Any) -> Any:
    """The value, noting as unknown that there is none."""
    if value is None:
        unknown.append(raw.unknown(path, host, key, "HostConfig"))
    return value


def _restart(host: Document, unknown: list[Unknown]) -> dict[str, Any] | None:
    policy = raw.section(host, "RestartPolicy")
    name = raw.text(policy, "Name") if policy is not None else None
    if policy is None or name is None:
        unknown.append(raw.unknown("restart", policy, "Name", "HostConfig.RestartPolicy"))
        return None
    return {"policy": name or "no", "max": raw.number(policy, "MaximumRetryCount") or 0}


def _log(host: Document, unknown: list[Unknown]) -> dict[str, Any] | None:
    config = raw.section(host, "LogConfig")
    driver = raw.text(config, "Type") if config is not None else None
    if config is None or driver is None:
        unknown.append(raw.unknown("log", config, "Type", "HostConfig.LogConfig"))
        return None
    return {"driver": driver, "options": raw.section(config, "Config") or {}}


def _ulimits(host: Document, unknown: list[Unknown]) -> list[dict[str, Any]]:
    entries = raw.items(host, "Ulimits")
    if not entries and entries is not None:
        return []
    if entries is None:
        unknown.append(raw.unknown("ulimits", host, "Ulimits", "HostConfig"))
    return [
        {
            "name": (raw.text(entry, "Name") or "").lower().removeprefix("rlimit_"),
            "soft": raw.number(entry, "Soft"),
            "hard": raw.number(entry, "Hard"),
            "source": [raw.pointer("HostConfig", "Ulimits", index)],
        }
        for index, entry in enumerate(entries or [])
        if isinstance(entry, dict)
    ]


def _named(host: Document, key: str, path: str, unknown: list[Unknown]) -> list[dict[str, Any]]:
    """The entries of a map of texts, as items."""
    value = host.get(key)
    if value is None:
        return []
    if not isinstance(value, dict):
        unknown.append(raw.unknown(path, host, key, "HostConfig"))
        return []
    return [
        {"name": name, "value": entry, "source": [raw.pointer("HostConfig", key, name)]}
        for name, entry in value.items()
        if isinstance(entry, str)
    ]


def _texts(host: Document, key: str, path: str, unknown: list[Unknown]) -> list[str]:
    found, whole = raw.texts(host, key)
    if not whole:
        unknown.append(raw.unknown(path, host, key, "HostConfig"))
    return found


def _oom(host: Document, unknown: list[Unknown]) -> dict[str, Any]:
    """How the kernel treats it when memory or processor time is short.

    `kill_disable` is null on cgroup v2, where it cannot be switched off; `realtime` is CpuRealtimeRuntime.
    """
    score = raw.number(host, "OomScoreAdj")
    if score is None:
        unknown.append(raw.unknown("oom.score", host, "OomScoreAdj", "HostConfig"))
    return {
        "kill_disable": host.get("OomKillDisable") is True,
        "score": score,
        "realtime": raw.number(host, "CpuRealtimeRuntime") or 0,
    }
