"""Faults become one line each on standard error and an exit code; a traceback never reaches the user."""

from collections.abc import Callable, Iterator
from types import TracebackType

from inspector.cli.console import Console
from inspector.errors import InspectorError

FAULT = 2
"""Exit code: nothing could be audited, wrong use, or a fault of ours."""
INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""
SHOWN = 300
"""Characters of a place or a reason that are shown."""


def guarded(work: Callable[[], int], console: Console) -> int:
    """Do `work`; whatever goes wrong is told in one line and becomes an exit code."""
    try:
        return work()
    except InspectorError as fault:
        tell(fault, console)
        return FAULT
    except BrokenPipeError:  # `inspector ... | head`: the reader has what it wanted
        console.abandon()
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as fault:
        if console.environ.get("INSPECTOR_DEBUG"):
            raise
        console.complain(f"inspector: {_shown(_internal(fault))}")
        return FAULT


def tell(fault: InspectorError, console: Console) -> None:
    """Print one line for a fault, or one for each of many."""
    for each in fault.errors:
        place = f"{_shown(each.place)}: " if each.place else ""
        console.complain(f"inspector: {place}{_shown(each.reason)}")


def _shown(text: str) -> str:
    """`text` on one line, harmless for a terminal."""
    from inspector.formats.shown import shown

    return shown(text, SHOWN)


def _internal(fault: Exception) -> str:
    """One line for a fault of ours: where, what and why."""
    frames = list(_own_frames(fault.__traceback__))
    where = ":".join(map(str, frames[-1])) if frames else "inspector"
    what = type(fault).__name__
    # Before redaction a message may quote what it stumbled over.
    if str(fault) and not any(file.startswith("inspector/sources/") for file, _ in frames):
        what += f": {fault}"
    return f"{where}: internal error, please report it: {what} (INSPECTOR_DEBUG=1 shows more)"


def _own_frames(trace: TracebackType | None) -> Iterator[tuple[str, int]]:
    """File (from the package on) and line of each step of `trace` that is ours."""
    package = __file__.rpartition("cli")[0]  # pathlib would cost a sixth of the start-up
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(package):
            yield "inspector/" + file.removeprefix(package), trace.tb_lineno
        trace = trace.tb_next
