"""`inspector rules try`: what an expression gives on each object of a source."""

from argparse import Namespace

from inspector.cli.console import Console
from inspector.cli.options import SOURCES, add_rules, add_sources
from inspector.cli.parser import Parser
from inspector.errors import RuleError


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("expression", metavar="EXPRESSION", help="JMESPath over a raw document, facts and related")
    parser.add_argument("--object", metavar="NAME", help="only the object of this name")
    parser.add_argument("--all", action="store_true", help="show the objects for which it gives nothing too")
    add_sources(parser)
    add_rules(parser)
    parser.epilog = SOURCES


def run(args: Namespace, console: Console) -> int:
    """Print a line of JSON for each object for which the expression gives anything."""
    import json

    from inspector import query
    from inspector.cli.objects import judged, scope_of
    from inspector.formats.shown import shown

    try:
        expression = query.compile(args.expression)
    except query.QueryError as fault:
        raise RuleError("EXPRESSION", str(fault)) from fault
    count = 0
    subjects = judged(args, console, args.object)
    for subject in subjects:
        try:
            given = json.dumps(expression.search(scope_of(subject)), sort_keys=True)
        except query.QueryError as fault:
            given = f"cannot be applied: {fault}"
        if args.all or given not in ("null", "[]", "false", "{}", '""'):
            count += 1
            console.show(f"{subject.kind} {shown(subject.name)}: {given}")
    console.tell(f"{count} of {len(subjects)} objects")
    return 0
