"""From the SOURCEs of a command line to snapshots; a source that fails is a gap as long as another was read."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from inspector.cli.console import Console
from inspector.cli.faults import tell
from inspector.cli.options import named
from inspector.cli.progress import Progress
from inspector.errors import ConfigError, InspectorError, ManyErrors, SourceError
from inspector.model import Gap
from inspector.policy.config import Config
from inspector.sources.compose import is_compose_name, read_compose
from inspector.sources.files import FileSource, FilesRead, read_files
from inspector.sources.redact import KeepList, Redactor, Redacts, Unredacted
from inspector.sources.snapshot import Snapshot

SCHEMES = ("unix://", "tcp://", "ssh://", "http://", "https://", "npipe://", "fd://", "context:")
"""How a SOURCE begins that is an engine; what no engine has is refused as an address, not looked for as a file."""
KEY_BYTES = 16
"""A key of the redaction has at least so many bytes."""
MAX_KEY = 1 << 16


@dataclass
class Reading:
    """What became of the sources.

    Attributes:
        snapshots: one an engine: engines first, then files, each in the order of the command line.
        gaps: sources that could not be read.
    """

    snapshots: list[Snapshot] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


def read(args: Namespace, config: Config, console: Console, progress: Progress) -> Reading:
    """Read every source of the command.

    Args:
        args: completed by `settings.settle`.
        config: what it returned.
        console: of the process.
        progress: told what is being read.

    Raises:
        ManyErrors: when nothing could be read, with each fault.
    """
    sources = args.sources or [""]
    redacts = redactor(args, config)
    found = _engines(sources, args, console, redacts, progress)
    progress.step("reading files")
    files = _files(sources, args, console, redacts)
    snapshots = [one for one in found if isinstance(one, Snapshot)] + files.snapshots
    faults: list[InspectorError] = [one for one in found if isinstance(one, InspectorError)]
    faults += files.errors
    if not snapshots:
        raise ManyErrors(faults)
    for fault in faults:
        tell(fault, console)
    return Reading(snapshots, [*files.gaps, *map(_gap, faults)])


def _engines(
    sources: Sequence[str], args: Namespace, console: Console, redacts: Redacts, progress: Progress
) -> list[Snapshot | InspectorError]:
    engines = [source for source in sources if is_engine(source)]
    if not engines:
        return []  # and nothing of the engine's client is imported
    from inspector.cli.engines import Engines

    return Engines(console.environ, args.name, args.timeout, redacts, progress).read(engines)


def _files(sources: Sequence[str], args: Namespace, console: Console, redacts: Redacts) -> FilesRead:
    """Saved documents, and compose files beside them."""
    paths = [FileSource.parse(source) for source in sources if not is_engine(source)]
    paths = [replace(path, name=path.name or args.name) for path in paths]
    compose = [path for path in paths if is_compose_name(Path(path.path).name)]
    found = read_files([path for path in paths if path not in compose], console.stdin, redacts)
    for path in compose:
        try:
            found.snapshots.append(read_compose(path.path, redacts, path.name))
        except SourceError as fault:
            found.errors.append(fault)
    return found


def is_engine(source: str) -> bool:
    """Whether a SOURCE is a running engine; nothing is the one of DOCKER_HOST or the current context."""
    return not source or named(source)[1].startswith(SCHEMES)


def _gap(fault: InspectorError) -> Gap:
    """A source that could not be read while others could."""
    kind = "engine" if is_engine(fault.place) else "file"
    return {"engine": fault.place if kind == "engine" else "", "kind": kind, "id": fault.place, "reason": fault.reason}


def redactor(args: Namespace, config: Config) -> Redacts:
    """What takes the secrets out, with the user's key and keep list."""
    if getattr(args, "no_redact", False):
        return Unredacted()
    keep = KeepList.bundled().extended(**config.keep) if config.keep else None
    return Redactor(_key(args.redact_key_file) if args.redact_key_file else None, keep)


def _key(path: str) -> bytes:
    try:
        with Path(path).open("rb") as stream:
            key = stream.read(MAX_KEY)
    except (OSError, ValueError) as fault:
        raise ConfigError(path, getattr(fault, "strerror", None) or str(fault)) from fault
    if len(key) < KEY_BYTES:
        raise ConfigError(path, f"a key of the redaction has at least {KEY_BYTES} bytes, this one has {len(key)}")
    return key
