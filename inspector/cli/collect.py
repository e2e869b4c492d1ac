"""`inspector collect`: one engine's snapshot, to audit anywhere later."""

from argparse import Namespace

from inspector.cli.console import Console
from inspector.cli.options import SOURCES, add_sources
from inspector.cli.parser import Parser
from inspector.errors import ConfigError


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    add_sources(parser)
    parser.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="where the snapshot goes, mode 0600; gzipped for .gz"
    )
    parser.add_argument("--no-redact", action="store_true", help="leave the values of secrets in the snapshot")
    parser.epilog = SOURCES


def run(args: Namespace, console: Console) -> int:
    """Read and write."""
    import gzip

    from inspector.cli.progress import Progress
    from inspector.cli.read import read
    from inspector.cli.settings import settle
    from inspector.cli.write import PRIVATE, write
    from inspector.sources import store

    if args.no_redact:
        console.tell("the snapshot will hold the secrets of the host: nothing is redacted")
    config = settle(args, console)
    with Progress(console) as progress:
        reading = read(args, config, console, progress)
    if len(reading.snapshots) != 1:
        raise ConfigError(
            "collect", f"{len(reading.snapshots)} engines, but a snapshot is one engine: collect each by itself"
        )
    snapshot = reading.snapshots[0]
    text = store.write(snapshot)
    data = gzip.compress(text.encode(), mtime=0) if args.output.endswith(".gz") else text
    write(args.output, data, PRIVATE)
    counts = ", ".join(f"{len(objects)} {kind}s" for kind, objects in snapshot.objects.items() if objects)
    console.tell(f"{args.output}: {snapshot.name}, {counts}")
    return 0
