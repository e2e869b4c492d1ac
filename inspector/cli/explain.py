"""`inspector explain`: what a rule or a finding means, why it matters, how to fix it, how to see it."""

from argparse import Namespace

from inspector.cli.console import Console
from inspector.cli.options import add_rules
from inspector.cli.parser import Parser


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("what", metavar="ID|FINGERPRINT", help="id or alias of a rule, or a finding's fingerprint")
    parser.add_argument("--report", metavar="FILE", help="the JSON report that holds the finding")
    add_rules(parser)


def run(args: Namespace, console: Console) -> int:
    """Explain a rule by its file, or a finding by its report."""
    if args.report:
        from inspector.cli.explained import finding

        console.show(finding(args.what, args.report, console))
        return 0
    from inspector.cli.explained import rule
    from inspector.ruleset import load_rules

    rules = load_rules(args.rules, default=not args.no_default_rules)
    console.show(rule(rules.find(args.what)))
    return 0
