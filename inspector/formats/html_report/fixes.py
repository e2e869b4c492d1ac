"""What to fix first: the report's own list, else the rules whose open findings weigh most."""

from collections.abc import Iterator
from typing import Any

from inspector.formats.html_report.index import Index, Key, key
from inspector.formats.html_report.prose import inline
from inspector.formats.html_report.raw import at, items, text, texts
from inspector.formats.html_report.state import USUAL
from inspector.formats.html_report.words import count, listed
from inspector.formats.prose import first_sentence
from inspector.formats.shown import shown_html
from inspector.model import FindingPart, ObjectPart, WorkloadPart

FIRST, NAMES = 5, 5
"""Rules that stand in for a list, and objects named with each."""

FIXES = 7
"""Changes of the report's list that are shown."""


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
        "closes": " ".join(map(index.rule_link, rules)),
    }


def _by_rule(index: Index) -> Iterator[dict[str, str]]:
    """The fix of each rule, the one with the most severe and most numerous open findings first."""
    found: dict[str, list[FindingPart]] = {}
    for name, rows in index.groups.items():
        opened = [one for one in rows if one["status"] == "open" and one["severity"] in ("critical", "high")]
        if opened and name in index.report["rules"]:
            found[name] = opened
    exposed = {key(part) for part in index.workloads if part["state"] in USUAL and _exposed(part)}
    for name in sorted(found, key=lambda name: (*_weight(found[name]), name))[:FIRST]:
        order = sorted(found[name], key=lambda one: key(one["object"]) not in exposed)
        objects = list(dict.fromkeys(_named(index, one["object"], exposed) for one in order))
        yield {
            "title": inline(first_sentence(index.report["rules"][name]["fix"])),
            "note": f"on {listed(objects, NAMES)}",
            "gain": f"closes {count(len(found[name]), 'finding')}",
            "closes": index.rule_link(name),
        }


def _named(index: Index, about: ObjectPart, exposed: set[Key]) -> str:
    """An object as a link, and whether the world reaches it."""
    link = index.object_link(about)
    return f"{link} (published on every address)" if key(about) in exposed else link


def _exposed(part: WorkloadPart) -> bool:
    """Whether a port of it is published on every address."""
    return any(at(one, "wildcard") is True for one in items(part["privilege"], "published"))


def _weight(rows: list[FindingPart]) -> tuple[int, int]:
    """Most critical findings first, then most of all."""
    return -sum(one["severity"] == "critical" for one in rows), -len(rows)
