"""Docker outside of Docker: the map of who controls which engine, and a table."""

from collections.abc import Iterator
from typing import Any

from inspector.formats.drawing import control as picture
from inspector.formats.drawing.control import Reach, Row, Target
from inspector.formats.html_report.cells import sources
from inspector.formats.html_report.index import Index
from inspector.formats.html_report.raw import at, flag, items, text, texts
from inspector.formats.html_report.standing import PARTS, part
from inspector.formats.html_report.words import count, listed, number
from inspector.formats.shown import shown_html
from inspector.model import WorkloadPart

ROWS = 24
"""Containers that are drawn; the table has them all."""

PORTS = 3
"""Published ports that are named on an arrow."""

REACHES = 4
"""Those who reach one container that are drawn."""

ROLES = {
    "ci-runner": ("Merge request", "its job runs here"),
    "updater": ("Image registry", "new images run"),
}
"""Who acts through a container of this role, and how."""

GIVES = {"host": "root on the host", "account": "an account of the host", "contained": "its own containers"}

Place = tuple[str, str]
"""What is controlled: `engine` and its name, `remote` and its address, or `unknown`."""

Name = tuple[str, str]
"""Engine and name of a container."""

UNKNOWN = '<td class="q">unknown'
"""The cell of what could not be decided."""

Pair = tuple[WorkloadPart, dict[str, Any]]
"""A container and a way in which it controls an engine."""


def controlling(index: Index, host: str) -> list[WorkloadPart]:
    """The workloads of a host that control an engine."""
    return [one for one in index.of_host(host) if ways(one)]


def ways(workload: WorkloadPart) -> list[dict[str, Any]]:
    """The ways in which a workload controls an engine, less those that a proxy refuses."""
    if not workload["dood"]:
        return []
    return [one for one in items(workload["dood"]) if at(one, "access") != "none"]


def place(workload: WorkloadPart, way: dict[str, Any]) -> Place:
    """The engine that one of these ways leads to."""
    controls = text(way, "controls")
    if controls.startswith("nested:"):
        return "engine", f"{workload['engine']}/{controls[7:]}"
    if controls in ("host", "account"):
        return "engine", workload["engine"]
    return ("remote", text(way, "endpoint") or "remote") if controls == "remote" else ("unknown", "an engine")


def rows(index: Index, host: str) -> Iterator[str]:
    """The table: one row a way."""
    for workload in controlling(index, host):
        for way in ways(workload):
            where = shown_html(text(way, "path") or text(way, "endpoint") or "unknown")
            controls = text(way, "controls")
            cells = [
                f"<td>{shown_html(_how(way))}",
                f"<td>{where}",
                f"<td>{_read_only(way)}",
                f"<td>{shown_html(_access(way))}" if text(way, "access") else UNKNOWN,
                f"<td>{shown_html(controls)}" if controls not in ("", "unknown") else UNKNOWN,
                f"<td>{sources(texts(way, 'source'))}",
            ]
            yield f'<tr><th scope="row">{index.object_link(workload)}{"".join(cells)}'


def drawing(index: Index, host: str, ident: str) -> str:
    """The map of a host; what is too much is said."""
    targets, left = _targets(index, host)
    drawn, size = picture.draw(targets)
    title = f"Who controls which engine on {host}, and who reaches them. The table below holds the same facts."
    more = f'<p class="p">{count(left, "container")} more, in the table only.</p>' if left else ""
    return f'<div class="map solo">{drawn.svg(ident, title, size)}{more}</div>'


def _targets(index: Index, host: str) -> tuple[list[Target], int]:
    """What is controlled, with the rows that are drawn, and how many rows are not."""
    pairs = list(_pairs(index, host))
    doors = {_name(workload) for workload, _ in pairs}
    found = [pair for pair in pairs if not _behind(doors, pair)]
    clients = _clients(doors, pairs)
    world = {_name(workload): _outside(workload) for workload, _ in found}
    order = sorted(found, key=lambda pair: (PARTS.index(part(index, pair[0])), *_order(world, pair[0])))
    targets: dict[Place, Target] = {}
    for workload, way in sorted(order[:ROWS], key=lambda pair: _order(world, pair[0])):
        to, name = place(workload, way), _name(workload)
        row = _row(index, workload, way, world[name], clients.get(name, []))
        targets.setdefault(to, _target(index, to, way)).rows.append(row)
    first = sorted(targets, key=lambda to: (to != ("engine", host), to))
    return [targets[to] for to in first], len(order[ROWS:])


def _pairs(index: Index, host: str) -> Iterator[Pair]:
    """Each way once a target, and each nested engine's own open port."""
    for workload in index.of_host(host):
        first: dict[Place, dict[str, Any]] = {}
        for way in ways(workload):
            first.setdefault(place(workload, way), way)
        yield from ((workload, way) for way in (*first.values(), *_own_port(workload)))


