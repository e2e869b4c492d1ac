"""The report as Markdown for a merge request or a job summary: short first, the details folded.

No table holds a name: a `|` inside one would need rules on which sites disagree.
"""

from inspector.formats.answers import answers
from inspector.formats.groups import Group, Names, because, by_rule, changes, evidence_pairs, opened, plural, title
from inspector.formats.markdown_close import coverage, policy, unjudged, verdict
from inspector.formats.markdown_safe import code, html, paragraphs, prose
from inspector.formats.options import Options
from inspector.formats.paint import MARKS
from inspector.model import FindingPart, Report

MAX_LENGTH = 60_000
"""Characters of the whole; a comment on GitHub holds 65,536."""
RULES = 10
"""Rules that are listed before the details."""
FINDINGS = 30
"""Findings of one rule in the details."""
NAMES = 3
"""Objects that are named in such a line."""


def render(report: Report, options: Options | None = None) -> str:  # noqa: ARG001 same call for every format
    """The report as GitHub-flavoured Markdown with a newline at the end."""
    groups = by_rule(opened(report))
    names = Names.of(report)
    head = [
        f"## {prose(report['summary']['verdict'])}",
        verdict(report),
        "\n".join(_numbers(report)),
        "\n".join(f"- **{answer.question}**: {answer.sentence}" for answer in answers(report)),
        "\n".join(_news(report, names)),
        "\n".join(_summary(report, groups, names)),
    ]
    tail = [*unjudged(report), *policy(report), coverage(report)]
    room = MAX_LENGTH - sum(map(len, head)) - sum(map(len, tail)) - 1000
    parts = [*head, *_details(report, groups, names, room), *tail]
    return "\n\n".join(part for part in parts if part) + "\n"


def _numbers(report: Report) -> list[str]:
    """A small table of numbers only."""
    numbers = report["summary"]
    found = [(f"{MARKS[word]} {word}", numbers["findings"].get(word, 0)) for word in MARKS]
    status = numbers["status"]
    found += [("waived", status.get("waived", 0)), ("known", status.get("baseline", 0))]
    found += [("gaps", numbers["gaps"]), ("undecided", numbers["undecided"])]
    return [
        f"| {' | '.join(word for word, _ in found)} |",
        f"|{' ---: |' * len(found)}",
        f"| {' | '.join(str(count) for _, count in found)} |",
    ]


def _news(report: Report, names: Names) -> list[str]:
    """What a baseline does not know."""
    fresh = [one for one in opened(report) if one.get("new") in ("new", "risen", "reopened")]
    if not fresh:
        return []
    lines = ["### New since the baseline", ""]
    lines += [_new(report, one, names) for one in fresh[:RULES]]
    return lines + ([f"- and {len(fresh) - RULES} more"] if len(fresh) > RULES else [])


def _new(report: Report, one: FindingPart, names: Names) -> str:
    """One finding in a line."""
    what = f"{prose(title(report, one['rule']))}: {code(names(one['object']))}"
    return f"- {MARKS[one['severity']]} **{one['severity']}**, {one.get('new')}: {code(one['rule'])} {what}"


def _summary(report: Report, groups: list[Group], names: Names) -> list[str]:
    if not groups:
        return []
    lines = ["### Worst first", "", *(_line(report, group, names) for group in groups[:RULES])]
    return lines + ([f"- and {plural(len(groups) - RULES, 'rule')} more below"] if len(groups) > RULES else [])


def _line(report: Report, group: Group, names: Names) -> str:
    """One rule in a line: `◆ **critical** DOOD-001 title: traefik, runner, +17 more`."""
    objects = group.objects()
    named = ", ".join(code(names(members[0]["object"])) for members in objects[:NAMES])
    more = f", +{len(objects) - NAMES} more" if len(objects) > NAMES else ""
    head = f"- {MARKS[group.severity]} **{group.severity}** {code(group.rule)}"
    return f"{head} {prose(title(report, group.rule))}: {named}{more}"


def _details(report: Report, groups: list[Group], names: Names, room: int) -> list[str]:
    """A folded part for each rule, as long as there is room."""
    parts: list[str] = []
    for place, group in enumerate(groups):
        part = "\n".join(_detail(report, group, names))
        room -= len(part) + 2
        if room < 0:
            rest = plural(len(groups) - place, "rule")
            return [*parts, f"There is no room here for {rest} more; the JSON and HTML reports have them."]
        parts.append(part)
    return parts


def _detail(report: Report, group: Group, names: Names) -> list[str]:
    part = report["rules"].get(group.rule)
    head = f"{MARKS[group.severity]} {group.severity} {html(group.rule)}: {html(title(report, group.rule))}"
    lines = [f"<details><summary>{head} ({plural(len(group.findings), 'finding')})</summary>", ""]
    lines += [_finding(one, names) for one in group.findings[:FINDINGS]]
    more = len(group.findings) - FINDINGS
    lines += [f"- and {more} more; the JSON and HTML reports have them"] if more > 0 else []
    for heading, text in (("Why it matters", part["why"]), ("How to fix it", part["fix"])) if part else ():
        lines += ["", f"**{heading}**", "", *paragraphs(text)]
    return [*lines, "", "</details>"]


def _finding(one: FindingPart, names: Names) -> str:
    evidence = ", ".join(f"{code(name)} {code(text)}" for name, text in evidence_pairs(one))
    words: list[str] = [one["new"]] if "new" in one else []
    words += [] if one["certainty"] == "certain" else [one["certainty"]]
    words += [prose(because(one))] if one["because"] else []
    notes = f" ({'; '.join(words)})" if words else ""
    change = f"; change {', '.join(code(line) for line in changes(one)[:3])}" if changes(one) else ""
    where = "".join(f" at {code(place)}" for place in one.get("places", [])[:1])
    return f"- {code(names(one['object']))}{where}{notes}" + (f": {evidence}" if evidence else "") + change
