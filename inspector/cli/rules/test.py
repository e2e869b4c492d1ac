"""`inspector rules test`: the rules' own examples, run through the real facts and the real evaluation."""

from argparse import Namespace

from inspector.cli.console import Console
from inspector.cli.parser import Parser
from inspector.errors import ManyErrors, RuleError


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "directories", metavar="DIR", nargs="*", help="test the rules in DIR (or one file) instead of the bundled ones"
    )


def run(args: Namespace, console: Console) -> int:
    """Run every example; each that came out otherwise than it says is a fault of its rule."""
    from inspector.ruleset import load_rules
    from inspector.ruleset.load import place
    from inspector.ruleset.selftest import run_examples

    rules = load_rules(args.directories)  # the bundled ones too: they compute what others rest on
    tested = [rule for rule in rules.rules if not args.directories or not rule.path.startswith("rules/")]
    results = [result for rule in tested for result in run_examples(rule, rules)]
    faults = [
        RuleError(
            place(one.rule.path, one.line),
            f"{one.rule.id} {one.wanted}{f' ({one.note})' if one.note else ''}: {one.fault}",
        )
        for one in results
        if one.fault
    ]
    if faults:
        raise ManyErrors([*faults, RuleError("", f"{len(faults)} of {len(results)} examples came out wrong")])
    console.show(f"{len(results)} examples of {len(tested)} rules came out as they say")
    return 0
