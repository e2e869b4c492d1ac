"""Late facts: what control of a nested engine gives, once it is known which workloads amount to the host.

After the rules that grant the host: `dind.controls`, `gives` of the ways and credentials that lead to a nested engine,
`joined[].stronger`, `proxy.secrets_of`, `components[].reach` of the engine, and how far a nested engine's own objects
are held in (`isolation.nested_in`).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from inspector.facts.holereach import reach
from inspector.facts.inventory import EngineInventory, Subject
from inspector.model import Unknown

_SANDBOXED = frozenset({"sysbox", "kata", "gvisor"})
_NESTED = "nested:"
_UNTOLD = "whether the container amounts to the host is not known"


def resolve(inventories: Sequence[EngineInventory]) -> None:
    """Compute the late facts in place, outermost engine first; doing it again changes nothing.

    Reads `takeover` as the rules with `grants: host` left it (catalogue 2.8).
    """
    caps: dict[str, str] = {}
    for inventory in inventories:  # an outer engine stands before those that run in its containers
        workloads = [subject for subject in inventory.subjects if subject.workload]
        by_name = _by_name(workloads)
        _settle(workloads, by_name)
        _readable(workloads)
        for subject in workloads:
            _doubt(subject, by_name)
            _note(subject, by_name)
            _joins(subject, by_name)
        _cap(inventory, workloads, caps)
        reach(inventory, workloads)


def _by_name(workloads: list[Subject]) -> dict[str, Subject]:
    """Workloads by name; of two with one name, that which runs an engine."""
    found: dict[str, Subject] = {}
    for subject in workloads:
        if subject.name not in found or (subject.facts.get("dind") and not found[subject.name].facts.get("dind")):
            found[subject.name] = subject
    return found


def _settle(workloads: list[Subject], by_name: dict[str, Subject]) -> None:
    """`dind.controls`, and `gives` of what leads to a nested engine, until nothing changes.

    Every round raises at least one to the host, so there are no more rounds than workloads.
    """
    nested = [subject for subject in workloads if subject.facts.get("dind")]
    clients = [subject for subject in workloads if any(True for _ in _to_nested(subject))]
    for subject in nested:
        subject.facts["dind"]["controls"] = None
    for _ in range(len(nested) + 1):
        changed = False
        for subject in nested:
            controls = _controls(subject)
            changed = changed or controls != subject.facts["dind"]["controls"]
            subject.facts["dind"]["controls"] = controls
        for subject in clients:
            for _, _, item in _to_nested(subject):
                item["gives"] = _gives(by_name.get(item["controls"].removeprefix(_NESTED)))
        if not changed:
            return


def _doubt(subject: Subject, by_name: dict[str, Subject]) -> None:
    """Makes a way no surer than what it gives: a container whose user has a name may not be root in there."""
    for _, _, item in _to_nested(subject):
        server = by_name.get(item["controls"].removeprefix(_NESTED))
        user = server.facts.get("user") if server is not None else None
        if item["gives"] == "host" and user is not None and user["root"] is None and item["certainty"] == "certain":
            item["certainty"] = "likely"


def _readable(workloads: list[Subject]) -> None:
    """`proxy.secrets_of`: how many others hold secrets in their environment, which a proxy's clients may read."""
    holders = {id(subject) for subject in workloads if _has_secrets(subject)}
    for subject in workloads:
        if proxy := subject.facts.get("proxy"):
            proxy["secrets_of"] = len(holders - {id(subject)})


def _has_secrets(subject: Subject) -> bool:
    return any(item.get("place") in {"env", "url"} for item in subject.facts.get("secrets") or [])


def _controls(subject: Subject) -> str | None:
    """What control of a workload's nested engine gives on its host: host, contained, None when unknown."""
    facts = subject.facts
    if _takes_host(subject):
        return "host"
    if any(item.get("access") == "full" and item.get("gives") == "host" for item in facts.get("dood") or []):
        return "host"
    kind = facts["dind"].get("kind")
    if kind == "privileged":
        return "host"
    if kind == "unprivileged" and facts.get("privileged") is None and "privileged" in facts:
        return None
    return "contained"


def _takes_host(subject: Subject) -> bool:
    return any(entry.get("of") == "host" for entry in subject.facts.get("takeover") or [])


