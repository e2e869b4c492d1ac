"""The first screen: how bad it is, what was not judged, and the numbers."""

from collections import Counter
from collections.abc import Iterator
from html import escape
from itertools import islice
from typing import Any

from inspector.formats.html_report.cards import cards
from inspector.formats.html_report.fixes import Plan, first
from inspector.formats.html_report.index import Index, severity
from inspector.formats.html_report.nested import unread
from inspector.formats.html_report.squares import STYLES, squares
from inspector.formats.html_report.standing import KEYS, PARTS, Counts, counts
from inspector.formats.html_report.words import RANK, SEVERITIES, count, is_are, listed, number, spelled
from inspector.formats.shown import shown
from inspector.formats.unjudged import accepted, grave, hints, unlisted
from inspector.model import Report, SummaryPart

NAMED = 3
"""Nested engines that are named beside the headline."""

BEGIN = 2
"""Objects that are named to begin with."""

SHORT = 24
"""Squares in a row of the table of hosts before they become a bar."""


def view(index: Index, plan: Plan) -> dict[str, Any]:
    """What the verdict's template shows; `plan` is what to fix first."""
    summary = index.report["summary"]
    numbers = _numbers(summary)
    lost, left = _lost(index), undone(index)
    return {
        "headline": headline(summary),
        "result": result(index.report),
        "start": ", then ".join(islice(first(index, plan), BEGIN)),
        "squares": "" if index.hosts[1:] else squares(numbers),
        "keys": "".join(_keys(numbers)),
        "undone": " ".join([_undecided(summary), *map(escape, left)]),
        "complete": not (summary["gaps"] or summary["undecided"] or left),
        "cards": "\n".join(card.html() for card in cards(index)),
        "tally": "\n".join(tally(index)),
        "hosts": [_host(index, name) for name in index.hosts] if index.hosts[1:] or lost else [],
        "lost": lost,
        "coverage": index.report["coverage"]["line"],
        "filters": index.report.get("filters", []),
    }


def headline(summary: SummaryPart) -> str:
    """The verdict, less what stands in the box beside it."""
    whole = summary["verdict"]
    if summary["gaps"] or summary["undecided"]:
        return whole.rpartition(" Not fully judged:")[0] or whole
    return whole


def result(report: Report) -> str:
    """How the run stands to its threshold, and the exit code."""
    summary = report["summary"]
    counted, limit = summary["counted"], summary["fail_on"]
    if limit == "never":
        many = grave(report)
        return f"{_grave(many)} No threshold was set, so exit code 0 {'is no pass' if many else 'was certain'}."
    end = f"its threshold ({shown(limit)}, exit code {summary['exit_code']})"
    if counted:
        what = f"{count(counted, 'open finding')} {is_are(counted)} {_at_least(limit)}"
        return f"{what}, so the audit fails at {end}."
    only = hints(report)
    none = f"Only {count(only, 'hint')} {is_are(only)}" if only else "No open finding is"
    clean = f"{none} {_at_least(limit)}{accepted(report)}"
    left = summary["undecided_counted"]
    if left and summary["exit_code"]:
        verb = "hides" if left == 1 else "hide"
        what = count(left, "gap or undecided outcome", "gaps and undecided outcomes")
        return f"{clean}, but {what} {verb} whether that is all: {end}."
    return f"{clean}, so the audit passes at {end}."


def _grave(many: int) -> str:
    """How many findings are such that an audit with the usual threshold fails on them."""
    return f"{count(many, 'open finding') if many else 'No open finding'} {is_are(max(1, many))} high or critical."


def undone(index: Index) -> list[str]:
    """What was not judged, as sentences after the numbers."""
    summary = index.report["summary"]
    said: list[str] = []
    if summary["unread"]:
        engines = f"nested engine{'' if summary['unread'] == 1 else 's'}"
        verb = "was" if summary["unread"] == 1 else "were"
        which = "it" if summary["unread"] == 1 else "them"
        where = listed([shown(one["name"], 60) for one in unread(index)], NAMED)
        said.append(
            f"{spelled(summary['unread'])} {engines} {verb} not read ({where}), so what runs in {which} is not counted."
        )
    if partly := unlisted(index.report):
        where = listed([shown(name, 60) for name in partly], NAMED)
        said.append(f"Of {where} only what was given was read: whether that is all is not known.")
    if index.report.get("filters"):
        said.append("The run was narrowed by options.")
    if any(engine["assumed"] for engine in index.report["engines"]):
        said.append("Defaults of the engine were assumed.")
    return said


