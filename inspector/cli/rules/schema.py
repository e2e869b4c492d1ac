"""`inspector rules schema`: the JSON Schema of a rule file, for editors."""

from argparse import Namespace

from inspector.cli.console import Console
from inspector.cli.parser import Parser


def configure(parser: Parser) -> None:
    """Declare nothing: it takes no arguments."""
    del parser


def run(args: Namespace, console: Console) -> int:
    """Print it."""
    from inspector.resources import bundled

    del args
    console.show((bundled("rules") / "schema.json").read_text("utf-8"))
    return 0