def _gives(server: Subject | None) -> str | None:
    """What control of the engine in a workload gives in the end.

    A rootless one in a privileged container gives the account that it runs as, without filters of the kernel's calls.
    """
    dind = server.facts.get("dind") if server is not None else None
    if server is None or dind is None:
        return None
    if dind["controls"] == "contained" and dind.get("kind") == "rootless" and server.facts.get("privileged") is True:
        return "account"
    controls: str | None = dind["controls"]
    return controls


def _to_nested(subject: Subject) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """The items that lead to a nested engine, with list and place."""
    for key in ("dood", "credentials"):
        for index, item in enumerate(subject.facts.get(key) or []):
            if isinstance(item.get("controls"), str) and item["controls"].startswith(_NESTED):
                yield key, index, item


def _note(subject: Subject, by_name: dict[str, Subject]) -> None:
    """Writes down what of the late facts is unknown, and where `dind.controls` comes from."""
    entries: list[Unknown] = []
    dind = subject.facts.get("dind")
    paths = {"dind.controls"}
    if dind is not None:
        if dind["controls"] is None:
            entries.append({"path": "dind.controls", "reason": _UNTOLD})
        subject.facts["sources"] = {**subject.facts.get("sources", {}), "dind.controls": _source(subject)}
    for key, index, item in _to_nested(subject):
        paths.add(f"{key}[{index}].gives")
        if item["gives"] is None:
            name = item["controls"].removeprefix(_NESTED)
            reason = _UNTOLD if name in by_name else f"the container {name} was not collected"
            entries.append({"path": f"{key}[{index}].gives", "reason": reason})
    _replace(subject, paths, entries)


def _replace(subject: Subject, paths: set[str], entries: list[Unknown]) -> None:
    """Puts these unknowns in the place of those that stood at the paths."""
    known: list[Unknown] = subject.facts.get("unknown") or []
    kept = [entry for entry in known if entry["path"] not in paths]
    if entries or len(kept) != len(known):
        subject.facts["unknown"] = kept + entries


def _source(subject: Subject) -> list[str]:
    """Pointers to why control of the nested engine is control of the host."""
    facts = subject.facts
    if facts["dind"].get("kind") == "privileged":
        return ["/HostConfig/Privileged"]
    for entry in facts.get("takeover") or []:
        item = entry.get("item")
        if entry.get("of") == "host" and isinstance(item, dict) and item.get("source"):
            return list(item["source"])
    if _takes_host(subject) and facts.get("privileged") is True:  # a rootless engine, by a user who may be root
        return ["/HostConfig/Privileged"]
    for item in facts.get("dood") or []:
        if item.get("access") == "full" and item.get("gives") == "host":
            return list(item.get("source") or ())
    return []


def _joins(subject: Subject, by_name: dict[str, Subject]) -> None:
    """`joined[].stronger`: whether the other has a takeover, or capabilities that this one lacks."""
    for index, item in enumerate(subject.facts.get("joined") or []):
        other = by_name.get(item["target"]) if item.get("found") else None
        if other is not None:
            item["stronger"] = _is_stronger(other, subject)
            path = f"joined[{index}].stronger"
            unknown: list[Unknown] = [{"path": path, "reason": "the capabilities of one of the two are not known"}]
            _replace(subject, {path}, unknown if item["stronger"] is None else [])


def _is_stronger(other: Subject, subject: Subject) -> bool | None:
    if other.facts.get("takeover"):
        return True
    theirs, own = _held(other), _held(subject)
    return None if theirs is None or own is None else not theirs <= own


def _held(subject: Subject) -> set[str] | None:
    capabilities = subject.facts.get("capabilities")
    return None if capabilities is None else set(capabilities["bounding"])


def _cap(inventory: EngineInventory, workloads: list[Subject], caps: dict[str, str]) -> None:
    """`isolation.nested_in` of a nested engine's workloads, and the caps for engines in this one's containers."""
    own = caps.get(inventory.facts["nested_in"]) if inventory.facts["nested_in"] else None
    own = own or ("unknown" if inventory.facts["nested_in"] else None)
    for subject in workloads:
        isolation = subject.facts.get("isolation")
        if isolation is not None:
            isolation["nested_in"] = own
        inner = _gives(subject) or ("host" if _takes_host(subject) else "unknown")
        caps[f"{inventory.name}/{subject.name}"] = _narrower(own, inner)


def _narrower(outer: str | None, inner: str) -> str:
    """The cap of an engine within an engine: whichever holds it in more."""
    order = ["contained", "account", "unknown", "host"]
    return min((inner, outer or "host"), key=order.index)
