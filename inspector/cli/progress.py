"""A line on the terminal that says what goes on, when that takes longer than a second."""

import time
from types import TracebackType
from typing import Self

from inspector.cli.console import Console

PATIENCE = 1.0
"""Seconds of work before anything shows."""
PACE = 0.2
"""Seconds between two changes of the line."""
WIDTH = 78
CLEAR = "\r\x1b[K"


class Progress:
    """Shows the latest step on standard error while the `with` lasts; nothing in a pipe or with `--quiet`.

    A thread of its own does the showing, so that the line lives while the work does not say anything.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._on = console.progress and not console.quiet and console.watched()
        self._what = ""

    def step(self, what: str) -> None:
        """Say what is being done now."""
        self._what = what

    def __enter__(self) -> Self:
        if self._on:
            from threading import Event, Thread

            self._over = Event()
            self._thread = Thread(target=self._show, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._on:
            self._over.set()
            self._thread.join()

    def _show(self) -> None:
        """Until it is over; the line is gone then."""
        from inspector.formats.shown import shown

        began = time.monotonic()
        wait, drawn = PATIENCE, False
        while not self._over.wait(wait):
            line = f"{shown(self._what, WIDTH)[: WIDTH - 8]} … {time.monotonic() - began:.0f} s"
            self._console.complain(CLEAR + line, end="")
            wait, drawn = PACE, True
        if drawn:
            self._console.complain(CLEAR, end="")
