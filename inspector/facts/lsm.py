"""The security modules that confine a workload: AppArmor and SELinux."""

from inspector.facts import raw, securityopt
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.types import EngineFacts
from inspector.model import Document, Unknown

UNCONFINED_TYPES = frozenset({"spc_t", "unconfined_t", "container_runtime_t"})
"""SELinux types under which a container is as free as the host."""
APPLIED_TO_PRIVILEGED = [29, 4]
"""The release from which a privileged container keeps an explicit AppArmor profile (moby daemon/apparmor)."""
DEFAULT = "docker-default"

_SOURCES = {
    "apparmor": ["/HostConfig/SecurityOpt", "/AppArmorProfile"],
    "selinux": ["/HostConfig/SecurityOpt", "/ProcessLabel"],
}
_NEITHER = Facet({"apparmor": "unsupported", "selinux": "unsupported", "lsm": False}, sources=_SOURCES)
_NONE = Facet({"apparmor": None, "selinux": None, "lsm": None})


def lsm(workload: Workload, context: Context) -> Facet:
    """`apparmor`, `selinux` and `lsm` (does either confine) by options, what was applied, and the engine.

    A plugin has no such setting. CIS 5.2 and 5.3.
    """
    engine = context.engine
    if workload.kind == "plugin":
        return _NONE
    if engine["apparmor"] is False and engine["selinux"] is False:
        return _NEITHER
    given = securityopt.security_options(workload.document)
    unknown: list[Unknown] = []
    apparmor = _apparmor(workload.document, given, engine, unknown)
    selinux = _selinux(workload.document, given, engine, unknown)
    confined = selinux == "confined" or apparmor not in {None, "unconfined", "unsupported"}
    decided: bool | None = confined
    if not confined and (apparmor is None or selinux is None):
        decided = None
        unknown.append({"path": "lsm", "reason": unknown[0]["reason"]})
    sources = {key: given.sources.get(word, _SOURCES[key]) for key, word in _WORDS}
    return Facet({"apparmor": apparmor, "selinux": selinux, "lsm": decided}, unknown, sources)


_WORDS = (("apparmor", "apparmor"), ("selinux", "label"))


def _apparmor(
    document: Document, given: securityopt.Options, engine: EngineFacts, unknown: list[Unknown]
) -> str | None:
    """The last `apparmor=` option, else the profile saved at start, else what the engine would apply."""
    if engine["apparmor"] is not True:
        return _without(engine["apparmor"], "apparmor", unknown)
    privileged = _privileged(document)
    if privileged and _ignored(engine):
        return "unconfined"
    told = given.apparmor or raw.text(document, "AppArmorProfile")
    if told or privileged:
        return told or "unconfined"
    return DEFAULT if given.whole else _unread(document, "apparmor", unknown)


def _selinux(document: Document, given: securityopt.Options, engine: EngineFacts, unknown: list[Unknown]) -> str | None:
    """Off by `label=disable`, by a type that confines nothing, or when it runs without a label.

    The engine itself adds `label=disable` for privileged, host pid and host ipc; an explicit label prevents
    that.
    """
    if engine["selinux"] is not True:
        return _without(engine["selinux"], "selinux", unknown)
    state = raw.section(document, "State") or raw.EMPTY
    unlabelled = state.get("Running") is True and document.get("ProcessLabel") == ""
    if unlabelled or _label_disabled(given.labels) or (_privileged(document) and not given.labels):
        return "disabled"
    return "confined" if given.whole else _unread(document, "selinux", unknown)


def _without(engine_has: bool | None, path: str, unknown: list[Unknown]) -> str | None:  # noqa: FBT001 a fact of the engine
    """The answer where the engine does not have the module, or does not say."""
    if engine_has is None:
        unknown.append({"path": path, "reason": "the engine's security options are not known"})
        return None
    return "unsupported"


def _unread(document: Document, path: str, unknown: list[Unknown]) -> str | None:
    """The answer where the options cannot be read."""
    host = raw.section(document, "HostConfig")
    unknown.append(raw.unknown(path, host, "SecurityOpt", "HostConfig"))
    return None


def _privileged(document: Document) -> bool:
    return (raw.section(document, "HostConfig") or raw.EMPTY).get("Privileged") is True


def _ignored(engine: EngineFacts) -> bool:
    """Whether the engine ignores the explicit profile of a privileged container."""
    version = engine["version"]
    return engine["kind"] != "podman" and version is not None and version < APPLIED_TO_PRIVILEGED


def _label_disabled(labels: list[str]) -> bool:
    return any(label == "disable" or label.removeprefix("type:") in UNCONFINED_TYPES for label in labels)
