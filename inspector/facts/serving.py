"""Who reaches the API that a workload serves: its nested engine's, or its proxy's."""

import ipaddress
from itertools import chain, islice
from typing import NamedTuple

from inspector.facts import raw
from inspector.facts.daemons import daemon
from inspector.facts.engines import is_host_network, listens_of, targets
from inspector.facts.facet import Context, Workload
from inspector.facts.memo import once
from inspector.facts.mounts import answers_at, mounts
from inspector.facts.nested import socket_sharers
from inspector.facts.peers import SAMPLE, Peers, peers, share_count, unread_network
from inspector.facts.pointed import pointed
from inspector.facts.proxies import proxy
from inspector.facts.proxytypes import Proxy
from inspector.facts.served import Served, place_of, seen_in
from inspector.facts.types import ShareCount


class Reach(NamedTuple):
    """Those who reach an API: how many, and the first few by name.

    Attributes:
        near: all of them.
        clients: those that are pointed at it.
        others: the rest.
        unknown: why there may be more, or None.
    """

    near: ShareCount
    clients: ShareCount
    others: ShareCount
    unknown: str | None


def reach(workload: Workload, context: Context) -> Reach | None:
    """Who reaches the API of a workload, or None when it serves none.

    The others on a network are not walked through, for each of many engines has all of them near.
    """
    nested, passing = daemon(workload, context).daemon, proxy(workload, context)
    if nested is None and passing is None:
        return None
    listens = listens_of(workload, context)
    unread = nested is not None and nested.answers.unknown is not None
    exposed = unread or any(not listen.loopback for listen in listens)
    together: dict[int, None] = {}
    if exposed:
        together = _let_in(peers(context).together(workload), workload, context)
    elif any(listen.transport == "tcp" for listen in listens):
        together = peers(context).in_namespace(workload)
    sockets = [listen.address for listen in listens if listen.transport == "unix"]
    sharers = {id(one): one for address in sockets for one in socket_sharers(workload, context, address)}
    places = [place for address in sockets if (place := place_of(workload, address, context)) is not None]
    asking = [one for one in _asking(context).get(id(workload), []) if id(one) in together or id(one) in sharers]
    clients = {id(one): one for one in asking}
    clients |= {key: one for key, one in sharers.items() if _looks_for(one, context, places)}
    clients.pop(id(workload), None)
    unknown = unread_network(workload, context) if exposed else None
    return _counted(workload, together, sharers, clients, peers(context))._replace(unknown=unknown)


def _counted(
    workload: Workload,
    together: dict[int, None],
    sharers: dict[int, Workload],
    clients: dict[int, Workload],
    all_: Peers,
) -> Reach:
    """How many are near, clients and others, with the first of each."""
    count = len(together) - (id(workload) in together) + sum(key not in together for key in sharers)
    near = [*islice((key for key in together if key != id(workload)), SAMPLE), *sharers]
    rest = chain(together, (key for key in sharers if key not in together))
    others = list(islice((key for key in rest if key != id(workload) and key not in clients), SAMPLE))
    names = [all_.workload(key).name for key in [*dict.fromkeys(near)][:SAMPLE]]
    return Reach(
        ShareCount(count=count, sample=names),
        share_count(clients.values()),
        ShareCount(count=count - len(clients), sample=[all_.workload(key).name for key in others]),
        None,
    )


def _let_in(together: dict[int, None], workload: Workload, context: Context) -> dict[int, None]:
    """Those of the neighbours whose requests a proxy takes."""
    passing = proxy(workload, context)
    if passing is None or passing.allow_from is None or is_host_network(workload, context):
        return together
    return {key: None for key in together if _admitted(peers(context).workload(key), workload, context, passing)}


@once
def _asking(context: Context) -> dict[int, list[Workload]]:
    """By the id of a workload, who is pointed at it by an address."""
    found: dict[int, list[Workload]] = {}
    for one in context.links.workloads:
        for server in {id(target.workload) for _, target in targets(one, context) if target.workload is not None}:
            found.setdefault(server, []).append(one)
    return found


def _looks_for(one: Workload, context: Context, places: list[Served]) -> bool:
    """Whether a workload sees a socket where it looks for an engine."""
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


def _admitted(one: Workload, server: Workload, context: Context, passing: Proxy) -> bool:
    """Whether a proxy takes requests of a workload (`-allowfrom` of wollomatic: names, addresses, ranges)."""
    for entry in (passing.allow_from or ())[:_MOST]:
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
