"""The devices of the host that a workload can open."""

import posixpath
from collections.abc import Iterator
from typing import Any

from inspector.facts import capset, devicetable, raw
from inspector.facts.created import created_with
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.process import variables
from inspector.facts.types import DeviceItem, EngineFacts
from inspector.model import Document, Unknown

ALL = "rwm"
CDI = "what a CDI name stands for is written in a file of the host, which the API does not tell"
LINK = "a path that no table knows may be a link to a disk, which the API does not tell"


def devices(workload: Workload, context: Context) -> Facet:
    """`devices` from HostConfig.Devices, DeviceCgroupRules and DeviceRequests, and the NVIDIA runtime (CIS 5.18).

    Podman tells DeviceCgroupRules nowhere but in the command that made the container, where it keeps that.
    What Privileged opens is not listed. Where the kind of a device is not told, `devices[i].kind` is unknown.
    """
    host = raw.section(workload.document, "HostConfig")
    if host is None:
        return Facet({"devices": []}, [raw.unknown("devices", workload.document, "HostConfig")])
    unknown: list[Unknown] = [] if "Devices" in host else [_unread(host, "Devices")]
    asked = list(created_with(workload.document, "--device-cgroup-rule"))
    if all(host.get(key) in _NOTHING for key in _KEYS) and not asked and not _nvidia(host, context.engine):
        return Facet({"devices": []}, unknown)
    found = [
        *_nodes(host, context.engine, unknown),
        *_rules(workload, host, context, asked, unknown),
        *_requests(host, unknown),
        *_by_runtime(workload, host, context.engine),
    ]
    unknown += [
        {"path": f"devices[{index}].{key}", "reason": LINK if item["given_by"] != "request" else CDI}
        for index, item in enumerate(found)
        if item["kind"] is None
        for key in (("kind",) if item["given_by"] != "request" else ("kind", "class"))
    ]
    return Facet({"devices": found}, unknown)


_KEYS = ("Devices", "DeviceCgroupRules", "DeviceRequests")
_NOTHING: tuple[Any, ...] = (None, [])


def _unread(host: Document, key: str) -> Unknown:
    return raw.unknown("devices", host, key, "HostConfig")


def _entries(host: Document, key: str, unknown: list[Unknown]) -> list[Any]:
    entries = raw.items(host, key) if key in host else []
    if entries is None:
        unknown.append(_unread(host, key))
    return entries or []


def _nodes(host: Document, engine: EngineFacts, unknown: list[Unknown]) -> Iterator[DeviceItem]:
    """Nodes that are created in the container and allowed; of a directory every node below it (measured)."""
    for index, entry in enumerate(_entries(host, "Devices", unknown)):
        told = raw.text(entry, "PathOnHost") if isinstance(entry, dict) else None
        if told is None:
            unknown.append({"path": "devices", "reason": f"HostConfig.Devices[{index}] has no PathOnHost"})
            continue
        path = posixpath.normpath(told) if told else ""
        path = f"/{path.lstrip('/')}" if path.startswith("//") else path
        device = devicetable.by_path(path)
        access = entry.get("CgroupPermissions")
        yield DeviceItem(
            {
                "path": path,
                "dest": raw.text(entry, "PathInContainer") or path,
                "access": _access(access, engine),
                "kind": device.kind,
                "given_by": "device",
                "openable": True,
                "class": device.cls,
                "certainty": "certain",
                "source": [raw.pointer("HostConfig", "Devices", index)],
            }
        )


def _access(told: Any, engine: EngineFacts) -> str:
    """The letters of the access. Podman leaves it empty and means all; with Docker such a container does not start."""
    if told == "" and engine["kind"] == "docker":
        return ""
    letters = "".join(letter for letter in ALL if letter in told) if isinstance(told, str) else ""
    return letters or ALL


def _rules(
    workload: Workload, host: Document, context: Context, asked: list[tuple[str, str]], unknown: list[Unknown]
) -> Iterator[DeviceItem]:
    """Rules of the device cgroup: they let a node be opened that a bind of /dev or MKNOD must provide."""
    told = _entries(host, "DeviceCgroupRules", unknown)
    entries = [(entry, raw.pointer("HostConfig", "DeviceCgroupRules", index)) for index, entry in enumerate(told)]
    entries += [one for one in asked if one[0] not in told]
    openable = bool(entries) and _can_have_node(workload, context)
    for entry, place in entries:
        found = devicetable.by_rule(entry) if isinstance(entry, str) else None
        if found is None:
            unknown.append({"path": "devices", "reason": f"{_name(place)} is no rule"})
            continue
        yield DeviceItem(
            {
                "path": entry,
                "dest": "",
                "access": found[1],
                "kind": found[0].kind,
                "given_by": "rule",
                "openable": openable,
                "class": found[0].cls,
                "certainty": "certain",
                "source": [place],
            }
        )


