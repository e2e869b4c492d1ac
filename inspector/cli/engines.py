"""Engines of a command line, read at the same time."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from inspector.cli.options import named
from inspector.cli.progress import Progress
from inspector.errors import InspectorError
from inspector.sources.live import Redactor, parse, take
from inspector.sources.snapshot import Snapshot

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
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(self._one, sources))

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
