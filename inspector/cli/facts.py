"""`inspector facts`: what the rules see of one object."""

from argparse import Namespace

from inspector.cli.console import Console
from inspector.cli.options import SOURCES, add_rules, add_sources
from inspector.cli.parser import Parser


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("object", metavar="NAME", help="name or id of a container or other object, or KIND/NAME")
    parser.add_argument(
        "--raw", action="store_true", help="show the whole scope: the raw document and what is related too"
    )
    add_sources(parser)
    add_rules(parser)
    parser.epilog = SOURCES


def run(args: Namespace, console: Console) -> int:
    """Print the facts as JSON, one object after another when several bear the name."""
    import json

    from inspector.cli.objects import judged, scope_of

    for subject in judged(args, console, args.object):
        shown = scope_of(subject) if args.raw else subject.facts
        console.tell(f"# {subject.engine}: {subject.kind} {subject.name}")
        console.show(json.dumps(shown, indent=2, sort_keys=True, ensure_ascii=True))
    return 0
