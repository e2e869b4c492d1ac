"""HostConfig.SecurityOpt taken apart as the engine does (moby daemon/daemon_unix.go, parseSecurityOpt)."""

from dataclasses import dataclass, field

from inspector.facts import raw
from inspector.facts.types import EngineFacts
from inspector.model import Document

TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})
"""What Go's ParseBool takes; the engine refuses anything else."""


BARE = {
    "disable": ("label", "disable"),
    "no-new-privileges": ("no-new-privileges", "true"),
    "writable-cgroups": ("writable-cgroups", "true"),
}
"""Words without a value; the engine refuses any other."""


@dataclass(slots=True)
class Options:
    """The security options of a workload; of each, the last one wins.

    Attributes:
        seccomp, apparmor: value, None when not given.
        labels: values of every `label=`, bare `disable` among them.
        no_new_privileges, writable_cgroups: None when not given.
        unmask: Podman's `unmask=`, paths or `all`.
        sources: option -> pointer to the entry that counts.
        whole: whether every entry could be read.
    """

    seccomp: str | None = None
    apparmor: str | None = None
    labels: list[str] = field(default_factory=list)
    no_new_privileges: bool | None = None
    writable_cgroups: bool | None = None
    unmask: list[str] = field(default_factory=list)
    sources: dict[str, list[str]] = field(default_factory=dict)
    whole: bool = True


NOTHING = Options()
"""No option at all, as most containers have it; never written to."""


def security_options(document: Document) -> Options:
    """The options of a workload in container shape; not whole when there is no such list."""
    host = raw.section(document, "HostConfig")
    entries = raw.items(host, "SecurityOpt") if host else None
    if entries is None:
        return Options(whole=False)
    if not entries:
        return NOTHING
    options = Options()
    for index, entry in enumerate(entries):
        if isinstance(entry, str):
            _read(options, entry, raw.pointer("HostConfig", "SecurityOpt", index))
        else:
            options.whole = False
    return options


def _split(entry: str) -> tuple[str, str]:
    """One entry: `key=value`, the older `key:value` when there is no `=` in it, or a bare word."""
    key, mark, value = entry.partition("=" if "=" in entry else ":")
    return (key, value) if mark else BARE.get(entry, ("", ""))


def parts(entry: str) -> tuple[str, str]:
    """Name and value of an entry, the same for all spellings of one."""
    key, value = _split(entry)
    if key in ("no-new-privileges", "writable-cgroups") and value in TRUE | FALSE:
        return key, "true" if value in TRUE else "false"
    return key, value


def _read(options: Options, entry: str, source: str) -> None:
    key, value = _split(entry)
    match key:
        case "seccomp":
            options.seccomp = value
        case "apparmor":
            options.apparmor = value
        case "label":
            options.labels.append(value)
        case "no-new-privileges" if value in TRUE or value in FALSE:
            options.no_new_privileges = value in TRUE
        case "writable-cgroups" if value in TRUE or value in FALSE:
            options.writable_cgroups = value in TRUE
        case "unmask":
            options.unmask += value.split(":")
        case _:
            return
    options.sources[key] = [source]


def engine_no_new_privileges(engine: EngineFacts) -> bool | None:
    """What the engine applies to a container that sets nothing; None when info was not given.

    Podman has no default of its own: the option always stands in SecurityOpt.
    """
    if engine["no_new_privileges"] is not None:
        return engine["no_new_privileges"]
    return None if engine["rootless"] is None else False
