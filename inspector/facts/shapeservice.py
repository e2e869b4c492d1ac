"""A swarm service in the shape of the containers that its tasks run.

The mapping is that of moby daemon/cluster/executor/container/container.go.
"""

import base64
from typing import Any

from inspector.facts import raw
from inspector.facts.kernelpaths import MASKED, READONLY
from inspector.facts.links import Links
from inspector.facts.types import EngineFacts
from inspector.model import Document

_TEMPLATE = "/Spec/TaskTemplate"
_SPEC = f"{_TEMPLATE}/ContainerSpec"
_RESTART = {"any": "always", "on-failure": "on-failure", "none": "no"}

POINTERS = {
    "/Path": f"{_SPEC}/Command",
    "/Args": f"{_SPEC}/Args",
    "/Config/Image": f"{_SPEC}/Image",
    "/Config/Env": f"{_SPEC}/Env",
    "/Config/User": f"{_SPEC}/User",
    "/Config/Labels": f"{_SPEC}/Labels",
    "/Config/Healthcheck": f"{_SPEC}/Healthcheck",
    "/HostConfig/CapAdd": f"{_SPEC}/CapabilityAdd",
    "/HostConfig/CapDrop": f"{_SPEC}/CapabilityDrop",
    "/HostConfig/SecurityOpt": f"{_SPEC}/Privileges",
    "/HostConfig/GroupAdd": f"{_SPEC}/Groups",
    "/HostConfig/Mounts": f"{_SPEC}/Mounts",
    "/HostConfig/ReadonlyRootfs": f"{_SPEC}/ReadOnly",
    "/HostConfig/Sysctls": f"{_SPEC}/Sysctls",
    "/HostConfig/Ulimits": f"{_SPEC}/Ulimits",
    "/HostConfig/Dns": f"{_SPEC}/DNSConfig/Nameservers",
    "/HostConfig/ExtraHosts": f"{_SPEC}/Hosts",
    "/HostConfig/Isolation": f"{_SPEC}/Isolation",
    "/HostConfig/OomScoreAdj": f"{_SPEC}/OomScoreAdj",
    "/HostConfig/Memory": f"{_TEMPLATE}/Resources/Limits/MemoryBytes",
    "/HostConfig/NanoCpus": f"{_TEMPLATE}/Resources/Limits/NanoCPUs",
    "/HostConfig/PidsLimit": f"{_TEMPLATE}/Resources/Limits/Pids",
    "/HostConfig/RestartPolicy": f"{_TEMPLATE}/RestartPolicy",
    "/HostConfig/LogConfig": f"{_TEMPLATE}/LogDriver",
    "/HostConfig/NetworkMode": f"{_TEMPLATE}/Networks",
    "/NetworkSettings/Networks": f"{_TEMPLATE}/Networks",
}
"""Start of a pointer into the shape -> pointer into the service."""


def service_shape(
    document: Document, image: Document | None, links: Links, engine: EngineFacts
) -> tuple[Document, dict[str, str]]:
    """The container-shaped document of a service, and where its parts come from.

    A service that runs a plugin has no container: its shape is nearly empty, so its facts are unknown.
    """
    spec = raw.section(document, "Spec")
    template = raw.section(spec, "TaskTemplate")
    container = raw.section(template, "ContainerSpec")
    if template is None or container is None:
        return {}, {}
    pointers = dict(POINTERS)
    shape: Document = {
        "Config": _config(container, image),
        "HostConfig": _host_config(container, template, engine),
        "Mounts": [],
    }
    if container.get("Mounts") is not None and not isinstance(container["Mounts"], list):
        shape["Mounts"] = container["Mounts"]  # nothing else tells what it mounts
        del shape["HostConfig"]["Binds"]
    _command(shape, container, image, pointers)
    _environment(shape, container, image, pointers)
    _security(shape, container.get("Privileges"), pointers)
    _networks(shape, (spec or raw.EMPTY, template), links, pointers)
    _ports(shape, document, pointers)
    return shape, pointers


def _config(container: Document, image: Document | None) -> Document:
    """Config; what the service leaves out is the image's, and absent when that was not collected."""
    given = raw.section(image, "Config")
    config: Document = {"Image": container.get("Image"), "Labels": container.get("Labels") or {}}
    if "User" in container or given is not None:
        config["User"] = container.get("User") or (raw.text(given, "User") if given else None) or ""
    check = container.get("Healthcheck") or (given.get("Healthcheck") if given else None)
    if check is not None:
        config["Healthcheck"] = check
    config["ExposedPorts"] = (given.get("ExposedPorts") if given else None) or {}
    return config


