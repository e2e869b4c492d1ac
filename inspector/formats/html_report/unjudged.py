"""What could not be judged: engines not read, gaps, unknown outcomes, assumptions. None of it is a pass."""

from collections.abc import Iterator

from inspector.formats.closing import advice, nested
from inspector.formats.html_report.index import Index
from inspector.formats.html_report.nested import unread, unread_reason
from inspector.formats.html_report.prose import inline
from inspector.formats.html_report.words import RANK, count, listed, number
from inspector.formats.shown import shown_html
from inspector.formats.unjudged import UNLISTED, GapGroup, gap_groups, unlisted, vanished
from inspector.model import UndecidedPart

NAMES = 20
"""Names of undecided objects in a row; the report has no more."""

COMPLETE = "read the engine itself, or save it with <code>inspector collect</code>"


def rows(index: Index) -> Iterator[str]:
    """The table: what, state, why, how to close it."""
    places = {f"{one['engine']}/{one['name']}" for one in unread(index)}
    for one in unread(index):
        why = unread_reason(index, one) or "it was not asked"
        what = f"engine in {one['name']}" + (f" on {one['engine']}" if len(index.hosts) > 1 else "")
        yield _row(shown_html(what), "not read", shown_html(why), _command(nested(one)))
    for group in gap_groups(index.report):
        if group.kind != "engine" or not places & {group.engine, *group.names}:
            yield _row(_gap_name(group), _gap_state(group), shown_html(group.reason), inline(advice(group.reason)))
    if gone := vanished(index.report):
        yield _row(count(gone, "object"), "removed meanwhile", "went away while the engine was read; not counted", "")
    for part in sorted(index.report["undecided"], key=lambda one: (RANK[one["severity"]], one["reason"])):
        rules = " ".join(map(index.rule_link, part["rules"]))
        told = inline(advice(part["reason"]))
        yield _row(_undecided_name(part), "unknown", shown_html(part["reason"]), f"{told} {rules}".strip())
    for name in unlisted(index.report):
        yield _row(f"containers of {shown_html(name, 80)}", "not listed", UNLISTED, COMPLETE)
    for engine in index.report["engines"]:
        for told in engine["assumed"]:
            yield _row(f"engine {shown_html(engine['name'], 80)}", "assumed", shown_html(told), "")


def _row(what: str, state: str, why: str, close: str) -> str:
    return f'<tr><th scope="row">{what}</th><td class="q">{state}</td><td>{why}</td><td>{close}</td></tr>'


def _command(command: str) -> str:
    return f"<code>{shown_html(command, 400)}</code>" if command else ""


def _gap_name(group: GapGroup) -> str:
    """`2 volumes of host: a and b`."""
    names = listed([shown_html(name, 80) for name in group.names], NAMES)
    engine = f" of {shown_html(group.engine, 80)}" if group.engine else ""
    return f"{group.subject}{engine}" + (f": {names}" if names else "")


def _gap_state(group: GapGroup) -> str:
    return "not read" if group.kind in ("engine", "file") else "not collected"


def _undecided_name(part: UndecidedPart) -> str:
    """The objects by name, with how many more there are."""
    names = [shown_html(name, 80) for name in part["objects"][:NAMES]]
    if part["count"] > len(names):
        names.append(f"{number(part['count'] - len(names))} more")
    return f"{count(part['count'], shown_html(part['kind']))}: {listed(names, NAMES + 1)}"
