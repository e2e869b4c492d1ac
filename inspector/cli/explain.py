"""`inspector explain`: what a rule or a finding means, why it matters, how to fix it, how to see it."""

import re
from argparse import Namespace

from inspector.cli.console import Console
from inspector.cli.options import add_rules
from inspector.cli.parser import Parser
from inspector.errors import ConfigError


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("what", metavar="ID|FINGERPRINT", help="id or alias of a rule, or a finding's fingerprint")
    parser.add_argument("--report", metavar="FILE", help="the JSON report that holds the finding")
    add_rules(parser)


def run(args: Namespace, console: Console) -> int:
    """Explain a finding of the report, else a rule."""
    from inspector.cli.publish import columns
    from inspector.explain import WIDTH, explain_finding, explain_rule
    from inspector.formats.cells import LEAST

    width = min(max(columns(console), LEAST), WIDTH)
    if args.report:
        from inspector.cli.publish import read_report

        report = read_report(args.report, console)
        if re.fullmatch("[0-9a-f]*", args.what.strip().lower()):
            console.show(explain_finding(report, args.what, args.report, width))
            return 0
    elif re.fullmatch("[0-9a-f]{6,}", args.what.lower()):
        raise ConfigError("explain", f"{args.what} looks like a fingerprint; --report FILE says which report has it")
    from inspector.ruleset import load_rules

    rules = load_rules(args.rules, default=not args.no_default_rules)
    console.show(explain_rule(rules.find(args.what), width))
    return 0
