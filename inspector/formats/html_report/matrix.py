"""The privilege matrix: one row a workload, what it holds beyond, or short of, the engine's default."""

from collections.abc import Callable, Iterator
from typing import Any

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


def cell(style: str, words: str) -> str:
    """One cell: `x` amounts to root, `w` weaker than the default, `s` stricter, `q` unknown, empty: neither."""
    return f'<td class="{style}">{shown_html(words, 48)}' if style else f"<td>{shown_html(words, 48)}"


Column = Callable[[dict[str, Any], WorkloadPart, set[str]], str]
"""Makes a workload's cell from its privilege, itself, and the keys of the findings that give its takeover."""

DEFAULT = "<td>"
"""The style puts its dot there."""

UNKNOWN = cell("q", "unknown")


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
    given: Any = workload["privilege"]
    held = given if isinstance(given, dict) else {}
    cells = [_by(index, workload, where)]
    keys = {finding["key"] for _, finding in index.giving.get(key(workload), [])}
    cells += [column(held, workload, keys) for column in COLUMNS.values()]
    state = workload["state"]
    tag = "" if state in USUAL else f" <small>{shown_html(state)}</small>"
    return f'<tr><th scope="row">{index.object_link(workload)}{tag}{"".join(cells)}'


def _by(index: Index, workload: WorkloadPart, where: Part) -> str:
    """What makes it so: a grant, else the rule of the worst finding."""
    if where == "root":
        return cell("x", _grant(index, workload))
    if where == "neither":
        return DEFAULT
    worst = min(index.open[key(workload)], key=lambda one: (one["severity"] != "critical", one["severity"] != "high"))
    return f'<td class="w">{index.rule_link(worst["rule"])}'


def _grant(index: Index, workload: WorkloadPart) -> str:
    """The grant that stands for all: one of the host before one of an engine."""
    if at(workload["privilege"], "privileged") is True:
        return "privileged"
    host = {text(one, "rule") for one in items(workload["takeover"]) if text(one, "of") == "host"}
    for rule, given in sorted((rule, finding["key"]) for rule, finding in index.giving.get(key(workload), [])):
        if rule in host:
            return given or rule
    controls = [text(way, "controls") for way in items(workload["dood"])]
    nested = next((to[7:] for to in controls if to.startswith("nested:")), "")
    return min(host) if host else f"via {nested}" if nested and "host" not in controls else "engine"


def _privileged(held: dict[str, Any], _: WorkloadPart, __: set[str]) -> str:
    given = held.get("privileged")
    return (cell("x", "yes") if given else DEFAULT) if isinstance(given, bool) else UNKNOWN


def _caps(held: dict[str, Any], _: WorkloadPart, granted: set[str]) -> str:
    if held.get("privileged") is True:
        return cell("x", "all")
    caps = held.get("capabilities")
    bounding = at(caps, "bounding")
    if not isinstance(bounding, list):
        return UNKNOWN
    added = texts(caps, "added")
    if added:
        return _named(added, granted)
    if not bounding:
        return cell("s", "none")
    return cell("s", "fewer") if texts(caps, "dropped") else DEFAULT


def _space(name: str) -> Column:
    """The column of one namespace."""

    def column(held: dict[str, Any], _: WorkloadPart, __: set[str]) -> str:
        space = at(held, "namespaces", name)
        effective = at(space, "effective")
        if not isinstance(effective, str):
            return cell("q", text(space, "mode") or "unknown")
        if effective == "host":
            return cell("w", "host")
        if target := at(space, "target"):
            return cell("w", f"of {target}")
        return cell("s", "none") if effective == "none" else DEFAULT

    return column


def _mounts(held: dict[str, Any], workload: WorkloadPart, granted: set[str]) -> str:
    paths = held.get("host_paths")
    if not isinstance(paths, list):
        return UNKNOWN
    if not paths and not workload["dood"]:
        return DEFAULT
    grants = set(granted)
    found = [text(one, "path") for one in items(paths) if texts(one, "areas") or text(one, "path") in grants]
    sockets = [one for one in workload["dood"] if text(one, "how") in ("socket", "parent-directory", "pipe")]
    grants |= {text(one, "path") for one in sockets if text(one, "access") == "full"}
    names = {text(one, "path"): "socket" for one in sockets if text(one, "how") == "socket"}
    return _named(list(dict.fromkeys(found + [text(one, "path") for one in sockets])), grants, names)


def _devices(held: dict[str, Any], _: WorkloadPart, granted: set[str]) -> str:
    if held.get("privileged") is True:
        return cell("x", "all")
    devices = held.get("devices")
    if not isinstance(devices, list):
        return UNKNOWN
    return _named([text(one, "path") for one in items(devices)], granted) if devices else DEFAULT


def _seccomp(held: dict[str, Any], _: WorkloadPart, __: set[str]) -> str:
    words = {"unconfined": "off", "unsupported": "missing", "permissive": "permissive"}
    return _profile(held.get("seccomp"), "default", words)


def _lsm(held: dict[str, Any], _: WorkloadPart, __: set[str]) -> str:
    if held.get("selinux") in ("confined", "disabled"):
        return cell("w", "SELinux off") if held.get("selinux") == "disabled" else DEFAULT
    given = held.get("apparmor")
    return cell("", "none") if given == "unsupported" else _profile(given, "docker-default", {"unconfined": "off"})


def _profile(given: Any, usual: str, weak: dict[str, str]) -> str:
    if not isinstance(given, str):
        return UNKNOWN
    if given in weak:
        return cell("w", weak[given])
    return DEFAULT if given == usual else cell("", given)


def _user(held: dict[str, Any], workload: WorkloadPart, _: set[str]) -> str:
    user = held.get("user")
    root = at(user, "root")
    if root is True:
        return cell("w", "root") if workload["takeover"] else DEFAULT
    if root is False:
        return cell("s", text(user, "uid") or text(user, "name"))
    return cell("q", text(user, "name") or "unknown")


def _nnp(held: dict[str, Any], _: WorkloadPart, __: set[str]) -> str:
    given = held.get("no_new_privileges")
    return (cell("s", "on") if given else DEFAULT) if isinstance(given, bool) else UNKNOWN


def _named(found: list[str], grants: set[str], names: dict[str, str] | None = None) -> str:
    """Names in a cell, those that amount to root first."""
    if not found:
        return DEFAULT
    order = sorted(found, key=lambda one: one not in grants)
    words = ", ".join((names or {}).get(one, one) for one in order[:NAMED])
    more = f" +{len(order) - NAMED}" if len(order) > NAMED else ""
    return cell("x" if order[0] in grants else "w", words + more)


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