def tally(index: Index) -> Iterator[str]:
    """The numbers of findings by severity and status, of unknowns, of gaps and of engines not read, as links."""
    summary = index.report["summary"]
    news = Counter(one["severity"] for one in index.news)
    for word in SEVERITIES:
        new = f" <i>+{number(news[word])} new</i>" if news[word] else ""
        told = f"<b>{number(summary['findings'].get(word, 0))}{new}</b> {severity(word)}"
        yield f'<a href="#findings" data-f="sev={word}&amp;st=new,open">{told}</a>'
    for status, name in (("baseline", "known"), ("waived", "waived")):
        if summary["status"].get(status, 0) or status == "waived":
            told = f"<b>{number(summary['status'].get(status, 0))}</b> {name.capitalize()}"
            yield f'<a href="#findings" data-f="st={name}">{told}</a>'
    for name, many in (("Unknown", summary["undecided"]), ("Gaps", summary["gaps"]), ("Not read", summary["unread"])):
        yield f'<a href="#unjudged" class="q"><b>{number(many)}</b> {name}</a>'


def _keys(numbers: Counts) -> Iterator[str]:
    """What the squares mean, and how many there are of each."""
    words = [*(KEYS[name] for name in PARTS), "engines not read"]
    for style, many, told in zip(STYLES, numbers, words, strict=True):
        if many or style != "u":
            yield f'<li><span class="wk {style}"></span><b>{number(many)}</b> {told}</li>\n'


def _undecided(summary: SummaryPart) -> str:
    """How many gaps and unknown outcomes there are, each as a link to them."""
    link = '<a href="#unjudged">{}</a>'.format
    given = ((summary["gaps"], link("gap"), link("gaps")),
             (summary["undecided"], link("unknown outcome"), link("unknown outcomes")))  # fmt: skip
    said = " and ".join(count(many, one, more) for many, one, more in given if many)
    return f"{said}." if said else ""


def _numbers(summary: SummaryPart) -> Counts:
    root, near, reach = summary["takeover"], summary["near"], summary["reach"]
    return Counts(root, near, reach, max(0, summary["workloads"] - root - near - reach), summary["unread"])


def _host(index: Index, name: str) -> dict[str, Any]:
    """One row of the overview of hosts."""
    workloads = index.of_host(name)
    found = [one for about, rows in index.open.items() if index.host(about[0]) == name for one in rows]
    by_word = Counter(one["severity"] for one in found)
    worst = min((RANK[word] for word in by_word), default=None)
    return {
        "name": name,
        "squares": squares(counts(index, workloads), SHORT),
        "containers": number(len(workloads)),
        "root": number(sum(bool(one["takeover"]) for one in workloads)),
        "worst": severity(SEVERITIES[worst]) if worst is not None else "",
        "findings": [number(by_word[word]) for word in SEVERITIES[:3]],
        "gaps": number(
            sum(index.host(gap["engine"]) == name and not gap.get("vanished") for gap in index.report["gaps"])
        ),
        "unread": number(sum(index.host(one["engine"]) == name for one in unread(index))),
    }


def _lost(index: Index) -> list[str]:
    """The engines that could not be read at all, which no other row speaks of."""
    gone = {gap["engine"] or gap["id"] for gap in index.report["gaps"] if gap["kind"] in ("engine", "file")}
    nested = {f"{one['engine']}/{one['name']}" for one in index.workloads}
    return sorted(gone - index.engines.keys() - nested)


def _at_least(limit: str) -> str:
    """`high or critical`, `medium or above`."""
    return {"critical": "critical", "high": "high or critical", "info": "info or above"}.get(
        limit, f"{shown(limit)} or above"
    )
