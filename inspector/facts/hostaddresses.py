"""The names and addresses by which containers reach their host, and its swarm's managers."""

import ipaddress
from typing import Any

from inspector.facts import raw
from inspector.facts.facet import Context, Workload
from inspector.facts.memo import once
from inspector.model import Document

HOST_NAMES = frozenset({"host.docker.internal", "gateway.docker.internal", "host.containers.internal",
                        "docker.for.mac.localhost", "docker.for.mac.host.internal", "docker.for.win.localhost",
                        "host.lima.internal", "host-gateway"})  # fmt: skip
"""Names that mean the host, with the desktop products and as `--add-host NAME:host-gateway` is written."""
OUTSIDE = frozenset({"macvlan", "ipvlan", "overlay", "transparent", "l2bridge"})
"""Drivers of networks whose gateway is a machine of its own."""
DEFAULT_GATEWAY = "172.17.0.1"
"""Of the default bridge, unless the engine was told another."""


def gateways(owner: Workload, context: Context) -> set[str]:
    """Addresses of the host on the networks of a workload."""
    found = {DEFAULT_GATEWAY} if _near_default(context) else set()
    settings = raw.section(owner.document, "NetworkSettings")
    for name, endpoint in raw.pairs(settings, "Networks"):
        network = context.links.network(context.links.network_name(name)).value
        if network is None or raw.text(network, "Driver") not in OUTSIDE:
            found |= {raw.text(endpoint, "Gateway") or "", raw.text(endpoint, "IPv6Gateway") or ""}
            found.update(ipam(network, "Gateway"))
    found.discard("")
    return found


def ipam(network: Document | None, key: str) -> list[str]:
    """`Subnet` or `Gateway` of each range of addresses that a network has; empty where one does not say."""
    configs = raw.items(raw.section(network, "IPAM") or raw.EMPTY, "Config") or []
    return [raw.text(config, key) or "" for config in configs if isinstance(config, dict)]


def _near_default(context: Context) -> bool:
    """Whether 172.17.0.1 is the host's: yes, unless the default bridge is known to lie elsewhere."""
    subnets = ipam(context.links.network("bridge").value, "Subnet")
    return not subnets or any(inside(DEFAULT_GATEWAY, subnet) for subnet in subnets)


@once
def own_addresses(context: Context) -> set[str]:
    """Names and addresses that the engine tells of its own host; every bridge's end there answers every container."""
    found: set[str] = set()
    for network in context.links.documents("network"):
        found.update(ipam(network, "Gateway") if network.get("Driver") == "bridge" else ())
    info = context.links.snapshot.info
    if isinstance(info, dict):
        swarm = raw.section(info, "Swarm") or raw.EMPTY
        found |= {(raw.text(info, "Name") or "").lower(), raw.text(swarm, "NodeAddr") or ""}
    found.discard("")
    return found


@once
def managers(context: Context) -> set[str]:
    """Names and addresses of the swarm's managers, by the list of nodes and by what each node is told of them."""
    info = raw.section(context.links.snapshot.info or raw.EMPTY, "Swarm") or raw.EMPTY
    found = {_host_of(one) for one in raw.items(info, "RemoteManagers") or []}
    for node in context.links.documents("node"):
        manager = raw.section(node, "ManagerStatus")
        if manager is not None:
            status, about = (raw.section(node, key) or raw.EMPTY for key in ("Status", "Description"))
            found |= {raw.text(status, "Addr") or "", (raw.text(about, "Hostname") or "").lower(), _host_of(manager)}
    return found - {""}


def _host_of(manager: Any) -> str:
    """The host of `Addr`, which is `HOST:PORT`."""
    address = raw.text(manager, "Addr") if isinstance(manager, dict) else None
    return (address or "").rpartition(":")[0].strip("[]").lower()


def inside(address: str, subnet: str) -> bool:
    """Whether an address lies in a subnet; what is neither lies in none."""
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(subnet, strict=False)
    except ValueError:
        return False
