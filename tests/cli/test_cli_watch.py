"""What `inspector watch` refuses, and what it says of engines that only seem to be some; nothing real is needed."""

import io
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from email.utils import formatdate
from pathlib import Path

import pytest

from inspector.cli import follow, main
from inspector.sources.live import parse
from inspector.sources.live.events import CROWD, Events
from inspector.sources.live.faults import Fault, Garbled, Refused
from inspector.sources.live.limits import OBJECT_BYTES


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


START = 1_800_000_000
"""What time it is at first on the fake engine."""


class Fake:
    """Something on a socket that answers like an engine whose events and clock a test sets.

    Attributes:
        body: of the next answers about events.
        about: what it says about itself.
        now: its clock; None: it does not say.
        status: of the answers about events.
        asked: paths.
        holds: whether it answers about events only when their end has come.
        drop: whether the next request ends the connection.
    """

    def __init__(self, path: Path) -> None:
        self.body, self.status, self.drop = b"", 200, False
        self.now: float | None = float(START)
        self.holds = False
        self.about: dict[str, object] = {"ApiVersion": "1.45"}
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
            with channel, suppress(OSError):
                while (request := channel.recv(4096)) and self._answer(channel, request.split()[1].decode()):
                    pass

    def _answer(self, channel: socket.socket, path: str) -> bool:
        self.asked.append(path)
        if self.drop:
            self.drop = False
            return False
        events = "/events" in path
        if self.holds and self.now is not None and float(path.partition("until=")[2] or 0) > self.now:
            channel.recv(1)  # until nobody waits any more
            return False
        body, status = (self.body, self.status) if events else (json.dumps(self.about).encode(), 200)
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
        (line("exec_die") * (CROWD - 1), False),
        (line("exec_die") * CROWD, True),
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
    assert fake.now is not None
    fake.now += 5
    assert not events.happened()
    fake.body = body
    assert events.happened() is news


class Clock:
    """Our own clock, and an engine's that goes with it."""

    def __init__(self, fake: Fake) -> None:
        self._fake = fake
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def later(self, seconds: float) -> None:
        assert self._fake.now is not None
        self.seconds += seconds
        self._fake.now += seconds


@pytest.fixture
def clock(fake: Fake, events: Events, monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock(fake)
    monkeypatch.setattr("inspector.sources.live.events.monotonic", made)
    events.begin()
    return made


def spans(fake: Fake) -> list[str]:
    return [path.partition("?")[2] for path in fake.asked if "/events" in path]


def test_no_moment_is_left_out(fake: Fake, events: Events, clock: Clock) -> None:
    """Each span begins where the one before ended, and none ends later than the engine's own clock."""
    for step in (0, 1, 0.4, 0.4, 0.4, 10):
        clock.later(step)
        events.happened()
    ends = [0, 1, 1, 1, 1, 12]
    assert spans(fake) == [
        f"since={START + since}&until={START + until}" for since, until in zip([0, *ends], ends, strict=False)
    ]


def test_a_clock_that_was_set_forward_leaves_nothing_out(fake: Fake, events: Events, clock: Clock) -> None:
    assert fake.now is not None
    clock.later(1)
    fake.now += 3600
    events.happened()
    events.happened()
    assert spans(fake)[-1] == f"since={START + 1}&until={START + 3601}"


@pytest.mark.parametrize("back", [3, 3600])
def test_a_clock_that_was_set_back_is_something_that_happened(
    fake: Fake, events: Events, clock: Clock, back: float
) -> None:
    """Also when it has caught up since with the last answer's time."""
    assert fake.now is not None
    assert not events.happened()
    clock.later(60)
    fake.now -= back
    assert events.happened()
    assert not events.happened()
    assert spans(fake)[-1] == f"since={START + 60 - back:.0f}&until={START + 60 - back:.0f}"


def test_an_engine_that_holds_its_answer_until_a_clock_that_was_set_back_is_there_again_is_not_gone(
    fake: Fake, tmp_path: Path
) -> None:
    """As dockerd does: an `until` in the future makes it go on telling."""
    fake.holds = True
    hasty = Events(parse(f"unix://{tmp_path}/s", {}), 0.3)
    hasty.begin()
    assert fake.now is not None
    fake.now -= 3600
    assert hasty.happened()
    assert not hasty.happened()
    hasty.close()


def test_podman_is_asked_without_an_end_and_what_comes_again_is_left_for_then(
    fake: Fake, events: Events, clock: Clock
) -> None:
    fake.about = {"ApiVersion": "1.41", "Components": [{"Name": "Podman Engine"}]}
    events.begin()
    clock.later(5)
    fake.body = line("create", (START + 5) * 10**9)
    assert not events.happened(), "the second is not over"
    assert spans(fake) == [f"since={START}&stream=false"]
    clock.later(1)
    assert events.happened()
    assert spans(fake)[-1] == f"since={START + 5}&stream=false"


@pytest.mark.parametrize("told", ["2027-01-15T18:00:00Z", "2030-01-01T00:00:00", "1970-01-01T00:00:00Z", "now", 5])
def test_an_engine_that_contradicts_its_own_clock_hides_no_event(fake: Fake, events: Events, told: object) -> None:
    fake.about = {"ApiVersion": "1.45", "SystemTime": told}
    events.begin()
    assert fake.now is not None
    fake.now += 5
    assert not events.happened()
    fake.body = line("create", (START + 1) * 10**9)
    assert events.happened()


def test_an_answer_that_is_too_long_is_something_that_happened(fake: Fake, events: Events) -> None:
    fake.body = b" " * (OBJECT_BYTES + 1)
    assert events.happened()
    fake.body = b""
    assert not events.happened()


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


def test_an_engine_that_answers_but_refuses_its_events_is_not_back(
    fake: Fake, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would be back and gone again every second."""
    monkeypatch.setattr("inspector.cli.follow.time.sleep", lambda _: None)
    fake.status = 403
    with pytest.raises(Refused):
        follow.wait_for_engine(events, 0)
    fake.status = 200
    follow.wait_for_engine(events, 0)


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
