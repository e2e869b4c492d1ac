"""The privilege matrix: one row a workload, what it holds beyond, or short of, the engine's default."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from inspector.formats.html_report.index import Index, key
from inspector.formats.html_report.raw import at, items, text, texts
from inspector.formats.html_report.standing import PARTS, TITLES, Part, part
from inspector.formats.html_report.state import USUAL
from inspector.formats.html_report.words import number
from inspector.formats.shown import shown_html
from inspector.model import WorkloadPart

WHOLE = 100
"""Above this many workloads the parts stand in tables of their own, the harmless ones closed."""

CLOSED: tuple[Part, ...] = ("reach", "neither")

NAMED = 2
"""Mounts, devices and capabilities named in a cell."""


class Cell(NamedTuple):
    """One cell: `x` amounts to root, `w` weaker than the default, `s` stricter, `q` unknown, empty: neither."""

    style: str
    words: str

    def html(self) -> str:
        """As a table cell; the default is empty, the style puts its dot there."""
        words = shown_html(self.words, 48)
        return f'<td class="{self.style}">{words}' if self.style else f"<td>{words}"


Column = Callable[[dict[str, Any], WorkloadPart, set[str]], Cell]
"""Makes a workload's cell from its privilege, itself, and the keys of the findings that give its takeover."""

DEFAULT = Cell("", "")

UNKNOWN = Cell("q", "unknown")


def rows(index: Index, workloads: list[WorkloadPart]) -> dict[Part, list[str]]:
    """The rows of each part."""
    found: dict[Part, list[str]] = {name: [] for name in PARTS}
    for workload in workloads:
        where = part(index, workload)
        found[where].append(_row(index, workload, where))
    return found


def table_heads() -> list[str]:
    """The columns."""
    return ["Container", "By", *COLUMNS]


def part_title(name: Part, count: int) -> str:
    """A part's heading."""
    return f"{TITLES[name]}: {number(count)}"


def _row(index: Index, workload: WorkloadPart, where: Part) -> str:
    held = workload["privilege"]
    cells = [_by(index, workload, where)]
    keys = {given for _, given in index.granted.get(key(workload), [])}
    cells += [column(held, workload, keys).html() for column in COLUMNS.values()]
    state = workload["state"]
    tag = "" if state in USUAL else f' <span class="p">{shown_html(state)}</span>'
    return f'<tr><th scope="row">{index.object_link(workload)}{tag}{"".join(cells)}'


def _by(index: Index, workload: WorkloadPart, where: Part) -> str:
    """What makes it so: a grant, else the rule of the worst finding."""
    if where == "root":
        return Cell("x", _grant(index, workload)).html()
    if where == "neither":
        return DEFAULT.html()
    worst = min(index.open[key(workload)], key=lambda one: (one["severity"] != "critical", one["severity"] != "high"))
    return f'<td class="w">{index.rule_link(worst["rule"])}'


def _grant(index: Index, workload: WorkloadPart) -> str:
    """The grant that stands for all: one of the host before one of an engine."""
    if at(workload["privilege"], "privileged") is True:
        return "privileged"
    host = {text(one, "rule") for one in items(workload["takeover"]) if text(one, "of") == "host"}
    for rule, given in sorted(index.granted.get(key(workload), [])):
        if rule in host:
            return given or rule
    controls = [text(way, "controls") for way in items(workload["dood"])]
    nested = next((to[7:] for to in controls if to.startswith("nested:")), "")
    return min(host) if host else f"via {nested}" if nested and "host" not in controls else "engine"


def _privileged(held: dict[str, Any], _: WorkloadPart, __: set[str]) -> Cell:
    given = at(held, "privileged")
    return (Cell("x", "yes") if given else DEFAULT) if isinstance(given, bool) else UNKNOWN


def _caps(held: dict[str, Any], _: WorkloadPart, granted: set[str]) -> Cell:
    if at(held, "privileged") is True:
        return Cell("x", "all")
    if not isinstance(at(held, "capabilities", "bounding"), list):
        return UNKNOWN
    added = texts(held, "capabilities", "added")
    if added:
        return _named(added, granted)
    if not texts(held, "capabilities", "bounding"):
        return Cell("s", "none")
    return Cell("s", "fewer") if texts(held, "capabilities", "dropped") else DEFAULT


def _space(name: str) -> Column:
    """The column of one namespace."""

    def column(held: dict[str, Any], _: WorkloadPart, __: set[str]) -> Cell:
        effective, target = at(held, "namespaces", name, "effective"), at(held, "namespaces", name, "target")
        if not isinstance(effective, str):
            return Cell("q", text(held, "namespaces", name, "mode") or "unknown")
        if effective == "host":
            return Cell("w", "host")
        if target:
            return Cell("w", f"of {target}")
        return Cell("s", "none") if effective == "none" else DEFAULT

    return column


