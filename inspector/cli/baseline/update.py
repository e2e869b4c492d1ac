"""`inspector baseline update`: a saved report becomes the baseline."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from inspector.cli.console import Console
from inspector.cli.parser import Parser
from inspector.model import Report


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("report", metavar="REPORT", help="the JSON report of a scan; - for standard input")
    parser.add_argument("--baseline", metavar="FILE", help="what is written; left out: the configuration's baseline")
    parser.add_argument("--config", metavar="FILE", help="read this instead of the inspector.toml that is found")
    parser.epilog = (
        "A run that was narrowed, or did not see what the old baseline saw, is refused with exit code 2:\n"
        "what it misses would come back as new. The file is written whole or not at all, as in\n"
        "  inspector scan -f json --fail-on never | inspector baseline update - --baseline baseline.json"
    )


def run(args: Namespace, console: Console) -> int:
    """Write the baseline; raises an InspectorError where the report may not become one."""
    from inspector.cli.baseline.fit import unfit
    from inspector.cli.publish import read_report
    from inspector.cli.write import write
    from inspector.errors import ReportError
    from inspector.formats import by_name
    from inspector.policy.baseline import read

    place = args.baseline or _configured(args.config)
    report = read_report(args.report, console)
    old = read(place).report if Path(place).exists() else None
    refused = unfit(report, old)
    if refused:
        raise ReportError(args.report, f"cannot become the baseline: {refused}")
    write(place, by_name("json").render(report))
    console.show(f"wrote {place}: {_news(report, old)}")
    return 0


def _configured(given: str | None) -> str:
    """The baseline that the configuration names."""
    from inspector.errors import ConfigError
    from inspector.policy.config import Config, load
    from inspector.policy.find import find

    path = Path(given) if given else find(Path.cwd())
    config = load(path) if path is not None else Config()
    if not config.baseline:
        raise ConfigError("--baseline", "which file? Neither the command line nor a configuration says")
    return config.baseline


def _news(report: Report, old: Report | None) -> str:
    """What is known from now on, against what was."""
    known = _count(report["findings"], "finding")
    if old is None:
        return f"{known} known from now on"
    from inspector.policy import diff

    found = diff(old, report)
    fresh = len(found.new) + len(found.new_rule) + len(found.risen)
    return f"{known} known from now on; {fresh} new or graver, {len(found.fixed)} fixed since the old one"


def _count(things: Sequence[object], word: str) -> str:
    return f"{len(things)} {word}{'' if len(things) == 1 else 's'}"
