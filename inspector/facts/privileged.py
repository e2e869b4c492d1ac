"""The privileged flag."""

from inspector.facts import raw
from inspector.facts.facet import Context, Facet, Workload

_SOURCES = {"privileged": ["/HostConfig/Privileged"]}
_OFF = Facet({"privileged": False}, sources=_SOURCES)
_ON = Facet({"privileged": True}, sources=_SOURCES)


def privileged(workload: Workload, _context: Context) -> Facet:
    """`privileged` from HostConfig.Privileged (CIS 5.5)."""
    host = raw.section(workload.document, "HostConfig")
    if host is None:
        return Facet({"privileged": None}, [raw.unknown("privileged", workload.document, "HostConfig")], _SOURCES)
    value = host.get("Privileged")
    if value is False:
        return _OFF
    if value is True:
        return _ON
    return Facet({"privileged": None}, [raw.unknown("privileged", host, "Privileged", "HostConfig")], _SOURCES)