def _mounts(held: dict[str, Any], workload: WorkloadPart, granted: set[str]) -> Cell:
    if not isinstance(at(held, "host_paths"), list):
        return UNKNOWN
    grants = set(granted)
    found = [
        text(one, "path") for one in items(held, "host_paths") if texts(one, "areas") or text(one, "path") in grants
    ]
    sockets = [one for one in workload["dood"] if text(one, "how") in ("socket", "parent-directory", "pipe")]
    grants |= {text(one, "path") for one in sockets if text(one, "access") == "full"}
    names = {text(one, "path"): "socket" for one in sockets if text(one, "how") == "socket"}
    return _named(list(dict.fromkeys(found + [text(one, "path") for one in sockets])), grants, names)


def _devices(held: dict[str, Any], _: WorkloadPart, granted: set[str]) -> Cell:
    if at(held, "privileged") is True:
        return Cell("x", "all")
    if not isinstance(at(held, "devices"), list):
        return UNKNOWN
    return _named([text(one, "path") for one in items(held, "devices")], granted)


def _seccomp(held: dict[str, Any], _: WorkloadPart, __: set[str]) -> Cell:
    words = {"unconfined": "off", "unsupported": "missing", "permissive": "permissive"}
    return _profile(at(held, "seccomp"), "default", words)


def _lsm(held: dict[str, Any], _: WorkloadPart, __: set[str]) -> Cell:
    if at(held, "selinux") in ("confined", "disabled"):
        return Cell("w", "SELinux off") if at(held, "selinux") == "disabled" else DEFAULT
    given = at(held, "apparmor")
    return Cell("", "none") if given == "unsupported" else _profile(given, "docker-default", {"unconfined": "off"})


def _profile(given: Any, usual: str, weak: dict[str, str]) -> Cell:
    if not isinstance(given, str):
        return UNKNOWN
    if given in weak:
        return Cell("w", weak[given])
    return DEFAULT if given == usual else Cell("", given)


def _user(held: dict[str, Any], workload: WorkloadPart, _: set[str]) -> Cell:
    root, name = at(held, "user", "root"), text(held, "user", "name")
    if not isinstance(root, bool):
        return Cell("q", name or "unknown")
    if root:
        return Cell("w", "root") if workload["takeover"] else DEFAULT
    return Cell("s", text(held, "user", "uid") or name)


def _nnp(held: dict[str, Any], _: WorkloadPart, __: set[str]) -> Cell:
    given = at(held, "no_new_privileges")
    return (Cell("s", "on") if given else DEFAULT) if isinstance(given, bool) else UNKNOWN


def _named(found: list[str], grants: set[str], names: dict[str, str] | None = None) -> Cell:
    """Names in a cell, those that amount to root first."""
    if not found:
        return DEFAULT
    order = sorted(found, key=lambda one: one not in grants)
    words = ", ".join((names or {}).get(one, one) for one in order[:NAMED])
    more = f" +{len(order) - NAMED}" if len(order) > NAMED else ""
    return Cell("x" if order[0] in grants else "w", words + more)


COLUMNS: dict[str, Column] = {
    "Privileged": _privileged,
    "Caps": _caps,
    "PID": _space("pid"),
    "Net": _space("net"),
    "IPC": _space("ipc"),
    "Mounts": _mounts,
    "Devices": _devices,
    "Seccomp": _seccomp,
    "LSM": _lsm,
    "User": _user,
    "NNP": _nnp,
}
"""Each column and how its cell is made."""


def tables(index: Index, workloads: list[WorkloadPart]) -> Iterator[str]:
    """The matrix as one table, or as one a part where it is long."""
    found = rows(index, workloads)
    if len(workloads) <= WHOLE:
        yield _table("".join(_body(name, found[name]) for name in PARTS))
        return
    for name in filter(found.__getitem__, PARTS):
        opened = "" if name in CLOSED else " open"
        table = _table(f"<tbody>{''.join(found[name])}</tbody>")
        yield f"<details{opened}><summary>{part_title(name, len(found[name]))}</summary>{table}</details>"


def _body(name: Part, found: list[str]) -> str:
    if not found:
        return ""
    title = part_title(name, len(found))
    head = f'<tr class="part"><th scope="rowgroup" colspan="{len(COLUMNS) + 2}">{title}'
    return f"<tbody>{head}{''.join(found)}</tbody>"


def _table(bodies: str) -> str:
    heads = "".join(f'<th scope="col">{name}' for name in table_heads())
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="Privilege matrix"><table class="matrix">'
        f'<caption class="vh">Privilege of every container</caption><thead><tr>{heads}</thead>{bodies}'
        "</table></div>"
    )
