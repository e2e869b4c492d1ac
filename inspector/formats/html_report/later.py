"""What came before and what comes next: the baseline's changes, and what to fix first."""

from collections.abc import Iterator
from typing import Any

from inspector.formats.html_report.index import Index, severity
from inspector.formats.html_report.prose import inline
from inspector.formats.html_report.raw import text, texts
from inspector.formats.html_report.words import RANK, count, listed, number
from inspector.formats.moment import date
from inspector.formats.prose import first_sentence
from inspector.formats.shown import shown_html
from inspector.model import ChangePart, FindingPart

FIRST = 5
"""New and fixed findings that are listed."""

FIXES = 7
"""Changes that are listed."""


def changes(index: Index) -> dict[str, Any]:
    """New and fixed findings since the baseline; `title` says which."""
    baseline = index.report.get("baseline")
    if baseline is None:
        return {"title": "Since the baseline", "lead": "", "rows": [], "more": 0, "gone": 0}
    news = sorted(index.news, key=lambda one: RANK[one["severity"]])
    fixed, unseen = baseline["fixed"], len(baseline["unseen"])
    lead = [f"{number(len(news))} new", f"{number(len(fixed))} fixed", f"{number(baseline['unchanged'])} unchanged"]
    lead += [f"{number(unseen)} no longer seen, which is not fixed"] if unseen else []
    return {
        "title": f"Since the baseline of {date(baseline['date'])}",
        "lead": ", ".join(lead) + ".",
        "rows": [*(_new(index, one) for one in news[:FIRST]), *(_fixed(one) for one in fixed[:FIRST])],
        "more": len(news) - FIRST,
        "gone": len(fixed) - FIRST,
    }


def _new(index: Index, finding: FindingPart) -> str:
    return (
        f'<li><span class="new">{finding.get("new", "new")}</span> {severity(finding["severity"])} '
        f'<b>{index.object_link(finding["object"])}</b> <span class="w1">{shown_html(index.title(finding["rule"]))}'
        f'</span> <a class="m lk" href="#{index.finding_id(finding)}">{shown_html(finding["rule"], 40)}</a></li>'
    )


def _fixed(change: ChangePart) -> str:
    name = change["object"]["name"] or change["object"]["id"]
    said = "the object is gone" if change["because"] == "gone" else change["message"]
    return (
        f'<li><span class="fixed">fixed</span> {severity(change["severity"])} <b>{shown_html(name, 80)}</b> '
        f'<span class="w1">{shown_html(said)}</span> <span class="m lk">{shown_html(change["rule"], 40)}</span></li>'
    )


def fixes(index: Index) -> dict[str, Any]:
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
    for name in sorted(found, key=lambda name: (*_weight(found[name]), name))[:FIRST]:
        objects = list(dict.fromkeys(index.object_link(one["object"]) for one in found[name]))
        yield {
            "title": inline(first_sentence(index.report["rules"][name]["fix"])),
            "note": f"on {listed(objects, 5)}",
            "gain": f"closes {count(len(found[name]), 'finding')}",
            "closes": index.rule_link(name),
        }


def _weight(rows: list[FindingPart]) -> tuple[int, int]:
    """Most critical findings first, then most of all."""
    return -sum(one["severity"] == "critical" for one in rows), -len(rows)
