"""The inventory: every workload and engine with its open findings, and other objects that have findings."""

from collections import defaultdict
from collections.abc import Iterator

from inspector.formats.html_report.index import NEVER, Index, Key, key
from inspector.formats.html_report.raw import at, items, text
from inspector.formats.html_report.words import RANK, SEVERITIES, count, listed, number
from inspector.formats.shown import shown_html
from inspector.model import EnginePart, FindingPart, WorkloadPart

PORTS = 4
"""Published ports named in a row."""


def workload_rows(index: Index) -> Iterator[str]:
    """Engines, then workloads, each with its link, worst open finding and their list."""
    taken = {about[0]: about for about in index.objects() if about[1] == "engine"}
    for engine in index.report["engines"]:
        yield _engine_row(index, engine, taken.get(engine["name"]))
    for part in index.workloads:
        yield _workload_row(index, part)


def other_rows(index: Index) -> dict[str, list[str]]:
    """Rows of the other objects that have findings, by kind."""
    listed_already = set(map(key, index.report["workloads"]))
    engines = set(index.engines)
    found: dict[str, list[str]] = defaultdict(list)
    for about in sorted(index.objects()):
        if about in listed_already or (about[1] == "engine" and about[0] in engines):
            continue
        found[about[1]].append(_other_row(index, about))
    return dict(sorted(found.items()))


def published(part: WorkloadPart) -> list[str]:
    """The ports that a workload publishes, as the host sees them; a star for every address."""
    told = []
    for one in items(part["privilege"], "published"):
        address = text(one, "host_ip")
        address = "*" if at(one, "wildcard") is True else f"[{address}]" if ":" in address else address
        told.append(f"{address}:{text(one, 'host_port') or '?'}")
    return list(dict.fromkeys(told))


def inventory(index: Index) -> str:
    """How many objects of each kind were read."""
    read = index.report["coverage"]["objects"]
    parts = [count(read[kind], kind) for kind in sorted(read, key=lambda kind: (-read[kind], kind)) if read[kind]]
    return listed([*parts, count(len(index.engines), "engine")], 12) + " read."


def _engine_row(index: Index, engine: EnginePart, about: Key | None) -> str:
    name, version = shown_html(engine["name"], 80), engine["versions"].get("engine", "")
    ident = f' id="{index.anchor(about)}"' if about else ""
    kind = shown_html(f"{engine['kind'] or 'engine'} {version}", 60)
    return f'<tr{ident}><th scope="row">engine {name}<td>{kind}<td><td><td>{_open(index, about)}'


def _workload_row(index: Index, part: WorkloadPart) -> str:
    about = key(part)
    name = shown_html(part["name"] or part["id"] or "(no name)", 80)
    kind = "" if part["kind"] == "container" else f" <small>{shown_html(part['kind'])}</small>"
    own = " <small>inspector itself</small>" if part.get("self") else ""
    where = [part["project"] or "", index.place(part["engine"])]
    found = published(part)
    ports = ", ".join(found[:PORTS]) + (f" and {len(found) - PORTS} more" if found[PORTS:] else "")
    cells = [
        f"<td>{shown_html(part['image'] or '', 80)}",
        f"<td>{shown_html(', '.join(filter(None, where)), 80)}",
        f"<td>{shown_html(part['state'] or '')}",
        f"<td>{shown_html(ports)}",
    ]
    head = f'<tr id="{index.anchor(about)}"><th scope="row">{name}{kind}{own}'
    return f"{head}{''.join(cells)}{_open(index, about)}"


def _other_row(index: Index, about: Key) -> str:
    engine, _, ident, name = about
    return (
        f'<tr id="{index.anchor(about)}"><th scope="row">{shown_html(name or ident or "(no name)", 80)}'
        f"<td>{shown_html(engine, 80)}{_open(index, about)}"
    )


def _open(index: Index, about: Key | None) -> str:
    """Worst open finding, and the list of all behind their number."""
    found = index.open.get(about, []) if about else []
    if not found or about is None:
        return '<td class="p">none open<td>0'
    ranks = [RANK[one["severity"]] for one in found]
    word = SEVERITIES[min(ranks, default=NEVER - 1)]
    links = " ".join(_links(index, found, ranks))
    hexes = index.anchor(about).removeprefix("object-")
    return (
        f'<td class="v {word}">{word.capitalize()}<td><details><summary>{number(len(found))}</summary>{links} '
        f'<a href="#findings" data-f="obj={hexes}">only these</a></details>'
    )


def _links(index: Index, found: list[FindingPart], ranks: list[int]) -> Iterator[str]:
    """The findings as links by rule, worst first."""
    for rank, place in sorted(zip(ranks, range(len(found)), strict=True)):
        word, rule = SEVERITIES[rank], shown_html(found[place]["rule"], 40)
        yield f'<a class="{word}" href="#{index.finding_id(found[place])}">{rule}</a>'
