"""`inspector rules check`: every fault of every rule file, one a line."""

from argparse import Namespace

from inspector.cli.console import Console
from inspector.cli.parser import Parser


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("directories", metavar="DIR", nargs="*", help="rules to check with the bundled ones, or a file")


def run(args: Namespace, console: Console) -> int:
    """Load the rules; loading checks them."""
    from inspector.ruleset import load_rules

    rules = load_rules(args.directories)
    console.show(f"{len(rules.rules)} rules checked, no fault")
    return 0