def _command(shape: Document, container: Document, image: Document | None, pointers: dict[str, str]) -> None:
    """Path and Args: Command replaces the image's entrypoint and its default arguments, Args those alone."""
    given = raw.section(image, "Config") or raw.EMPTY
    command, args = _list(container.get("Command")), _list(container.get("Args"))
    words = [(word, f"{_SPEC}/Command/{at}") for at, word in enumerate(command)]
    if not command:
        if not given:
            shape["Config"]["Cmd"] = args  # for whoever knows what the image starts
            pointers["/Config/Cmd"] = f"{_SPEC}/Args"
            return
        words += [(word, pointers["/Config/Image"]) for word in _list(given.get("Entrypoint"))]
    words += [(word, f"{_SPEC}/Args/{at}") for at, word in enumerate(args)]
    if not command and not args:
        words += [(word, pointers["/Config/Image"]) for word in _list(given.get("Cmd"))]
    if words:
        place_words(shape, words, pointers)


def place_words(shape: Document, words: list[tuple[Any, str]], pointers: dict[str, str]) -> None:
    """Path and Args of a shape from its words, each with its origin."""
    shape["Path"], shape["Args"] = words[0][0], [word for word, _ in words[1:]]
    pointers["/Path"] = words[0][1]
    pointers.update({f"/Args/{at}": origin for at, (_, origin) in enumerate(words[1:])})


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _host_config(container: Document, template: Document, engine: EngineFacts) -> Document:
    resources = raw.section(template, "Resources") or raw.EMPTY
    limits = raw.section(resources, "Limits") or raw.EMPTY
    cgroup = {1: "host", 2: "private"}.get(engine["cgroup"] or 0, "")
    return {
        "Privileged": False,
        "CapAdd": container.get("CapabilityAdd"),
        "CapDrop": container.get("CapabilityDrop"),
        "GroupAdd": container.get("Groups"),
        "Mounts": container.get("Mounts"),
        "Binds": None,
        "VolumesFrom": None,
        "ReadonlyRootfs": container.get("ReadOnly", False),
        "Sysctls": container.get("Sysctls"),
        "Ulimits": container.get("Ulimits"),
        "Dns": _list((raw.section(container, "DNSConfig") or raw.EMPTY).get("Nameservers")),
        "ExtraHosts": _hosts(container.get("Hosts")),
        "Links": None,
        "Isolation": container.get("Isolation", ""),
        "OomScoreAdj": container.get("OomScoreAdj", 0),
        "Memory": limits.get("MemoryBytes", 0),
        "MemorySwap": resources.get("SwapBytes", 0),
        "NanoCpus": limits.get("NanoCPUs", 0),
        "CpuQuota": 0,
        "PidsLimit": limits.get("Pids"),
        "RestartPolicy": _restart(template.get("RestartPolicy")),
        "LogConfig": _log(template.get("LogDriver")),
        "CgroupParent": "",
        "PidMode": "",
        "IpcMode": "private",
        "UTSMode": "",
        "UsernsMode": "",
        "CgroupnsMode": cgroup,
        "Runtime": "",
        "Devices": None,
        "DeviceCgroupRules": None,
        "DeviceRequests": None,
        "PublishAllPorts": False,
        "MaskedPaths": list(MASKED),
        "ReadonlyPaths": list(READONLY),
    }


def _environment(shape: Document, container: Document, image: Document | None, pointers: dict[str, str]) -> None:
    """Config.Env: the service's own variables first, so that they keep their places, then the image's others."""
    own = container.get("Env", [])
    given = raw.section(image, "Config")
    if own is None or isinstance(own, list):
        own = list(own or [])
        names = {entry.partition("=")[0] for entry in own if isinstance(entry, str)}
        inherited = [entry for entry in raw.texts(given or raw.EMPTY, "Env")[0] if entry.partition("=")[0] not in names]
        for index in range(len(own), len(own) + len(inherited)):
            pointers[f"/Config/Env/{index}"] = pointers["/Config/Image"]
        own += inherited
    shape["Config"]["Env"] = own


def _security(shape: Document, privileges: Any, pointers: dict[str, str]) -> None:
    """SecurityOpt as the executor writes it; what is no map stays, for the facets to call it unknown."""
    if not _is_told(privileges):
        shape["HostConfig"]["SecurityOpt"] = {}
        return
    found = _options(privileges or raw.EMPTY)
    shape["HostConfig"]["SecurityOpt"] = [option for option, _ in found]
    for index, (_, key) in enumerate(found):
        pointers[f"/HostConfig/SecurityOpt/{index}"] = f"{_SPEC}/Privileges/{key}"


_MODES = {"Seccomp": ("", "default", "unconfined", "custom"), "AppArmor": ("", "default", "disabled")}


def _is_told(privileges: Any) -> bool:
    """Whether every part of Privileges is of its type, and every mode one that is known."""
    if not isinstance(privileges, dict):
        return privileges is None
    parts = {key: privileges.get(key) or {} for key in ("Seccomp", "AppArmor", "SELinuxContext")}
    if not all(isinstance(part, dict) for part in parts.values()):
        return False
    if any((parts[key].get("Mode") or "") not in known for key, known in _MODES.items()):
        return False
    switches = (parts["SELinuxContext"].get("Disable"), privileges.get("NoNewPrivileges"))
    return all(one is None or isinstance(one, bool) for one in switches)


