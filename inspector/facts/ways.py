"""The ways in which a workload controls an engine, whatever they go through."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from inspector.facts import accounts, raw
from inspector.facts.daemons import NOTHING, Daemon, daemon
from inspector.facts.engines import Target, is_host_network, serving, targets
from inspector.facts.facet import Context, Workload
from inspector.facts.memo import remembered
from inspector.facts.mounts import Mount, answers_at, looks_below, mounts
from inspector.facts.peers import peers
from inspector.facts.pointed import Pointed, why_more
from inspector.facts.proxies import proxy
from inspector.facts.proxytypes import Access, Proxy, power_names
from inspector.facts.repositories import runs_any
from inspector.facts.served import served_sockets
from inspector.facts.sockets import EngineWord, Socket, socket_at
from inspector.facts.way import How, Way, Ways, least

_HOPS = 4
"""Proxies behind proxies that are followed."""
_PORTS = 50
"""Open engines in one network namespace that are told of each that is in there; one is enough to have the rest."""
_AGENTS = frozenset({"portainer/agent"})
"""Images that pass every call to whoever holds their key."""
_ENGINES: dict[str, EngineWord] = {
    "docker": "docker", "podman": "podman", "containerd": "containerd", "buildkit": "buildkit",
}  # fmt: skip
_NAMESPACE = ("/HostConfig/NetworkMode",)


@remembered
def ways(workload: Workload, context: Context) -> Ways:
    """Every way in which a workload controls an engine."""
    return _Walk(workload, context, ()).ways()


@dataclass(frozen=True)
class _Walk:
    """The search for one workload's ways; `passed` are the proxies that it was reached through."""

    workload: Workload
    context: Context
    passed: tuple[int, ...]

    def ways(self) -> Ways:
        known = mounts(self.workload, self.context)
        unknown = [*known.unknown, *why_more(self.workload, self.context)]
        found: list[Way] = []
        for mount in known.items:
            of_mount, why = self.through_mount(mount)
            found += of_mount
            unknown += [why] if why else []
        for one, target in targets(self.workload, self.context):
            found += self.through_address(one, target)
        found += self.through_namespace(found)
        return Ways(tuple(found), tuple(dict.fromkeys(unknown)))

    def through_mount(self, mount: Mount) -> tuple[list[Way], str | None]:
        """The ways through one mount, and why there may be one that is not seen."""
        hit = socket_at(mount.path, self.context.engine, _containerd(self.context)) if mount.path else None
        if hit is not None:
            return [_socket(self.workload, mount, hit)], None
        found: list[Way] = []
        for server, path, dest in served_sockets(self.workload, mount, self.context):
            base = _from_mount(self.workload, mount, "docker", "socket", None)
            found += self.to_server(replace(base, path=path or None, dest=dest), server)
        if found:
            return found, None
        below = looks_below(mount, self.workload, self.context) and daemon(self.workload, self.context) == NOTHING
        if mount.path and (below or (mount.link and answers_at(mount, self.workload, self.context))):
            why = "the socket is none of the known ones, and may be of any engine"
            how: How = "parent-directory" if below else "socket"
            opaque = _from_mount(self.workload, mount, "unknown", how, None)
            return [replace(opaque, certainty="likely", why={"controls": why, "gives": why})], None
        if below and mount.volume:
            return [], f"it is told of an engine's socket in the volume {mount.volume}, and no engine is known there"
        return [], mount.link if mount.path else None

    def to_server(self, way: Way, server: Workload) -> list[Way]:
        """The way to another container's engine, or through its proxy; none when it has neither."""
        passing = proxy(server, self.context)
        if passing is not None:
            return [self.behind(way, server, passing)]
        nested = daemon(server, self.context).daemon
        return [_nested(way, server, nested)] if nested is not None else []

    def behind(self, way: Way, server: Workload, passing: Proxy) -> Way:
        """The way through a proxy: what it lets through, and which engine it asks."""
        upstream = self.upstream(server)
        why = dict(upstream.why) if upstream else {}
        if passing.unknown:
            why |= dict.fromkeys(("powers",) if passing.access else ("access", "powers"), passing.unknown)
        if upstream is None:
            why |= dict.fromkeys(("controls", "gives"), f"which engine {server.name} asks is not known")
        return replace(
            way,
            access=passing.access,
            through=server.name,
            grants=passing.grants,
            powers=tuple(power.power for power in passing.powers),
            certainty=least(way.certainty, passing.certainty, upstream.certainty if upstream else "certain"),
            why=why,
            **_of_upstream(upstream),
        )

    def upstream(self, server: Workload) -> Way | None:
        """The first way that a proxy itself has to an engine."""
        if id(server) in self.passed or len(self.passed) >= _HOPS:
            return None
        found = _Walk(server, self.context, (*self.passed, id(server))).ways().items
        return next((way for way in found if way.access is not None and way.access != "none"), None)

    def through_address(self, one: Pointed, target: Target) -> list[Way]:
        """The way to an engine by an address that the workload is pointed at."""
        nobody = target.refuses or (target.workload is None and not target.listens)
        if one.scheme in {"unix", "npipe"} or target.workload is self.workload or nobody:
            return []
        how: How = "ssh" if one.scheme == "ssh" else "tcp"
        way = Way(one.engine, how, one.via, None, one.source, endpoint=one.text, certainty=target.certainty)
        way = replace(way, powers=tuple(power_names()))
        if target.to == "engine":
            return [replace(way, controls=_own(self.context))]
        if target.to == "remote":
            why = {"gives": "the engine runs on another machine"}
            return [replace(way, controls="remote", certainty=least(way.certainty, "likely"), why=why)]
        return self.to_named(way, target)

    def to_named(self, way: Way, target: Target) -> list[Way]:
        """The way to a container, or to a name that means nobody known."""
        if target.workload is not None:
            return [self.to_container(way, target.workload)]
        if way.via == "image-default" and self.context.links.complete("container"):
            return []  # nobody is called so: the image asks in vain
        reason = target.reason or "the address could not be resolved"
        return [replace(way, certainty="likely", why=dict.fromkeys(("controls", "gives"), reason))]

    def to_container(self, way: Way, server: Workload) -> Way:
        """The way to whatever another container answers with."""
        known = self.to_server(way, server)
        if known:
            passes = known[0].through is not None and known[0].access != "full"
            return replace(known[0], how="proxy") if passes else known[0]
        upstream = self.upstream(server)
        if upstream is None:
            reason = f"{server.name} is not known to run an engine"
            return replace(way, certainty="likely", why=dict.fromkeys(("controls", "gives"), reason))
        full = runs_any(server, self.context, _AGENTS)
        keys = () if full else ("access", "powers")
        why = {**upstream.why, **dict.fromkeys(keys, f"what {server.name} lets through is not known")}
        access: Access | None = "full" if full else None
        return replace(way, access=access, through=server.name, certainty="likely", why=why, **_of_upstream(upstream))

    def through_namespace(self, known: list[Way]) -> Iterator[Way]:
        """Ways that are open because a network namespace is shared, though nothing points there."""
        base = Way("docker", "namespace", None, None, _NAMESPACE, powers=tuple(power_names()))
        if is_host_network(self.workload, self.context):
            yield from self.beside_engine(base, known)
        if daemon(self.workload, self.context).daemon is not None:
            return
        ports = set[int | None]()
        asked = {id(way.nested) for way in known}
        inside = peers(self.context).in_namespace(self.workload)
        for server in serving(self.context) if inside else ():
            nested = daemon(server, self.context).daemon if id(server) in inside else None
            if nested is None or server is self.workload or id(server) in asked or len(ports) >= _PORTS:
                continue
            open_ports = [one.port for one in nested.answers.listens if one.transport == "tcp" and not one.verify]
            # of several that ask for one port, one gets it
            if not ports.issuperset(open_ports):
                ports.update(open_ports)
                yield _nested(replace(base, endpoint=f"tcp://127.0.0.1:{open_ports[0]}"), server, nested)

    def beside_engine(self, base: Way, known: list[Way]) -> Iterator[Way]:
        """This host's own engine, where it answers on TCP without asking for a certificate."""
        controls = _own(self.context)
        if any(way.controls == controls and way.endpoint for way in known):
            return
        for entry in self.context.engine["tcp"]:
            if not entry["verify"]:
                address = f"127.0.0.1:{entry['port']}" if entry["port"] else entry["address"]
                yield replace(base, controls=controls, endpoint=f"tcp://{address}")
                return


