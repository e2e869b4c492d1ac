"""From a command line to a report: configuration, rules, sources, policy, in that order.

What is wrong with configuration or rules is told before any engine is asked.
"""

from argparse import Namespace
from dataclasses import replace
from datetime import UTC, datetime

from inspector.audit import Options, audit
from inspector.cli.console import Console
from inspector.cli.progress import Progress
from inspector.cli.publish import plan, publish
from inspector.cli.read import Reading, read
from inspector.errors import ManyErrors
from inspector.model import Report, Severity
from inspector.policy import Baseline, Policy, apply, baseline
from inspector.policy.config import Config, filters
from inspector.ruleset import RuleSet, load_rules


def published(args: Namespace, config: Config, console: Console) -> int:
    """Judge and publish; the exit code is the verdict's, or that of a fault in writing it down."""
    planned = plan(args)
    report = judge(args, config, console)
    return publish(report, planned, console, verbose=args.verbose) or report["summary"]["exit_code"]


def judge(args: Namespace, config: Config, console: Console) -> Report:
    """The report of what the command names.

    Args:
        args: completed by `settings.settle`.
        config: what it returned.
        console: of the process.
    """
    rules = chosen_rules(args, config)
    known = baseline.read(args.baseline) if args.baseline else None
    with Progress(console) as progress:
        reading = read(args, config, console, progress)
        progress.step("judging")
        return audit(reading.snapshots, rules, _options(args, config, known, reading))


def _options(args: Namespace, config: Config, known: Baseline | None, reading: Reading) -> Options:
    now = args.now or datetime.now(UTC)
    policy = Policy(config.waivers, known, new_only=args.new_only)
    return Options(
        fail_on=args.fail_on,
        allow_undecided=args.allow_undecided,
        states=frozenset(args.state),
        params=config.params,
        policy=lambda report: apply(report, policy, now),
        filters=filters(args.select, args.ignore, args.state, default_rules=not args.no_default_rules),
        gaps=tuple(reading.gaps),
        now=args.now,
    )


def chosen_rules(args: Namespace, config: Config) -> RuleSet:
    """The rules, with the configuration's severities, narrowed by `--select` and `--ignore`."""
    rules = load_rules(args.rules, default=not args.no_default_rules)
    faults = config.wrong_rules({rule.id: rule.params for rule in rules.rules})
    if faults:
        raise ManyErrors(faults)
    changed = tuple(
        replace(rule, severity=Severity.of(config.severity[rule.id])) if rule.id in config.severity else rule
        for rule in rules.rules
    )
    return replace(rules, rules=changed).choose(args.select, args.ignore)
