"""Who uses an image, a network or a volume."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from inspector.facts import raw
from inspector.facts.identity import owner
from inspector.facts.types import ShareCount

if TYPE_CHECKING:
    from inspector.facts.facet import Workload

SAMPLE = 5
"""Names that are shown; the count says how many there are."""


def share(workloads: Iterable["Workload"]) -> ShareCount:
    """How many workloads, and the first few by name."""
    names = sorted(workload.name for workload in {id(one): one for one in workloads}.values())
    return ShareCount(count=len(names), sample=names[:SAMPLE])


def project_of(workload: "Workload") -> str | None:
    """Compose project or swarm stack of a workload, by its labels."""
    return owner(raw.labels(raw.section(workload.document, "Config"))).project


def projects(workloads: Iterable["Workload"]) -> int:
    """In how many projects these workloads are; those in none do not count."""
    return len({name for workload in workloads if (name := project_of(workload)) is not None})


def sample(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first few items by name."""
    return sorted(items, key=lambda item: (item["name"], item["dest"]))[:SAMPLE]
