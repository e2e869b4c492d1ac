"""From a command line to a report: configuration, sources, rules, policy, in that order.

What is wrong with configuration or rules is told before any engine is asked.
"""

from argparse import Namespace
from collections.abc import Callable

from inspector.audit import Options, audit, load_rules
from inspector.cli.console import Console
from inspector.cli.read import read
from inspector.model import Report


def judge(args: Namespace, console: Console) -> Report:
    """The report of what the command names."""
    rules = load_rules(args.rules, default=not args.no_default_rules).choose(args.select, args.ignore)
    policy = _policy(args)
    reading = read(args, console)
    options = Options(
        fail_on=args.fail_on or "high",
        allow_undecided=args.allow_undecided,
        states=frozenset(args.state),
        policy=policy,
        filters=_filters(args),
        gaps=tuple(reading.gaps),
        now=args.now,
    )
    return audit(reading.snapshots, rules, options)


def _policy(args: Namespace) -> Callable[[Report], Report] | None:
    return None


def _filters(args: Namespace) -> tuple[str, ...]:
    """The options that narrow the run, as the user wrote them."""
    given = [("--select", args.select), ("--ignore", args.ignore), ("--state", args.state)]
    return tuple(f"{option} {value}" for option, values in given for value in values)
