"""Where a workload stands: one of four parts, the same in the squares, the matrix and the numbers."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from inspector.formats.html_report.index import Index
from inspector.formats.html_report.words import RANK
from inspector.model import WorkloadPart

Part = Literal["root", "near", "reach", "neither"]

PARTS: tuple[Part, ...] = ("root", "near", "reach", "neither")

TITLES: dict[Part, str] = {
    "root": "Amount to root on the host",
    "near": "One step away",
    "reach": "Reach the host or a neighbour",
    "neither": "Neither, as far as judged",
}

KEYS: dict[Part, str] = {
    "root": "amount to root",
    "near": "one step away",
    "reach": "reach the host or a neighbour",
    "neither": "neither, as far as judged",
}


class Counts(NamedTuple):
    """How many workloads stand where, and how many nested engines were not read."""

    root: int
    near: int
    reach: int
    neither: int
    unread: int


def part(index: Index, workload: WorkloadPart) -> Part:
    """Where `workload` stands, by the definition of the summary's numbers."""
    if workload["takeover"]:
        return "root"
    rank = index.rank(workload)
    return "near" if rank <= RANK["high"] else "reach" if rank == RANK["medium"] else "neither"


def counts(index: Index, workloads: Iterable[WorkloadPart]) -> Counts:
    """The numbers of `workloads`."""
    found = dict.fromkeys(PARTS, 0)
    unread = 0
    for workload in workloads:
        found[part(index, workload)] += 1
        unread += bool(workload["dind"]) and index.inner(workload) is None
    return Counts(found["root"], found["near"], found["reach"], found["neither"], unread)
