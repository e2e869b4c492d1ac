"""A service as the container that `docker compose up` would create (compose-go's fields, moby's HostConfig)."""

import json
import shlex
from collections.abc import Callable, Mapping
from typing import Any

from inspector.sources.compose.document import Draft
from inspector.sources.compose.interpolate import read_env
from inspector.sources.compose.limits import limits
from inspector.sources.compose.merge import as_map
from inspector.sources.compose.misfits import misfits
from inspector.sources.compose.mounts import mounts
from inspector.sources.compose.networks import networks
from inspector.sources.compose.project import MAX_BYTES, Project
from inspector.sources.compose.tree import Node
from inspector.sources.compose.written import of_file, words
from inspector.sources.redact import KeepList

MASKED = [
    "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
    "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap",
    "/sys/firmware",
]  # fmt: skip
ORDINARY = frozenset({"PUID", "PGID", "PATH", "HOME", "HOSTNAME", "LANG", "LC_ALL", "SHELL", "TERM", "TZ", "LOG_LEVEL"})
"""Variables on the keep list on which no access hangs: that their value is not known makes nothing unknown."""
READONLY = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]


def service_draft(project: Project, name: str, service: Node) -> Draft:
    """The document of one service."""
    draft = Draft(name, _empty(project, name, project.title(name)), words=words(service))
    draft.note("", service)
    draft.note("/Name", service)
    for step in STEPS:
        step(draft, project, service)
    host = draft.document["HostConfig"]
    if host["Privileged"] is not False:
        host["MaskedPaths"] = host["ReadonlyPaths"] = None
    return draft


def _empty(project: Project, name: str, title: str) -> dict[str, Any]:
    labels = {"com.docker.compose.project": project.name, "com.docker.compose.service": name}
    host = {
        "Binds": None, "NetworkMode": f"{project.name}_default", "PortBindings": {}, "VolumesFrom": None,
        "CapAdd": None, "CapDrop": None, "CgroupnsMode": "", "Dns": None, "ExtraHosts": None, "GroupAdd": None,
        "IpcMode": "private", "Links": None, "PidMode": "", "Privileged": False, "PublishAllPorts": False,
        "ReadonlyRootfs": False, "SecurityOpt": None, "UTSMode": "", "UsernsMode": "", "Runtime": "", "Isolation": "",
        "Memory": 0, "NanoCpus": 0, "CgroupParent": "", "Devices": None, "DeviceCgroupRules": None,
        "DeviceRequests": None, "PidsLimit": None, "Ulimits": None, "Mounts": None, "MaskedPaths": list(MASKED),
        "ReadonlyPaths": list(READONLY), "RestartPolicy": {"Name": "no", "MaximumRetryCount": 0},
        "LogConfig": {"Type": "", "Config": {}}, "OomKillDisable": False, "OomScoreAdj": 0,
    }  # fmt: skip
    return {
        "Id": f"{project.name}/{name}",
        "Name": f"/{title}",
        "State": {"Status": "created"},
        "Config": {
            "User": "",
            "Env": [],
            "Labels": labels,
            "Cmd": None,
            "Entrypoint": None,
            "Image": "",
            "ExposedPorts": {},
        },
        "HostConfig": host,
        "Mounts": [],
        "NetworkSettings": {"Ports": {}, "Networks": {}},
        "AppArmorProfile": "",
        "Compose": {"service": name, "profiles": [], "hooks": [], "provider": None, "build": None},
    }


Step = Callable[[Draft, Project, Node], None]


def _texts(key: str, pointer: str) -> Step:
    """A field that is one string."""

    def step(draft: Draft, _: Project, service: Node) -> None:
        node = service.get(key)
        if node is not None:
            draft.put(pointer, None if draft.unset(node) else node.text or "", node)

    return step


def _lists(key: str, pointer: str) -> Step:
    """A field that is a list of strings."""

    def step(draft: Draft, _: Project, service: Node) -> None:
        node = service.get(key)
        for one in node.items if node else []:
            draft.append(pointer, None if draft.unset(one) else one.text, one)

    return step


def _flags(key: str, pointer: str) -> Step:
    """A field that is true or false; anything else is not known."""

    def step(draft: Draft, _: Project, service: Node) -> None:
        node = service.get(key)
        if node is not None:
            if node.truth is None and not draft.unset(node):
                draft.gap(node, f"{key} is neither true nor false")
            draft.put(pointer, node.truth, node)

    return step


