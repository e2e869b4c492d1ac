"""Who reaches the API that a workload serves: its nested engine's, or its proxy's."""

import ipaddress
from typing import NamedTuple

from inspector.facts import raw
from inspector.facts.daemons import daemon
from inspector.facts.engines import is_host_network, listens_of, targets
from inspector.facts.facet import Context, Workload
from inspector.facts.mounts import answers_at, mounts
from inspector.facts.nested import socket_sharers
from inspector.facts.peers import peers, unread_network
from inspector.facts.pointed import pointed
from inspector.facts.proxies import proxy
from inspector.facts.served import Served, place_of, seen_in


class Reach(NamedTuple):
    """Those who reach an API.

    Attributes:
        near: all of them, each once.
        clients: those that are pointed at it.
        unknown: why there may be more, or None.
    """

    near: list[Workload]
    clients: list[Workload]
    unknown: str | None


def reach(workload: Workload, context: Context) -> Reach | None:
    """Who reaches the API of a workload, or None when it serves none."""
    nested, passing = daemon(workload, context).daemon, proxy(workload, context)
    if nested is None and passing is None:
        return None
    listens = listens_of(workload, context)
    unread = nested is not None and nested.answers.unknown is not None
    found: dict[int, Workload] = {}
    if unread or any(not listen.loopback for listen in listens):
        found |= {id(one): one for one in peers(context).near(workload) if _admitted(one, workload, context)}
    elif any(listen.transport == "tcp" for listen in listens):
        found |= {id(one): one for one in peers(context).same_namespace(workload)}
    sockets = [listen.address for listen in listens if listen.transport == "unix"]
    for address in sockets:
        found |= {id(one): one for one in socket_sharers(workload, context, address)}
    places = [place for address in sockets if (place := place_of(workload, address, context)) is not None]
    clients = [one for one in found.values() if _is_client(one, workload, context, places)]
    unknown = unread_network(workload, context) if unread or any(not listen.loopback for listen in listens) else None
    return Reach(list(found.values()), clients, unknown)


def _is_client(one: Workload, server: Workload, context: Context, places: list[Served]) -> bool:
    """Whether a workload is pointed at the server: by an address, or by its socket where it looks for an engine."""
    if any(target.workload is server for _, target in targets(one, context)):
        return True
    for place in places:
        for mount in mounts(one, context).items:
            rest = seen_in(mount, place)
            if rest is not None and _looks_at(one, context, "/".join((mount.dest.rstrip("/"), *rest))):
                return True
    return False


def _looks_at(one: Workload, context: Context, path: str) -> bool:
    """Whether a workload is told to look for an engine at this path, or does so by default."""
    told = [entry.path for entry in pointed(one, context) if entry.scheme == "unix"]
    if told:
        return path in told
    return any(answers_at(mount, one, context) for mount in mounts(one, context).items if mount.dest == path)


def _admitted(one: Workload, server: Workload, context: Context) -> bool:
    """Whether a proxy takes requests of a workload (`-allowfrom` of wollomatic: names, addresses, ranges)."""
    passing = proxy(server, context)
    if passing is None or passing.allow_from is None or is_host_network(server, context):
        return True
    for entry in passing.allow_from[:_MOST]:
        try:
            network = ipaddress.ip_network(entry.strip(), strict=False)
        except ValueError:
            networks = context.links.networks_of(server).value
            if one.id in context.links.resolve(networks, entry.strip()).value:
                return True
            continue
        addresses = _addresses(one)
        if not network.is_loopback and (not addresses or any(address in network for address in addresses)):
            return True
    return False


_MOST = 50
"""Entries of `-allowfrom` that are looked at; ordinary ones have one or two."""


def _addresses(workload: Workload) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    found = []
    settings = raw.section(workload.document, "NetworkSettings")
    for _, endpoint in raw.pairs(settings, "Networks"):
        for key in ("IPAddress", "GlobalIPv6Address"):
            try:
                found.append(ipaddress.ip_address(raw.text(endpoint, key) or ""))
            except ValueError:
                continue
    return found
