"""What is new and what is fixed since the baseline."""

from typing import Any

from inspector.formats.html_report.index import Index, severity
from inspector.formats.html_report.words import RANK, number
from inspector.formats.moment import date
from inspector.formats.shown import shown_html
from inspector.model import ChangePart, FindingPart

FIRST = 5
"""New and fixed findings that are listed."""


def view(index: Index) -> dict[str, Any]:
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