def _maps(key: str, pointer: str) -> Step:
    """A field that is a map of strings, or a list of `name=value`."""

    def step(draft: Draft, _: Project, service: Node) -> None:
        node = service.get(key)
        for name, one in as_map(node).mapping.items() if node else ():
            draft.document.setdefault(pointer.split("/")[1], {})
            escaped = name.replace("~", "~0").replace("/", "~1")
            at = draft.document
            for part in pointer.split("/")[1:]:
                at[part] = at.get(part) or {}
                at = at[part]
            at[name] = one.text or ""
            draft.note(f"{pointer}/{escaped}", one)

    return step


def _joined(key: str, pointer: str) -> Step:
    """A namespace: `service:NAME` is the container of that service."""

    def step(draft: Draft, project: Project, service: Node) -> None:
        node = service.get(key)
        if node is None:
            return
        value = None if draft.unset(node) else node.text or ""
        other = value.removeprefix("service:") if value and value.startswith("service:") else None
        draft.put(pointer, value if other is None else f"container:{container_of(project, other)}", node)
        if other is not None:
            draft.flag(pointer, f"--{key} {shlex.quote(f'container:{project.title(other)}')}")

    return step


def container_of(project: Project, service: str) -> str:
    """The id that the container of another service of the project has here."""
    return f"{project.name}/{service}"


def _command(draft: Draft, _: Project, service: Node) -> None:
    """Entrypoint and command; without an entrypoint the image's runs, which a compose file does not tell."""
    words = {key: _words(draft, service.get(key)) for key in ("entrypoint", "command")}
    for key, name in (("entrypoint", "Entrypoint"), ("command", "Cmd")):
        if service.get(key) is not None:
            draft.put(f"/Config/{name}", words[key], service.get(key))
    entry = words["entrypoint"]
    if entry:
        draft.put("/Path", entry[0], service.get("entrypoint"))
        draft.put("/Args", [*entry[1:], *(words["command"] or [])], service.get("command") or service.get("entrypoint"))


def _words(draft: Draft, node: Node | None) -> list[str] | None:
    if node is None or draft.any_unset(node):
        return None
    if isinstance(node.value, str):
        try:
            return shlex.split(node.value)
        except ValueError:
            return [node.value]
    return [one.value for one in node.items if isinstance(one.value, str)]


def _environment(draft: Draft, project: Project, service: Node) -> None:
    """`env_file`, then `environment`; a name without value takes the deployer's and is not known."""
    found: dict[str, tuple[str | None, Node]] = {}
    whole = True
    files = service.get("env_file")
    for one in files.items if files else []:
        values = _env_file(draft, project, one, {name: value for name, (value, _) in found.items()})
        whole = whole and values is not None
        for name, value in (values or {}).items():
            found[name] = (value, one)
    node = service.get("environment")
    for name, one in as_map(node).mapping.items() if node else ():
        given = project.variables.get(name) if one.value is None else one.text
        found[name] = (given, one)
    listed = node.mapping.values() if node and isinstance(node.value, dict) else node.items if node else ()
    own = {one.place for one in listed}
    for name, (value, place) in found.items():
        pointer = draft.append("/Config/Env", name if value is None else f"{name}={value}", place)
        if place.place not in own:
            draft.written[pointer] = {"line": of_file(name, place)}
        whole = whole and (value is not None or not _is_telling(draft, name, place))
    if not whole:  # no text, so that what the facts read from the environment is unknown, not absent
        draft.append("/Config/Env", None, files or node)


def _is_telling(draft: Draft, name: str, node: Node) -> bool:
    """Whether access may hang on a variable whose value only the deployer knows (an engine's address, TLS): a gap."""
    telling = KeepList.bundled().env.keep(name) and name not in ORDINARY
    if telling:
        draft.gap(node, f"the value of {name} is not in the file")
    return telling


def _env_file(
    draft: Draft, project: Project, node: Node, before: Mapping[str, str | None]
) -> dict[str, str | None] | None:
    """The variables of a file, None for those that depend on one that is not set; None when it was not read."""
    named = node.get("path") if isinstance(node.value, dict) else node
    required = node.get("required")
    if named is None or named.text is None:
        draft.gap(node, "env_file: which file it is is not known")
        return None
    try:
        data = (project.near(node) / named.text).read_bytes()[:MAX_BYTES]
    except (OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError) and required is not None and required.truth is False:
            return {}
        reason = error.strerror if isinstance(error, OSError) else None
        draft.gap(node, f"env_file {named.text}: {reason or 'cannot be read'}")
        return None
    return read_env(data.decode("utf-8-sig", "replace"), {**before, **project.variables})


