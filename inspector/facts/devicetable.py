"""What a device of the host is, by its path or by the numbers of a device cgroup rule; helper of devices.py."""

import re
from fnmatch import translate
from functools import cache, lru_cache
from typing import Any, NamedTuple

from inspector.facts import tables

CLASSES = ("silent", "memory", "log", "virtual", "human", "trust", "gpu", "block", "plain")
"""Order of the search: `mapper/control` is virtual though `mapper/*` is block."""

KINDS = {"block": "block", "memory": "memory", "log": "kernel", "gpu": "gpu"}
"""Kind by class; every other class is a character device."""

LONGEST = 512
"""Characters of a path that is compared; a longer one names nothing that the table knows."""

RULE = re.compile(r"([abc]) ([0-9]{1,10}|\*):([0-9]{1,10}|\*) ([rwm]{1,3})")
"""What the engine takes for a device cgroup rule (moby opts, ValidateDeviceCgroupRule), numbers bounded."""


class Device(NamedTuple):
    """Kind and class of a device; kind None: the API does not tell."""

    kind: str | None
    cls: str | None


def by_path(path: str) -> Device:
    """The device at a normalised path of the host; see `_by_path`."""
    return Device(None, None) if len(path) > LONGEST else _by_path(path)


@lru_cache(maxsize=4096)
def _by_path(path: str) -> Device:
    """The device at a normalised path of the host.

    A path outside /dev may be a symbolic link to anything, and so may a name below /dev that no table knows
    (a logical volume is /dev/GROUP/NAME).
    """
    if path == "/dev":
        return Device("directory", "block")
    if not path.startswith("/dev/"):
        return Device(None, None)
    name = path[5:]
    if _patterns()["disks"].fullmatch(name):
        return Device("directory", "block")
    for word in CLASSES:
        if _patterns()[word].fullmatch(name):
            return Device(KINDS.get(word, "char"), None if word in {"silent", "plain"} else word)
    return Device(None, None)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """One expression a class. A `*` stays within one component, so no text takes long; `x/*` is also x itself."""
    table = tables.load("devices")
    found: dict[str, re.Pattern[str]] = {}
    for word in (*CLASSES, "disks"):
        patterns = [str(pattern) for pattern in table[word]]
        patterns += [pattern[:-2] for pattern in patterns if pattern.endswith("/*")]
        found[word] = re.compile("|".join(_expression(pattern) for pattern in patterns))
    return found


def _expression(pattern: str) -> str:
    return translate(pattern).replace(".*", "[^/]*")


def by_rule(text: str) -> tuple[Device, str] | None:
    """What a device cgroup rule opens, and for which access; None for what the engine refuses.

    Type `a` opens everything, whatever its numbers and access say (measured).
    """
    match = RULE.fullmatch(text)
    if match is None:
        return None
    kind, major, minor, access = match.groups()
    if kind == "a":
        return Device("block", "block"), "rwm"
    if kind == "b":
        return Device("block", "block"), access
    return _by_number(major, minor), access


def _by_number(major: str, minor: str) -> Device:
    """Every major opens the SCSI generic devices (21) too, by which disks are read and written."""
    if major == "*":
        return Device("block", "block")
    entry: dict[str, Any] | None = tables.load("devices")["majors"].get(major.lstrip("0") or "0")
    if entry is None or ("minors" in entry and minor != "*" and (minor.lstrip("0") or "0") not in entry["minors"]):
        return Device("char", None)
    return Device(entry["kind"], entry["class"])
