"""What `inspector watch` refuses, and what it says of engines that only seem to be some; nothing real is needed."""

import io
import json
import socket
import threading
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import pytest

from inspector.cli import follow, main
from inspector.sources.live import parse
from inspector.sources.live.events import REMEMBERED, Events
from inspector.sources.live.faults import Fault, Garbled, Refused


def watch(*words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(["watch", *words], environ={}, stdin=io.BytesIO(), stdout=out, stderr=err)
    return code, out.getvalue(), err.getvalue()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["host.json"], "host.json: only a running engine has events to follow"),
        (["-"], "-: only a running engine has events to follow"),
        (["unix:///no/such.sock"], "unix:///no/such.sock: no such socket"),
        (["unix:///a", "unix:///b"], "watch: it follows one engine, not 2; name the one"),
        (["unix:///a", "--rounds", "0"], "--rounds: '0' is no number above zero"),
        (["unix:///a", "--rounds", "-1"], "--rounds: '-1' is no number above zero"),
        (["unix:///a", "--rounds", "1" * 5000], "is no number above zero"),
        (["unix:///a", "-f", "html"], "--format: 'html' is none of text, json"),
        (["context:none"], "context:none: there is no such context"),
    ],
)
def test_wrong_use_is_one_line_and_2(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = watch(*words)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


class Fake:
    """Something on a socket that answers like an engine whose events and clock a test sets.

    Attributes:
        body: of the next answers about events.
        now: its clock; None: it does not say.
        status: of the answers about events.
        asked: paths.
        drop: whether the next request ends the connection.
    """

    def __init__(self, path: Path) -> None:
        self.body, self.status, self.drop = b"", 200, False
        self.now: float | None = 1_800_000_000.0
        self.asked: list[str] = []
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                channel, _ = self._listener.accept()
            except OSError:
                return
            with channel:
                while (request := channel.recv(4096)) and self._answer(channel, request.split()[1].decode()):
                    pass

    def _answer(self, channel: socket.socket, path: str) -> bool:
        self.asked.append(path)
        if self.drop:
            self.drop = False
            return False
        events = "/events" in path
        body, status = (self.body, self.status) if events else (b'{"ApiVersion": "1.45"}', 200)
        date = "" if self.now is None else f"Date: {formatdate(self.now, usegmt=True)}\r\n"
        channel.sendall(f"HTTP/1.1 {status} X\r\n{date}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        return True

    def end(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[Fake]:
    made = Fake(tmp_path / "s")
    yield made
    made.end()


@pytest.fixture
def events(fake: Fake, tmp_path: Path) -> Iterator[Events]:
    made = Events(parse(f"unix://{tmp_path}/s", {}), 5.0)
    made.begin()
    assert fake.asked == ["/version", "/v1.45/info"]
    yield made
    made.close()


def line(action: object, moment: object = None) -> bytes:
    return json.dumps({"Type": "container", "Action": action, "timeNano": moment}).encode() + b"\n"


@pytest.mark.parametrize(
    ("body", "news"),
    [
        (b"", False),
        (b"\n", False),
        (line("create"), True),
        (line("exec_create: /bin/true"), False),
        (line("health_status: healthy"), False),
        (line("exec_die") + line("die"), True),
        (line("exec_die") * (REMEMBERED - 1), False),
        (line("exec_die") * REMEMBERED, True),
        (line("create", 1_700_000_000_000_000_000), False),
        (line("create", 1_800_000_000_000_000_000), True),
        (line("create", 0), True),
        (line("create", "now"), True),
        (line(None), True),
        (line({}), True),
        (b"{}\n", True),
        (b"[]\n", True),
        (b"null\n", True),
        (b"\xff\n", True),
        (b"[" * 100_000 + b"\n", True),
    ],
)
def test_what_counts_as_an_event(fake: Fake, events: Events, body: bytes, news: bool) -> None:  # noqa: FBT001
    fake.body = body
    assert events.happened() is news


def test_no_moment_is_left_out(fake: Fake, events: Events) -> None:
    """Each span begins where the one before ended, and none ends later than the engine's own clock."""
    for step in (0, 1, 5):
        assert fake.now is not None
        fake.now += step
        events.happened()
    spans = [path.partition("?")[2] for path in fake.asked if "/events" in path]
    start = 1_800_000_000
    assert spans == [
        f"since={since}&until={until}" for since, until in ((start, start), (start, start), (start, start + 1))
    ]
    events.happened()
    assert fake.asked[-1].endswith(f"since={start + 1}&until={start + 6}")


def test_a_clock_that_was_set_back_is_something_that_happened(fake: Fake, events: Events) -> None:
    assert not events.happened()
    fake.now = 1_700_000_000.0
    assert events.happened()
    assert not events.happened()
    assert fake.asked[-1].endswith("since=1700000000&until=1700000000")


def test_a_connection_that_broke_is_something_that_happened(fake: Fake, events: Events) -> None:
    fake.drop = True
    assert events.happened()
    assert not events.happened()


def test_an_engine_that_does_not_say_the_time_or_refuses_is_a_fault(fake: Fake, events: Events) -> None:
    fake.status = 503
    with pytest.raises(Refused):
        events.happened()
    fake.status, fake.now = 200, None
    with pytest.raises(Garbled):
        events.happened()


def test_quiet_is_waited_for_but_not_for_ever(fake: Fake, events: Events, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "PACE", 0.02)
    monkeypatch.setattr(follow, "QUIET", 0.3)
    monkeypatch.setattr(follow, "RESTLESS", 1.0)
    fake.body = line("start")
    began = time.monotonic()
    follow.wait_for_change(events)
    assert 1.0 <= time.monotonic() - began < 5.0


def test_the_pauses_grow_to_a_minute_and_stay(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slept: list[float] = []
    monkeypatch.setattr("inspector.cli.follow.time.sleep", slept.append)
    gone = Events(parse(f"unix://{tmp_path}/none", {}), 5.0)
    for tries in range(9):
        with pytest.raises(Fault):
            follow.wait_for_engine(gone, tries)
    assert slept == [1, 2, 4, 8, 15, 30, 60, 60, 60]
