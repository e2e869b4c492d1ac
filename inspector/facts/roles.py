"""What a workload seems to be."""

from typing import Any

from inspector.facts import tables
from inspector.facts.daemons import daemon
from inspector.facts.environment import environment
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.proxies import proxy
from inspector.facts.repositories import repositories, untold
from inspector.facts.types import RoleItem
from inspector.model import Unknown

_NONE = Facet({"roles": []})


def roles(workload: Workload, context: Context) -> Facet:
    """`roles`: by the image's repository or source label, variables, and what it runs (data table `roles`).

    Anybody can give a name: a role raises or explains, it never lowers.
    """
    table: Any = tables.load("roles")
    known = repositories(workload, context)
    found = [role for role, names in table["repositories"].items() if not known.isdisjoint(names)]
    nested = daemon(workload, context).daemon
    if nested is not None and nested.engine in table["nested"]:
        found.append(table["nested"][nested.engine])
    if proxy(workload, context) is not None:
        found.append("socket-proxy")
    if any(name in environment(workload, context).values for name in table["self-dropping"]):
        found.append("self-dropping")
    why = untold(workload)
    if not found and why is None:
        return _NONE
    unknown: list[Unknown] = [] if why is None else [{"path": "roles", "reason": why}]
    items = [RoleItem(role=role, certainty="likely") for role in dict.fromkeys(found)]
    return Facet({"roles": items}, unknown, sources={"roles": ["/Config/Image"]})