def _name(place: str) -> str:
    """A pointer to an entry of a list, in words: `HostConfig.DeviceCgroupRules[0]`."""
    path, _, index = place[1:].rpartition("/")
    return f"{path.replace('/', '.')}[{index}]"


def _can_have_node(workload: Workload, context: Context) -> bool:
    """Whether MKNOD is within reach, or the host's /dev (or something above or in it) is mounted."""
    document = workload.document
    bounding = capset.bounding(document, context.engine)
    if bounding is None or "MKNOD" in bounding.sources:
        return True
    host = raw.section(document, "HostConfig") or raw.EMPTY
    mounts = [mount for parent in (document, host) for mount in raw.items(parent, "Mounts") or []]
    paths: list[Any] = [bind.partition(":")[0] for bind in raw.texts(host, "Binds")[0]]
    for mount in mounts:
        if isinstance(mount, dict):
            paths += [mount.get("Source"), _volume_device(context, mount)]
    return any(_has_nodes(posixpath.normpath(path)) for path in paths if isinstance(path, str) and path)


def _has_nodes(path: str) -> bool:
    return path in {"/", "//"} or path == "/dev" or path.startswith("/dev/")


def _volume_device(context: Context, mount: Document) -> Any:
    """The host path that a volume's options name, when the mount is of such a volume."""
    name = raw.text(mount, "Name")
    volume = context.links.volume(name).value if name else None
    return (raw.section(volume, "Options") or raw.EMPTY).get("device")


def _requests(host: Document, unknown: list[Unknown]) -> Iterator[DeviceItem]:
    """What a device driver (nvidia) or a CDI file hands in; which nodes, only the driver knows."""
    for index, entry in enumerate(_entries(host, "DeviceRequests", unknown)):
        if not isinstance(entry, dict):
            unknown.append({"path": "devices", "reason": f"HostConfig.DeviceRequests[{index}] is no map"})
            continue
        driver = raw.text(entry, "Driver") or ""
        names, _ = raw.texts(entry, "DeviceIDs")
        wanted = [name for group in raw.items(entry, "Capabilities") or [] if isinstance(group, list)
                  for name in group if isinstance(name, str)]  # fmt: skip
        if not names:
            count = raw.number(entry, "Count")
            names = [f"{driver or 'gpu'}: {'all' if count == -1 else count if count is not None else 'some'}"]
        for name in names:
            gpu = driver != "cdi" or "gpu" in name or name.startswith("nvidia.com/") or "gpu" in wanted
            yield _request(name, raw.pointer("HostConfig", "DeviceRequests", index), gpu=gpu)


def _request(name: str, source: str, *, gpu: bool) -> DeviceItem:
    return DeviceItem(
        {
            "path": name,
            "dest": "",
            "access": ALL,
            "kind": "gpu" if gpu else None,
            "given_by": "request",
            "openable": True,
            "class": "gpu" if gpu else None,
            "certainty": "certain" if gpu else "likely",
            "source": [source],
        }
    )


def _nvidia(host: Document, engine: EngineFacts) -> bool:
    """Whether NVIDIA's runtime runs it, which hands in GPUs by environment variable."""
    name = raw.text(host, "Runtime") or engine["default_runtime"] or ""
    known = engine["runtimes"].get(name)
    return "nvidia" in (name + (known["path"] if known else "")).lower()


def _by_runtime(workload: Workload, host: Document, engine: EngineFacts) -> Iterator[DeviceItem]:
    """GPUs by NVIDIA_VISIBLE_DEVICES, with no device request at all."""
    config = raw.section(workload.document, "Config")
    if config is None or not _nvidia(host, engine):
        return
    wanted = variables(config)[0].get("NVIDIA_VISIBLE_DEVICES")
    if not wanted or wanted in {"void", "none"}:
        return
    entries = raw.items(config, "Env") or []
    at = [index for index, entry in enumerate(entries)
          if isinstance(entry, str) and entry.startswith("NVIDIA_VISIBLE_DEVICES=")]  # fmt: skip
    yield _request(f"nvidia.com/gpu={wanted}", raw.pointer("Config", "Env", at[-1]), gpu=True)
