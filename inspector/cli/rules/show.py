"""`inspector rules show`: the file of a rule, logic, examples and all."""

from argparse import Namespace

from inspector.cli.console import Console
from inspector.cli.options import add_rules
from inspector.cli.parser import Parser


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("id", metavar="ID", help="id or alias of a rule")
    add_rules(parser)


def run(args: Namespace, console: Console) -> int:
    """Print the file as it is."""
    from pathlib import Path

    from inspector.ruleset import load_rules
    from inspector.ruleset.load import bundled_files

    rule = load_rules(args.rules, default=not args.no_default_rules).find(args.id)
    file = dict(bundled_files()).get(rule.path) or Path(rule.path)
    console.tell(f"# {rule.path}")
    console.show(file.read_text("utf-8"))
    return 0
