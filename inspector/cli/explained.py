"""The text of `inspector explain`."""

import json
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from inspector.cli.console import Console
from inspector.cli.parser import nearest
from inspector.cli.publish import read_report
from inspector.errors import ReportError
from inspector.formats.shown import shown
from inspector.model import FindingPart, Report
from inspector.ruleset import Rule

WIDTH = 88
LONG = 2000
"""Characters of one piece of evidence."""


def rule(one: Rule) -> str:
    """A rule in words."""
    grants = {
        None: "",
        "host": "; code in it gets root on the host",
        "engine": "; code in it gets control of an engine",
    }
    parts = [
        f"{one.id}  {one.title}",
        f"{one.severity.word}, judged on every {one.target}{grants[one.grants]}",
        _section("Why it matters", one.why),
        _section("How to fix it", one.fix),
    ]
    if one.adjust:
        parts.append(
            "Judged otherwise when\n" + "\n".join(f"  {_case(case.because, case.severity)}" for case in one.adjust)
        )
    if one.aliases:
        parts.append(f"Also called {', '.join(one.aliases)}")
    parts += _references(one.references)
    parts.append(f"The rule itself: inspector rules show {one.id}")
    return "\n\n".join(parts)


def finding(mark: str, path: str, console: Console) -> str:
    """A finding of a saved report in words."""
    report = read_report(path, console)
    one = _found(report, mark, path)
    about = report["rules"].get(one["rule"])
    thing = one["object"]
    parts = [
        f"{one['rule']}  {shown(one['message'], LONG)}",
        f"{one['severity']}, {one['certainty']}, {one['status']}; "
        f"{thing['kind']} {shown(thing['name'])} on {shown(thing['engine'])}",
    ]
    if one["because"]:
        parts.append(f"{one['severity']} and not {one['severity_base']}: {shown(one['because'], LONG)}")
    parts += [f"Also: {shown(line, LONG)}" for line in one["implies"]]
    parts.append("Evidence\n" + "\n".join(_evidence(one["evidence"])))
    if one["proof"]:
        parts.append(f"See it yourself\n  {shown(one['proof'], LONG)}")
    if about:
        parts += [_section("Why it matters", about["why"]), _section("How to fix it", about["fix"])]
        parts += _references(about["references"])
    parts.append(f"The rule: inspector explain {one['rule']}")
    return "\n\n".join(parts)


def _found(report: Report, mark: str, path: str) -> FindingPart:
    """The one finding whose fingerprint (or rule, if it failed once only) is or begins with `mark`."""
    word = mark.lower()
    fits = [one for one in report["findings"] if any(print_.startswith(word) for print_ in one["fingerprints"])]
    fits = fits or [one for one in report["findings"] if word == one["rule"].lower()]
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise ReportError(path, f"{len(fits)} findings are {mark}: {', '.join(one['fingerprint'] for one in fits[:5])}")
    raise ReportError(path, f"no finding {mark}{nearest(word, [one['fingerprint'] for one in report['findings']])}")


def _section(title: str, text: str) -> str:
    paragraphs = [
        textwrap.fill(" ".join(part.split()), WIDTH, initial_indent="  ", subsequent_indent="  ")
        for part in text.split("\n\n")
    ]
    return f"{title}\n" + "\n\n".join(paragraphs)


def _case(because: str, severity: Any) -> str:
    return f"{severity.word + ': ' if severity is not None else ''}{because}"


def _evidence(evidence: dict[str, Any]) -> Iterator[str]:
    for name, value in sorted(evidence.items()):
        text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
        yield f"  {shown(name)}: {shown(text, LONG)}"


def _references(references: dict[str, list[str]]) -> Iterable[str]:
    if references:
        yield "References\n" + "\n".join(
            f"  {shown(name)}: {shown(', '.join(ids), LONG)}" for name, ids in sorted(references.items())
        )