def _options(privileges: Document) -> list[tuple[str, str]]:
    """Security options, each with the key of Privileges that it stems from."""
    seccomp = raw.section(privileges, "Seccomp") or raw.EMPTY
    labels = raw.section(privileges, "SELinuxContext") or raw.EMPTY
    found = [
        (f"label={key.lower()}:{labels[key]}", "SELinuxContext")
        for key in ("User", "Role", "Type", "Level")
        if labels.get(key)
    ]
    if labels.get("Disable") is True:
        found.append(("label=disable", "SELinuxContext"))
    if seccomp.get("Mode") == "unconfined":
        found.append(("seccomp=unconfined", "Seccomp"))
    elif seccomp.get("Mode") == "custom":
        found.append((f"seccomp={_profile(seccomp.get('Profile'))}", "Seccomp"))
    if (raw.section(privileges, "AppArmor") or raw.EMPTY).get("Mode") == "disabled":
        found.append(("apparmor=unconfined", "AppArmor"))
    if privileges.get("NoNewPrivileges") is True:
        found.append(("no-new-privileges=true", "NoNewPrivileges"))
    return found


def _profile(profile: Any) -> str:
    """The text of a seccomp profile: JSON, in base64 as the API writes bytes; else as it is."""
    if not isinstance(profile, str) or profile.lstrip().startswith("{"):
        return str(profile)
    try:
        return base64.b64decode(profile, validate=True).decode()
    except ValueError:
        return profile


def _hosts(entries: Any) -> list[str]:
    """`ADDRESS NAME...` of a hosts file as `NAME:ADDRESS` of HostConfig."""
    found = []
    for entry in _list(entries):
        address, *words = entry.split() if isinstance(entry, str) and entry.strip() else [""]
        found += [f"{name}:{address}" for name in words]
    return found


def _restart(policy: Any) -> Any:
    """Swarm restarts a task whatever happens unless it is told otherwise."""
    if not isinstance(policy, dict):
        return {"Name": "always", "MaximumRetryCount": 0} if policy is None else policy
    condition = policy.get("Condition", "any")
    name = _RESTART.get(condition, "always") if isinstance(condition, str) else "always"
    return {"Name": name, "MaximumRetryCount": policy.get("MaxAttempts", 0)}


def _log(driver: Any) -> Any:
    if not isinstance(driver, dict):
        return {"Type": "", "Config": {}} if driver is None else driver
    return {"Type": driver.get("Name", ""), "Config": driver.get("Options") or {}}


def _networks(shape: Document, parents: tuple[Document, Document], links: Links, pointers: dict[str, str]) -> None:
    """NetworkSettings.Networks by name; the host's network is attached like any other and gives its mode."""
    spec, template = parents
    attached, place = template.get("Networks"), ("Spec", "TaskTemplate", "Networks")
    if not attached:
        attached, place = spec.get("Networks"), ("Spec", "Networks")  # type: ignore[assignment]  # a pointer of two or three names
    found: Document = {}
    known = attached is None or isinstance(attached, list)
    for index, entry in enumerate(_list(attached)):
        target = raw.text(entry, "Target") if isinstance(entry, dict) else None
        known = known and target is not None
        if target:
            known = known and (target == "host" or links.names_network(target))
            name = links.network_name(target)
            found[name] = {"NetworkID": target, "Aliases": raw.texts(entry, "Aliases")[0]}
            pointers[raw.pointer("NetworkSettings", "Networks", name)] = raw.pointer(*place, index)
            if name == "host":
                pointers["/HostConfig/NetworkMode"] = raw.pointer(*place, index)
    # which network an id means may not be told: then it may be the host's
    shape["HostConfig"]["NetworkMode"] = "host" if "host" in found else "default" if known else None
    shape["NetworkSettings"] = {"Networks": found, "Ports": {}}


def _ports(shape: Document, document: Document, pointers: dict[str, str]) -> None:
    """PortBindings from what the swarm gave (Endpoint.Ports), else from what was asked for."""
    endpoint = raw.section(document, "Endpoint") or raw.EMPTY
    wanted = raw.section(raw.section(document, "Spec"), "EndpointSpec") or raw.EMPTY
    given, place = endpoint.get("Ports"), ("Endpoint", "Ports")
    if not given:
        given, place = wanted.get("Ports"), ("Spec", "EndpointSpec", "Ports")  # type: ignore[assignment]  # a pointer of two or three names
    bindings: dict[str, list[Document]] = {}
    for index, port in enumerate(_list(given)):
        target = raw.number(port, "TargetPort") if isinstance(port, dict) else None
        if target is None:
            continue
        key = f"{target}/{raw.text(port, 'Protocol') or 'tcp'}"
        entries = bindings.setdefault(key, [])
        pointers.setdefault(raw.pointer("HostConfig", "PortBindings", key), raw.pointer(*place, index))
        pointers[raw.pointer("HostConfig", "PortBindings", key, len(entries))] = raw.pointer(*place, index)
        entries.append({"HostIp": "", "HostPort": str(raw.number(port, "PublishedPort") or "")})
    shape["HostConfig"]["PortBindings"] = bindings
