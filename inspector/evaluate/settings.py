"""The settings of a container in the words of those who make one: `docker run` flags, lines of a compose file."""

import shlex
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from inspector.evaluate.mountwords import mount
from inspector.model import Document
from inspector.pasted import bind, quoted, scalar


class Setting(NamedTuple):
    """One setting.

    Attributes:
        run: as a flag.
        compose: as a line of a compose file.
    """

    run: str
    compose: str


class Kind(NamedTuple):
    """One kind of setting.

    Attributes:
        key: of compose.
        flag: of `docker run`.
        text: writes its value.
        unset: what it is when it is not given; None for a list.
    """

    key: str
    flag: str
    text: Callable[[Any], str]
    unset: Any


def _device(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    parts = (value.get("PathOnHost"), value.get("PathInContainer"), value.get("CgroupPermissions"))
    return ":".join(str(one) for one in parts if one)


def _name(value: Any) -> str:
    """The name of a variable; its value is nobody's business."""
    return str(value).partition("=")[0]


PROFILE = "seccomp=PROFILE.json"
"""A profile that the client sent as text, of a file that nobody tells."""


def _option(value: Any) -> str:
    """A security option; of a profile's text nobody has typed a word."""
    name, _, rest = str(value).replace(":", "=", 1).partition("=")
    return PROFILE if name == "seccomp" and rest.lstrip()[:1] in ("{", "<") else str(value)


def _bind(value: Any) -> str:
    return bind(str(value))


KINDS: dict[str, Kind] = {
    "/HostConfig/Privileged": Kind("privileged", "--privileged", lambda value: str(value).lower(), False),
    "/HostConfig/PidMode": Kind("pid", "--pid", str, ""),
    "/HostConfig/IpcMode": Kind("ipc", "--ipc", str, "private"),
    "/HostConfig/UTSMode": Kind("uts", "--uts", str, ""),
    "/HostConfig/UsernsMode": Kind("userns_mode", "--userns", str, ""),
    "/HostConfig/NetworkMode": Kind("network_mode", "--network", str, "default"),
    "/HostConfig/CapAdd": Kind("cap_add", "--cap-add", str, None),
    "/HostConfig/SecurityOpt": Kind("security_opt", "--security-opt", _option, None),
    "/HostConfig/Devices": Kind("devices", "--device", _device, None),
    "/HostConfig/DeviceCgroupRules": Kind("device_cgroup_rules", "--device-cgroup-rule", str, None),
    "/HostConfig/VolumesFrom": Kind("volumes_from", "--volumes-from", str, None),
    "/HostConfig/Binds": Kind("volumes", "-v", _bind, None),
    "/HostConfig/Mounts": Kind("volumes", "--mount", str, None),
    "/Mounts": Kind("volumes", "-v", str, None),
    "/Config/Env": Kind("environment", "-e", _name, None),
}
"""Where a setting stands -> its kind."""

UNMASKED = ("/HostConfig/MaskedPaths", "/HostConfig/ReadonlyPaths")
SYSTEMPATHS = "systempaths=unconfined"
"""What the client makes two empty lists of, and keeps nowhere else."""
_MOUNTS = ("/HostConfig/Mounts/", "/Mounts/")


def setting(document: Document, pointer: str) -> Setting | None:
    """The setting at a pointer into a container's document; None where nobody could have typed it."""
    found = _in_words(document, pointer)
    written = _written(document, pointer)
    if found is None or written is None:
        return found
    run = written.get("run")
    line = written.get("line")
    return Setting(run if isinstance(run, str) else found.run, f"- {line}" if isinstance(line, str) else found.compose)


def _in_words(document: Document, pointer: str) -> Setting | None:
    if pointer.startswith(UNMASKED):
        emptied = all(at(document, one) == [] for one in UNMASKED)
        return _entry(KINDS["/HostConfig/SecurityOpt"], SYSTEMPATHS) if emptied else None
    place = next((one for one in KINDS if pointer == one or pointer.startswith(f"{one}/")), None)
    value = at(document, pointer)
    if place is None or value in (None, "") or (pointer == "/HostConfig/Privileged" and value is not True):
        return None
    kind = KINDS[place]
    if pointer.startswith(_MOUNTS) and isinstance(value, dict):
        return _mount(document, value, asked=pointer.startswith("/HostConfig"))
    if kind.unset is not None:
        return _single(kind, kind.text(value))
    if pointer == place:  # the list itself is no setting
        return None
    return _entry(kind, kind.text(value), _in_project(document, kind.text(value)) if kind.key == "volumes" else None)


def _single(kind: Kind, text: str) -> Setting:
    flag = kind.flag if kind.key == "privileged" else f"{kind.flag} {shlex.quote(text)}"
    return Setting(flag, f"- {kind.key}: {scalar(text)}")


def _entry(kind: Kind, text: str, in_file: str | None = None) -> Setting:
    return Setting(f"{kind.flag} {shlex.quote(text)}", f"- {kind.key}: [{quoted(in_file or text)}]")


def _written(document: Document, pointer: str) -> Document | None:
    """How the file of a compose service has a setting; None where that is not known, and for containers."""
    about = document.get("Compose")
    written = about.get("written") if isinstance(about, dict) else None
    one = written.get(pointer) if isinstance(written, dict) else None
    return one if isinstance(one, dict) else None


def _in_project(document: Document, text: str) -> str:
    """A volume that compose named after its project, as the project's own file calls it."""
    labels = at(document, "/Config/Labels")
    project = labels.get("com.docker.compose.project") if isinstance(labels, dict) else None
    return text.removeprefix(f"{project}_") if isinstance(project, str) else text


def _mount(document: Document, value: Document, *, asked: bool) -> Setting:
    """An entry of Mounts: short where that can say it, for one that was asked for by `--mount` as that."""
    one = mount(value)
    if one.short is not None and not asked:
        return _entry(KINDS["/Mounts"], one.short, _in_project(document, one.short))
    named = replace(one, source=_in_project(document, one.source))
    return Setting(f"--mount {shlex.quote(one.fields)}", f"- volumes: [{named.long}]")


def at(document: Any, pointer: str) -> Any:
    """The value at a JSON pointer; None where there is none."""
    for part in pointer.split("/")[1:]:
        if isinstance(document, list) and part.isdigit() and int(part) < len(document):
            document = document[int(part)]
        elif isinstance(document, dict):
            document = document.get(part.replace("~1", "/").replace("~0", "~"))
        else:
            return None
    return document


def entries(document: Document, place: str) -> Iterator[tuple[str, str]]:
    """Pointer and text of each entry of a list of texts."""
    found = at(document, place)
    for index, one in enumerate(found if isinstance(found, list) else ()):
        if isinstance(one, str):
            yield f"{place}/{index}", one
