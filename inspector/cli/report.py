"""`inspector report`: a saved JSON report in other formats."""

from argparse import Namespace

from inspector.cli.console import Console
from inspector.cli.options import add_format, add_outputs, add_verbose
from inspector.cli.parser import Parser


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("report", metavar="FILE", help="a report that `inspector scan -o FILE.json` wrote, or -")
    add_outputs(parser)
    add_format(parser)
    add_verbose(parser)


def run(args: Namespace, console: Console) -> int:
    """Render it. The exit code says whether that worked, not what the report found."""
    from inspector.cli.publish import plan, publish, read_report

    planned = plan(args, always=False)
    return publish(read_report(args.report, console), planned, console, verbose=args.verbose)
