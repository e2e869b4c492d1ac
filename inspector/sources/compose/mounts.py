"""`volumes`, `tmpfs`, `devices`, `volumes_from`, `use_api_socket`, and files as secrets or configs of a service."""

import os
import posixpath
import re
import shlex
from pathlib import PurePosixPath
from typing import Any

from inspector.model import Document
from inspector.sources.compose.document import Draft
from inspector.sources.compose.project import HOME, ROOT, Project
from inspector.sources.compose.short import volume_parts
from inspector.sources.compose.tree import Node
from inspector.sources.compose.written import PROPAGATION

LOCAL = "local"
"""The engine's own driver of volumes."""
API_SOCKET = "/var/run/docker.sock"
SHORT_PARTS = 3
_CDI = re.compile(r"[A-Za-z][\w.-]*/[A-Za-z][\w.-]*=[^\s=]+")
"""The name of a device of the Container Device Interface: `nvidia.com/gpu=all`."""
_PLACES = {"secrets": "/run/secrets", "configs": "/"}


def mounts(draft: Draft, project: Project, service: Node) -> None:
    """All of them, as entries of `Mounts`, `HostConfig.Devices` and `HostConfig.VolumesFrom`."""
    volumes = service.get("volumes")
    for node in volumes.items if volumes else []:
        _volume(draft, project, node)
    tmpfs = service.get("tmpfs")
    for node in tmpfs.items if tmpfs else []:
        path, _, options = (node.text or "").partition(":")
        draft.document["HostConfig"].setdefault("Tmpfs", {})[path] = options
    devices = service.get("devices")
    for node in devices.items if devices else []:
        if isinstance(node.value, str) and not node.unset and _CDI.fullmatch(node.value):
            draft.append("/HostConfig/DeviceRequests", {"Driver": "cdi", "DeviceIDs": [node.value]}, node)
        else:
            draft.append("/HostConfig/Devices", _device(draft, node), node)
    _volumes_from(draft, project, service.get("volumes_from"))
    for key in _PLACES:
        given = service.get(key)
        for node in given.items if given else []:
            _file(draft, project, key, node)
    socket = service.get("use_api_socket")
    if socket is not None and socket.value is not None and socket.truth is not False:
        if socket.truth is None and not draft.unset(socket):
            draft.gap(socket, "use_api_socket is neither true nor false")
        source = API_SOCKET if socket.truth else None
        draft.flag(_bind(draft, socket, {"Source": source, "Destination": API_SOCKET, "RW": True}), "--use-api-socket")


def _volume(draft: Draft, project: Project, node: Node) -> None:
    entry = _long(node) if isinstance(node.value, dict) else _short(node)
    unset = draft.any_unset(node)
    if unset and not isinstance(node.value, dict):  # which part of it is not known cannot be told
        entry["source"] = None
    source = entry["source"]
    common = {"Destination": entry["target"], "RW": not entry["read_only"], "Mode": ""}
    if entry["type"] == "bind" or (unset and source is None):
        made = common | {"Source": host_path(project, source, node), "Propagation": _spread(entry["propagation"])}
        _bind(draft, node, made)
        _lost(draft, node, source, made)
        _below(draft, node, made)
    elif entry["type"] == "volume":
        name = volume_name(project, source) if source else None
        driver = _driver(project.top.get("volumes", source)) if source else LOCAL
        made = common | {"Type": "volume", "Name": name or "", "Source": _data(name, driver), "Driver": driver}
        draft.append("/Mounts", made, node)
    elif entry["type"] != "tmpfs":
        draft.append("/Mounts", common | {"Type": entry["type"], "Source": source or ""}, node)


def _spread(given: str | None) -> str | None:
    """The propagation of a bind; None for a word that the engine does not know."""
    if given and not PROPAGATION.fullmatch(given):
        return None
    return given or "rprivate"


