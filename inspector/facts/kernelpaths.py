"""Whether the dangerous files below /proc and /sys are out of a workload's reach."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from inspector.facts import raw, securityopt
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.types import KernelPaths
from inspector.model import Document, Unknown

MASKED = ("/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/sched_debug", "/proc/scsi", "/sys/firmware")
READONLY = ("/proc/sys", "/proc/sysrq-trigger")
"""What every release since 17.06 protects; the whole lists grow with every release."""

_SOURCES = {
    "paths": ["/HostConfig/MaskedPaths", "/HostConfig/ReadonlyPaths"],
    "paths.masked": ["/HostConfig/MaskedPaths"],
    "paths.readonly": ["/HostConfig/ReadonlyPaths"],
    "paths.proc_sys_writable": ["/HostConfig/ReadonlyPaths"],
}
_BY_PRIVILEGED = {key: ["/HostConfig/Privileged"] for key in _SOURCES}
_BY_OPTION = {key: ["/HostConfig/SecurityOpt"] for key in _SOURCES}
_NOTHING = KernelPaths(masked=None, readonly=None, proc_sys_writable=None)


def paths(workload: Workload, context: Context) -> Facet:
    """`paths` from HostConfig.MaskedPaths and ReadonlyPaths (SEC-008; CIS 5.22 knows only seccomp).

    `systempaths=unconfined` becomes two empty lists. Podman writes null whatever is masked, so there only
    `unmask=` in SecurityOpt tells anything. A privileged container has null, but keeps a list it was given.
    """
    document = workload.document
    if document.get("Platform") == "windows":
        return Facet({"paths": _NOTHING})
    host = raw.section(document, "HostConfig")
    if host is None:
        return _unknown(raw.fault(document, "HostConfig"))
    masked, readonly = _list(host, "MaskedPaths"), _list(host, "ReadonlyPaths")
    if masked is None and readonly is None and host.get("Privileged") is not True:
        return _untold(document, host, context)
    if masked is None or readonly is None:
        return _incomplete(host, masked, readonly)
    return Facet({"paths": _judged(masked, readonly)}, sources=_SOURCES)


def _list(host: Document, key: str) -> tuple[str, ...] | None:
    value = host.get(key)
    return tuple(path for path in value if isinstance(path, str)) if isinstance(value, list) else None


def _incomplete(host: Document, masked: tuple[str, ...] | None, readonly: tuple[str, ...] | None) -> Facet:
    """At least one list is missing; null means that nothing is protected when it is privileged."""
    if host.get("Privileged") is not True:
        return _unknown(raw.fault(host, "MaskedPaths" if masked is None else "ReadonlyPaths", "HostConfig"))
    found = _judged(masked or (), readonly or ())
    if masked is None:
        found = KernelPaths(**{**found, "masked": "privileged"})
    if readonly is None:
        found = KernelPaths(**{**found, "readonly": "privileged"})
    return Facet({"paths": found}, sources=_BY_PRIVILEGED)


def _untold(document: Document, host: Document, context: Context) -> Facet:
    """Neither list is there, and it is not privileged: Podman, or an engine before 17.06."""
    unmask = securityopt.security_options(document).unmask
    if unmask and (found := _unmasked(unmask)) is not None:
        return Facet({"paths": found}, sources=_BY_OPTION)
    if context.engine["kind"] == "podman":
        return _unknown("Podman's Docker API does not tell which paths are masked")
    return _unknown(raw.fault(host, "MaskedPaths", "HostConfig"))


def _unknown(reason: str) -> Facet:
    unknown: list[Unknown] = [{"path": key, "reason": reason} for key in _SOURCES if key != "paths"]
    return Facet({"paths": _NOTHING}, unknown, _SOURCES)


REMEMBERED = 100
"""Paths of both lists that are worth remembering; the longest defaults have one for each processor."""


def _judged(masked: tuple[str, ...], readonly: tuple[str, ...]) -> KernelPaths:
    small = len(masked) + len(readonly) <= REMEMBERED
    return judged(masked, readonly) if small else judged.__wrapped__(masked, readonly)


@lru_cache(maxsize=256)
def judged(masked: tuple[str, ...], readonly: tuple[str, ...]) -> KernelPaths:
    """The facts of two lists; shared by all workloads that have them, so never written to."""
    hidden, fixed = frozenset(map(_plain, masked)), frozenset(map(_plain, readonly))
    return KernelPaths(
        masked=_extent(MASKED, hidden),
        readonly=_extent(READONLY, hidden | fixed),
        proc_sys_writable=not _covered("/proc/sys", hidden | fixed),
    )


def _plain(path: str) -> str:
    return path.rstrip("/") or "/"


def _covered(path: str, by: frozenset[str]) -> bool:
    """Whether a path or a directory above it is in the set."""
    while path:
        if path in by:
            return True
        path = path.rpartition("/")[0]
    return False


def _extent(core: Iterable[str], by: frozenset[str]) -> Literal["default", "partial", "none"]:
    protected = [_covered(path, by) for path in core]
    if all(protected):
        return "default"
    return "partial" if any(protected) else "none"


def _unmasked(paths: list[str]) -> KernelPaths | None:
    """What Podman's `unmask=` takes away; None when it names nothing that matters."""
    if any(path.upper() == "ALL" for path in paths):
        return KernelPaths(masked="none", readonly="none", proc_sys_writable=True)
    opened = frozenset(map(_plain, paths))
    masked = any(_covered(path, opened) for path in MASKED)
    readonly = any(_covered(path, opened) for path in READONLY)
    if not masked and not readonly:
        return None
    return KernelPaths(
        masked="partial" if masked else "default",
        readonly="partial" if readonly else "default",
        proc_sys_writable=_covered("/proc/sys", opened),
    )
