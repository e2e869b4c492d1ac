"""Paths of the host that a workload sees."""

import json
from functools import lru_cache
from typing import Any

from inspector.facts import raw
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.mounts import Mount, local_mounts, mounts
from inspector.facts.paths import is_windows
from inspector.facts.pathtable import NOTHING, Areas, areas
from inspector.facts.sockets import socket_at
from inspector.facts.types import HostPathItem
from inspector.facts.versions import parse_version
from inspector.model import Document, Unknown

_CGROUP = "/sys/fs/cgroup"
_PROC = "proc"
"""The area of the path table in which the kernel's settings lie."""
_BELOW = frozenset(
    {"/", "/var", "/run", "/mnt", "/home", "/media", "/dev", "/sys", "/sys/fs", _CGROUP, "/proc", "/srv", "/run/user",
     "/var/lib"}
)  # fmt: skip
"""Paths below which a host usually has further mounts."""
_ONE_TREE = 2
"""The version of cgroups that has one tree, so nothing mounted below it."""
_RECURSIVE = [25, 0]
"""The release from which a read-only mount is so for mounts below it (API 1.44)."""
_RECURSIVE_KERNEL = [5, 12]


def host_paths(workload: Workload, context: Context) -> Facet:
    """`host_paths`: binds, volumes that are binds, pipes and what is inherited, with the areas they touch.

    Sources: Mounts, HostConfig.Binds, HostConfig.Mounts, VolumesFrom and the volumes' options (catalogue 2.1).
    """
    found = mounts(workload, context)
    items: list[HostPathItem] = []
    unknown: list[Unknown] = [{"path": "host_paths", "reason": reason} for reason in found.unknown]
    for mount in found.items:
        if mount.path:
            item, why = _item(mount, context)
            unknown += [{"path": f"host_paths[{len(items)}].{key}", "reason": reason} for key, reason in why]
            items.append(item)
    return Facet({"host_paths": items}, unknown)


def _item(mount: Mount, context: Context) -> tuple[HostPathItem, list[tuple[str, str]]]:
    """One path, and which of its keys are unknown for what reason."""
    touched = _areas(mount, context)
    recursive = _ro_recursive(mount, context)
    below, why = _writable_below(mount, recursive, context)
    unknown = [(key, reason) for key, reason in (("ro_recursive", recursive[1]), ("write", why)) if reason]
    if mount.link:
        keys = ["areas", "read"]
        if mount.rw and touched.write != "later":  # whatever else it may be, it is that
            keys.append("write")
        unknown += [(key, mount.link) for key in keys]
    item = HostPathItem(
        path=mount.path,
        raw=mount.raw,
        dest=mount.dest,
        rw=mount.rw,
        ro_recursive=recursive[0],
        propagation=mount.propagation,
        via=mount.via,
        volume_kind=mount.volume_kind,
        volume=mount.volume,
        areas=list(touched.areas),
        write=touched.write if mount.rw else below,
        read=touched.read,
        certainty=mount.certainty,
        source=list(mount.source),
    )
    if mount.non_recursive:
        item["recursive"] = False
    return item, unknown


def _areas(mount: Mount, context: Context) -> Areas:
    touched = areas(mount.path, context.engine["root_dir"])
    if touched.areas == ("run",) and socket_at(mount.path, context.engine) is not None:
        return NOTHING  # what it is good for is said by `dood`
    return touched


def _ro_recursive(mount: Mount, context: Context) -> tuple[bool | None, str | None]:
    """Whether mounts below a read-only one are read-only too; None for a writable one or where nothing lies below.

    Engines from 25.0 do that on Linux 5.12 and later where the runtime can (moby daemon/oci_linux.go, `rro`).
    """
    alone = mount.path == _CGROUP and context.engine["cgroup"] == _ONE_TREE
    if mount.rw or alone or mount.path not in _BELOW or is_windows(mount.path):
        return None, None
    if mount.ro_non_recursive or mount.non_recursive or mount.ro_forced:
        return mount.non_recursive or not mount.ro_non_recursive, None
    below = [entry.get("rw") for entry in local_mounts(context.local) if _lies_below(entry, mount.dest)]
    if below:
        return True not in below, None
    version = context.engine["version"]
    if context.engine["kind"] == "podman" or (version is not None and version < _RECURSIVE):
        return False, None
    info = context.links.snapshot.info
    kernel = parse_version(raw.text(info, "KernelVersion") or "") if isinstance(info, dict) else None
    if version is None or kernel is None:
        return None, "it depends on the versions of engine and kernel, which were not given"
    return kernel >= _RECURSIVE_KERNEL and _runtime_can(info or raw.EMPTY), None


def _writable_below(
    mount: Mount, recursive: tuple[bool | None, str | None], context: Context
) -> tuple[str | None, str | None]:
    """The area that a read-only mount leaves writable below itself, and why that is unknown.

    Every host has its /proc below `/`, a mount of its own. Measured on 20.10: `-v /:/host:ro` leaves
    /host/proc/sys/kernel/core_pattern writable.
    """
    if mount.rw or mount.path != "/" or mount.volume_kind == "special":
        return None, None
    kernel = f"{mount.dest.rstrip('/')}/proc"
    local = local_mounts(context.local)
    if any(_lies_below(entry, mount.dest) for entry in local):
        writable = any(entry.get("rw") is True and raw.text(entry, "dest") == kernel for entry in local)
        return _PROC if writable else None, None
    return _PROC if recursive[0] is False else None, recursive[1]


def _lies_below(entry: Document, dest: str) -> bool:
    return (raw.text(entry, "dest") or "").startswith(f"{dest.rstrip('/')}/")


def _runtime_can(info: Document) -> bool:
    """Whether the default runtime lists `rro` among its mount options, as far as the engine tells."""
    runtimes = raw.section(info, "Runtimes") or raw.EMPTY
    runtime = raw.section(runtimes, raw.text(info, "DefaultRuntime") or "runc") or raw.EMPTY
    told = raw.text(raw.section(runtime, "status") or raw.EMPTY, "org.opencontainers.runtime-spec.features")
    return told is not None and len(told) <= _FEATURES and "rro" in _mount_options(told)


_FEATURES = 100_000


@lru_cache(maxsize=8)
def _mount_options(features: str) -> list[Any]:
    try:
        told = json.loads(features)
    except (ValueError, RecursionError):
        return []
    options = told.get("mountOptions") if isinstance(told, dict) else None
    return options if isinstance(options, list) else []
