"""Whom an address of an engine means: a container, this host's engine, or another machine.

By the engine's own rules: names of containers, aliases and services on the networks that the asking workload is on;
`--link` and `--add-host`; the gateway of a bridge, host.docker.internal and the like are the host itself.
"""

import ipaddress
from dataclasses import dataclass, replace
from typing import Literal

from inspector.facts import raw, tables
from inspector.facts.bindings import bindings
from inspector.facts.daemons import daemon
from inspector.facts.environment import environment
from inspector.facts.facet import Context, Workload
from inspector.facts.hostaddresses import HOST_NAMES, gateways, inside, ipam, managers, own_addresses
from inspector.facts.listen import LOOPBACK, Listen
from inspector.facts.memo import once, remembered
from inspector.facts.pointed import Pointed, pointed
from inspector.facts.proxies import proxy
from inspector.model import CertaintyWord


@dataclass(frozen=True, slots=True)
class Target:
    """Whom an address means.

    Attributes:
        to: container, engine (this host's own), remote; None when it is unknown, or nobody.
        workload: the container.
        certainty: how sure it is.
        reason: why it is unknown.
        listens: whether something may answer at that port there.
        refuses: whether it asks for a certificate, of which the asking workload has none.
    """

    to: Literal["container", "engine", "remote"] | None
    workload: Workload | None = None
    certainty: CertaintyWord = "certain"
    reason: str | None = None
    listens: bool = True
    refuses: bool = False


@remembered
def targets(workload: Workload, context: Context) -> tuple[tuple[Pointed, Target], ...]:
    """The addresses that a workload is pointed at, with whom they mean."""
    return tuple((one, _target(workload, context, one)) for one in pointed(workload, context))


def listens_of(workload: Workload, context: Context) -> tuple[Listen, ...]:
    """Where a workload's engine or proxy answers."""
    found = daemon(workload, context).daemon
    passing = proxy(workload, context)
    return (found.answers.listens if found else ()) + (passing.listens if passing else ())


@once
def serving(context: Context) -> list[Workload]:
    """The workloads that answer as an engine or proxy."""
    return [workload for workload in context.links.workloads if listens_of(workload, context)]


@remembered
def is_host_network(workload: Workload, context: Context) -> bool:
    """Whether a workload is in the host's network namespace, itself or by joining another that is."""
    owner = context.links.owner(workload, "net").value
    host = raw.section(owner.document, "HostConfig") if owner is not None else None
    return host is not None and host.get("NetworkMode") == "host"


def _target(workload: Workload, context: Context, one: Pointed) -> Target:
    if one.scheme in {"unix", "npipe"}:
        return Target(None)
    host, port = one.host.strip("[]"), one.port or 0
    owner = context.links.owner(workload, "net")
    if owner.value is None:
        return Target(None, reason="the container whose network it joins was not collected")
    if context.links.networks_of(workload).value == ["none"] and not _is_loopback(host):
        return Target(None, listens=False)  # that network has nobody else and leads nowhere
    found = _named(workload, owner.value, context, host, port)
    if one.tls or _has_certificates(workload, context):
        return found
    if found.workload is not None:
        return replace(found, refuses=True) if _asks(found.workload, context, port) else found
    return replace(found, certainty="hint") if found.to == "engine" and _may_ask(context, port) else found


def _has_certificates(workload: Workload, context: Context) -> bool:
    """Whether the workload is told of certificates."""
    variables = environment(workload, context)
    return bool(variables.get("DOCKER_CERT_PATH") or variables.get("DOCKER_TLS_CERTDIR"))


def _asks(server: Workload, context: Context, port: int) -> bool:
    """Whether a container asks for a certificate at a port."""
    asked = [listen for listen in listens_of(server, context) if listen.port == port]
    return bool(asked) and all(listen.verify is True for listen in asked)


def _may_ask(context: Context, port: int) -> bool:
    """Whether this host's engine answers at the port of TLS, if at all, and asks for a certificate there.

    It would warn of one who answers there without asking (see listeners.py).
    """
    warned = any(entry["port"] == port for entry in context.engine["tcp"])
    untold = any(entry["path"] == "tcp" for entry in context.engine["unknown"])
    return port == tables.load("images")["docker"]["tls_port"] and not warned and not untold


def _is_loopback(host: str) -> bool:
    return f"{host}:".startswith(LOOPBACK) or host in {"0.0.0.0", "::"}  # noqa: S104, an address to compare with


def _named(workload: Workload, owner: Workload, context: Context, host: str, port: int) -> Target:
    """Whom a name or an address means to a workload whose network namespace is the owner's."""
    if _is_loopback(host):
        return _loopback(workload, context, port)
    mapped = _extra_host(workload, owner, host)
    if mapped is not None:
        if mapped == "host-gateway" or mapped in gateways(owner, context):
            return _on_host(context, port)
        host = mapped
    linked = _link(owner, context, host)
    if linked is not None:
        return _container(linked, context, port)
    networks = context.links.networks_of(workload).value
    answer = context.links.resolve(networks, host)
    if answer.value:
        found = [one for name in answer.value if (one := context.links.workload(name)) is not None]
        serving = [one for one in found if listens_of(one, context)]
        if found:
            return _container((serving or found)[0], context, port)
    if host in HOST_NAMES or host in gateways(owner, context) or host in own_addresses(context):
        return _on_host(context, port)
    return _elsewhere(host, context, known=answer.known)


