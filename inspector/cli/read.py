"""From the SOURCEs of a command line to snapshots; a source that fails is a gap as long as another was read."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from inspector.cli.console import Console
from inspector.cli.faults import tell
from inspector.cli.options import named
from inspector.cli.progress import Progress
from inspector.errors import InspectorError, ManyErrors, SourceError
from inspector.model import Gap
from inspector.sources.redact import Redactor
from inspector.sources.snapshot import Snapshot

SCHEMES = ("unix://", "tcp://", "ssh://", "http://", "https://", "npipe://", "fd://", "context:")
"""How a SOURCE begins that is an engine; those that no engine has are refused by name, not looked for as files."""
AT_ONCE = 8
"""Engines that are read at the same time."""


@dataclass
class Reading:
    """What became of the sources.

    Attributes:
        snapshots: one an engine, in the order of the sources, engines before files.
        gaps: sources that could not be read.
    """

    snapshots: list[Snapshot] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


def read(args: Namespace, console: Console) -> Reading:
    """Read every source of the command.

    Raises:
        InspectorError: when nothing could be read; each fault, if there are several.
    """
    sources = [args.sources] if isinstance(args.sources, str) else list(args.sources or [])
    engines = [source for source in sources if named(source)[1].startswith(SCHEMES)]
    files = [source for source in sources if source not in engines]
    if not sources:
        engines = [""]
    faults: list[InspectorError] = []
    redactor = _redactor(args)
    with Progress(console) as progress:
        snapshots = _engines(engines, args, console, redactor, progress, faults)
        snapshots += _files(files, args, console, redactor, faults)
    return _reading(snapshots, faults, console)


def _reading(snapshots: list[Snapshot], faults: list[InspectorError], console: Console) -> Reading:
    if not snapshots and faults:
        raise ManyErrors(faults)
    for fault in faults:
        if not console.quiet:
            tell(fault, console)
    gaps: list[Gap] = [{"engine": one.place, "kind": "engine", "id": one.place, "reason": one.reason} for one in faults]
    return Reading(snapshots, gaps)
