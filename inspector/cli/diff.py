"""`inspector diff`: what changed between two saved reports."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from inspector.cli.console import Console
from inspector.cli.parser import Parser
from inspector.model import ChangePart, FindingPart, Severity

if TYPE_CHECKING:
    from inspector.policy import Diff


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("old", metavar="OLD", help="the earlier JSON report")
    parser.add_argument("new", metavar="NEW", help="the later JSON report")
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")


def run(args: Namespace, console: Console) -> int:
    """Print what is new, fixed, unchanged and no longer seen; the exit code is 0 whatever that is."""
    from dataclasses import asdict

    from inspector.cli.publish import read_report
    from inspector.policy import diff

    found = diff(read_report(args.old, console), read_report(args.new, console))
    if args.json:
        import json

        console.show(json.dumps(asdict(found), indent=2, sort_keys=True))
        return 0
    console.show("\n".join(lines(found)))
    return 0


def lines(found: "Diff") -> list[str]:
    """What changed, for people: a group for each way to change, and the numbers last."""
    groups: list[tuple[str, str, Sequence[FindingPart | ChangePart]]] = [
        ("new", "+", found.new),
        ("new, by a rule that the old report did not have", "+", found.new_rule),
        ("graver or surer than before", "!", found.risen),
        ("reopened", "!", found.reopened),
        ("fixed", "-", found.fixed),
        ("no longer seen: nobody can say whether they are fixed", "?", found.unseen),
    ]
    written = [line for title, mark, parts in groups for line in _group(title, mark, parts)]
    numbers = (len(found.new) + len(found.new_rule), len(found.risen) + len(found.reopened), len(found.fixed))
    written.append(
        "{} new, {} risen, {} fixed, {} unchanged, {} no longer seen".format(
            *numbers, len(found.unchanged), len(found.unseen)
        )
    )
    return written


def _group(title: str, mark: str, parts: Sequence[FindingPart | ChangePart]) -> Iterator[str]:
    from inspector.formats.shown import shown

    if not parts:
        return
    yield f"{title} ({len(parts)})"
    for one in sorted(parts, key=_worst_first):
        because = one.get("because") if mark in "-?" else None
        yield shown(
            f"  {mark} {one['severity']:<9}{one['rule']:<10}{one['message']}{f' ({because})' if because else ''}", 400
        )
    yield ""


def _worst_first(one: FindingPart | ChangePart) -> tuple[int, str, str]:
    return -Severity.of(one["severity"]), one["rule"], one["message"]
