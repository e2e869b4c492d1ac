"""Ports of a workload that are published on the host.

Sources: NetworkSettings.Ports of what runs (the real ones), HostConfig.PortBindings of what does not (as asked for),
Config.ExposedPorts with PublishAllPorts. What joins another's network namespace has that one's ports.
"""

from dataclasses import dataclass, replace
from typing import Any

from inspector.facts import raw
from inspector.facts.facet import Context, Workload
from inspector.facts.memo import remembered
from inspector.model import Document

WILDCARDS = frozenset({"", "0.0.0.0", "::", "[::]", "*"})  # noqa: S104, addresses to compare with
_BINDING_OPTION = "com.docker.network.bridge.host_binding_ipv4"
_PORT_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Binding:
    """One published port.

    Attributes:
        host_ip: as written; of an empty one, what the network's option makes of it.
        host_port: None for one that is chosen at start.
        protocol: tcp, udp or sctp.
        port: in the container.
        live: whether it is in use, as told by the engine.
        source: where it is asked for.
    """

    host_ip: str
    host_port: int | None
    protocol: str
    port: int
    live: bool
    source: tuple[str, ...]

    @property
    def wildcard(self) -> bool:
        """Whether it is reached on every address of the host."""
        return self.host_ip in WILDCARDS

    @property
    def loopback(self) -> bool:
        """Whether it is reached on the host itself only."""
        return self.host_ip.startswith("127.") or self.host_ip in {"::1", "[::1]", "localhost"}


@dataclass(frozen=True, slots=True)
class Bindings:
    """All published ports, and why there may be more."""

    items: tuple[Binding, ...]
    unknown: str | None = None


NONE = Bindings(())


@remembered
def bindings(workload: Workload, context: Context) -> Bindings:
    """The ports that are published for a workload."""
    owner = context.links.owner(workload, "net")
    if owner.value is None:
        return Bindings((), "the container whose network it joins was not collected") if not owner.known else NONE
    host = raw.section(owner.value.document, "HostConfig")
    if host is None and raw.section(owner.value.document, "NetworkSettings") is None:
        return Bindings((), raw.fault(owner.value.document, "HostConfig"))
    if host is not None and host.get("NetworkMode") == "host":
        return NONE
    found = _of(owner.value.document, host or raw.EMPTY)
    if any(not one.host_ip for one in found.items):
        address = _default_address(owner.value, context)
        found = Bindings(tuple(replace(one, host_ip=one.host_ip or address) for one in found.items), found.unknown)
    if owner.value is workload:
        return found
    source = ("/HostConfig/NetworkMode",)
    return Bindings(
        tuple(Binding(one.host_ip, one.host_port, one.protocol, one.port, one.live, source) for one in found.items)
    )


def _of(document: Document, host: Document) -> Bindings:
    """The ports of one document; those in use where the engine tells them."""
    asked = host.get("PortBindings")
    state = raw.section(document, "State") or raw.EMPTY
    runs = state.get("Running") is True or raw.text(state, "Status") in {"running", "paused"}
    in_use = (raw.section(document, "NetworkSettings") or raw.EMPTY).get("Ports")
    if runs and isinstance(in_use, dict) and any(in_use.values()):
        return Bindings(tuple(_entries(in_use, asked, live=True)))
    if asked is not None and not isinstance(asked, dict):
        return Bindings((), raw.fault(host, "PortBindings", "HostConfig"))
    found = list(_entries(asked or {}, asked, live=False))
    if host.get("PublishAllPorts") is True:
        there = {(one.port, one.protocol) for one in found}
        exposed = raw.section(raw.section(document, "Config") or raw.EMPTY, "ExposedPorts") or {}
        for name in exposed:
            parsed = _port(name)
            if parsed is not None and parsed not in there:
                found.append(Binding("", None, parsed[1], parsed[0], False, ("/HostConfig/PublishAllPorts",)))
    return Bindings(tuple(found))


def _entries(ports: Document, asked: Any, *, live: bool) -> list[Binding]:
    found = []
    for name, values in ports.items():
        parsed = _port(name)
        if parsed is None or not isinstance(values, list):
            continue
        place = "HostConfig/PortBindings" if isinstance(asked, dict) and name in asked else "NetworkSettings/Ports"
        source = (f"/{place}{raw.pointer(name)}",)
        for value in values:
            if isinstance(value, dict):
                host_ip = raw.text(value, "HostIp") or ""
                found.append(Binding(host_ip, _number(value.get("HostPort")), parsed[1], parsed[0], live, source))
    return found


def _port(name: str) -> tuple[int, str] | None:
    """Number and protocol of `80/tcp`."""
    number, _, protocol = name.partition("/")
    parsed = _number(number)
    return None if parsed is None else (parsed, protocol.lower() or "tcp")


def _number(text: Any) -> int | None:
    """The number of a port; None for none, and for 0, which means any."""
    if isinstance(text, int) and not isinstance(text, bool):
        text = str(text)
    if not isinstance(text, str) or not text.isascii() or not text.isdigit() or len(text) > _PORT_DIGITS:
        return None
    return int(text) or None


def _default_address(workload: Workload, context: Context) -> str:
    """The address that an empty one means: the option of the network that the ports are published from."""
    for name in context.links.networks_of(workload).value:
        network = context.links.network(name).value
        options = raw.section(network, "Options") if network else None
        if options and isinstance(options.get(_BINDING_OPTION), str):
            return str(options[_BINDING_OPTION])
    return ""