def _extra_host(workload: Workload, owner: Workload, host: str) -> str | None:
    """The address that HostConfig.ExtraHosts gives a name."""
    for one in (owner, workload):
        entries = raw.section(one.document, "HostConfig") or raw.EMPTY
        for entry in raw.texts(entries, "ExtraHosts")[0]:
            name, separator, address = entry.partition("=" if "=" in entry else ":")
            if separator and name.lower() == host:
                return address.strip("[]").lower()
    return None


def _link(owner: Workload, context: Context, host: str) -> Workload | None:
    """The container that a link gives a name: `/db:/web/alias` in inspect, `db:alias` as asked for.

    On the default bridge it stands in HostConfig.Links, elsewhere at the network that it was asked for with.
    """
    settings = raw.section(owner.document, "NetworkSettings")
    places = [raw.section(owner.document, "HostConfig") or raw.EMPTY]
    places += [endpoint for _, endpoint in raw.pairs(settings, "Networks")]
    for entry in (entry for one in places for entry in raw.texts(one, "Links")[0]):
        name, _, alias = entry.partition(":")
        if host in {(alias or name).rpartition("/")[2].lower(), name.lstrip("/").lower()}:
            return context.links.container(name).value
    return None


def _on_host(context: Context, port: int) -> Target:
    """The host's own engine, or the container that publishes this port there."""
    if any(entry["port"] == port for entry in context.engine["tcp"]):
        return Target("engine")
    found = _host_ports(context).get(port)
    if found is not None:
        return found
    # engines that ask for certificates, and those that get a socket handed in, do not tell where they listen
    return Target("engine", certainty="likely")


@once
def _host_ports(context: Context) -> dict[int | None, Target]:
    """Who answers as an engine or proxy at a port of the host, published or on the host's network.

    A port may be published that the container does not answer at; one that answers there goes before it.
    """
    found: dict[int | None, Target] = {}
    for other in serving(context):
        given = [
            (one.host_port, _container(other, context, one.port))
            for one in bindings(other, context).items
            if one.protocol == "tcp"
        ]
        if is_host_network(other, context):
            own = Target("container", other)
            given += [(one.port, own) for one in listens_of(other, context) if one.transport == "tcp"]
        for port, target in given:
            if port not in found or (target.listens and not found[port].listens):
                found[port] = target
    return found


def _loopback(workload: Workload, context: Context, port: int) -> Target:
    """Whoever answers within the network namespace."""
    if is_host_network(workload, context):
        return _on_host(context, port)
    owner = context.links.owner(workload, "net").value
    answering = _answering_in(owner, context).get(port, []) if owner is not None else []
    for peer in answering:
        if peer is not workload:
            return Target("container", peer)
    if _answers(workload, context, port):
        return Target("container", workload)
    return Target(None, reason="nothing is known to answer at a loopback address in its network namespace")


@remembered
def _answering_in(owner: Workload, context: Context) -> dict[int | None, list[Workload]]:
    """By port, who answers in the network namespace of its owner."""
    found: dict[int | None, list[Workload]] = {}
    for peer in [owner, *context.links.joined_to(owner, "net").value]:
        for port in {one.port for one in listens_of(peer, context) if one.transport == "tcp"}:
            found.setdefault(port, []).append(peer)
    return found


def _answers(workload: Workload, context: Context, port: int) -> bool:
    return any(listen.port == port for listen in listens_of(workload, context) if listen.transport == "tcp")


def _container(found: Workload, context: Context, port: int) -> Target:
    found = context.links.reported(found)
    known = listens_of(found, context)
    nested = daemon(found, context).daemon
    unread = nested is not None and nested.answers.unknown is not None
    answers = not known or unread or any(listen.port == port and not listen.loopback for listen in known)
    return Target("container", found, certainty="certain" if answers else "hint", listens=answers)


def _elsewhere(host: str, context: Context, *, known: bool) -> Target:
    """Another machine, unless the name or address may be of a container that was not collected.

    Whoever controls a manager of the swarm starts what he likes on this host, too.
    """
    if host in managers(context):
        return Target("engine", certainty="likely")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if "." in host and not host.endswith((".local", ".internal")):
            return Target("remote")
        return Target(None, reason=f"the name {host} could not be resolved")
    subnets = _subnets(context)
    if any(inside(host, subnet) for subnet in subnets):
        return Target(None, reason=f"no container that was collected has the address {host}")
    if address.is_private and not known and not subnets and not address.is_loopback:
        return Target(None, reason=f"the address {host} may be of a network or a container that was not collected")
    return Target("remote")


@once
def _subnets(context: Context) -> list[str]:
    networks = context.links.documents("network")
    return [subnet for network in networks for subnet in ipam(network, "Subnet") if subnet]
