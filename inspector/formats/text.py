"""The report for a terminal: the verdict first, the worst next, one block a rule, and what to do at the end."""

from inspector.formats.answers import answers
from inspector.formats.cells import LEAST, fit, wrap
from inspector.formats.groups import by_rule, opened, plural
from inspector.formats.moment import age, minute, seconds
from inspector.formats.options import Options
from inspector.formats.paint import Paint
from inspector.formats.tally import tally
from inspector.formats.text_close import closing, policy, unjudged
from inspector.formats.text_findings import accepted, blocks
from inspector.formats.text_hosts import overview
from inspector.formats.text_paths import paths
from inspector.formats.text_safe import safe
from inspector.model import Report

MOST = 160
"""Lines are never longer than this: nobody reads them."""


def render(report: Report, options: Options | None = None) -> str:
    """The report as lines that fit the terminal, with a newline at the end."""
    asked = options or Options()
    width = min(max(asked.width, LEAST), MOST)
    paint = Paint(on=asked.colour)
    groups = by_rule(opened(report))
    parts = [
        _head(report, asked, width, paint),
        _answers(report, width, paint),
        _tally(report, width, paint),
        overview(report, asked, paint, width),
        paths(report, width, paint),
        blocks(report, groups, asked, paint, width),
        accepted(report, asked, paint, width),
        unjudged(report, asked, paint, width),
        policy(report, width, paint),
        closing(report, groups, asked, width, paint),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _head(report: Report, asked: Options, width: int, paint: Paint) -> list[str]:
    """Who was read, when, and the verdict."""
    took = seconds(report["started_at"], report["finished_at"])
    facts = [
        f"inspector {safe(report['tool']['version'], 40)}",
        _engines(report),
        safe(minute(report["started_at"])),
        f"{took:.1f} s" if took else "",
        age(report["finished_at"], asked.now),
    ]
    line = fit(" · ".join(fact for fact in facts if fact), width)
    verdict = wrap(safe(report["summary"]["verdict"], 400), width)
    return [paint("dim", line), "", *(paint("bold", one) for one in verdict)]


def _engines(report: Report) -> str:
    outer = [engine for engine in report["engines"] if engine["nested_in"] is None]
    nested = len(report["engines"]) - len(outer)
    inside = f" and {nested} nested" if nested else ""
    if len(outer) != 1:
        return plural(len(outer), "engine") + inside
    version = " ".join(word for word in (outer[0]["kind"], outer[0]["versions"].get("engine")) if word)
    return safe(outer[0]["name"]) + (f", {safe(version, 60)}" if version else "") + inside


def _answers(report: Report, width: int, paint: Paint) -> list[str]:
    """The three questions."""
    lines = []
    for answer in answers(report):
        first, *rest = wrap(answer.sentence, width - 21)
        lines.append(f"  {paint('bold', f'{answer.question:<17}')}  {first}")
        lines += [" " * 21 + line for line in rest]
    return lines


def _tally(report: Report, width: int, paint: Paint) -> list[str]:
    """The numbers, in words; what is unknown stands among them."""
    numbers = report["summary"]
    status = numbers["status"]
    pieces = tally(report)
    pieces += [("dim", f"{status['waived']} waived")] if status.get("waived") else []
    pieces += [("dim", f"{status['baseline']} known")] if status.get("baseline") else []
    pieces += [("unknown", plural(numbers["gaps"], "gap"))] if numbers["gaps"] else []
    pieces += [("unknown", f"{numbers['undecided']} undecided")] if numbers["undecided"] else []
    lines: list[str] = []
    line, used = "", 0
    for style, piece in pieces:
        if used and used + len(piece) + 3 > width - 2:
            lines, line, used = [*lines, line], "", 0
        line += ("   " if used else "") + paint(style, piece)
        used += len(piece) + 3
    return [f"  {one}" for one in [*lines, line] if one]
