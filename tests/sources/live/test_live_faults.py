"""Faults of an engine are data: a gap with kind, id and reason, or one line when nothing could be read."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fake_engine import FakeEngine, whole
from harness import short_folder

from inspector.errors import SourceError
from inspector.sources.live.session import AHEAD

MIB = 1024 * 1024


@pytest.fixture
def fake() -> Iterator[FakeEngine]:
    folder = short_folder()
    engine = FakeEngine(folder)
    yield engine
    engine.close()
    (folder / "s").unlink()
    folder.rmdir()


def sent(*pieces: bytes, stay: bool = True) -> Callable[[socket.socket], bool]:
    """Answers with these bytes."""

    def answer(channel: socket.socket) -> bool:
        for piece in pieces:
            channel.sendall(piece)
        return stay

    return answer


def silence(channel: socket.socket) -> bool:
    """Waits for the other side to give up."""
    channel.recv(1)
    return False


def closes(_channel: socket.socket) -> bool:
    return False


def zeros(channel: socket.socket) -> bool:
    """Ten gigabytes, as far as anybody takes them."""
    channel.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(10 * 1024):
        channel.sendall(b"100000\r\n" + bytes(MIB) + b"\r\n")
    return False


def drip(channel: socket.socket) -> bool:
    """A byte now and then: each read succeeds, the answer never ends."""
    channel.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        channel.sendall(b" ")
        time.sleep(0.02)
    return False


HALF = b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"Id": '

FAULTS: dict[str, tuple[Any, str]] = {
    "silence": (silence, "no answer within 0.3 s"),
    "a drip": (drip, "no answer within 0.3 s"),
    "half a body, then silence": (lambda channel: sent(HALF)(channel) and silence(channel), "no answer within 0.3 s"),
    "half a body, then closed": (sent(HALF, stay=False), "the connection was closed before the answer was complete"),
    "closed at once": (closes, "the connection was closed before the answer was complete"),
    "zeros": (zeros, "the answer is longer than"),
    "a length of 10 GB": (sent(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n"), "the answer is longer than"),
    "a length that is none": (sent(b"HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n"), "does not say how long it is"),
    "a chunk that is none": (
        sent(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"),
        "does not say how long it is",
    ),
    "no HTTP": (sent(b"SSH-2.0-OpenSSH_9.2\r\n"), "does not speak HTTP"),
    "zeros and no head": (sent(bytes(MIB)), "does not speak HTTP"),
    "a head without end": (
        sent(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 20_000),
        "the head of the answer is longer than",
    ),
    "only interim heads": (sent(b"HTTP/1.1 100 Continue\r\n\r\n" * 11), "no end of interim heads"),
    "a deep list": (sent(whole(b"[" * 500_000)), "the answer is nested more than 200 deep"),
    "a deep list, closed": (sent(whole(b"[" * 5000 + b"]" * 5000)), "the answer is nested more than 200 deep"),
    "many small lists": (sent(whole(b"[" + b"[]," * 2 * MIB + b"[]]")), "the answer holds more than"),
    "a web page": (sent(whole(b"<html>")), "the answer is no JSON"),
    "half of a JSON": (sent(whole(b'{"Id": "a", ')), "the answer is no JSON"),
    "NaN": (sent(whole(b'{"Id": NaN}')), "the answer is no JSON"),
    "a long integer": (sent(whole(b'{"Id": ' + b"9" * 5000 + b"}")), "the answer is no JSON"),
    "no UTF-8": (sent(whole(b'{"Id": "\xff"}')), "the answer is no JSON"),
    "nothing": (sent(whole(b"")), "the answer is no JSON"),
    "a list instead of an object": (sent(whole(b"[]")), "the answer is no object"),
    "a redirect": (
        sent(whole(b"", 301, "Location: http://127.0.0.1:1/elsewhere\r\n")),
        "301 a redirect, which is not followed",
    ),
    "403 as a page": (sent(whole(b"<html><body><h1>403 Forbidden</h1>", 403)), "403"),
    "403 of an authorization plugin": ((403, {"message": "authorization denied by plugin p: no"}), "403"),
    "500": ((500, {"message": "layer\x1b[31m does\nnot exist"}), "500 layer?[31m does not exist"),
    "500 without words": ((500, b""), "500"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_one_object_is_its_gap_and_the_others_are_read(fake: FakeEngine, name: str) -> None:
    behaviour, reason = FAULTS[name]
    fake.containers("a", "b", "c")
    fake.answers["/containers/id-b/json"] = behaviour
    snapshot = fake.take(timeout=0.3 if "0.3" in reason else 20)
    assert [container["Name"] for container in snapshot.objects["container"]] == ["/a", "/c"]
    (gap,) = snapshot.gaps
    assert (gap["engine"], gap["kind"], gap["id"]) == ("host", "container", "b")
    assert reason in gap["reason"]
    assert "vanished" not in gap
    assert "container" not in snapshot.complete
    assert "image" in snapshot.complete


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_a_list_is_a_gap_of_its_kind(fake: FakeEngine, name: str) -> None:
    behaviour, reason = FAULTS[name]
    fake.containers("a")
    fake.answers["/networks"] = behaviour
    snapshot = fake.take(timeout=0.3 if "0.3" in reason else 20)
    assert len(snapshot.objects["container"]) == 1
    if name == "a list instead of an object":
        assert snapshot.gaps == []
        return
    assert [(gap["kind"], gap["id"]) for gap in snapshot.gaps] == [("network", "")]
    assert reason in snapshot.gaps[0]["reason"]
    assert "network" not in snapshot.objects
    assert "network" not in snapshot.complete


@pytest.mark.parametrize("name", [name for name, (_, reason) in FAULTS.items() if not reason[0].isdigit()])
def test_an_engine_that_answers_nothing_else_is_one_line(fake: FakeEngine, name: str) -> None:
    behaviour, reason = FAULTS[name]
    fake.answers = {}
    fake.default = behaviour
    began = time.monotonic()
    with pytest.raises(SourceError) as caught:
        fake.take(timeout=0.3 if "0.3" in reason else 20)
    assert reason in caught.value.reason
    assert caught.value.place == fake.target.shown
    assert "\n" not in str(caught.value)
    assert time.monotonic() - began < 20


MEASURE = """
import sys
from inspector.errors import SourceError
from inspector.sources.live import parse, take
class Open:
    def document(self, kind, document): return document
