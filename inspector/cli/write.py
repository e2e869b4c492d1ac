"""Output files: written whole or not at all."""

import os
import re
import secrets
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from inspector.errors import InspectorError, ManyErrors, OutputError

PRIVATE = 0o600
"""Mode of snapshots: they hold what a host's administrators see."""
ORDINARY = 0o644
"""Mode of reports, less the umask; a report that is replaced keeps its own."""
_OPEN_FILE = re.compile(r"/(?:dev|proc/self)/(?:fd/(\d+)|std(in|out|err))")


def special(path: str) -> bool:
    """Whether `path` is something other than a file to replace: a pipe, a terminal, /dev/stdout."""
    if _OPEN_FILE.fullmatch(path):
        return True
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def write_all(outputs: Sequence[tuple[str, str]], mode: int = ORDINARY) -> None:
    """Write each (path, content); those that cannot be written do not keep the others from it.

    Raises:
        ManyErrors: one OutputError for each that could not be written.
    """
    faults: list[InspectorError] = []
    for path, content in outputs:
        try:
            write(path, content, mode)
        except OutputError as fault:
            faults.append(fault)
    if faults:
        raise ManyErrors(faults)


def write(path: str, content: str | bytes, mode: int = ORDINARY) -> None:
    """Write `content` to `path`, whole or not at all.

    A file is written beside its place and renamed; a symbolic link keeps pointing where it does. What is no file
    (a pipe, a device, /dev/stdout) is written to as it is.
    """
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    try:
        if special(path):
            _pour(path, data)
        else:
            _replace(Path(path).resolve(), data, mode)
    except BrokenPipeError:
        return  # its reader has seen enough
    except (OSError, ValueError, RuntimeError) as fault:  # RuntimeError: symbolic links in a circle
        raise OutputError(path, _reason(fault)) from fault


def _pour(path: str, data: bytes) -> None:
    """Write to what is no file; an open file is neither truncated nor replaced."""
    known = _OPEN_FILE.fullmatch(path)
    if known is None:
        place = os.open(path, os.O_WRONLY)
    else:
        place = os.dup(int(known[1]) if known[1] else ("in", "out", "err").index(known[2]))
    with os.fdopen(place, "wb") as stream:
        stream.write(data)


def _replace(path: Path, data: bytes, mode: int) -> None:
    """Put a file of `data` in the place of `path`; nobody ever sees half of it."""
    if path.is_dir():
        raise IsADirectoryError(0, "is a directory")
    beside = path.parent / f".inspector-{secrets.token_hex(8)}"
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as stream:
            if mode != PRIVATE and path.exists():
                os.fchmod(stream.fileno(), stat.S_IMODE(path.stat().st_mode))
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        beside.rename(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _reason(fault: Exception) -> str:
    if isinstance(fault, FileNotFoundError):
        return "its folder does not exist"
    return getattr(fault, "strerror", None) or str(fault)
