"""Objects of a source with all their facts, for the commands that show them."""

from argparse import Namespace
from typing import Any

from inspector.cli.console import Console
from inspector.cli.parser import nearest
from inspector.errors import SourceError
from inspector.facts.inventory import Subject


def judged(args: Namespace, console: Console, name: str | None = None) -> list[Subject]:
    """The objects of the command's sources after all rules that grant something have run.

    Args:
        args: with sources and rules.
        console: of the process.
        name: only those with this name, id or beginning of an id; `KIND/NAME` for one kind.

    Raises:
        SourceError: when nothing is called so.
    """
    from inspector.audit import unique_names
    from inspector.cli.progress import Progress
    from inspector.cli.read import read
    from inspector.cli.settings import settle
    from inspector.evaluate import evaluate
    from inspector.facts.access import resolve
    from inspector.facts.project import project
    from inspector.ruleset import load_rules

    config = settle(args, console)
    rules = load_rules(args.rules, default=not args.no_default_rules)
    with Progress(console) as progress:
        snapshots = read(args, config, console, progress).snapshots
        progress.step("judging")
        unique_names(snapshots)
        inventories = project(snapshots)
        evaluate(inventories, rules, resolve)
    subjects = [subject for inventory in inventories for subject in inventory.subjects]
    return subjects if name is None else _called(subjects, name)


def _called(subjects: list[Subject], name: str) -> list[Subject]:
    kind, slash, rest = name.partition("/")
    found = [one for one in subjects if _fits(one, name) or (slash and one.kind == kind and _fits(one, rest))]
    if not found:
        raise SourceError(name, f"no object of that name{nearest(name, [one.name for one in subjects])}")
    return found


def _fits(subject: Subject, name: str) -> bool:
    plain = subject.id.removeprefix("sha256:")
    return name == subject.name or (len(name) >= SHORT_ID and plain.startswith(name.removeprefix("sha256:")))


SHORT_ID = 4
"""Digits of an id that are enough to name an object."""


def scope_of(subject: Subject) -> dict[str, Any]:
    """What an expression sees of an object, less params and item."""
    from inspector.evaluate.scope import ground

    return ground(subject).data
