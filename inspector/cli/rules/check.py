"""`inspector rules check`: every fault of every rule file, one a line."""

from argparse import Namespace

from inspector.cli.console import Console
from inspector.cli.parser import Parser
from inspector.errors import ManyErrors


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("directories", metavar="DIR", nargs="*", help="rules to check with the bundled ones, or a file")


def run(args: Namespace, console: Console) -> int:
    """Load the rules, which checks all but the paths their expressions read, and then those."""
    from inspector.ruleset import load_rules
    from inspector.ruleset.check import check

    rules = load_rules(args.directories)
    faults = check(rules)
    if faults:
        raise ManyErrors(faults)
    console.show(f"{len(rules.rules)} rules checked, no fault")
    return 0
