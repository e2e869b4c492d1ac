"""`inspector rules list`: one line a rule."""

from argparse import Namespace

from inspector.cli.console import Console
from inspector.cli.options import add_choice, add_rules
from inspector.cli.parser import Parser


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    add_rules(parser)
    add_choice(parser)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(args: Namespace, console: Console) -> int:
    """Print id, severity, what the rule grants, and title."""
    from inspector.ruleset import load_rules

    rules = load_rules(args.rules, default=not args.no_default_rules).choose(args.select, args.ignore)
    chosen = [rule for rule in rules.rules if rules.shown(rule)]
    if args.json:
        import json

        rows = [
            {
                "id": rule.id,
                "severity": rule.severity.word,
                "grants": rule.grants,
                "target": rule.target,
                "title": rule.title,
                "tags": list(rule.tags),
                "aliases": list(rule.aliases),
                "file": rule.path,
            }
            for rule in chosen
        ]
        console.show(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    for rule in chosen:
        grants = f"gives {rule.grants}" if rule.grants else ""
        console.show(f"{rule.id:<10} {rule.severity.word:<9} {grants:<13} {rule.title}")
    console.tell(f"{len(chosen)} rules")
    return 0
