"""What could not be judged: engines not read, gaps, unknown outcomes, assumptions. None of it is a pass."""

from collections.abc import Iterator

from inspector.formats.html_report.index import Index
from inspector.formats.html_report.nested import unread, unread_reason
from inspector.formats.html_report.words import RANK, count, listed, number
from inspector.formats.shown import shown_html
from inspector.model import Gap, UndecidedPart

NAMES = 20
"""Names of undecided objects in a row; the report has no more."""


def rows(index: Index) -> Iterator[str]:
    """The table: what, state, why, rules."""
    places = {f"{one['engine']}/{one['name']}" for one in unread(index)}
    for one in unread(index):
        why = unread_reason(index, one) or "it was not asked"
        what = f"engine in {one['name']}" + (f" on {one['engine']}" if len(index.hosts) > 1 else "")
        yield _row(shown_html(what), "not read", shown_html(why), "")
    for gap in index.report["gaps"]:
        if gap["kind"] != "engine" or not places & {gap["engine"], gap["id"]}:
            yield _row(_gap_name(gap), _gap_state(gap), shown_html(gap["reason"]), "")
    for part in sorted(index.report["undecided"], key=lambda one: (RANK[one["severity"]], one["reason"])):
        rules = " ".join(map(index.rule_link, part["rules"]))
        yield _row(_undecided_name(part), "unknown", shown_html(part["reason"]), rules)
    for engine in index.report["engines"]:
        for told in engine["assumed"]:
            yield _row(f"engine {shown_html(engine['name'], 80)}", "assumed", shown_html(told), "")


def _row(what: str, state: str, why: str, rules: str) -> str:
    return f'<tr><th scope="row">{what}</th><td class="q">{state}</td><td>{why}</td><td>{rules}</td></tr>'


def _gap_name(gap: Gap) -> str:
    kind, engine = shown_html(gap["kind"]), shown_html(gap["engine"], 80)
    if gap["id"]:
        return f'{kind} {shown_html(gap["id"], 80)} <span class="p">{engine}</span>'
    many = "" if gap["kind"] in ("engine", "file") else "s"
    return f"{kind}{many} of {engine}"


def _gap_state(gap: Gap) -> str:
    if gap.get("vanished"):
        return "removed meanwhile"
    return "not read" if gap["kind"] in ("engine", "file") else "not collected"


def _undecided_name(part: UndecidedPart) -> str:
    """The objects by name, with how many more there are."""
    names = [shown_html(name, 80) for name in part["objects"][:NAMES]]
    if part["count"] > len(names):
        names.append(f"{number(part['count'] - len(names))} more")
    return f"{count(part['count'], shown_html(part['kind']))}: {listed(names, NAMES + 1)}"
