"""Where a report goes: the named files, then standard output."""

import shutil
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from inspector.cli.console import Console
from inspector.cli.faults import FAULT, tell
from inspector.cli.write import special, write_all
from inspector.errors import ConfigError, InspectorError
from inspector.formats import Format, Options, by_name, by_path
from inspector.model import Report


@dataclass(frozen=True)
class Plan:
    """Which formats go where; made before any work, so that a mistyped name costs nobody a long scan.

    Attributes:
        files: each path with its format.
        console: format for standard output, or None when it gets nothing.
    """

    files: tuple[tuple[str, Format], ...]
    console: Format | None


def plan(args: Namespace, *, always: bool = True) -> Plan:
    """What `--output` and `--format` ask for.

    Args:
        args: of the command.
        always: whether standard output gets a report even when files are named and `--format` is not.

    Raises:
        ConfigError: for an unknown format, a file that stands twice, or one that is read as well.
    """
    if "" in args.output:
        raise ConfigError("--output", "a file without a name; is a variable empty?")
    console = by_name(args.format or "text")
    files = tuple((path, console if special(path) or Path(path).is_dir() else by_path(path)) for path in args.output)
    places = [Path(path).resolve() for path, _ in files if not special(path)]
    for place, path in zip(places, (path for path, _ in files if not special(path)), strict=True):
        if places.count(place) > 1:
            raise ConfigError("--output", f"{path} stands there twice")
        if any(place == Path(source).resolve() for source in _inputs(args)):
            raise ConfigError("--output", f"{path} is read as well; it would be overwritten")
    return Plan(files, console if always or args.format or not files else None)


def _inputs(args: Namespace) -> list[str]:
    """Files that the command reads, as far as its arguments name them."""
    sources = [source.rpartition("=")[2] for source in getattr(args, "sources", [])]
    given = [getattr(args, name, None) for name in ("report", "baseline", "config")]
    return [path for path in (*sources, *given) if path and "\0" not in path]


def publish(report: Report, planned: Plan, console: Console, *, verbose: bool = False) -> int:
    """Write the report everywhere; one fault does not keep it from the other places.

    Returns:
        0, or 2 when something could not be written.
    """
    now = datetime.now(UTC)
    unwritten = 0
    try:
        write_all([(path, form.render(report, Options(now=now))) for path, form in planned.files])
    except InspectorError as fault:
        tell(fault, console)
        unwritten = len(fault.errors)
    if planned.console is not None:
        text = planned.console.render(report, replace(terminal(console, now, verbose=verbose), unwritten=unwritten))
        try:
            console.show(text)
        except BrokenPipeError:  # `inspector scan | head`: seen enough, but the verdict stands
            console.abandon()
    return FAULT if unwritten else 0


def terminal(console: Console, now: datetime, *, verbose: bool) -> Options:
    """How standard output wants to be written to."""
    on = console.on_terminal()
    return Options(width=columns(console), colour=_colour(console.environ, on=on), verbose=verbose, now=now)


def columns(console: Console) -> int:
    """How wide standard output is; what is no terminal is as wide as a log."""
    return shutil.get_terminal_size((100, 24)).columns if console.on_terminal() else 100


def _colour(environ: Mapping[str, str], *, on: bool) -> bool:
    """Colour on a terminal only, unless https://no-color.org or https://force-color.org say otherwise."""
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return on and environ.get("TERM") != "dumb"


def read_report(path: str, console: Console) -> Report:
    """The JSON report saved in `path`; `-` is standard input."""
    from inspector.formats.json_report import MAX_BYTES, load

    return load(read_bytes(path, console, MAX_BYTES + 1), path)


def read_bytes(path: str, console: Console, limit: int) -> bytes:
    """At most `limit` bytes of a file, or of standard input for `-`."""
    from inspector.errors import ReportError

    try:
        if path == "-":
            return console.stdin.read(limit) if console.stdin is not None else b""
        with Path(path).open("rb") as stream:
            return stream.read(limit)
    except (OSError, ValueError) as fault:
        raise ReportError(path, getattr(fault, "strerror", None) or str(fault)) from fault
