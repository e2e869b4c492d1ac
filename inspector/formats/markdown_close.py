"""The Markdown report's verdict, and what stands after the findings."""

from inspector.formats.groups import Names, kind_word, plural
from inspector.formats.markdown_safe import code, prose
from inspector.formats.moment import date
from inspector.formats.unjudged import GapGroup, gap_groups, result, unsure, vanished
from inspector.model import Report, UndecidedPart, WaiverPart

NAMES = 5
"""Names in one line."""
MOST = 40
"""Lines of a folded part."""


def verdict(report: Report) -> str:
    """The result against the threshold, in one line."""
    word, why = result(report)
    return f"{f'**{word}**' if word else ''}{': ' if word and why else ''}{why}."


def unjudged(report: Report) -> list[str]:
    """Gaps and undecided rules, folded."""
    lines = [*map(_gap, gap_groups(report)), *(_undecided(one, Names.of(report)) for one in report["undecided"])]
    gone = vanished(report)
    lines += [f"- {plural(gone, 'object')} went away while the engine was read"] if gone else []
    lines += [
        f"- assumed of {code(engine['name'])}: {prose(one)}"
        for engine in report["engines"]
        for one in engine["assumed"]
    ]
    doubt = unsure(report)
    head = f"Not judged: {doubt}; none of this counts as passed" if doubt else "Assumed, and what went away meanwhile"
    return [_folded(head, lines)] if lines else []


def _gap(group: GapGroup) -> str:
    names = f" ({_some(group.names)})" if group.names else ""
    where = f" of {code(group.engine)}" if group.engine and group.kind != "engine" else f" {code(group.engine)}"
    return f"- gap: {group.subject}{where}{names}: {code(group.reason)}"


def _undecided(one: UndecidedPart, names: Names) -> str:
    named = f" ({_some([names.short(name) for name in one['objects']], one['count'])})" if one["objects"] else ""
    subject = plural(one["count"], kind_word(one["kind"])) + named
    return f"- undecided, up to {one['severity']}: {subject}: {code(one['reason'])}, rules {_some(one['rules'])}"


def _some(names: list[str], count: int | None = None) -> str:
    more = (len(names) if count is None else count) - len(names[:NAMES])
    return ", ".join(code(name, 80) for name in names[:NAMES]) + (f", +{more} more" if more > 0 else "")


def policy(report: Report) -> list[str]:
    """What the baseline and the waivers did, folded; what has expired is said at once."""
    expired = [one for one in report["waivers"] if one["state"] == "expired"]
    parts = [f"{plural(len(expired), 'waiver')} expired; the findings are open again."] if expired else []
    lines = [*_baseline(report), *(_waiver(one) for one in report["waivers"])]
    lines += [f"- narrowed by {code(option)}" for option in report.get("filters", ())]
    return parts + ([_folded("Baseline and waivers", lines)] if lines else [])


def _waiver(one: WaiverPart) -> str:
    who = f"{code(one['owner'])} until {code(one['expires'])}: {code(one['reason'])}"
    return f"- waiver {one['state']} ({plural(one['used'], 'finding')}), {code(one['place'])}, {who}"


def _baseline(report: Report) -> list[str]:
    if "baseline" not in report:
        return []
    part = report["baseline"]
    numbers = {
        "new": part["new"],
        "risen": part["risen"],
        "reopened": part["reopened"],
        "by new rules": part["new_rule"],
        "fixed": len(part["fixed"]),
        "unchanged": part["unchanged"],
        "no longer seen": len(part["unseen"]),
    }
    said = ", ".join(f"{count} {word}" for word, count in numbers.items() if count) or "nothing to compare"
    return [f"- compared with {code(part['source'])} of {prose(date(part['date']))}: {said}"]


def coverage(report: Report) -> str:
    """What was judged."""
    return f"Covered: {prose(report['coverage']['line'])} ({prose('inspector ' + report['tool']['version'])})"


def _folded(summary: str, lines: list[str]) -> str:
    """A folded part; `summary` holds our own words only."""
    more = [f"- and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return "\n".join([f"<details><summary>{summary}</summary>", "", *lines[:MOST], *more, "", "</details>"])
