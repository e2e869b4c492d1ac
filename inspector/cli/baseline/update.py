"""`inspector baseline update`: a saved report becomes the baseline."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.cli.console import Console
from inspector.cli.parser import Parser
from inspector.model import Report

if TYPE_CHECKING:
    from inspector.policy.config import Config


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("report", metavar="REPORT", help="the JSON report of a scan; - for standard input")
    parser.add_argument("--baseline", metavar="FILE", help="what is written; left out: the configuration's baseline")
    parser.add_argument("--config", metavar="FILE", help="read this instead of the inspector.toml that is found")
    parser.epilog = (
        "A run that did not see what the old baseline saw is refused with exit code 2, and so is one that was\n"
        "narrowed (by --state, or by --select, --ignore or --no-default-rules that do not stand in the\n"
        "configuration): what it misses would come back as new. The file is written whole or not at all, as in\n"
        "  inspector scan -f json --fail-on never | inspector baseline update - --baseline baseline.json"
    )


def run(args: Namespace, console: Console) -> int:
    """Write the baseline; raises an InspectorError where the report may not become one."""
    from inspector.cli.publish import read_report
    from inspector.cli.write import write
    from inspector.errors import ReportError
    from inspector.formats import by_name
    from inspector.policy.baseline import read, refusal

    config = _config(args.config)
    place = args.baseline or _named(config)
    report = read_report(args.report, console)
    old = read(place).report if Path(place).exists() else None
    refused = refusal(report, old, config.filters())
    if refused:
        raise ReportError(args.report, f"cannot become the baseline: {refused}")
    write(place, by_name("json").render(report))
    console.show(f"wrote {place}: {_news(report, old)}")
    return 0


def _config(given: str | None) -> "Config":
    """The configuration that scans of this folder have, too."""
    from inspector.policy.config import Config, load
    from inspector.policy.find import find

    path = Path(given) if given else find(Path.cwd())
    return load(path) if path is not None else Config()


def _named(config: "Config") -> str:
    """The baseline that the configuration names."""
    from inspector.errors import ConfigError

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
