"""Engines of a command line, read at the same time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

from inspector.cli.options import named
from inspector.cli.progress import Progress
from inspector.errors import InspectorError
from inspector.sources.live import Redactor, parse, take
from inspector.sources.snapshot import Snapshot

Result = TypeVar("Result")
AT_ONCE = 8
"""Engines that are read at the same time."""


class Engines:
    """Reads engines.

    Args:
        environ: where DOCKER_HOST and the like are looked up.
        name: `--name`, for an engine that has none on the command line.
        timeout: seconds for one answer.
        redactor: takes the secrets out.
        progress: told what is being read.
    """

    def __init__(
        self, environ: Mapping[str, str], name: str | None, timeout: float, redactor: Redactor, progress: Progress
    ) -> None:
        self._environ = environ
        self._name = name
        self._timeout = timeout
        self._redactor = redactor
        self._progress = progress

    def read(self, sources: Sequence[str]) -> list[Snapshot | InspectorError]:
        """A snapshot for each source, or why there is none."""
        if len(sources) < 2:  # noqa: PLR2004 one engine needs no threads
            return [self._one(source) for source in sources]
        return together(self._one, sources)

    def _one(self, source: str) -> Snapshot | InspectorError:
        name, address = named(source)
        try:
            target = replace(parse(address, self._environ), name=name or self._name or "")
            return take(target, self._redactor, timeout=self._timeout, progress=self._step(name or target.shown))
        except InspectorError as fault:
            return fault

    def _step(self, name: str) -> "Step":
        return Step(self._progress, name)


class Step:
    """Tells the progress of one engine."""

    def __init__(self, progress: Progress, name: str) -> None:
        self._progress = progress
        self._name = name

    def __call__(self, kind: str, done: int, total: int) -> None:
        """`kind`: how many of how many were asked for."""
        self._progress.step(f"{self._name}: {kind} {done} of {total}")


def together(do: Callable[[str], Result], items: Sequence[str]) -> list[Result]:
    """What `do` gives for each item, several at the same time, in the items' order.

    The threads are daemons (those of concurrent.futures are not): an interrupt ends the program at once, whatever an
    engine that does not answer is waited for.
    """
    waiting: SimpleQueue[tuple[int, str]] = SimpleQueue()
    for place, item in enumerate(items):
        waiting.put((place, item))
    done: dict[int, Result] = {}
    broken: list[BaseException] = []

    def work() -> None:
        try:
            while True:
                place, item = waiting.get_nowait()
                done[place] = do(item)
        except Empty:
            return
        except BaseException as fault:  # noqa: BLE001 raised again where somebody listens
            broken.append(fault)

    threads = [Thread(target=work, daemon=True) for _ in range(min(AT_ONCE, len(items)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if broken:
        raise broken[0]
    return [done[place] for place in range(len(items))]