def _of_upstream(upstream: Way | None) -> dict[str, Any]:
    """What a way through another container takes from that one's own way."""
    if upstream is None:
        return {"controls": None, "nested": None, "engine": "unknown"}
    return {"controls": upstream.controls, "nested": upstream.nested, "engine": upstream.engine}


def _own(context: Context) -> str:
    """What control of this host's own engine is."""
    return "account" if context.engine["rootless"] else "host"


def _containerd(context: Context) -> str | None:
    """The socket of containerd that the engine uses (Info.Containerd, API 1.46)."""
    info = context.links.snapshot.info
    section = raw.section(info, "Containerd") if isinstance(info, dict) else None
    return raw.text(section, "Address") if section else None


def _socket(workload: Workload, mount: Mount, hit: Socket) -> Way:
    way = _from_mount(workload, mount, hit.engine, hit.how, "account" if hit.account else "host")
    # without the mounts below it, `/` lacks a /run that is a file system of its own, as it is on most hosts
    certainty = "hint" if mount.non_recursive and mount.path == "/" else hit.certainty
    return replace(way, certainty=least(certainty, mount.certainty))


def _from_mount(workload: Workload, mount: Mount, engine: EngineWord, how: How, controls: str | None) -> Way:
    return Way(
        engine=engine,
        how=how,
        via="bind" if mount.via == "pipe" else mount.via,
        controls=controls,
        source=mount.source,
        path=mount.path or None,
        dest=mount.dest,
        rw=mount.rw,
        powers=tuple(power_names()),
        group=_group(workload),
    )


def _group(workload: Workload) -> str | None:
    """A group that a user other than root has and that may open the socket: the user's own, or of GroupAdd."""
    account = accounts.account(workload.document)
    if account is None or account.root is True:
        return None
    host = raw.section(workload.document, "HostConfig") or raw.EMPTY
    own = account.name.partition(":")[2]
    given = [name for name in (own, *raw.texts(host, "GroupAdd")[0]) if name.strip("0") and name != "root"]
    return given[0] if given else None


def _nested(way: Way, server: Workload, nested: Daemon) -> Way:
    return replace(
        way,
        engine=_ENGINES.get(nested.engine, "other"),
        controls=f"nested:{server.name}",
        nested=server,
        powers=tuple(power_names()),
        certainty=least(way.certainty, nested.certainty),
    )