try:
    found = take(parse(sys.argv[1], {}), Open(), timeout=20)
    print(found.gaps[0]["reason"])
except SourceError as error:
    print(error.reason)
# Not getrusage: that counts the process that this one was forked from.
print(next(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.parametrize(
    "behaviour",
    [
        zeros,
        sent(whole(b"[" * 30 * MIB)),
        sent(whole(b"[" + b"[]," * 2 * MIB + b"[]]")),
        sent(whole(b'["' + b"x" * 31 * MIB + b'"]')),
        sent(whole(b"{" + b",".join(b'"%07d":1.5' % number for number in range(499_000)) + b"}")),
        sent(whole("\U0001f600".encode() * 7 * MIB)),
    ],
    ids=["zeros", "deep", "small lists", "a long text", "many keys", "wide"],
)
def test_a_hostile_list_costs_bounded_memory(fake: FakeEngine, behaviour: Any) -> None:
    fake.answers["/networks"] = behaviour
    words = [sys.executable, "-c", MEASURE, fake.target.shown]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
    reason, mebibytes = done.stdout.splitlines()
    assert reason
    assert int(mebibytes) < 200, reason


def test_a_redirect_is_not_followed(fake: FakeEngine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(0.2)
        place = f"Location: http://127.0.0.1:{elsewhere.getsockname()[1]}/\r\n"
        fake.answers["/networks"] = sent(whole(b"", 307, place))
        assert [gap["reason"] for gap in fake.take().gaps] == ["307 a redirect, which is not followed"]
        with pytest.raises(TimeoutError):
            elsewhere.accept()


def test_an_engine_that_forbids_everything_is_one_line(fake: FakeEngine) -> None:
    fake.answers = {}
    fake.default = (403, b"")
    with pytest.raises(SourceError, match="403"):
        fake.take()


def test_an_object_that_vanished_is_said_and_hides_nothing(fake: FakeEngine) -> None:
    fake.containers("a", "b")
    fake.answers["/containers/id-b/json"] = (404, {"message": "No such container: id-b"})
    snapshot = fake.take()
    assert [gap["id"] for gap in snapshot.gaps] == ["b"]
    assert snapshot.gaps[0].get("vanished") is True
    assert "container" in snapshot.complete


def test_an_object_in_removal_is_asked_for_again(fake: FakeEngine) -> None:
    asked: list[int] = []

    def removal(channel: socket.socket) -> bool:
        asked.append(1)
        channel.sendall(whole(b'{"message": "x"}', 500 if len(asked) == 1 else 404))
        return True

    fake.containers("a", "b")
    fake.answers["/containers/id-b/json"] = removal
    snapshot = fake.take()
    assert len(asked) == 2
    assert snapshot.gaps[0].get("vanished") is True


def test_a_dropped_connection_is_opened_again_and_nothing_is_lost(fake: FakeEngine) -> None:
    served: list[int] = []

    def every_fourth(channel: socket.socket) -> bool:
        served.append(1)
        if len(served) % 4 == 0:
            return False
        channel.sendall(whole(b'{"Id": "%d"}' % len(served)))
        return True

    names = [f"c{number}" for number in range(3 * AHEAD)]
    fake.containers(*names)
    for name in names:
        fake.answers[f"/containers/id-{name}/json"] = every_fourth
    snapshot = fake.take()
    assert len(snapshot.objects["container"]) == len(names)
    assert snapshot.gaps == []
    assert fake.connections > 10


def test_answers_that_end_their_connection_lose_nothing(fake: FakeEngine) -> None:
    fake.containers("a", "b", "c")
    for name in ("a", "b", "c"):
        body = b'{"Id": "id-%s"}' % name.encode()
        fake.answers[f"/containers/id-{name}/json"] = sent(whole(body, 200, "Connection: close\r\n"), stay=False)
    snapshot = fake.take()
    assert [container["Id"] for container in snapshot.objects["container"]] == ["id-a", "id-b", "id-c"]
    assert snapshot.gaps == []


def test_an_answer_of_http_1_0_ends_with_its_connection(fake: FakeEngine) -> None:
    fake.containers("a", "b")
    for name in ("a", "b"):
        body = b'HTTP/1.0 200 OK\r\n\r\n{"Id": "id-%s"}' % name.encode()
        fake.answers[f"/containers/id-{name}/json"] = sent(body, stay=False)
    snapshot = fake.take()
    assert [container["Id"] for container in snapshot.objects["container"]] == ["id-a", "id-b"]
    assert snapshot.gaps == []


def test_chunks_and_trailers_make_a_body(fake: FakeEngine) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    fake.containers("a", "b")
    fake.answers["/containers/id-a/json"] = sent(
        head, b'5;x=y\r\n{"Id"\r\nC\r\n: "chunked"}\r\n0\r\nTrailer: x\r\n\r\n'
    )
    assert [container["Id"] for container in fake.take().objects["container"]] == ["chunked", "id-b"]


def test_an_engine_that_goes_away_is_a_gap_for_all_the_rest(fake: FakeEngine) -> None:
    def goes_away(_channel: socket.socket) -> bool:
        fake.close()
        return False

    fake.containers("a", "b", "c", "d")
    fake.answers["/containers/id-b/json"] = goes_away
    snapshot = fake.take()
    assert [container["Name"] for container in snapshot.objects["container"]] == ["/a"]
    gaps = {(gap["kind"], gap["id"]): gap["reason"] for gap in snapshot.gaps}
    assert gaps["container", "b"] == "no engine is listening"
    assert gaps["container", ""] == "2 not asked for: no engine is listening"
    assert gaps["network", ""] == "no engine is listening"
    assert snapshot.complete == set()


def test_an_engine_that_hangs_on_everything_is_not_waited_for_each_time(fake: FakeEngine) -> None:
    names = [f"c{number}" for number in range(50)]
    fake.containers(*names)
    for name in names[1:]:
        fake.answers[f"/containers/id-{name}/json"] = silence
    snapshot = fake.take(timeout=0.2)
    gaps = [gap for gap in snapshot.gaps if gap["kind"] == "container"]
    assert [gap["id"] for gap in gaps] == ["c1", "c2", "c3", ""]
    assert gaps[-1]["reason"] == "46 not asked for: no answer within 0.2 s"
    assert "image" in snapshot.complete


def test_a_kind_that_can_be_listed_and_never_inspected_is_one_gap(fake: FakeEngine) -> None:
    fake.containers("a", "b", "c")
    for name in ("a", "b", "c"):
        fake.answers[f"/containers/id-{name}/json"] = (403, b"")
    assert [(gap["kind"], gap["id"], gap["reason"]) for gap in fake.take().gaps] == [("container", "", "403")]


@pytest.mark.parametrize("listed", [[{"Names": ["/x"]}], [{"Id": 5}], [{"Id": ""}], [None], ["x"], [[]]])
def test_entries_without_identity_are_a_gap_and_the_others_are_read(fake: FakeEngine, listed: list[Any]) -> None:
    fake.containers("a")
    fake.answers["/containers/json?all=1"] += listed
    snapshot = fake.take()
    assert [container["Name"] for container in snapshot.objects["container"]] == ["/a"]
    assert [gap["reason"] for gap in snapshot.gaps] == ["the list holds entries without Id"]


@pytest.mark.parametrize("path", ["/containers/json?all=1", "/images/json", "/networks", "/volumes", "/plugins"])
@pytest.mark.parametrize("answer", [{"x": 1}, "text", 7, {"Volumes": 7, "Warnings": 9}])
def test_a_list_of_another_shape_is_a_gap(fake: FakeEngine, path: str, answer: object) -> None:
    fake.answers[path] = answer
    if path == "/volumes" and answer == {"x": 1}:
        return
    assert [gap["reason"] for gap in fake.take().gaps] == ["the answer is no list"]


def test_hostile_ids_stay_inside_their_part_of_the_path(fake: FakeEngine) -> None:
    hostile = "../../secrets?x=1#y z\r\nDELETE /containers/a HTTP/1.1\r\n\r\n\u20ac"
    fake.answers["/containers/json?all=1"] = [{"Id": hostile, "Names": ["/x"]}]
    fake.take()
    asked = [request for request in fake.requests if "secrets" in request]
    assert len(asked) == 1
    assert asked[0].startswith("GET /v1.41/containers/..%2F..%2Fsecrets%3Fx%3D1%23y%20z%0D%0ADELETE")
    assert {request.split()[0] for request in fake.requests} == {"GET"}
