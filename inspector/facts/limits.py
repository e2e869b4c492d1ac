"""The resource limits of a workload."""

from inspector.facts import raw
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.types import LimitFacts
from inspector.model import Document, Unknown

PERIOD = 100_000
"""CpuPeriod in microseconds when none is set."""
NANO = 1_000_000_000

_SOURCES = {
    "limits.memory": ["/HostConfig/Memory"],
    "limits.swap": ["/HostConfig/MemorySwap"],
    "limits.cpus": ["/HostConfig/NanoCpus", "/HostConfig/CpuQuota", "/HostConfig/CpusetCpus"],
    "limits.pids": ["/HostConfig/PidsLimit"],
}


def limits(workload: Workload, _context: Context) -> Facet:
    """`limits` from HostConfig (CIS 5.11, 5.12, 5.29); 0 is no limit, -1 of swap unlimited. A plugin has none.

    A reservation, a share of the CPU and a weight are no limits.
    """
    if workload.kind == "plugin":
        return Facet({"limits": LimitFacts(memory=None, swap=None, cpus=None, pids=None)})
    host = raw.section(workload.document, "HostConfig")
    if host is None:
        facts = LimitFacts(memory=None, swap=None, cpus=None, pids=None)
        return Facet({"limits": facts}, [raw.unknown("limits", workload.document, "HostConfig")], _SOURCES)
    unknown: list[Unknown] = []
    facts = LimitFacts(
        memory=_at_least_zero(host, "memory", "Memory", unknown),
        swap=_number(host, "swap", "MemorySwap", unknown),
        cpus=_cpus(host, unknown),
        pids=_at_least_zero(host, "pids", "PidsLimit", unknown),
    )
    return Facet({"limits": facts}, unknown, _SOURCES)


def _number(host: Document, name: str, key: str, unknown: list[Unknown]) -> int | None:
    """The number at `key`; null means that nothing is set, as Docker writes it for PidsLimit."""
    if key in host and host[key] is None:
        return 0
    value = raw.number(host, key)
    if value is None:
        unknown.append(raw.unknown(f"limits.{name}", host, key, "HostConfig"))
    return value


def _at_least_zero(host: Document, name: str, key: str, unknown: list[Unknown]) -> int | None:
    value = _number(host, name, key, unknown)
    return value if value is None else max(value, 0)


def _cpus(host: Document, unknown: list[Unknown]) -> float | None:
    """NanoCpus, else quota by period, else the size of the CPU set."""
    nano = raw.number(host, "NanoCpus") or 0
    quota = raw.number(host, "CpuQuota") or 0
    cpuset = raw.text(host, "CpusetCpus") or ""
    if 0 < nano < NANO * NANO:
        return nano / NANO
    if 0 < quota < NANO * NANO:
        period = raw.number(host, "CpuPeriod") or 0
        return quota / (period if 0 < period < NANO * NANO else PERIOD)
    if cpuset:
        return _size(cpuset)
    for key in ("NanoCpus", "CpuQuota"):
        if raw.number(host, key) is None and host.get(key, "") is not None and not _older(host, key):
            unknown.append(raw.unknown("limits.cpus", host, key, "HostConfig"))
            return None
    return 0.0


def _older(host: Document, key: str) -> bool:
    """Whether an engine before 1.13 wrote this, which knows a quota but no NanoCpus."""
    return key == "NanoCpus" and key not in host and raw.number(host, "CpuQuota") is not None


def _size(cpuset: str) -> float:
    """How many CPUs a set such as `0-3,7` names; at least one, for the engine refuses any other text."""
    count = 0
    for part in cpuset[:4096].split(","):
        first, _, last = part.partition("-")
        ends = [int(end) for end in (first, last or first) if end.isascii() and end.isdigit() and len(end) < 6]  # noqa: PLR2004 digits of a port
        count += max(ends[1] - ends[0] + 1, 0) if len(ends) == 2 else 0  # noqa: PLR2004 both ends of a range
    return float(max(count, 1))
