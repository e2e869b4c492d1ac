"""A line on the terminal that says what goes on, when that takes longer than a second."""

import time
from types import TracebackType
from typing import Self

from inspector.cli.console import Console

PATIENCE = 1.0
"""Seconds of work before anything shows."""
PACE = 0.1
"""Seconds between two changes of the line, at least."""
WIDTH = 78
_CLEAR = "\r\x1b[K"


class Progress:
    """Shows the latest step on standard error while the `with` lasts; nothing in a pipe or with `--quiet`."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._next = time.monotonic() + PATIENCE
        self._shown = False
        self._on = console.progress and not console.quiet and console.watched()

    def step(self, what: str) -> None:
        """Say what is being done now."""
        if not self._on or time.monotonic() < self._next:
            return
        from inspector.formats.shown import shown

        self._next = time.monotonic() + PACE
        self._shown = True
        self._console.complain(_CLEAR + shown(what, WIDTH)[:WIDTH], end="")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._console.complain(_CLEAR, end="")
