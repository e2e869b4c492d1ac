"""The process's environment and streams, as the commands see them."""

import os
import sys
from collections.abc import Mapping
from typing import BinaryIO, TextIO

from inspector.errors import OutputError


class Console:
    """What a command reads from and prints to; tests give their own.

    Text leaves in UTF-8 whatever the locale says, and what UTF-8 cannot hold (a lone surrogate) as an escape.

    Attributes:
        environ: the environment.
        stdin: standard input, or None when it is closed.
        quiet: whether remarks are kept back; faults never are.
        progress: whether progress may be shown at all.
    """

    def __init__(
        self, environ: Mapping[str, str], stdin: BinaryIO | None, stdout: TextIO | None, stderr: TextIO | None
    ) -> None:
        self.environ = environ
        self.stdin = stdin
        self.quiet = False
        self.progress = True
        self._stdout = stdout
        self._stderr = stderr

    @classmethod
    def of(
        cls,
        environ: Mapping[str, str] | None,
        stdin: BinaryIO | None,
        stdout: TextIO | None,
        stderr: TextIO | None,
    ) -> "Console":
        """A console of what is given and, for the rest, of the process."""
        own = sys.stdin.buffer if sys.stdin is not None else None
        return cls(
            os.environ if environ is None else environ,
            own if stdin is None else stdin,
            sys.stdout if stdout is None else stdout,
            sys.stderr if stderr is None else stderr,
        )

    @property
    def arguments(self) -> list[str]:
        """The process's arguments."""
        return sys.argv[1:]

    def show(self, text: str) -> None:
        """Print a report, with a newline at its end, to standard output."""
        if self._stdout is None:
            raise OutputError("standard output", "it is closed")
        try:
            _write(self._stdout, text if text.endswith("\n") or not text else text + "\n")
        except BrokenPipeError:
            raise  # whoever read it has seen enough: no fault
        except (OSError, ValueError) as fault:
            self.abandon()
            raise OutputError("standard output", getattr(fault, "strerror", None) or str(fault)) from fault

    def tell(self, line: str) -> None:
        """Print a remark to standard error, unless the user wants quiet; what is unsafe in it shows as code."""
        if not self.quiet:
            from inspector.formats.shown import shown

            self.complain(shown(line, 1000))

    def complain(self, line: str, end: str = "\n") -> None:
        """Print a safe line to standard error; when that is not possible there is nobody left to tell."""
        if self._stderr is None:
            return
        try:
            _write(self._stderr, line + end)
        except (OSError, ValueError):
            return

    def abandon(self) -> None:
        """Let what standard output still holds go nowhere, so that the interpreter does not complain at its end."""
        if self._stdout is None or self._stdout is not sys.stdout:
            return
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stdout.fileno())
            os.close(nowhere)
        except (OSError, ValueError):
            return

    def on_terminal(self) -> bool:
        """Whether standard output is a terminal."""
        return _terminal(self._stdout)

    def watched(self) -> bool:
        """Whether somebody watches standard error on a terminal."""
        return _terminal(self._stderr)


def _terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _write(stream: TextIO, text: str) -> None:
    data = text.encode("utf-8", "backslashreplace")
    binary = getattr(stream, "buffer", None)
    if binary is None:
        stream.write(data.decode("utf-8"))
    else:
        binary.write(data)
    stream.flush()
