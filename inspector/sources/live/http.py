"""HTTP/1.1 as far as reading an engine needs it: GET and HEAD, keep-alive, several requests under way at once.

Why not http.client, or urllib3 (the docker SDK's way): of 100 inspects over the unix socket, those sent ahead on one
connection took 15 ms, one after another 30 ms, by http.client 40 ms, by the SDK 130 ms; importing http.client costs
30 ms and the SDK 250 ms, which is the whole budget of a live scan. And a limit on time has to hold for a whole
answer here, also when it comes byte by byte; the limits of the libraries hold for each read of the socket.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from socket import socket

from inspector.sources.live.faults import Fault, Garbled

METHODS = ("GET", "HEAD")
"""The only requests an engine ever gets; `request` is the one place that writes to a connection."""

HEADER_LIMIT = 65_536
"""Bytes of a response's head, and of a line of it."""

INTERIM_LIMIT = 10
"""Answers of the 1xx kind that may come before the real one."""

READ = 65_536

_PATH = re.compile(r"/[A-Za-z0-9/._~:@%?=&,+\-]*")
_STATUS = re.compile(rb"HTTP/1\.([01]) ([1-5][0-9][0-9])(?: |$)")
_FINAL = 200
_BODILESS = (204, 304)


@dataclass(frozen=True)
class Response:
    """A whole answer.

    Attributes:
        status: HTTP status.
        headers: names and values in lower case; of a header that stands twice the last. `connection` is always there.
        body: as it came.
        last: whether the connection cannot be used again.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    last: bool


def request(method: str, host: str, path: str) -> bytes:
    """The bytes of a request; ValueError for a method that could change something or a foreign path."""
    if method not in METHODS:
        raise ValueError(f"an engine is only read, never sent a {method}")
    if not _PATH.fullmatch(path):
        raise ValueError(f"not a path of the API: {path!r}")
    return f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\n\r\n".encode("ascii")


class Connection:
    """One connection to an engine. Answers come in the order of the requests.

    `explain` makes a fault of a failed read or write; of None, of the other side's closing. `answered` counts answers.
    """

    def __init__(self, channel: socket, host: str, explain: Callable[[OSError | None], Fault]) -> None:
        self._channel = channel
        self._host = host
        self._explain = explain
        self._buffer = bytearray()
        self._heads: list[bool] = []
        self.answered = 0

    def send(self, method: str, path: str, left: Callable[[], float]) -> None:
        """Sends a request; `left` tells the seconds that remain for it."""
        data = request(method, self._host, path)
        try:
            self._channel.settimeout(left())
            self._channel.sendall(data)
        except OSError as error:
            raise self._explain(error) from error
        self._heads.append(method == "HEAD")

    def receive(self, left: Callable[[], float], limit: int) -> Response:
        """The answer to the oldest request; `limit` is the most bytes that its body may have."""
        head = self._heads.pop(0)
        for _ in range(INTERIM_LIMIT):
            status, headers = self._head(left)
            if status >= _FINAL:
                break
        else:
            raise Garbled("the answer has no end of interim heads")
        self.answered += 1
        last = "close" in headers["connection"]
        if head or status in _BODILESS:
            return Response(status, headers, b"", last)
        if "chunked" in headers.get("transfer-encoding", ""):
            return Response(status, headers, self._chunks(left, limit), last)
        if (length := headers.get("content-length")) is not None:
            return Response(status, headers, self._exactly(_number(length, 10, limit), left), last)
        return Response(status, headers, self._rest(left, limit), last=True)

    def close(self) -> None:
        """Ends the connection; nothing is said to the engine."""
        self._channel.close()

    def _head(self, left: Callable[[], float]) -> tuple[int, dict[str, str]]:
        line = self._line(left)
        if not (match := _STATUS.match(line)):
            raise Garbled("what answers there does not speak HTTP")
        headers = {"connection": "close" if match[1] == b"0" else ""}
        size = len(line)
        while line := self._line(left):
            size += len(line)
            if size > HEADER_LIMIT:
                raise Garbled(f"the head of the answer is longer than {HEADER_LIMIT} bytes")
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip().lower()
        return int(match[2]), headers

    def _chunks(self, left: Callable[[], float], limit: int) -> bytes:
        body = bytearray()
        while size := _number(self._line(left).partition(b";")[0].decode("latin-1"), 16, limit - len(body)):
            body += self._exactly(size, left)
            self._exactly(2, left)
        while self._line(left):
            pass  # trailers
        return bytes(body)

    def _rest(self, left: Callable[[], float], limit: int) -> bytes:
        while self._read(left):
            if len(self._buffer) > limit:
                raise _too_long(limit)
        body, self._buffer = bytes(self._buffer), bytearray()
        return body

    def _line(self, left: Callable[[], float]) -> bytes:
        seen = 0
        while (end := self._buffer.find(b"\n", seen)) < 0:
            seen = len(self._buffer)
            if seen > HEADER_LIMIT:
                raise Garbled("what answers there does not speak HTTP")
            self._fill(left)
        line = bytes(self._buffer[:end]).removesuffix(b"\r")
        del self._buffer[: end + 1]
        return line

    def _exactly(self, size: int, left: Callable[[], float]) -> bytes:
        while len(self._buffer) < size:
            self._fill(left)
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        return data

    def _fill(self, left: Callable[[], float]) -> None:
        if not self._read(left):
            raise self._explain(None)

    def _read(self, left: Callable[[], float]) -> bool:
        try:
            self._channel.settimeout(left())
            data = self._channel.recv(READ)
        except OSError as error:
            raise self._explain(error) from error
        self._buffer += data
        return bool(data)


def _number(text: str, base: int, limit: int) -> int:
    text = text.strip()
    try:
        number = int(text, base) if text.isalnum() and len(text) < 20 else -1  # noqa: PLR2004 - more than 64 bits
    except ValueError:
        number = -1
    if number < 0:
        raise Garbled("the answer does not say how long it is")
    if number > limit:
        raise _too_long(limit)
    return number


def _too_long(limit: int) -> Garbled:
    return Garbled(f"the answer is longer than {limit} bytes")