def _file(draft: Draft, project: Project, key: str, node: Node) -> None:
    """A secret or config that is a file of the host is mounted read-only, like any bind (outside a swarm)."""
    long = isinstance(node.value, dict)
    named, target = (node.get("source"), node.get("target")) if long else (node, None)
    name = named.text if named is not None else None
    declared = project.top.get(key, name) if name else None
    if declared is None:  # an entry without a name is told of elsewhere
        if named is not None and not draft.unset(named) and name:
            draft.gap(node, f"{key}: {name} is declared nowhere")
        _bind(draft, node, {"Source": None, "Destination": _PLACES[key], "RW": False})
        return
    file = declared.get("file")
    if file is None or name is None:
        return
    source = None if draft.any_unset(file) else host_path(project, file.text, file)
    dest = posixpath.join(_PLACES[key], target.text if target is not None and target.text else name)
    made = {"Source": source, "Destination": dest, "RW": False}
    _bind(draft, node, made)
    if not file.unset:
        _lost(draft, node, file.text, made)


def _lost(draft: Draft, node: Node, source: str | None, made: Document) -> None:
    """Notes a path that was given and leads nobody knows where."""
    if source is not None and made["Source"] is None:
        draft.gap(node, f"{source} climbs out of the project's folder, and where that will lie is not known")


def _bind(draft: Draft, node: Node, entry: Document) -> str:
    return draft.append("/Mounts", {"Type": "bind", "Mode": "", "Propagation": "rprivate"} | entry, node)


def _below(draft: Draft, node: Node, made: Document) -> None:
    """`bind: {recursive: disabled}` leaves out what is mounted below; `writable` and `readonly` say how it is."""
    recursive = node.get("bind", "recursive")
    options = {"disabled": "NonRecursive", "writable": "ReadOnlyNonRecursive", "readonly": "ReadOnlyForceRecursive"}
    name = options.get(recursive.text or "") if recursive is not None else None
    if name is not None:
        entry = {"Type": "bind", "Source": made["Source"], "Target": made["Destination"], "ReadOnly": not made["RW"]}
        draft.append("/HostConfig/Mounts", entry | {"BindOptions": {name: True}}, node)


def _short(node: Node) -> dict[str, Any]:
    """`[SOURCE:]TARGET[:MODE]`; a Windows drive's colon belongs to the path."""
    text = node.value if isinstance(node.value, str) else ""
    parts = volume_parts(text)
    if len(parts) == 1:
        return _entry("volume", None, parts[0], ())
    modes = parts[2].split(",") if len(parts) >= SHORT_PARTS else []
    named = parts[0] and parts[0][0] not in "./~\\" and parts[0][1:2] != ":"
    return _entry("volume" if named else "bind", parts[0], parts[1], modes)


def _entry(kind: str, source: str | None, target: str, modes: Any) -> dict[str, Any]:
    spread = next((one for one in modes if one.endswith(("shared", "slave", "private"))), None)
    return {"type": kind, "source": source, "target": target, "read_only": "ro" in modes, "propagation": spread}


def _long(node: Node) -> dict[str, Any]:
    def text(*names: str) -> str | None:
        found = node.get(*names)
        return found.text if found else None

    read_only = node.get("read_only")
    made = _entry(text("type") or "volume", text("source"), text("target") or "", ())
    made["read_only"] = bool(read_only and read_only.truth)
    made["propagation"] = text("bind", "propagation")
    return made


def host_path(project: Project, source: str | None, node: Node) -> str | None:
    """A bind's source on the host that will run it; what lies beside the file is taken to lie below /srv.

    A path that climbs to the top of the file system where the file lies is what it is there. One that climbs beyond
    /srv is not known, unless it stays in the checkout that the file is part of and that is deployed as a whole.
    """
    if source is None or source[:1] in ("/", "\\") or source[1:2] == ":":
        return source
    if source == "~" or source.startswith("~/"):
        return HOME + source[1:]
    top, folder = (one.absolute().as_posix() for one in (project.folder, project.near(node)))
    here = posixpath.normpath(posixpath.join(folder, source))
    if here.split("/")[1:2] != top.split("/")[1:2]:
        return here
    joined = posixpath.normpath(posixpath.join(ROOT, project.name, posixpath.relpath(folder, top), source))
    if joined.startswith(ROOT + "/"):
        return joined
    if joined != ROOT and not _in_checkout(here, top):
        return None
    return f"{ROOT}/{posixpath.basename(joined) or project.name}"


