"""All requests to one engine: the API's version, connections, limits, and a fault where there is no answer."""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from inspector.sources.live import limits
from inspector.sources.live.body import parsed
from inspector.sources.live.connect import connect
from inspector.sources.live.faults import (
    LONGEST,
    Dropped,
    Fault,
    Garbled,
    GivenUp,
    Refused,
    Slow,
    Unreachable,
    one_line,
)
from inspector.sources.live.http import Connection, Response
from inspector.sources.live.target import Target

AHEAD = 16
"""Requests that are under way at once on the one connection, so that neither side waits for the other."""

OLDEST, NEWEST = (1, 41), (1, 56)
"""API versions that the facts are written for."""

_VERSION = re.compile(r"([1-9][0-9]{0,2})\.([0-9]{1,3})")
_OK, _REDIRECTS = 200, range(300, 400)


@dataclass
class Deadline:
    """A point in time; calling it gives the seconds that remain, and raises Slow when none do."""

    end: float
    message: str

    def __call__(self) -> float:
        """Seconds that remain."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise Slow(self.message)
        return left


class Session:
    """Reads one engine over one connection, which is opened when needed and again when it broke.

    `timeout` is the limit for one request in seconds, connecting included; all together may take `limits.OVERALL` times
    as long. `answered` tells whether there was any answer yet, of any kind.
    """

    def __init__(self, target: Target, timeout: float) -> None:
        self.target = target
        self.version = ""
        self.answered = False
        self._timeout = timeout
        self._connection: Connection | None = None
        self._under_way = 0
        self._ahead = AHEAD
        self.renew()

    def close(self) -> None:
        """Ends the connection; requests under way are forgotten."""
        if self._connection:
            self._connection.close()
        self._connection, self._under_way = None, 0

    def negotiate(self, offered: object) -> None:
        """Fixes the API version for all later requests: the newest that the engine and this program both know.

        `offered` is ApiVersion as the engine gave it; nonsense means the oldest version that is supported.
        """
        match = _VERSION.fullmatch(offered) if isinstance(offered, str) else None
        major, minor = min(NEWEST, (int(match[1]), int(match[2]))) if match else OLDEST
        self.version = f"/v{major}.{minor}"

    def get(self, path: str, limit: int = limits.OBJECT_BYTES) -> Any:
        """The document at `path`; raises a Fault when there is none."""
        (answer,) = self.each([path], limit)
        if isinstance(answer, Fault):
            raise answer
        return answer

    def each(self, paths: Sequence[str], limit: int = limits.OBJECT_BYTES) -> Iterator[Any]:
        """For every path its document or its Fault, in order; several requests are under way at once.

        Requests are reads, so one whose connection dropped is sent once more; and so are those that were under way
        behind a failed one. When the engine is gone or hangs, what is left is not asked for: a GivenUp each.
        """
        done = hung = 0
        again = -1
        if self._under_way:
            self.close()
        while done < len(paths):
            try:
                answer = _document(self._response(paths, done, limit))
            except Fault as fault:
                self.close()
                if isinstance(fault, Dropped) and again != done:
                    again, self._ahead = done, 1
                    continue
                answer = fault
            yield answer
            done += 1
            hung += isinstance(answer, Slow)
            if isinstance(answer, Unreachable | GivenUp) or hung >= limits.HANGING:
                yield from [GivenUp(answer.reason)] * (len(paths) - done)
                return

    def ask(self, path: str, limit: int = limits.OBJECT_BYTES) -> Response:
        """The whole answer to one request, whatever its status; raises a Fault when there is none."""
        if self._under_way:
            self.close()
        try:
            return self._response([path], 0, limit)
        except Fault:
            self.close()
            raise

    def renew(self) -> None:
        """Gives it all its time and room again: for one who comes back every now and then, over the same connection."""
        self._end = time.monotonic() + self._timeout * limits.OVERALL
        self._room = limits.TOTAL_BYTES

    def _response(self, paths: Sequence[str], done: int, limit: int) -> Response:
        """The answer to `paths[done]`; keeps the paths behind it under way."""
        left = self._left()
        if self._connection is None:
            self._connection = connect(self.target, left, self._timeout)
        self._send_ahead(self._connection, paths[done : done + self._ahead], left)
        response = self._connection.receive(left, min(limit, self._room))
        self._under_way -= 1
        self._room -= len(response.body)
        self.answered = True
        if response.last:
            self.close()
            self._ahead = 1
        return response

    def _send_ahead(self, connection: Connection, paths: Sequence[str], left: Deadline) -> None:
        """Puts the first of `paths` under way, and some behind it. A connection that fails may still hold answers."""
        while self._under_way < min(self._ahead, len(paths)):
            try:
                connection.send("GET", self._path(paths[self._under_way]), left)
            except Dropped:
                if self._under_way:
                    return
                raise
            self._under_way += 1

    def _path(self, path: str) -> str:
        return (self.target.path if self.target.scheme == "tcp" else "") + self.version + path

    def _left(self) -> Deadline:
        now = time.monotonic()
        if now >= self._end:
            raise GivenUp(f"the engine was not read within {self._timeout * limits.OVERALL:g} s")
        if self._room <= 0:
            raise GivenUp(f"the engine's answers are longer than {limits.TOTAL_BYTES} bytes together")
        return Deadline(min(now + self._timeout, self._end), f"no answer within {self._timeout:g} s")


def _document(response: Response) -> Any:
    """The JSON of an answer, or the Fault that it is."""
    try:
        said = parsed(response.body)
    except Garbled as fault:
        said = fault
    if response.status == _OK:
        return said
    if response.status in _REDIRECTS:
        return Refused(response.status, "a redirect, which is not followed")
    plain = response.headers.get("content-type", "text/plain").startswith("text/plain")
    message = said.get("message") if isinstance(said, dict) else None
    if isinstance(said, Garbled) and plain:
        message = response.body[: 4 * LONGEST].decode("utf-8", "replace")
    return Refused(response.status, one_line(message) if isinstance(message, str) else "")
