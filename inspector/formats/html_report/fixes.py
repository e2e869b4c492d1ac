"""What to fix first: the report's own list, else the rules whose open findings weigh most."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from inspector.formats.html_report.index import Index, Key, key
from inspector.formats.html_report.prose import inline
from inspector.formats.html_report.raw import at, items, text, texts
from inspector.formats.html_report.state import USUAL
from inspector.formats.html_report.words import count, listed, number
from inspector.formats.prose import sentences
from inspector.formats.shown import shown_html
from inspector.model import FindingPart, ObjectPart, WorkloadPart

FIXES, NAMES = 7, 5
"""Changes that are shown, and objects named with each."""


class Fix(NamedTuple):
    """What to do about one rule: its critical and high findings, what is reachable first, and what it leaves."""

    rule: str
    findings: list[FindingPart]
    left: str


class Row(NamedTuple):
    """One change as it is listed; every part is HTML."""

    title: str
    note: str
    gain: str
    closes: str
    instead: str = ""
    left: str = ""

    def html(self) -> str:
        """The list's item."""
        other = f"<p>{self.instead}</p>\n" if self.instead else ""
        rest = f" <br>{self.left}" if self.left else ""
        return (
            f"<li><div><h3>{self.title}</h3><p>{self.note}</p>\n{other}</div>"
            f'<div class="gain"><b>{self.gain}</b> {self.closes}{rest}</div></li>'
        )


class Plan(NamedTuple):
    """The rules to fix first, in their order, and the workloads that have a port published on every address."""

    fixes: list[Fix]
    exposed: set[Key]


def plan(index: Index) -> Plan:
    """What both the first screen and the chapter are made of."""
    exposed = {key(part) for part in index.workloads if part["state"] in USUAL and _exposed(part)}
    return Plan(list(_order(index, exposed)), exposed)


def view(index: Index, found: Plan) -> dict[str, Any]:
    """What to change first: the report's own list, else the rules whose open findings weigh most."""
    given = index.report["fixes"]
    rows = [_fix(index, one) for one in given[:FIXES]] or [_by_rule(index, one, found.exposed) for one in found.fixes]
    return {"rows": "\n".join(rows), "computed": bool(given), "more": max(0, len(given) - FIXES)}


def _fix(index: Index, fix: dict[str, Any]) -> str:
    """One change of the report's list, as far as its keys are known."""
    paths = texts(fix, "paths") or texts(fix, "breaks")
    rules = texts(fix, "rules") or texts(fix, "closes")
    return Row(
        shown_html(text(fix, "title") or text(fix, "change") or text(fix, "text"), 300),
        shown_html(text(fix, "cost") or text(fix, "note") or text(fix, "why"), 400),
        f"breaks {count(len(paths), 'path')}" if paths else "",
        " ".join(map(index.rule_link, rules)),
    ).html()


def first(index: Index, found: Plan) -> Iterator[str]:
    """The object to begin with of each of the first fixes, with its fault in short."""
    for fix in found.fixes:
        about, title = fix.findings[0]["object"], index.title(fix.rule)
        fault = inline(f"{title[:1].lower()}{title[1:]}".removeprefix("the container "))
        open_to_all = ", published on every address" if key(about) in found.exposed else ""
        yield f"{index.object_link(about)} ({fault}{open_to_all})"


def _ranked(opened: list[FindingPart], exposed: set[Key]) -> list[FindingPart]:
    """What is reachable first."""
    return sorted(opened, key=lambda one: key(one["object"]) not in exposed) if exposed else opened


def _by_rule(index: Index, fix: Fix, exposed: set[Key]) -> str:
    """The fix of a rule."""
    objects = list(dict.fromkeys(_named(index, one, exposed) for one in _objects(fix)))
    engines = sorted(set(map(_controlled, fix.findings)) - {""})
    title, instead = _change(index.report["rules"][fix.rule]["fix"])
    note = f"on {listed(objects, NAMES)}{_engines(engines)}{_spot(fix.findings)}"
    gain = f"closes {_closes(len(fix.findings), len(objects))}"
    return Row(title, note, gain, index.rule_link(fix.rule), instead, fix.left).html()


