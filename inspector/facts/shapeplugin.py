"""A managed plugin in the shape of the container it runs in (moby plugin/v2/plugin_linux.go, InitSpec)."""

from typing import Any

from inspector.facts import raw
from inspector.facts.kernelpaths import MASKED, READONLY
from inspector.facts.links import Links
from inspector.facts.mountentries import PROPAGATION
from inspector.facts.shapeservice import place_words
from inspector.facts.types import EngineFacts
from inspector.model import Document


def plugin_shape(
    document: Document, _image: Document | None, _links: Links, engine: EngineFacts
) -> tuple[Document, dict[str, str]]:
    """The container-shaped document of a plugin, and where its parts come from.

    Settings is what it got, Config what it asked for. Of devices, variables and arguments the first counts. Of mounts
    it is Config: `docker plugin set` writes a mount's source there, and after the engine was started anew Settings
    keeps the old one (measured on 20.10). A plugin is root, for the engine does not read its `User`.
    """
    config = raw.section(document, "Config")
    if config is None:
        return {}, {}
    linux = raw.section(config, "Linux") or _broken(config.get("Linux"))
    settings = raw.section(document, "Settings") or raw.EMPTY
    words = [(word, f"/Config/Entrypoint/{at}") for at, word in enumerate(_list(config.get("Entrypoint")))]
    words += [(word, f"/Settings/Args/{at}") for at, word in enumerate(_list(settings.get("Args")))]
    pointers = dict(_POINTERS)
    shape: Document = {
        "Config": {
            "Image": document.get("PluginReference") or document.get("Name"),
            "User": "",
            "Env": settings.get("Env", []),
            "Labels": {},
        },
        "HostConfig": _host_config(config, linux, engine),
        "NetworkSettings": {"Networks": {}, "Ports": {}},
    }
    if words:
        place_words(shape, words, pointers)
    _mounts(shape, config, settings, pointers)
    _devices(shape, linux, settings, pointers)
    return shape, pointers


_POINTERS = {
    "/Path": "/Config/Entrypoint",
    "/Args": "/Settings/Args",
    "/Config/Image": "/PluginReference",
    "/Config/Env": "/Settings/Env",
    "/HostConfig/CapAdd": "/Config/Linux/Capabilities",
    "/HostConfig/PidMode": "/Config/PidHost",
    "/HostConfig/IpcMode": "/Config/IpcHost",
    "/HostConfig/NetworkMode": "/Config/Network/Type",
    "/HostConfig/DeviceCgroupRules": "/Config/Linux/AllowAllDevices",
    "/HostConfig/DeviceCgroupRules/0": "/Config/Linux/AllowAllDevices",
}


def _broken(value: Any) -> Document:
    """Linux when it is no map: then nothing in it is known."""
    return {} if value in (None, {}) else dict.fromkeys(("Capabilities", "Devices", "AllowAllDevices"), 0)


def _mode(value: Any, otherwise: str) -> str | None:
    """A namespace's mode from a switch; None, so that it is unknown, from what is no switch."""
    if value is None or value is False:
        return otherwise
    return "host" if value is True else None


def _rules(value: Any) -> list[str | None] | None:
    """Device rules from AllowAllDevices; one that is no text, so that they are unknown, from what is no switch."""
    if value is None or value is False:
        return None
    return ["a *:* rwm" if value is True else None]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _host_config(config: Document, linux: Document, engine: EngineFacts) -> Document:
    network = raw.section(config, "Network") or ({} if config.get("Network") is None else {"Type": 0})
    kind = network.get("Type")
    return {
        "Privileged": False,
        "CapAdd": linux.get("Capabilities"),
        "CapDrop": None,
        "SecurityOpt": [],
        "GroupAdd": None,
        "Binds": None,
        "VolumesFrom": None,
        "NetworkMode": "host" if kind == "host" else "none" if isinstance(kind, str | None) else None,
        "PidMode": _mode(config.get("PidHost"), ""),
        "IpcMode": _mode(config.get("IpcHost"), "private"),
        "UTSMode": "",
        "UsernsMode": "",
        "CgroupnsMode": {1: "host", 2: "private"}.get(engine["cgroup"] or 0, ""),
        "Runtime": "",
        "Isolation": "",
        "DeviceCgroupRules": _rules(linux.get("AllowAllDevices")),
        "DeviceRequests": None,
        "PortBindings": {},
        "PublishAllPorts": False,
        "MaskedPaths": list(MASKED),
        "ReadonlyPaths": list(READONLY),
    }


def _mounts(shape: Document, config: Document, settings: Document, pointers: dict[str, str]) -> None:
    own = config.get("Mounts") is not None
    entries = config["Mounts"] if own else settings.get("Mounts")
    pointers["/Mounts"] = "/Config/Mounts" if own else "/Settings/Mounts"
    if entries is not None and not isinstance(entries, list):
        shape["Mounts"] = entries
        del shape["HostConfig"]["Binds"]  # nothing else tells what it mounts
        return
    shape["Mounts"] = [_mount(entry) if isinstance(entry, dict) else entry for entry in entries or []]


def _mount(entry: Document) -> Document:
    """The last of `ro` and `rw` counts, and `bind` as an option is a bind whatever the type (runc)."""
    options = raw.texts(entry, "Options")[0]
    access = [option for option in options if option in {"ro", "rro", "rw"}]
    return {
        "Type": "bind" if {"bind", "rbind"} & set(options) else entry.get("Type"),
        "Source": entry.get("Source"),
        "Destination": entry.get("Destination"),
        "Mode": ",".join(options),
        "RW": access[-1:] in ([], ["rw"]),
        "Propagation": next((option for option in options if option in PROPAGATION), ""),
    }


def _devices(shape: Document, linux: Document, settings: Document, pointers: dict[str, str]) -> None:
    got = settings.get("Devices") is not None
    entries = settings["Devices"] if got else linux.get("Devices")
    pointers["/HostConfig/Devices"] = "/Settings/Devices" if got else "/Config/Linux/Devices"
    if entries is not None and not isinstance(entries, list):
        shape["HostConfig"]["Devices"] = entries
        return
    shape["HostConfig"]["Devices"] = [
        {"PathOnHost": entry.get("Path"), "PathInContainer": entry.get("Path"), "CgroupPermissions": "rwm"}
        if isinstance(entry, dict)
        else entry
        for entry in entries or []
        if not isinstance(entry, dict) or entry.get("Path")  # without a path nobody has set it
    ]
