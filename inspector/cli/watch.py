"""`inspector watch`: follow an engine's events and audit again when something changed. It starts nothing itself."""

from argparse import Namespace
from contextlib import closing
from typing import TYPE_CHECKING

from inspector.cli.console import Console
from inspector.cli.options import add_policy, add_reading, add_rules, named
from inspector.cli.parser import Parser, bad_value, one_of
from inspector.errors import ConfigError, SourceError

if TYPE_CHECKING:
    from inspector.cli.watching import Watcher
    from inspector.sources.live import Target
    from inspector.sources.live.events import Events

ABOUT = """\
where SOURCE is a running engine: unix://, tcp:// or ssh:// and an address, or context:NAME; NAME=SOURCE names it.
Nothing is the engine of DOCKER_HOST, else of the current docker context. Only GET requests are sent.

With -f json each line is one object; its `event` is
  state    the first: all findings, and the summary
  changes  after each later audit: the summary, and the findings that are new, risen, reopened, fixed or not seen
  gone     the engine does not answer, with the reason; what was said before holds no longer
  back     it answers again; changes follow

exit code
  130  ended by Ctrl-C
  2    the first audit was not possible, wrong use, a broken rule or configuration
  with --rounds, or when nobody reads its output any more, that of the last audit: 0, 1 or 3 as for scan"""


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("sources", metavar="SOURCE", nargs="*", help="the engine; see below")
    add_reading(parser)
    parser.add_argument(
        "-f", "--format", dest="lines", default="text", type=one_of(("text", "json")), help="text or json (text)"
    )
    parser.add_argument("--rounds", type=_count, metavar="N", help="end after N audits")
    add_policy(parser)
    add_rules(parser)
    parser.epilog = ABOUT


def run(args: Namespace, console: Console) -> int:
    """Audit, wait, audit again; the exit code is the last verdict's."""
    from inspector.cli.settings import settle
    from inspector.cli.watching import Watcher
    from inspector.sources.live.events import Events

    config = settle(args, console)
    target = _target(args, console)
    watcher = Watcher(args, config, console, target.shown)
    with closing(Events(target, args.timeout)) as events:
        _begin(events, target.shown)
        try:
            watcher.first()
            _follow(watcher, events, args.rounds)
        except BrokenPipeError:  # nobody reads on; what is true is true all the same
            console.abandon()
    return watcher.code


def _follow(watcher: "Watcher", events: "Events", rounds: int | None) -> None:
    """Until there were so many audits."""
    from inspector.cli.follow import wait_for_change, wait_for_engine
    from inspector.sources.live.faults import Fault

    failed = 0
    while rounds is None or watcher.rounds < rounds:
        try:
            wait_for_engine(events, failed - 1) if failed else wait_for_change(events)
            watcher.again(back=failed > 0)
            failed = 0
        except Fault as fault:
            if not failed:
                watcher.gone(fault.reason)
            failed += 1


def _target(args: Namespace, console: Console) -> "Target":
    """The one engine to follow."""
    from inspector.cli.read import is_engine
    from inspector.sources.live import parse

    sources = args.sources or [""]
    if len(sources) > 1:
        raise ConfigError("watch", f"it follows one engine, not {len(sources)}; name the one")
    if not is_engine(sources[0]):
        raise ConfigError(sources[0], "only a running engine has events to follow")
    return parse(named(sources[0])[1], console.environ)


def _begin(events: "Events", shown: str) -> None:
    """Start to follow before the first audit, so that nothing is missed during it; some proxies allow no events."""
    from inspector.sources.live.faults import Fault, Refused

    try:
        events.begin()
        events.happened()
    except Refused as fault:
        raise SourceError(shown, f"its events cannot be read: {fault.reason}") from fault
    except Fault as fault:
        raise SourceError(shown, fault.reason) from fault


def _count(value: str) -> int:
    if value.isascii() and value.isdigit() and 0 < len(value.lstrip("0")) < DIGITS:
        return int(value)
    raise bad_value(f"{value!r} is no number above zero")


DIGITS = 10
"""More digits than anybody's number of audits has."""
