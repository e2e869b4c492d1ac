"""Options that several commands share, each declared once."""

import re
from datetime import UTC, datetime

from inspector.cli.parser import Parser, bad_value, one_of, positive_seconds

SEVERITIES = ("critical", "high", "medium", "low", "info")
STATES = ("created", "running", "paused", "restarting", "removing", "exited", "dead")
SOURCES = """\
where SOURCE is one of
  (nothing)       the engine of DOCKER_HOST, else of the current docker context
  unix://, tcp:// or ssh:// and an address, or context:NAME
  a saved JSON file (.json, .ndjson, either gzipped), a directory of them, a compose file
  -               standard input, as in: docker inspect $(docker ps -aq) | inspector scan -
and NAME=SOURCE gives the engine a name. Loose inspect files are one engine, unless they are given names."""
EXITS = """\
exit code
  0  audited; nothing at or above --fail-on
  1  an open finding at or above --fail-on
  2  nothing could be audited, wrong use, a broken rule, an output that could not be written
  3  no such finding, but something at or above --fail-on could not be decided"""


def add_sources(parser: Parser) -> None:
    """Add what says which engines are read, and how."""
    parser.add_argument("sources", metavar="SOURCE", nargs="*", help="an engine or file; see below")
    add_reading(parser)


def add_reading(parser: Parser) -> None:
    """Add what says how engines are read."""
    parser.add_argument("--name", help="what the report calls the engine")
    parser.add_argument(
        "--timeout",
        type=positive_seconds,
        metavar="S",
        help="seconds that an engine may take for an answer (30)",
    )
    parser.add_argument(
        "--redact-key-file",
        metavar="FILE",
        help="key of the redaction, so that two runs give equal secrets equal tokens",
    )
    parser.add_argument("--config", metavar="FILE", help="read this instead of the inspector.toml that is found")
    parser.add_argument("--quiet", action="store_true", help="say nothing but faults on standard error")
    parser.add_argument("--no-progress", action="store_true", help="show no progress on a terminal")


def add_rules(parser: Parser) -> None:
    """Add what says which rules are there."""
    parser.add_argument("--rules", action="append", default=[], metavar="DIR", help="add the rules in DIR; repeatable")
    parser.add_argument("--no-default-rules", action="store_true", help="leave the bundled rules out")


def add_policy(parser: Parser) -> None:
    """Add what says which findings count."""
    parser.add_argument(
        "--fail-on",
        type=one_of((*SEVERITIES, "never")),
        metavar="SEVERITY",
        help="critical, high, medium, low, info or never (high)",
    )
    parser.add_argument("--allow-undecided", action="store_true", help="exit 0 where it would be 3")
    parser.add_argument("--baseline", metavar="FILE", help="an earlier JSON report: what it holds is known")
    parser.add_argument("--new-only", action="store_true", help="with --baseline: new rules count as known")
    add_choice(parser)
    parser.add_argument(
        "--state",
        action="append",
        default=[],
        type=one_of(STATES),
        metavar="STATE",
        help="only containers in this state; repeatable",
    )
    parser.add_argument("--now", type=_time, metavar="TIME", help="audit as of this time (2026-01-31T12:00:00Z)")


def add_choice(parser: Parser) -> None:
    """Add what chooses among the rules."""
    for option, verb in (("--select", "judge only"), ("--ignore", "leave out")):
        parser.add_argument(
            option,
            action="append",
            default=[],
            metavar="RULE",
            help=f"{verb} rules of this id, prefix or tag; repeatable",
        )


def add_outputs(parser: Parser, *, required: bool = False) -> None:
    """Add what says where the report goes."""
    parser.add_argument(
        "-o", "--output", action="append", default=[], required=required, metavar="FILE",
        help="write a report; its format follows the name; repeatable",
    )  # fmt: skip


def add_format(parser: Parser) -> None:
    """Add what standard output gets."""
    parser.add_argument("-f", "--format", metavar="NAME", help="what standard output gets (text)")


def add_verbose(parser: Parser) -> None:
    """Add what makes the text longer."""
    parser.add_argument("--verbose", action="store_true", help="with -f text: show evidence and proof of every finding")


def named(source: str) -> tuple[str | None, str]:
    """NAME=SOURCE as (name, source); the name is None when there is none."""
    match = re.fullmatch(r"([A-Za-z0-9][\w.-]*)=(.+)", source, re.DOTALL)
    return (match[1], match[2]) if match else (None, source)


def _time(value: str) -> datetime:
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        raise bad_value(f"{value!r} is no time such as 2026-01-31T12:00:00Z") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
