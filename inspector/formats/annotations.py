"""GitHub workflow commands: one annotation a rule, for GitHub shows ten of each level for a step.

Every line is a command of ours; what a host says stands in its data, where line ends and percent signs are escaped
and nothing else is special.
"""

from inspector.formats.groups import Group, Names, by_rule, counts, opened, title
from inspector.formats.options import Options
from inspector.formats.place import Place, place_of
from inspector.formats.shown import shown
from inspector.formats.unjudged import result, unsure
from inspector.model import Report

MOST = 10
"""Annotations of one level that GitHub keeps."""
NAMES = 8
"""Objects that an annotation names."""


def render(report: Report, options: Options | None = None) -> str:  # noqa: ARG001 same call for every format
    """The report as lines that begin with `::error`, `::warning` or `::notice`."""
    groups = by_rule(opened(report))
    names = Names.of(report)
    grave = [group for group in groups if _counted(group, report)]
    other = [
        group for group in groups if not _counted(group, report) and group.severity in ("critical", "high", "medium")
    ]
    # the last of each level is left for the line that closes it
    lines = [_annotation("error", group, report, names) for group in grave[: MOST - 1]]
    lines += [_annotation("warning", group, report, names) for group in other[: MOST - 2]]
    return "\n".join([*lines, *_closing(report)]) + "\n"


def command(level: str, heading: str, message: str, place: Place | None = None) -> str:
    """One workflow command.

    Args:
        level: error, warning or notice.
        heading: its title, anything.
        message: anything.
        place: file and line that GitHub shows it at.
    """
    where = f"file={_escaped(shown(place.file, 1000), ':,')},line={place.line},col={place.column}," if place else ""
    return f"::{level} {where}title={_escaped(shown(heading), ':,')}::{_escaped(shown(message, 4000))}"


def _counted(group: Group, report: Report) -> bool:
    return any(counts(one, report["summary"]["fail_on"]) for one in group.findings)


def _annotation(level: str, group: Group, report: Report, names: Names) -> str:
    objects = [shown(names(members[0]["object"]), 80) for members in group.objects()]
    more = f", +{len(objects) - NAMES} more" if len(objects) > NAMES else ""
    heading = f"{group.severity} {group.rule}"
    text = f"{title(report, group.rule)}: {', '.join(objects[:NAMES])}{more}"
    return command(level, heading, text, place_of(group.findings[0]))


def _closing(report: Report) -> list[str]:
    """The verdict, and what was not judged, which never looks like a pass."""
    numbers = report["summary"]
    word, why = result(report)
    covered = f"{numbers['verdict']} {word}{': ' if word and why else ''}{why}. Covered: {report['coverage']['line']}"
    level = {1: "error", 2: "error", 3: "warning"}.get(numbers["exit_code"], "notice")
    lines = [command(level, "inspector", covered)]
    doubt = unsure(report)
    return lines + ([command("warning", "Not judged", f"{doubt}; none of this counts as passed")] if doubt else [])


def _escaped(text: str, also: str = "") -> str:
    """`text` as the data of a command; the characters of `also`, too."""
    for one in "%\r\n" + also:
        text = text.replace(one, f"%{ord(one):02X}")
    return text
