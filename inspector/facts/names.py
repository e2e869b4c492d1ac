"""What a name or an address means on the engine's networks."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from inspector.facts import raw
from inspector.model import Document

if TYPE_CHECKING:
    from inspector.facts.facet import Workload

NAMELESS = frozenset({"bridge", "default", "host", "none", "podman"})
"""Networks whose members are not found by name (moby: the name server serves user-defined networks only)."""

SHORT_ID = 12


class Names:
    """The engine's name server (moby daemon/libnetwork/resolver.go), from what containers say of themselves.

    Args:
        workloads: in container shape.
        network_name: gives the name of a network for its id or name.
    """

    def __init__(self, workloads: Iterable["Workload"], network_name: Callable[[str], str]) -> None:
        self._names: dict[tuple[str, str], list[Workload]] = {}
        self._addresses: dict[tuple[str, str], list[Workload]] = {}
        for workload in workloads:
            for key, endpoint in _endpoints(workload):
                self._add(network_name(key), workload, endpoint)

    def _add(self, network: str, workload: "Workload", endpoint: Document) -> None:
        for address in _addresses(endpoint):
            self._addresses.setdefault((network, address), []).append(workload)
        if network not in NAMELESS:
            for name in _names(workload, endpoint):
                self._names.setdefault((network, name.lower()), []).append(workload)

    def find(self, networks: list[str], host: str) -> list["Workload"]:
        """The workloads that `host` (a name or an address) means to a member of these networks."""
        wanted = host.strip("[]").rstrip(".").lower()
        found: list[Workload] = []
        for network in networks:
            found += self._addresses.get((network, wanted), [])
            found += self._names.get((network, wanted)) or self._names.get(
                (network, wanted.removesuffix(f".{network.lower()}")), []
            )
        return found


def _endpoints(workload: "Workload") -> Iterator[tuple[str, Document]]:
    return raw.pairs(raw.section(workload.document, "NetworkSettings"), "Networks")


def _names(workload: "Workload", endpoint: Document) -> set[str]:
    """All names of one endpoint. DNSNames is from API 1.44 on, the short id left Aliases in 1.45."""
    names = {workload.name, *raw.texts(endpoint, "Aliases")[0], *raw.texts(endpoint, "DNSNames")[0]}
    if workload.kind == "service":
        names.add(f"tasks.{workload.name}")
    elif workload.kind == "container":
        names.add(workload.id[:SHORT_ID])
    names.discard("")
    return names


def _addresses(endpoint: Document) -> set[str]:
    """The addresses of one endpoint: those in use, and those that were asked for."""
    asked = raw.section(endpoint, "IPAMConfig") or raw.EMPTY
    fields = [
        (endpoint, "IPAddress"),
        (endpoint, "GlobalIPv6Address"),
        (asked, "IPv4Address"),
        (asked, "IPv6Address"),
    ]
    found = {(raw.text(parent, key) or "").lower() for parent, key in fields}
    found.discard("")
    return found
