"""The capabilities of a workload."""

from functools import lru_cache

from inspector.facts import accounts, capset, raw
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.types import CapabilityFacts, CapabilityItem
from inspector.model import Unknown


def capabilities(workload: Workload, context: Context) -> Facet:
    """`capabilities`: the bounding set by the engine's algorithm, and what of it is in force (CIS 5.4).

    A first process that is not root has none in force, not even privileged; the bounding set stays within
    reach of a setuid file and of `exec -u 0`.
    """
    document = workload.document
    bounding = capset.bounding(document, context.engine)
    if bounding is None:
        unknown = raw.unknown("capabilities", document, "HostConfig")
        return Facet({"capabilities": None}, [unknown])
    made = _facts if len(bounding.key) <= capset.REMEMBERED else _facts.__wrapped__
    facts = made(
        bounding.key,
        tuple(bounding.dropped),
        bounding.default,
        accounts.is_root(document) is False,
    )
    told = raw.texts(document, "EffectiveCaps")[0] if isinstance(document.get("EffectiveCaps"), list) else None
    if told is not None:
        facts = _with_effective(facts, sorted(map(capset.normalised, told)))
    return Facet({"capabilities": facts}, [] if bounding.whole else _unread(workload), _SOURCES)


_SOURCES = {
    "capabilities": ["/HostConfig/CapAdd", "/HostConfig/CapDrop"],
    "capabilities.dropped": ["/HostConfig/CapDrop"],
}


@lru_cache(maxsize=1024)
def _facts(
    sources: tuple[tuple[str, tuple[str, ...]], ...],
    dropped: tuple[str, ...],
    default: frozenset[str],
    powerless: bool,  # noqa: FBT001, cached by position
) -> CapabilityFacts:
    """The facts of one set; shared by all workloads that have it, so never written to."""
    names = [name for name, _ in sources]
    return CapabilityFacts(
        bounding=names,
        effective=[] if powerless else list(names),
        added=[name for name in names if name not in default],
        dropped=list(dropped),
        items=[
            CapabilityItem(name=name, effective=not powerless, added=name not in default, source=list(source))
            for name, source in sources
        ],
    )


def _with_effective(facts: CapabilityFacts, effective: list[str]) -> CapabilityFacts:
    """The facts with the effective set that Podman's own API tells."""
    items = [CapabilityItem(**{**item, "effective": item["name"] in effective}) for item in facts["items"]]
    return CapabilityFacts(**{**facts, "effective": effective, "items": items})


def _unread(workload: Workload) -> list[Unknown]:
    host = workload.document["HostConfig"]
    reasons = [raw.fault(host, key, "HostConfig") for key in ("CapAdd", "CapDrop") if not raw.texts(host, key)[1]]
    if not isinstance(host.get("Privileged"), bool):
        reasons.append(raw.fault(host, "Privileged", "HostConfig"))
    return [{"path": "capabilities", "reason": reason} for reason in reasons[:1] or ["BoundingCaps is no list"]]
