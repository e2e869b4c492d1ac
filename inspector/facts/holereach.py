"""Whether something on an engine has the reach that a published hole of one of its components needs.

A hole of authorization plugins is none where no such plugin is in use, one in the shim's abstract sockets takes root on
the host's network, one in BuildKit takes somebody who builds; the others take any container. The table says which.
"""

from collections.abc import Callable, Sequence
from typing import Any

from inspector.facts.inventory import EngineInventory, Subject
from inspector.model import Unknown

Reach = tuple[bool | None, str]
"""Whether something has it, and why that is unknown."""

_UNREAD = "not all workloads were read"


def reach(inventory: EngineInventory, workloads: Sequence[Subject]) -> None:
    """Fill in `components[].reach` of an engine, late: it rests on what its workloads can do."""
    answers: dict[str, Reach] = {}
    entries: list[Unknown] = []
    for index, item in enumerate(inventory.facts["components"]):
        needs = item["needs"]
        if needs is None:
            continue
        if needs not in answers:
            answers[needs] = _NEEDS[needs](inventory, workloads)
        item["reach"], why = answers[needs]
        if item["reach"] is None:
            entries.append({"path": f"components[{index}].reach", "reason": why})
    _note(inventory, entries)


def _note(inventory: EngineInventory, entries: list[Unknown]) -> None:
    for subject in inventory.subjects[:1]:
        if subject.kind == "engine":
            known = subject.facts.get("unknown") or []
            kept = [entry for entry in known if not entry["path"].endswith("].reach")]
            subject.facts["unknown"] = kept + entries


def _any(inventory: EngineInventory, workloads: Sequence[Subject], has: Callable[[Subject], bool | None]) -> Reach:
    """Whether one of them has it; what was not read may."""
    answers = [has(subject) for subject in workloads]
    if True in answers:
        return True, ""
    if None in answers:
        return None, "what a workload can do is not known"
    return (False, "") if "container" in inventory.complete else (None, _UNREAD)


def _runs(inventory: EngineInventory, workloads: Sequence[Subject]) -> Reach:
    return _any(inventory, workloads, lambda _: True)


def _host_network(inventory: EngineInventory, workloads: Sequence[Subject]) -> Reach:
    return _any(inventory, workloads, _is_root_beside_host)


def _is_root_beside_host(subject: Subject) -> bool | None:
    namespaces, user = subject.facts.get("namespaces"), subject.facts.get("user")
    net = namespaces["net"]["effective"] if namespaces else None
    if net is not None and net != "host":
        return False
    root = user["root"] if user else None
    return False if root is False else (True if net else None)


def _build(inventory: EngineInventory, workloads: Sequence[Subject]) -> Reach:
    return _any(inventory, workloads, _may_build)


def _may_build(subject: Subject) -> bool | None:
    ways: list[dict[str, Any]] = subject.facts.get("dood") or []
    own = [way for way in ways if way["controls"] in {"host", "account", None}]
    if any("build" in (way["powers"] or ()) for way in own):
        return True
    unknown = subject.facts.get("unknown") or []
    return None if any(entry["path"].partition("[")[0] == "dood" for entry in unknown) else False


def _authorization(inventory: EngineInventory, _: Sequence[Subject]) -> Reach:
    for entry in inventory.facts["unknown"]:
        if entry["path"] == "authorization":
            return None, entry["reason"]
    return bool(inventory.facts["authorization"]), ""


_NEEDS: dict[str, Callable[[EngineInventory, Sequence[Subject]], Reach]] = {
    "workload": _runs,
    "host-network": _host_network,
    "build": _build,
    "authorization": _authorization,
}