def _in_checkout(path: str, folder: str) -> bool:
    """Whether a path lies in the git checkout that a folder is part of."""
    for parent in (folder, *map(str, PurePosixPath(folder).parents)):
        if os.path.lexists(f"{parent}/.git"):
            return path == parent or path.startswith(f"{parent.rstrip('/')}/")
    return False


def volume_name(project: Project, key: str) -> str:
    """The name that compose gives a volume of the file."""
    return project.resource("volumes", key)


def _driver(about: Node | None) -> str:
    """The driver of a volume that the file declares."""
    driver = about.get("driver") if about is not None else None
    return (driver.text if driver is not None else None) or LOCAL


def _data(name: str | None, driver: str) -> str:
    """Where a volume will lie: another driver than the engine's own puts it where it likes."""
    return f"/var/lib/docker/volumes/{name}/_data" if name and driver == LOCAL else ""


def _device(draft: Draft, node: Node) -> Document | None:
    if draft.any_unset(node):
        return None
    if isinstance(node.value, dict):
        source, target, access = (node.get(name) for name in ("source", "target", "permissions"))
        parts = [one.text or "" if one else "" for one in (source, target, access)]
    else:
        parts = [*(node.text or "").split(":"), "", ""][:SHORT_PARTS]
    return {"PathOnHost": parts[0], "PathInContainer": parts[1] or parts[0], "CgroupPermissions": _access(parts[2])}


def _access(given: str) -> str:
    """`rwm` or less; whatever else is there makes the engine refuse it."""
    return "".join(one for one in "rwm" if one in given) or "rwm"


def _volumes_from(draft: Draft, project: Project, node: Node | None) -> None:
    for one in node.items if node else []:
        if draft.unset(one):
            draft.append("/HostConfig/VolumesFrom", None, one)
            continue
        text = one.text or ""
        name, _, mode = text.removeprefix("container:").partition(":")
        theirs = text.startswith("container:")
        where, typed = (f"{place}:{mode}" if mode else place for place in _container(project, name, theirs=theirs))
        pointer = draft.append("/HostConfig/VolumesFrom", where, one)
        draft.flag(pointer, f"--volumes-from {shlex.quote(typed)}")


def _container(project: Project, name: str, *, theirs: bool) -> tuple[str, str]:
    """What a container is called here, and by who types its name."""
    return (name, name) if theirs else (f"{project.name}/{name}", project.title(name))


def volume_documents(project: Project) -> list[Document]:
    """The volumes that the file declares itself; an external one is somebody else's and not known."""
    declared = project.top.get("volumes")
    made: list[Document] = []
    for key, about in declared.mapping.items() if declared else ():
        external = about.get("external")
        if external is None or external.truth is False:
            made.append(_volume_document(project, key, about))
    return made


def _option(node: Node) -> Any:
    """The value of a driver's option; one that is not known is no text, so that the volume is not known either."""
    return {"unset": list(node.unset)} if node.unset else node.value


def _volume_document(project: Project, key: str, about: Node) -> Document:
    options = about.get("driver_opts")
    driver = _driver(about)
    name = volume_name(project, key)
    values = {one: _option(node) for one, node in options.mapping.items()} if options else None
    if not isinstance(about.value, dict | None) or (options and not isinstance(options.value, dict | None)):
        values = {"device": {}}  # compose refuses it: no text, so that the volume is not known
    device = values.get("device") if values else None
    if values and isinstance(device, str) and device[:1] in (".", "~"):
        values["device"] = host_path(project, device, about) or {}  # no text where it is not known
    return {
        "Name": name,
        "Driver": driver,
        "Mountpoint": _data(name, driver),
        "Labels": {"com.docker.compose.project": project.name, "com.docker.compose.volume": key},
        "Scope": "local",
        "Options": values,
    }
