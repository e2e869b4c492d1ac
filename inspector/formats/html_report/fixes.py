"""What to fix first: the report's own list, else the rules whose open findings weigh most."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

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


def view(index: Index) -> dict[str, Any]:
    """What to change first: the report's own list, else the rules whose open findings weigh most."""
    given = [one for one in index.report["fixes"] if isinstance(one, dict)]
    rows = [_fix(index, one) for one in given[:FIXES]] or list(_by_rule(index))
    return {"rows": rows, "computed": bool(given), "more": max(0, len(given) - FIXES)}


def _fix(index: Index, fix: dict[str, Any]) -> dict[str, str]:
    """One change of the report's list, as far as its keys are known."""
    paths = texts(fix, "paths") or texts(fix, "breaks")
    rules = texts(fix, "rules") or texts(fix, "closes")
    return {
        "title": shown_html(text(fix, "title") or text(fix, "change") or text(fix, "text"), 300),
        "note": shown_html(text(fix, "cost") or text(fix, "note") or text(fix, "why"), 400),
        "gain": f"breaks {count(len(paths), 'path')}" if paths else "",
        "instead": "",
        "left": "",
        "closes": " ".join(map(index.rule_link, rules)),
    }


def first(index: Index) -> Iterator[str]:
    """The object to begin with of each of the first fixes, with its fault in short."""
    exposed = _reachable(index)
    for name, opened, _ in _order(index):
        worst = _ranked(opened, exposed)[0]
        title = index.title(name)
        fault = inline(f"{title[:1].lower()}{title[1:]}".removeprefix("the container "))
        open_to_all = ", published on every address" if key(worst["object"]) in exposed else ""
        yield f"{index.object_link(worst['object'])} ({fault}{open_to_all})"


def _reachable(index: Index) -> set[Key]:
    """The workloads that have a port published on every address."""
    return {key(part) for part in index.workloads if part["state"] in USUAL and _exposed(part)}


def _ranked(opened: list[FindingPart], exposed: set[Key]) -> list[FindingPart]:
    """What is reachable first."""
    return sorted(opened, key=lambda one: key(one["object"]) not in exposed)


def _by_rule(index: Index) -> Iterator[dict[str, str]]:
    """The fix of each rule, in the order of `_order`."""
    exposed = _reachable(index)
    for name, opened, left in _order(index):
        objects = list(dict.fromkeys(_named(index, one["object"], exposed) for one in _ranked(opened, exposed)))
        engines = sorted({one for one in map(_controlled, opened) if one})
        title, *instead = sentences(index.report["rules"][name]["fix"])
        yield {
            "title": inline(title),
            "note": f"on {listed(objects, NAMES)}{_engines(engines)}",
            "instead": inline(instead[0]) if instead else "",
            "gain": f"closes {_closes(len(opened), len(objects))}",
            "left": left,
            "closes": index.rule_link(name),
        }


def _order(index: Index) -> Iterator[tuple[str, list[FindingPart], str]]:
    """Rules with their critical and high findings: first critical faults of an engine, then what leaves least root.

    After each rule its greedy step is taken: the next is the one that then frees most workloads.
    """
    found = {
        name: opened
        for name, rows in index.groups.items()
        if name in index.report["rules"] and (opened := [one for one in rows if _grave(one)])
    }
    holding = _holding(index)
    for _ in range(min(FIXES, len(found))):
        freed = Counter(next(iter(rules)) for rules in holding if len(rules) == 1)
        name = min(found, key=lambda name: (*_weight(found[name], freed[name]), name))
        holding = [rest for rules in holding if (rest := rules - {name})]
        opened = found.pop(name)
        yield name, opened, "" if _own(opened) else f"after it {_still(len(holding), len(index.workloads))}"


def _holding(index: Index) -> list[set[str]]:
    """Of each workload that amounts to root the rules whose findings make it so; "" for what no fix here closes."""
    holding: dict[Key, set[str]] = {}
    for part in index.workloads:
        if part["takeover"]:
            holding[key(part)] = {text(one, "rule") for one in items({"of": part["takeover"]}, "of")}
    left: dict[Key, set[str]] = {about: set() for about in holding}
    for finding in index.report["findings"]:
        about = key(finding["object"])
        if about in holding and not holding[about].isdisjoint([finding["rule"], *finding["also"]]):
            left[about].add(finding["rule"] if _grave(finding) else "")
    return [rules or {""} for rules in left.values()]


def _grave(finding: FindingPart) -> bool:
    return finding["status"] == "open" and finding["severity"] in ("critical", "high")


def _still(left: int, total: int) -> str:
    return f"{number(left)} of {number(total)} {'amounts' if left == 1 else 'amount'} to root"


def _closes(findings: int, objects: int) -> str:
    """`3 findings`, `10 findings on 9 objects`."""
    return count(findings, "finding") + (f" on {count(objects, 'object')}" if objects not in (1, findings) else "")


def _controlled(finding: FindingPart) -> str:
    """The container whose engine a finding is about, when that is another one."""
    controls = text(finding["evidence"], "controls")
    return controls.removeprefix("nested:") if controls.startswith("nested:") else ""


def _engines(names: list[str]) -> str:
    """Of clients of nested engines, where those are."""
    if not names:
        return ""
    return f", clients of the engine{'' if len(names) == 1 else 's'} in {shown_html(listed(names, NAMES), 300)}"


def _named(index: Index, about: ObjectPart, exposed: set[Key]) -> str:
    """An object as a link, and whether the world reaches it."""
    link = index.object_link(about)
    return f"{link} (published on every address)" if key(about) in exposed else link


def _exposed(part: WorkloadPart) -> bool:
    """Whether a port of it is published on every address."""
    return any(at(one, "wildcard") is True for one in items(part["privilege"], "published"))


def _weight(rows: list[FindingPart], freed: int) -> tuple[bool, int, int, int]:
    """A critical fault of an engine first, for it is everybody's; then what frees most, is most critical, is most."""
    return not _own(rows), -freed, -sum(one["severity"] == "critical" for one in rows), -len(rows)


def _own(rows: list[FindingPart]) -> bool:
    """Whether an engine itself has a critical fault."""
    return any(one["object"]["kind"] == "engine" and one["severity"] == "critical" for one in rows)