def _security(draft: Draft, project: Project, service: Node) -> None:
    """`security_opt`; a seccomp profile is a file, which the client sends inline.

    `systempaths=unconfined` never reaches the engine: the client sends two empty lists instead, as `docker run` does.
    """
    node = service.get("security_opt")
    for one in node.items if node else []:
        text = None if draft.unset(one) else one.text
        if text == "systempaths=unconfined":
            draft.put("/HostConfig/MaskedPaths", [], one)
            draft.put("/HostConfig/ReadonlyPaths", [], one)
            continue
        key, separator, value = (text or "").replace(":", "=", 1).partition("=")
        if key == "seccomp" and separator and value not in ("unconfined", "builtin"):
            text = _profile(draft, project, one, value)
        draft.append("/HostConfig/SecurityOpt", text, one)


def _profile(draft: Draft, project: Project, node: Node, name: str) -> str | None:
    try:
        data = (project.near(node) / name).read_bytes()[:MAX_BYTES]
        return "seccomp=" + json.dumps(json.loads(data), separators=(",", ":"))
    except (OSError, ValueError, RecursionError):
        draft.gap(node, f"the seccomp profile {name} was not read")
        return None


def _extras(draft: Draft, _: Project, service: Node) -> None:
    """What only compose has: profiles, hooks, providers, power of the build."""
    about = draft.document["Compose"]
    profiles = service.get("profiles")
    about["profiles"] = [one.text for one in profiles.items] if profiles else []
    for moment in ("pre_start", "post_start", "pre_stop"):
        hooks = service.get(moment)
        for one in hooks.items if hooks else []:
            user, privileged = one.get("user"), one.get("privileged")
            about["hooks"].append(
                {
                    "when": moment,
                    "user": user.text if user else None,
                    "privileged": bool(privileged and privileged.truth),
                }
            )
            draft.note(f"/Compose/hooks/{len(about['hooks']) - 1}", one)
    provider = service.get("provider", "type")
    if provider is not None:
        draft.put("/Compose/provider", {"type": provider.text}, provider)
    build = service.get("build")
    if build is not None and isinstance(build.value, dict):
        privileged, entitlements = build.get("privileged"), build.get("entitlements")
        draft.put(
            "/Compose/build",
            {
                "privileged": bool(privileged and privileged.truth),
                "entitlements": [one.text for one in entitlements.items] if entitlements else [],
            },
            build,
        )


STEPS: tuple[Step, ...] = (
    _texts("image", "/Config/Image"),
    _texts("user", "/Config/User"),
    _texts("hostname", "/Config/Hostname"),
    _texts("userns_mode", "/HostConfig/UsernsMode"),
    _texts("uts", "/HostConfig/UTSMode"),
    _texts("cgroup", "/HostConfig/CgroupnsMode"),
    _texts("cgroup_parent", "/HostConfig/CgroupParent"),
    _texts("runtime", "/HostConfig/Runtime"),
    _texts("isolation", "/HostConfig/Isolation"),
    _joined("pid", "/HostConfig/PidMode"),
    _joined("ipc", "/HostConfig/IpcMode"),
    _flags("privileged", "/HostConfig/Privileged"),
    _flags("read_only", "/HostConfig/ReadonlyRootfs"),
    _flags("oom_kill_disable", "/HostConfig/OomKillDisable"),
    _lists("cap_add", "/HostConfig/CapAdd"),
    _lists("cap_drop", "/HostConfig/CapDrop"),
    _lists("group_add", "/HostConfig/GroupAdd"),
    _lists("device_cgroup_rules", "/HostConfig/DeviceCgroupRules"),
    _lists("dns", "/HostConfig/Dns"),
    _maps("labels", "/Config/Labels"),
    _maps("annotations", "/HostConfig/Annotations"),
    _maps("sysctls", "/HostConfig/Sysctls"),
    _command,
    _environment,
    _security,
    mounts,
    networks,
    limits,
    _extras,
    misfits,
)
