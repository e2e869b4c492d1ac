"""`inspector init`: a configuration and a first baseline."""

from argparse import Namespace

from inspector.cli.console import Console
from inspector.cli.options import SOURCES, add_rules, add_sources
from inspector.cli.parser import Parser


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    add_sources(parser)
    add_rules(parser)
    parser.epilog = SOURCES


def run(args: Namespace, console: Console) -> int:
    """Write both."""
    raise NotImplementedError
