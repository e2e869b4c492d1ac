"""The hosts of one terminal report, worst first: what each holds, before their findings stand mixed."""

from collections import Counter, defaultdict

from inspector.formats import hosts
from inspector.formats.cells import columns, fit, pad, squeeze
from inspector.formats.groups import opened, plural
from inspector.formats.options import Options
from inspector.formats.paint import MARKS, Paint
from inspector.formats.text_safe import safe
from inspector.model import Report, Severity, SeverityWord

MOST = 20
"""Hosts that are listed; the verbose report has all."""
NAME_ROOM = 30
"""Columns of a host's name at most."""


def overview(report: Report, asked: Options, paint: Paint, width: int) -> list[str]:
    """A line for each host; nothing where there is only one."""
    below = hosts.by_engine(report["engines"])
    found: dict[str, Counter[SeverityWord]] = {host: Counter() for host in below.values()}
    if len(found) < 2:  # noqa: PLR2004 one host needs no overview
        return []
    for one in opened(report):
        if one["certainty"] == "hint":  # which never counts, so it never leads what does
            continue
        found.setdefault(below.get(one["object"]["engine"], one["object"]["engine"]), Counter())[one["severity"]] += 1
    held, root = _workloads(report, below)
    order = sorted(found, key=lambda host: (*_weight(found[host]), -root[host], host))
    shown = order if asked.verbose else order[:MOST]
    room = min(NAME_ROOM, width // 3, max(columns(safe(host)) for host in shown))
    lines = []
    for host in shown:
        name = pad(squeeze(safe(host), room), room)
        many = _many(found[host])
        told = fit(f"{many:<20}  {root[host]} of {held[host]} amount to root", width - room - 6)
        lines.append(f"  {name}  {_mark(found[host], paint)} {told}".rstrip())
    if len(order) > len(shown):
        lines.append(f"  and {plural(len(order) - len(shown), 'more host')}; --verbose lists them")
    return [paint("bold", "Hosts, the worst first"), *lines]


def _workloads(report: Report, below: dict[str, str]) -> tuple[dict[str, int], dict[str, int]]:
    """How many workloads a host has with those of its nested engines, and how many of them amount to root."""
    held: dict[str, int] = defaultdict(int)
    root: dict[str, int] = defaultdict(int)
    for one in report["workloads"]:
        host = below.get(one["engine"], one["engine"])
        held[host] += 1
        root[host] += bool(one["takeover"])
    return held, root


def _weight(numbers: Counter[SeverityWord]) -> tuple[int, int, int]:
    """What sorts the worst first."""
    worst = max(map(Severity.of, numbers), default=-1)
    return -worst, -numbers["critical"], -numbers["high"]


def _mark(numbers: Counter[SeverityWord], paint: Paint) -> str:
    """The shape and colour of the worst."""
    worst = max(numbers, key=Severity.of, default=None)
    return paint(worst, MARKS[worst]) if worst else " "


def _many(numbers: Counter[SeverityWord]) -> str:
    """`12 critical, 3 high`: the two worst."""
    worst = sorted(numbers, key=Severity.of, reverse=True)[:2]
    return ", ".join(f"{numbers[word]} {word}" for word in worst) or "no open finding"
