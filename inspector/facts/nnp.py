"""Whether a setuid file can give a workload more than it has, and whether it may write its cgroups."""

from inspector.facts import raw, securityopt
from inspector.facts.facet import Context, Facet, Workload
from inspector.model import Unknown

_SOURCE = ["/HostConfig/SecurityOpt"]
_SOURCES = {"no_new_privileges": _SOURCE, "nnp_explicit": _SOURCE, "writable_cgroups": _SOURCE}


def nnp(workload: Workload, context: Context) -> Facet:
    """`no_new_privileges`, `nnp_explicit` and `writable_cgroups` from SecurityOpt (CIS 5.26).

    The engine's default counts where no option is given. Docker before 24.0 does not tell it: then it counts
    as off, and the engine has one gap for all. A plugin has no such setting.
    """
    if workload.kind == "plugin":
        return Facet({"no_new_privileges": None, "nnp_explicit": None, "writable_cgroups": None})
    given = securityopt.security_options(workload.document)
    host = raw.section(workload.document, "HostConfig") or raw.EMPTY
    explicit, writable = given.no_new_privileges, given.writable_cgroups
    unknown: list[Unknown] = []
    if not given.whole:
        reason = raw.fault(host, "SecurityOpt", "HostConfig")
        unknown += [{"path": key, "reason": reason} for key in _SOURCES]
        decided = explicit
    else:
        decided = securityopt.engine_no_new_privileges(context.engine) if explicit is None else explicit
        if decided is None:
            unknown.append({"path": "no_new_privileges", "reason": "the engine's default is not known"})
        if writable is None:
            writable = host.get("Privileged") is True
    facts = {"no_new_privileges": decided, "nnp_explicit": explicit, "writable_cgroups": writable}
    return Facet(facts, unknown, {**_SOURCES, **_pointers(given)} if given.sources else _SOURCES)


def _pointers(given: securityopt.Options) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if (source := given.sources.get("no-new-privileges")) is not None:
        found |= {"no_new_privileges": source, "nnp_explicit": source}
    if (source := given.sources.get("writable-cgroups")) is not None:
        found["writable_cgroups"] = source
    return found
