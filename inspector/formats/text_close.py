"""The end of the terminal report: what could not be judged, what the policy did, and the verdict."""

from collections.abc import Iterator
from typing import NamedTuple

from inspector.formats.cells import hung, some, wrap
from inspector.formats.closing import advice, explained, nested
from inspector.formats.groups import Group, Names, counts, kind_word, plural
from inspector.formats.moment import date
from inspector.formats.options import Options
from inspector.formats.paint import Paint
from inspector.formats.text_safe import safe
from inspector.formats.unjudged import UNLISTED, GapGroup, gap_groups, result, unlisted, unread, vanished
from inspector.model import Report, WaiverPart

GROUPS = 8
"""Reasons for what is not judged that are shown; the others are counted."""


class Reason(NamedTuple):
    """Why something was not judged, and the command that closes it, if there is one."""

    told: str
    command: str = ""


def unjudged(report: Report, asked: Options, paint: Paint, width: int) -> list[str]:
    """Gaps and undecided rules, grouped by reason."""
    lines = [*_nested(report), *_unlisted(report), *_gaps(report), *_undecided(report)]
    kept = lines if asked.verbose else lines[:GROUPS]
    body = [line for reason, command in kept for line in (*hung(reason, width), *_whole(command))]
    if len(lines) > len(kept):
        body += hung(f"and {plural(len(lines) - len(kept), 'more reason')}; --verbose lists them", width)
    assumed = [(engine["name"], one) for engine in report["engines"] for one in engine["assumed"]]
    if asked.verbose:
        body += [line for name, one in assumed for line in hung(f"assumed of {safe(name)}: {safe(one, 300)}", width)]
    elif assumed:
        number = plural(len(assumed), "assumption")
        body += hung(f"{number} made where the engine said nothing; --verbose lists them", width)
    if not body:
        return []
    head = "? Not judged; none of this counts as passed" if lines else "? Assumed"
    return [*(paint("unknown", line) for line in wrap(head, width)), *body]


def _nested(report: Report) -> Iterator[Reason]:
    """The engines in containers that were not read, each with the command that reads it."""
    short = Names.of(report).short
    for one in unread(report):
        command = nested(one)
        name = safe(short(f"{one['engine']}/{one['name']}"), 60)
        yield Reason(f"not read: the engine in {name}{_how(command and 'read it by')}", command)


def _unlisted(report: Report) -> list[Reason]:
    """The engines whose containers may be more than were given."""
    names = [safe(name, 60) for name in unlisted(report)]
    return [Reason(f"not listed: the containers of {some(names, 60)}; {UNLISTED}")] if names else []


def _whole(command: str) -> list[str]:
    """A command on a line of its own, never broken, for it is copied."""
    return [f"      {command}"] if command else []


def _how(told: str) -> str:
    """What to do about it, behind a reason."""
    return f"; {safe(told, 400)}" if told else ""


def _gaps(report: Report) -> list[Reason]:
    """One line for each kind and reason."""
    lines = [Reason(_gap(group)) for group in gap_groups(report)]
    gone = vanished(report)
    return lines + ([Reason(f"{plural(gone, 'object')} went away while the engine was read")] if gone else [])


def _gap(group: GapGroup) -> str:
    names = some([safe(name, 60) for name in group.names], 60)
    if group.kind == "engine":
        more = f" ({names})" if names and group.names != [group.engine] else ""
        subject = f"engine {safe(group.engine)}{more}"
    else:
        subject = (
            group.subject + (f" ({names})" if names else "") + (f" of {safe(group.engine)}" if group.engine else "")
        )
    return f"gap: {subject}: {safe(group.reason)}{_how(advice(group.reason))}"


def _undecided(report: Report) -> list[Reason]:
    lines, short = [], Names.of(report).short
    for one in report["undecided"]:
        names = [safe(short(name), 60) for name in one["objects"]]
        unnamed = max(0, one["count"] - len(names))  # beyond twenty there are only numbers
        rules = some([safe(rule, 20) for rule in one["rules"]], 40)
        subject = plural(one["count"], kind_word(one["kind"])) + (f" ({some(names, 60, unnamed)})" if names else "")
        why = f"{safe(one['reason'])}{_how(advice(one['reason']))}"
        lines.append(Reason(f"undecided, up to {one['severity']}: {subject}: {why} ({rules})"))
    return lines


def policy(report: Report, width: int, paint: Paint) -> list[str]:
    """What the baseline and the waivers did."""
    lines = _baseline(report)
    states = {
        state: [one for one in report["waivers"] if one["state"] == state] for state in ("expired", "broken", "unused")
    }
    lines += [
        f"waiver expired on {safe(one['expires'], 20)}, {_waiver(one)}: its findings are open again"
        for one in states["expired"]
    ]
    lines += [f"waiver cannot be applied, {_waiver(one)}: its expression fails" for one in states["broken"]]
    unseen = ", of what was seen" if report["gaps"] else ""
    lines += [f"waiver unused, {_waiver(one)}: it matched nothing{unseen}" for one in states["unused"]]
    if report.get("filters"):
        lines.append("this run was narrowed by " + " ".join(safe(word) for word in report["filters"]))
    body = [line for one in lines for line in hung(one, width)]
    return [paint("bold", "Baseline and waivers"), *body] if body else []


def _waiver(one: WaiverPart) -> str:
    return f"{safe(one['place'])} ({safe(one['owner'], 60)}: {safe(one['reason'])})"


def _baseline(report: Report) -> list[str]:
    if "baseline" not in report:
        return []
    part = report["baseline"]
    words = [
        (part["new"], "new"),
        (part["risen"], "risen"),
        (part["reopened"], "reopened"),
        (part["new_rule"], "by new rules"),
    ]
    words += [(len(part["fixed"]), "fixed"), (part["unchanged"], "unchanged"), (len(part["unseen"]), "no longer seen")]
    said = ", ".join(f"{count} {word}" for count, word in words if count) or "nothing to compare"
    return [f"compared with {safe(part['source'])} of {safe(date(part['date']))}: {said}"]


def closing(report: Report, groups: list[Group], asked: Options, width: int, paint: Paint) -> list[str]:
    """What was covered, then one line: the verdict and what to do next; it is left whole, for it is copied."""
    covered = wrap(f"Covered: {safe(report['coverage']['line'], 600)}", width)
    style = {1: "critical", 0: "bold"}.get(report["summary"]["exit_code"], "unknown")
    last = _unwritten(asked.unwritten) if asked.unwritten else _verdict(report, groups)
    return [*(paint("dim", line) for line in covered), paint(style, last)]


def _unwritten(many: int) -> str:
    """The last line when that is not the verdict: who relies on a file must not take the run for a whole one."""
    return f"{plural(many, 'output')} could not be written (exit 2). Next: see standard error for which, and why"


def _verdict(report: Report, groups: list[Group]) -> str:
    code, threshold = report["summary"]["exit_code"], report["summary"]["fail_on"]
    word, why = result(report)
    said = f"{': '.join(part for part in (word, why) if part)} (exit {code})"
    worst = next((group.rule for group in groups if counts(group.findings[0], threshold)), "")
    if code == 1 and not worst:
        return f"{said}."
    worst = worst or (groups[0].rule if groups else "")
    onward = {
        2: "see above what was not read, and why",
        3: "close gaps, or --allow-undecided",
    }.get(code, explained(worst) or "inspector scan -o report.html")
    return f"{said}. Next: {onward}"