def _own_port(workload: WorkloadPart) -> list[dict[str, Any]]:
    """A nested engine that answers anybody on TCP is a way to itself."""
    if not workload["dind"]:
        return []
    asked = [one for one in items(workload["dind"], "listens") if text(one, "transport") == "tcp"]
    loose = [one for one in asked if at(one, "verify") is False or at(one, "tls") is False]
    tls = "no TLS" if loose and at(loose[0], "tls") is False else "TLS without a client's certificate"
    name, gives = workload["name"], text(workload["dind"], "controls")
    own = {"how": "own", "controls": f"nested:{name}", "gives": gives, "certainty": "certain"}
    return [own | {"endpoint": f"tcp {text(one, 'port')}, {tls}"} for one in loose[:1]]


def _name(workload: WorkloadPart) -> Name:
    return workload["engine"], workload["name"]


def _behind(doors: set[Name], pair: Pair) -> bool:
    """Whether this way is drawn in front of another container: the proxy or nested engine that it goes through.

    `doors` are the containers that have a row of their own.
    """
    door = _door(*pair)
    return door in doors and door != _name(pair[0])


def _door(workload: WorkloadPart, way: dict[str, Any]) -> Name:
    """The container that a client talks to."""
    controls = text(way, "controls")
    nested = controls[7:] if controls.startswith("nested:") and text(way, "how") == "tcp" else ""
    return workload["engine"], text(way, "through") or nested


def _clients(doors: set[Name], pairs: list[Pair]) -> dict[Name, list[Reach]]:
    """The clients of proxies and nested engines, by the container that they talk to."""
    found: dict[Name, list[Reach]] = {}
    for workload, way in (pair for pair in pairs if _behind(doors, pair)):
        label = _short(text(way, "endpoint"))
        reach = Reach("container", workload["name"], label, "a client", likely=_likely(way))
        found.setdefault(_door(workload, way), []).append(reach)
    return found


def _row(index: Index, workload: WorkloadPart, way: dict[str, Any], world: list[Reach], clients: list[Reach]) -> Row:
    roles = [text(one, "role") for one in items(workload["roles"])]
    outer = index.outer(workload["engine"])
    small = f"inside {outer[1]}" if outer else roles[0].replace("-", " ") if roles else workload["image"] or ""
    if text(way, "how") == "own":
        small = "its own API port"
    every = world + [Reach("start", *ROLES[role], likely=True) for role in roles if role in ROLES] + clients
    if len(every) > REACHES:
        rest = f"and {number(len(every) - REACHES + 1)} more"
        every = [*every[: REACHES - 1], Reach("more", rest, "")]
    return Row(workload["name"], _label(way), small, _likely(way), every)


def _outside(workload: WorkloadPart) -> list[Reach]:
    """The world, when a port is published on every address."""
    found = [one for one in items(workload["privilege"], "published") if one.get("wildcard")]
    if not found:
        return []
    ports = list(dict.fromkeys(text(one, "host_port") or "?" for one in found))
    return [Reach("start", "Any address", f"{', '.join(ports[:PORTS])}{' ...' if ports[PORTS:] else ''} published")]


def _target(index: Index, to: Place, way: dict[str, Any]) -> Target:
    kind, name = to
    if kind == "remote":
        return Target("unread", "remote engine", [name], [])
    if kind == "unknown":
        return Target("unread", "unknown engine", ["which one, could not", "be decided"], [])
    outer = index.outer(name)
    inside = outer[1] if outer else "" if name in index.engines else name.rpartition("/")[2]
    title = f"engine in {inside}" if inside else f"engine {name}"
    gives = GIVES.get(text(way, "gives"), "")
    return Target("engine", title, ["control of it gives", gives] if gives else [], [])


def _label(way: dict[str, Any]) -> str:
    how = text(way, "how")
    if how == "own":
        return text(way, "endpoint")
    if how in ("tcp", "ssh", "proxy"):
        return _short(text(way, "endpoint")) or how
    mode = {True: ", read-write", False: ", read-only", None: ""}[flag(way, "rw")]
    return f"directory {text(way, 'path')}{mode}" if how == "parent-directory" else f"{how}{mode}"


def _short(endpoint: str) -> str:
    """`tcp 2375` for tcp://name:2375."""
    scheme, _, rest = endpoint.partition("://")
    port = rest.rpartition(":")[2]
    return f"{scheme} {port}" if port.isdigit() else endpoint


def _how(way: dict[str, Any]) -> str:
    through = text(way, "through")
    return f"{text(way, 'how')}{f' {through}' if through else ''}"


def _access(way: dict[str, Any]) -> str:
    powers = texts(way, "powers")
    return (
        f"{text(way, 'access')}: {listed(powers, 4)}"
        if powers and text(way, "access") != "full"
        else text(way, "access")
    )


def _read_only(way: dict[str, Any]) -> str:
    return {True: "no", False: "yes, still full control", None: ""}[flag(way, "rw")]


def _likely(way: dict[str, Any]) -> bool:
    return text(way, "certainty") not in ("", "certain")


def _order(world: dict[Name, list[Reach]], workload: WorkloadPart) -> tuple[bool, str]:
    """What the world reaches first, then by name."""
    return not world[_name(workload)], workload["name"]
