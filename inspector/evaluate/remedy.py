"""What to change so that a finding is gone, as lines of a diff against the workload's own settings.

A rule's `remedy` says what kind of change it takes: `remove: source` drops the settings that the finding stems from,
`add` adds entries to lists (by compose key). From the raw document follow the words: `docker run` flags and lines of a
compose file.
"""

import copy
import shlex
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from inspector.model import ChangeLines, Document
from inspector.pasted import bind, quoted

Value = Callable[[Any], str]


def _mount(value: Any) -> str:
    """`SOURCE:TARGET[:ro]` of an entry of Mounts."""
    if not isinstance(value, dict):
        return str(value)
    source = value.get("Name") if value.get("Type") == "volume" else value.get("Source")
    where = ":".join(str(one) for one in (source, value.get("Destination") or value.get("Target")) if one)
    return where + (":ro" if value.get("RW") is False or value.get("ReadOnly") is True else "")


def _device(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    parts = (value.get("PathOnHost"), value.get("PathInContainer"), value.get("CgroupPermissions"))
    return ":".join(str(one) for one in parts if one)


def _name(value: Any) -> str:
    """The name of a variable; its value is nobody's business."""
    return str(value).partition("=")[0]


def _plain(value: Any) -> str:
    return str(value)


def _bind(value: Any) -> str:
    return bind(str(value))


SETTINGS: dict[str, tuple[str, str, Value, Any]] = {
    "/HostConfig/Privileged": ("privileged", "--privileged", _plain, False),
    "/HostConfig/PidMode": ("pid", "--pid", _plain, ""),
    "/HostConfig/IpcMode": ("ipc", "--ipc", _plain, "private"),
    "/HostConfig/UTSMode": ("uts", "--uts", _plain, ""),
    "/HostConfig/UsernsMode": ("userns_mode", "--userns", _plain, ""),
    "/HostConfig/NetworkMode": ("network_mode", "--network", _plain, "default"),
    "/HostConfig/CapAdd": ("cap_add", "--cap-add", _plain, None),
    "/HostConfig/SecurityOpt": ("security_opt", "--security-opt", _plain, None),
    "/HostConfig/Devices": ("devices", "--device", _device, None),
    "/HostConfig/DeviceCgroupRules": ("device_cgroup_rules", "--device-cgroup-rule", _plain, None),
    "/HostConfig/VolumesFrom": ("volumes_from", "--volumes-from", _plain, None),
    "/HostConfig/Binds": ("volumes", "-v", _bind, None),
    "/HostConfig/Mounts": ("volumes", "-v", _mount, None),
    "/Mounts": ("volumes", "-v", _mount, None),
    "/Config/Env": ("environment", "-e", _name, None),
}
"""Where a setting stands -> its compose key, its flag, how its value is written, what it is when it is not given."""

OWN = ("/HostConfig/Binds/", "/HostConfig/Mounts/")
"""Where the mounts stand as they were asked for, with their options."""
UNMASKED = ("/HostConfig/MaskedPaths", "/HostConfig/ReadonlyPaths")
SYSTEMPATHS = "systempaths=unconfined"
"""What the client makes empty lists of, and keeps nowhere else."""


def change(document: Document, source: Sequence[str], remedy: Document) -> ChangeLines | None:
    """The lines to take out (`- `) and put in (`+ `), or None where the settings have no words."""
    run: list[str] = []
    compose: list[str] = []
    for pointer, key, flag, text in _removed(document, source) if remedy.get("remove") == "source" else ():
        run.append(f"- {_flag(document, pointer, flag, text)}")
        compose.append(_as_written(document, pointer) or _in_compose(key, _named_in_project(document, text)))
    for key, entries in (remedy.get("add") or {}).items():
        flag = next((one[1] for one in SETTINGS.values() if one[0] == key), f"--{key.replace('_', '-')}")
        run += [f"+ {flag} {shlex.quote(entry)}" for entry in entries]
        compose += [f"+ {key}: [{quoted(entry)}]" for entry in entries]
    return {"run": list(dict.fromkeys(run)), "compose": list(dict.fromkeys(compose))} if run else None


_SCALARS = {
    "privileged": "Privileged", "pid": "PidMode", "ipc": "IpcMode", "uts": "UTSMode", "userns_mode": "UsernsMode",
    "network_mode": "NetworkMode",
}  # fmt: skip


def _in_compose(key: str, text: str) -> str:
    """A setting of a container as a compose file would have it."""
    if key in _SCALARS:
        return f"- {key}: {text.lower() if key == 'privileged' else text}"
    return f"- {key}: [{quoted(text)}]"


def _named_in_project(document: Document, text: str) -> str:
    """A mount of a volume that compose named after its project, as the project's own file calls it."""
    labels = _at(document, "/Config/Labels")
    project = labels.get("com.docker.compose.project") if isinstance(labels, dict) else None
    return text.removeprefix(f"{project}_") if isinstance(project, str) and ":" in text else text


def _flag(document: Document, pointer: str, flag: str, text: str) -> str:
    """A setting as words of a shell; a mount by `--mount` as that."""
    if flag == "--privileged":
        return flag
    value = _at(document, pointer)
    if pointer.startswith("/HostConfig/Mounts/") and isinstance(value, dict):
        named = (("type", value.get("Type")), ("source", value.get("Source")), ("target", value.get("Target")))
        words = [f"{name}={one}" for name, one in named if one]
        return f"--mount {shlex.quote(','.join([*words, *(['readonly'] if value.get('ReadOnly') is True else [])]))}"
    return f"{flag} {shlex.quote(text)}"


def _as_written(document: Document, pointer: str) -> str | None:
    """A setting as the file of a compose service has it; None where that is not known, and for containers."""
    about = document.get("Compose")
    written = about.get("written") if isinstance(about, dict) else None
    one = written.get(pointer) if isinstance(written, dict) else None
    if not isinstance(one, dict):
        return None
    key, value = str(one.get("key")), str(one.get("value"))
    if one.get("list") is not True:
        return f"- {key}: {value}"
    return f"- {key}: [{value}]"


def _removed(document: Document, source: Sequence[str]) -> Iterator[tuple[str, str, str, str]]:
    """Pointer, compose key, flag and value of each setting, a mount once and as it was asked for."""
    for pointer in _asked(document, source):
        if pointer.startswith(UNMASKED):
            yield pointer, "security_opt", "--security-opt", SYSTEMPATHS
            continue
        prefix = next((one for one in SETTINGS if pointer == one or pointer.startswith(f"{one}/")), None)
        value = _at(document, pointer)
        if prefix is not None and value not in (None, ""):
            key, flag, write, _ = SETTINGS[prefix]
            yield pointer, key, flag, write(value)


def _asked(document: Document, source: Sequence[str]) -> Iterator[str]:
    """The pointers less those to Mounts that say again what Binds, HostConfig.Mounts or another container says."""
    own = {_target(_at(document, one)) for one in source if one.startswith(OWN)}
    inherited = any(one.startswith("/HostConfig/VolumesFrom/") for one in source)
    for pointer in source:
        mount = _at(document, pointer) if pointer.startswith("/Mounts/") else None
        if not isinstance(mount, dict) or not (inherited or _target(mount) in own):
            yield pointer


def _target(entry: Any) -> str:
    """Where in the container an entry of Binds, HostConfig.Mounts or Mounts is."""
    if isinstance(entry, dict):
        return str(entry.get("Destination") or entry.get("Target")).rstrip("/")
    parts = str(entry).split(":")
    return parts[min(1, len(parts) - 1)].rstrip("/")


def _at(document: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        if isinstance(document, list) and part.isdigit() and int(part) < len(document):
            document = document[int(part)]
        elif isinstance(document, dict):
            document = document.get(part.replace("~1", "/").replace("~0", "~"))
        else:
            return None
    return document


def applied(document: Document, source: Sequence[str], remedy: Document, masked: Document) -> Document:
    """The document of the workload after the change, for proving that the finding is gone.

    Args:
        document: of a container.
        source: of the finding.
        remedy: of the rule.
        masked: MaskedPaths and ReadonlyPaths as the engine sets them by itself.
    """
    made: Document = copy.deepcopy(document)
    if remedy.get("remove") == "source":
        for pointer in sorted(source, key=_depth_first, reverse=True):
            _drop(made, pointer, masked)
    for key, entries in (remedy.get("add") or {}).items():
        name = next(pointer.rpartition("/")[2] for pointer, one in SETTINGS.items() if one[0] == key)
        host = made.setdefault("HostConfig", {})
        host[name] = [*(host.get(name) or []), *entries]
    return made


def _depth_first(pointer: str) -> tuple[str, int]:
    """Later entries of a list go first, so that positions stay what they are."""
    head, _, last = pointer.rpartition("/")
    return (head, int(last)) if last.isdigit() else (pointer, 0)


def _drop(document: Document, pointer: str, masked: Document) -> None:
    if pointer.startswith(UNMASKED):
        document["HostConfig"] |= masked
        return
    head, _, last = pointer.rpartition("/")
    parent = _at(document, head)
    if isinstance(parent, list) and last.isdigit() and int(last) < len(parent):
        del parent[int(last)]
    elif isinstance(parent, dict) and pointer in SETTINGS:
        parent[last] = SETTINGS[pointer][3]
