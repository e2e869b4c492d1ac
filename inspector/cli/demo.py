"""`inspector demo`: audit the bundled snapshot of a busy host."""

from argparse import Namespace

from inspector.cli.console import Console
from inspector.cli.options import EXITS, add_format, add_outputs, add_policy, add_rules, add_verbose
from inspector.cli.parser import Parser


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    add_outputs(parser)
    add_format(parser)
    add_verbose(parser)
    add_policy(parser)
    add_rules(parser)
    parser.epilog = EXITS
    parser.set_defaults(name=None, timeout=None, redact_key_file=None, config=None)


def run(args: Namespace, console: Console) -> int:
    """As `inspector scan` of that snapshot, whatever configuration there is."""
    from importlib.resources import as_file

    from inspector.cli.judge import published
    from inspector.cli.settings import complete
    from inspector.policy.config import Config
    from inspector.resources import bundled

    complete(args, Config())
    with as_file(bundled("reports") / "demo" / "host.json") as path:
        args.sources = [str(path)]
        return published(args, Config(), console)
