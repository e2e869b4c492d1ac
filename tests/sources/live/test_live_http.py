"""The one place that writes to an engine: it can only read."""

import socket
from pathlib import Path

import pytest

import inspector.sources.live
from inspector.sources.live.faults import Dropped
from inspector.sources.live.http import Connection, request


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "get", "", "GET /x"])
def test_only_get_and_head_can_be_sent(method: str) -> None:
    with pytest.raises(ValueError, match="only read"):
        request(method, "engine", "/info")


@pytest.mark.parametrize(
    "path", ["", "info", "/a b", "/a\r\nX: y", "/a\n", "/a#b", "/\u20ac", "http://elsewhere/", "/a\0"]
)
def test_a_path_cannot_carry_another_request(path: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        request("GET", "engine", path)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_request_is_what_the_engine_gets(method: str) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        connection = Connection(ours, "engine", lambda _error: Dropped("x"))
        connection.send(method, "/v1.41/info", lambda: 5)
        assert theirs.recv(1000) == (
            f"{method} /v1.41/info HTTP/1.1\r\nHost: engine\r\nAccept: application/json\r\n\r\n".encode()
        )


def test_answers_to_head_have_no_body() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        connection = Connection(ours, "engine", lambda _error: Dropped("x"))
        for method in ("HEAD", "GET", "GET"):
            connection.send(method, "/_ping", lambda: 5)
        theirs.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nApi-Version: 1.45\r\n\r\n")
        theirs.sendall(b"HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK")
        answers = [connection.receive(lambda: 5, 100) for _ in range(3)]
    assert [answer.body for answer in answers] == [b"", b"", b"OK"]
    assert answers[0].headers["api-version"] == "1.45"


def test_nothing_else_in_the_package_writes_to_a_connection() -> None:
    package = Path(inspector.sources.live.__file__).parent
    writers = {
        path.name for path in package.glob("*.py") if ".send" in path.read_text() or ".write(" in path.read_text()
    }
    assert writers == {"http.py", "session.py"}
    assert "sendall" not in (package / "session.py").read_text()
