"""Namespaces that a workload shares with another by joining it."""

from inspector.facts import raw
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.links import MODES, Namespace
from inspector.facts.types import JoinedItem
from inspector.facts.usage import project_of
from inspector.model import Unknown

_NAMESPACES: tuple[Namespace, ...] = ("pid", "ipc", "net")
_NONE = Facet({"joined": []})


def joined(workload: Workload, context: Context) -> Facet:
    """`joined`: one item for each namespace whose mode is `container:X`; `stronger` is late (see access.py)."""
    items: list[JoinedItem] = []
    unknown: list[Unknown] = []
    for namespace in _NAMESPACES:
        target = context.links.target(workload, namespace)
        if target is None:
            unknown += _unread(workload, namespace)
            continue
        answer = context.links.container(target)
        if answer.value is None and not answer.known:
            reason = "the container whose namespace it joins was not collected"
            keys = ("found", "same_project", "stronger")
            unknown += [{"path": f"joined[{len(items)}].{key}", "reason": reason} for key in keys]
        items.append(_item(workload, namespace, target, answer.value, known=answer.known))
    return Facet({"joined": items}, unknown) if items or unknown else _NONE


def _unread(workload: Workload, namespace: Namespace) -> list[Unknown]:
    """Why a join may be missing; services and plugins cannot join others."""
    host = raw.section(workload.document, "HostConfig")
    if workload.kind in {"service", "plugin"} or (host is not None and isinstance(host.get(MODES[namespace]), str)):
        return []
    if host is None:
        return [raw.unknown("joined", workload.document, "HostConfig")]
    return [raw.unknown("joined", host, MODES[namespace], "HostConfig")]


def _item(workload: Workload, namespace: Namespace, target: str, other: Workload | None, *, known: bool) -> JoinedItem:
    return JoinedItem(
        ns=namespace,
        target=other.name if other is not None else target,
        found=True if other is not None else False if known else None,
        same_project=_same_project(workload, other) if other is not None else None,
        stronger=None,
        source=[f"/HostConfig/{MODES[namespace]}"],
    )


def _same_project(one: Workload, two: Workload) -> bool:
    """Whether both belong to one project; what belongs to none is in no project together."""
    project = project_of(one)
    return project is not None and project == project_of(two)