@lru_cache(256)
def _change(told: str) -> tuple[str, str]:
    """The first and the second sentence of what a rule says to change; reports of one process share their rules."""
    title, *more = sentences(told)
    return inline(title), inline(more[0]) if more else ""


def _order(index: Index, exposed: set[Key]) -> Iterator[Fix]:
    """Rules with their critical and high findings: first critical faults of an engine, then what leaves least root.

    After each rule its greedy step is taken: the next is the one that then frees most workloads.
    """
    found = {
        name: opened
        for name, rows in index.groups.items()
        if name in index.report["rules"] and (opened := [one for one in rows if _grave(one)])
    }
    weights = {name: _weight(found[name]) for name in sorted(found)}
    waiting = sorted(weights, key=weights.__getitem__)
    holding = _holding(index)
    for _ in range(min(FIXES, len(found))):
        freed = Counter(next(iter(rules)) for rules in holding if len(rules) == 1)
        name = min(waiting, key=lambda name: (weights[name].others, -freed.get(name, 0)))
        waiting.remove(name)
        holding = [rest for rules in holding if (rest := rules - {name})]
        left = f"after it {_still(len(holding), len(index.workloads))}" if weights[name].others else ""
        yield Fix(name, _ranked(found[name], exposed), left)


def _holding(index: Index) -> list[set[str]]:
    """Of each workload that amounts to root the rules whose findings make it so; "" for what no fix here closes."""
    return [{one["rule"] if _grave(one) else "" for _, one in giving} or {""} for giving in index.giving.values()]


def _grave(finding: FindingPart) -> bool:
    return finding["status"] == "open" and finding["severity"] in ("critical", "high")


def _still(left: int, total: int) -> str:
    return f"{number(left)} of {number(total)} {'amounts' if left == 1 else 'amount'} to root"


def _closes(findings: int, objects: int) -> str:
    """`3 findings`, `10 findings on 9 objects`."""
    return count(findings, "finding") + (f" on {count(objects, 'object')}" if objects not in (1, findings) else "")


def _objects(fix: Fix) -> Iterable[ObjectPart]:
    """What its findings are about, each once."""
    return {key(one["object"]): one["object"] for one in fix.findings}.values()


def _controlled(finding: FindingPart) -> str:
    """The container whose engine a finding is about, when that is another one."""
    controls = text(finding["evidence"], "controls")
    return controls.removeprefix("nested:") if controls.startswith("nested:") else ""


def _engines(names: list[str]) -> str:
    """Of clients of nested engines, where those are."""
    if not names:
        return ""
    return f", clients of the engine{'' if len(names) == 1 else 's'} in {shown_html(listed(names, NAMES), 300)}"


def _spot(findings: list[FindingPart]) -> str:
    """Of a lone finding the path, address or setting that it is about."""
    spot = findings[0]["key"] if len(findings) == 1 else ""
    return f": <code>{shown_html(spot, 120)}</code>" if spot else ""


def _named(index: Index, about: ObjectPart, exposed: set[Key]) -> str:
    """An object as a link, and whether the world reaches it."""
    link = index.object_link(about)
    return f"{link} (published on every address)" if key(about) in exposed else link


def _exposed(part: WorkloadPart) -> bool:
    """Whether a port of it is published on every address."""
    return any(at(one, "wildcard") is True for one in items(part["privilege"], "published"))


class _Weight(NamedTuple):
    """How a rule's findings weigh beside those of others; what is less comes first.

    Attributes:
        others: whether no engine has a critical fault of its own, for that is everybody's.
        critical: how many are critical, less than nothing.
        many: how many there are, less than nothing.
    """

    others: bool
    critical: int
    many: int


def _weight(rows: list[FindingPart]) -> _Weight:
    critical = [one for one in rows if one["severity"] == "critical"]
    return _Weight(all(one["object"]["kind"] != "engine" for one in critical), -len(critical), -len(rows))
