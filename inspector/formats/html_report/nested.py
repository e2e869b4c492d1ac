"""Docker in Docker: the tree of engines in engines, the same as a list, and a table."""

from collections.abc import Iterator
from typing import Any

from inspector.formats import unjudged
from inspector.formats.drawing import tree
from inspector.formats.drawing.tree import Node
from inspector.formats.html_report.index import NEVER, Index, order
from inspector.formats.html_report.raw import at, flag, items, text
from inspector.formats.html_report.standing import part
from inspector.formats.html_report.words import count, number
from inspector.formats.shown import shown_html
from inspector.model import EnginePart, WorkloadPart

QUIET, LOUD = 6, 12
"""Containers drawn inside a nested engine: without an open finding, and with one."""

DEPTH = 6
"""Engines in engines that are drawn; the table has them all."""


def nesting(index: Index, host: str) -> list[WorkloadPart]:
    """The workloads of a host that run an engine, at any depth."""
    return [one for one in index.of_host(host) if one["dind"]]


def drawing(index: Index, host: str, ident: str) -> str:
    """The tree of a host, as a picture for wide pages and a list for narrow ones."""
    root = _engine_node(index, host, 0)
    picture, size = tree.draw(root)
    title = f"Tree of the engines on {host}. The table below holds the same facts."
    style = "map far" if size[0] > tree.SCROLL else "map"
    return f'<div class="{style}">{picture.svg(ident, title, size)}<ul class="alt">{_listed(root)}</ul></div>'


def rows(index: Index, host: str) -> Iterator[str]:
    """The table: one row a nested engine."""
    for workload in nesting(index, host):
        listens = _listens(workload)
        inner = index.inner(workload)
        cells = [
            shown_html(_isolation(workload)),
            shown_html(_version(workload, inner)),
            f'<span class="m">{shown_html(", ".join(map(_address, listens)) or "unknown")}</span>',
            shown_html(_tls(listens)),
            shown_html(text(workload["dind"], "controls") or "unknown"),
        ]
        yield (
            f'<tr><th scope="row">{index.object_link(workload)}<td>{"<td>".join(cells)}'
            f"{_contents(index, workload, inner)}"
        )


def unread_reason(index: Index, workload: WorkloadPart) -> str:
    """Why the engine in a workload was not read, as far as a gap says so."""
    name = f"{workload['engine']}/{workload['name']}"
    fits = (gap for gap in index.report["gaps"] if gap["kind"] == "engine" and name in (gap["engine"], gap["id"]))
    gap = next(fits, None)
    return gap["reason"] if gap else ""


def unread(index: Index) -> list[WorkloadPart]:
    """The workloads whose engine was not read, in the order in which workloads are shown."""
    return sorted(unjudged.unread(index.report), key=order)


def _contents(index: Index, workload: WorkloadPart, inner: EnginePart | None) -> str:
    if inner is None:
        reason = unread_reason(index, workload)
        return f'<td class="q">not read{shown_html(f": {reason}") if reason else ""}'
    return f"<td>read, {count(inner['objects'].get('container', 0), 'container')}"


def _engine_node(index: Index, name: str, depth: int) -> Node:
    """An engine that was read, and below it what runs engines (inside a nested one: what runs at all)."""
    engine = index.engines.get(name)
    own = [one for one in index.workloads if one["engine"] == name]
    version = f"{engine['kind'] or 'engine'} {engine['versions'].get('engine', '')}" if engine else ""
    root = {True: "rootless", False: "runs as root", None: ""}[engine["rootless"] if engine else None]
    small = [version.strip(), ", ".join(filter(None, [root, count(len(own), "container")]))]
    title = f"engine {name}" if depth == 0 else f"engine in {name.rpartition('/')[2]}"
    kids = [_container_node(index, one, depth) for one in own if one["dind"]] if depth < DEPTH else []
    if depth:
        kids += list(_ordinary(index, [one for one in own if not one["dind"]]))
    return Node("engine", title, small, "contains" if depth else "", kids=kids)


def _container_node(index: Index, workload: WorkloadPart, depth: int) -> Node:
    """A container that runs an engine, and that engine."""
    inner = index.inner(workload)
    kid = _engine_node(index, inner["name"], depth + 1) if inner else _unread_node(index, workload)
    if inner:
        kid.small[1:1] = _open_doors(_listens(workload))
    small = [workload["image"] or "", _isolation(workload)]
    return Node("container", workload["name"], small, "runs", _mark(index, workload), [kid])


def _unread_node(index: Index, workload: WorkloadPart) -> Node:
    reason = unread_reason(index, workload)
    name = text(workload["dind"], "engine") or "engine"
    small = [*_open_doors(_listens(workload)), f"not read: {reason}" if reason else "not read"]
    return Node("unread", name, small, "contains")


def _ordinary(index: Index, workloads: list[WorkloadPart]) -> Iterator[Node]:
    """Containers inside a nested engine, those with findings first; what is too much as one line."""
    loud = sorted((one for one in workloads if index.rank(one) < NEVER), key=index.rank)
    quiet = [one for one in workloads if index.rank(one) == NEVER]
    drawn = loud[:LOUD] + quiet[:QUIET]
    for one in drawn:
        how = "privileged" if at(one["privilege"], "privileged") is True else ""
        yield Node("container", one["name"], [one["image"] or "", how], "runs", _mark(index, one))
    if len(workloads) > len(drawn):
        yield Node("more", f"and {number(len(workloads) - len(drawn))} more")


def _mark(index: Index, workload: WorkloadPart) -> str:
    return "danger" if part(index, workload) == "root" else ""


def _listed(node: Node) -> str:
    """A node and what is below it as list items."""
    small = shown_html(", ".join(filter(None, node.small)))
    below = f"<ul>{''.join(map(_listed, node.kids))}</ul>" if node.kids else ""
    return f"<li><b>{shown_html(node.name, 80)}</b> <small>{small}</small>{below}</li>"


def _isolation(workload: WorkloadPart) -> str:
    kind = text(workload["dind"], "kind") or "unknown"
    return f"{kind}, likely" if text(workload["dind"], "certainty") not in ("", "certain") else kind


def _version(workload: WorkloadPart, inner: EnginePart | None) -> str:
    kind = text(workload["dind"], "engine") or "unknown"
    return f"{kind} {inner['versions'].get('engine', '')}".strip() if inner else kind


def _address(listen: dict[str, Any]) -> str:
    """`tcp 2375` or `unix`."""
    port = text(listen, "port")
    return f"tcp {port}".strip() if text(listen, "transport") == "tcp" else "unix"


def _listens(workload: WorkloadPart) -> list[dict[str, Any]]:
    """Where the engine answers; a published port where nothing does is left out."""
    return [one for one in items(workload["dind"], "listens") if text(one, "transport") != "closed"]


def _open_doors(listens: list[dict[str, Any]]) -> list[str]:
    """The addresses in short, with what protects them, and whether one is published."""
    doors = [", ".join(_address(one) + _guard(one) for one in listens)] if listens else []
    return doors + ["published"] * any(text(one, "published") == "any" for one in listens)


def _guard(listen: dict[str, Any]) -> str:
    if text(listen, "transport") != "tcp":
        return ""
    return {True: ", TLS", False: ", no TLS", None: ""}[flag(listen, "tls")]


def _tls(listens: list[dict[str, Any]]) -> str:
    """Whether every address asks for TLS."""
    given = [at(one, "tls") for one in listens if text(one, "transport") == "tcp"]
    if not given:
        return "no port"
    return "no" if False in given else "unknown" if None in given else "yes"
