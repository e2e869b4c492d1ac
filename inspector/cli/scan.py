"""`inspector scan`: audit engines and files."""

from argparse import Namespace

from inspector.cli.console import Console
from inspector.cli.options import (
    EXITS,
    SOURCES,
    add_format,
    add_outputs,
    add_policy,
    add_rules,
    add_sources,
    add_verbose,
)
from inspector.cli.parser import Parser


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    add_sources(parser)
    add_outputs(parser)
    add_format(parser)
    add_verbose(parser)
    add_policy(parser)
    add_rules(parser)
    parser.epilog = f"{SOURCES}\n\n{EXITS}"


def run(args: Namespace, console: Console) -> int:
    """Read, judge, report; the exit code is the verdict's."""
    from inspector.cli.judge import published
    from inspector.cli.settings import settle

    return published(args, settle(args, console), console)
