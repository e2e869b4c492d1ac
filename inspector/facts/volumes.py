"""What a volume really is: the options of the local driver are those of mount(8).

Sources: moby volume/local/local_unix.go (options `type`, `o`, `device`), measured on 20.10 and 28.5: with `bind` or
`rbind` among `o`, any `type` is a bind; other types are mounted by the engine as the host's root.
"""

from dataclasses import dataclass
from typing import Any, Literal

from inspector.facts import raw
from inspector.facts.paths import normalise
from inspector.model import Document

Kind = Literal["plain", "bind", "device", "special", "tmpfs", "overlay", "network", "driver"]

SPECIAL = {
    "proc": "/proc", "sysfs": "/sys", "cgroup": "/sys/fs/cgroup", "cgroup2": "/sys/fs/cgroup",
    "debugfs": "/sys/kernel/debug", "tracefs": "/sys/kernel/tracing", "securityfs": "/sys/kernel/security",
    "bpf": "/sys/fs/bpf", "configfs": "/sys/kernel/config", "pstore": "/sys/fs/pstore",
    "efivarfs": "/sys/firmware/efi/efivars", "selinuxfs": "/sys/fs/selinux",
    "binfmt_misc": "/proc/sys/fs/binfmt_misc", "devtmpfs": "/dev", "fusectl": "/sys/fs/fuse/connections",
}  # fmt: skip
"""File systems of the kernel, with the place where a host mounts them."""

NETWORK = frozenset({
    "nfs", "nfs3", "nfs4", "cifs", "smb", "smb3", "smbfs", "ceph", "glusterfs", "9p", "virtiofs", "lustre", "beegfs",
    "afs", "fuse.sshfs", "fuse.glusterfs",
})  # fmt: skip

MEMORY = frozenset({"tmpfs", "ramfs"})


@dataclass(frozen=True, slots=True)
class Place:
    """One path of the host that a volume shows.

    Attributes:
        path: normalised.
        raw: as the option has it.
        rw: False where the options make it read-only.
    """

    path: str
    raw: str
    rw: bool


@dataclass(frozen=True, slots=True)
class Volume:
    """What a volume is.

    Attributes:
        kind: see `Kind`; None when its options were not given in a usable form.
        places: paths of the host that it shows; none for one that keeps its own data.
        options: the comma list `o`.
    """

    kind: Kind | None
    places: tuple[Place, ...] = ()
    options: tuple[str, ...] = ()


PLAIN = Volume("plain")


def volume_of(document: Document) -> Volume:
    """What the volume of this inspect document is."""
    driver = document.get("Driver")
    if isinstance(driver, str) and driver not in {"", "local"}:
        return Volume("driver")
    if "Options" not in document:
        return Volume(None)
    return options_volume(document["Options"])


def options_volume(options: Any) -> Volume:
    """What the local driver makes of these options; null is none."""
    if options is None:
        return PLAIN
    if not isinstance(options, dict):
        return Volume(None)
    lower = {key.lower(): value for key, value in options.items()}
    if any(not isinstance(lower.get(key, ""), str | None) for key in ("type", "o", "device")):
        return Volume(None)
    given = tuple(part.strip() for part in (raw.text(lower, "o") or "").split(",") if part.strip())
    return _mounted((raw.text(lower, "type") or "").lower(), given, raw.text(lower, "device") or "")


def _mounted(kind: str, given: tuple[str, ...], device: str) -> Volume:
    """The volume that mount(8) makes of a type, options and a device."""
    rw = "ro" not in given
    if "bind" in given or "rbind" in given:
        return Volume("bind", (Place(normalise(device), device, rw),) if device else (), given)
    if kind in SPECIAL:
        return Volume("special", (Place(SPECIAL[kind], device or kind, rw),), given)
    if kind == "overlay":
        return Volume("overlay", tuple(_layers(given)), given)
    if kind in MEMORY or kind in NETWORK:
        return Volume("tmpfs" if kind in MEMORY else "network", (), given)
    if kind in {"", "none"} or not device:
        return Volume("plain", (), given)  # the engine cannot mount it
    return Volume("device", (Place(normalise(device), device, rw),), given)


def _layers(given: tuple[str, ...]) -> list[Place]:
    """The directories of an overlay: lower ones are only read, the upper one is written."""
    found = []
    for option in given:
        name, _, value = option.partition("=")
        if name == "lowerdir":
            found += [Place(normalise(path), path, rw=False) for path in value.split(":") if path]
        elif name == "upperdir" and value:
            found.append(Place(normalise(value), value, "ro" not in given))
    return found
