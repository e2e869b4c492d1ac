"""`inspector watch` on real engines: what appears, what goes, an engine that goes away and comes back."""

import io
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from companions import Haproxy, podman
from harness import Engine, wait_for

from inspector.cli import main
from inspector.cli.judge import judge as real_judge
from inspector.model import Report

SOCKET = "/var/run/docker.sock:/var/run/docker.sock"


class Watch:
    """A watch that runs in a thread until its rounds are over."""

    def __init__(self, address: str, rounds: int, *words: str) -> None:
        self._out, self._err = io.StringIO(), io.StringIO()
        self.code: int | None = None
        self._words = ["watch", address, "--rounds", str(rounds), *words]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        self.code = main(self._words, environ={}, stdin=io.BytesIO(), stdout=self._out, stderr=self._err)

    @property
    def out(self) -> str:
        return self._out.getvalue()

    @property
    def err(self) -> str:
        return self._err.getvalue()

    def lines(self, event: str) -> list[dict[str, Any]]:
        return [line for line in map(json.loads, self.out.splitlines()) if line["event"] == event]

    def wait_until(self, happened: Callable[[], object], what: str) -> None:
        wait_for(lambda: happened() or self.code is not None, what)
        assert happened(), self.err

    def end(self) -> int:
        wait_for(lambda: self.code is not None, "the watch to end")
        assert self.code is not None
        return self.code


@contextmanager
def stopped(engine: Engine) -> Iterator[None]:
    """The engine, away; afterwards it runs again, on the same socket with the same data."""
    engine.process.terminate()
    engine.process.wait(60)
    yield
    with engine.log.open("ab") as log:
        engine.process = subprocess.Popen(engine.process.args, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    engine.wait_until(engine.answers)


def rules_of(parts: list[dict[str, Any]], name: str) -> set[str]:
    return {one["rule"] for one in parts if one["object"]["name"] == name}


def test_what_appears_is_new_and_what_goes_is_fixed(engine: Engine) -> None:
    engine.run("--name", "web", "busybox:local")
    watch = Watch(engine.address, 3, "-f", "json")
    watch.wait_until(lambda: "waiting" in watch.err, "the first audit")
    (state,) = watch.lines("state")
    assert watch.out.startswith('{"schema": "inspector.watch/1", "event": "state"')
    assert "DOOD-001" not in {one["rule"] for one in state["findings"]}

    engine.run("--name", "sneaky", "-v", SOCKET, "busybox:local")
    watch.wait_until(lambda: watch.lines("changes"), "the second audit")
    seen = watch.lines("changes")[0]
    assert "DOOD-001" in rules_of(seen["new"], "sneaky")
    assert seen["fixed"] == []
    assert rules_of(seen["new"], "web") == set()
    assert seen["summary"]["exit_code"] == 1

    engine.docker("rm", "-f", "sneaky")
    code = watch.end()
    gone = watch.lines("changes")[1]
    assert "DOOD-001" in rules_of(gone["fixed"], "sneaky")
    assert {one["because"] for one in gone["fixed"]} == {"gone"}
    assert gone["new"] == []
    assert code == gone["summary"]["exit_code"] == state["summary"]["exit_code"]


def test_an_engine_that_goes_away_is_said_once_and_audited_when_it_is_back(
    start_engine: Callable[..., Engine],
) -> None:
    engine = start_engine()
    engine.image("busybox:local")
    engine.docker("create", "--name", "runner", "-v", SOCKET, "busybox:local")
    watch = Watch(engine.address, 2, "--fail-on", "never")
    watch.wait_until(lambda: "waiting" in watch.err, "the first audit")
    before = watch.out
    with stopped(engine):
        watch.wait_until(lambda: "unknown from now on" in watch.err, "the engine's end to be said")
        threading.Event().wait(4)
        assert watch.code is None
        assert watch.out == before
        assert watch.err.count("unknown from now on") == 1
    assert watch.end() == 0
    assert watch.err.count("unknown from now on") == 1
    assert "answers again" in watch.err
    after = watch.out.removeprefix(before)
    assert " new" not in after, "what was there before is not new"
    assert after.count("\n") == 1, after


def test_what_happens_during_an_audit_is_not_lost(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[Report] = []

    def judge(*args: Any) -> Report:
        judged.append(real_judge(*args))
        if len(judged) == 1:  # after the engine was read, before the report is there
            engine.docker("create", "--name", "sneaky", "-v", SOCKET, "busybox:local")
            threading.Event().wait(3)
        return judged[-1]

    monkeypatch.setattr("inspector.cli.watching.judge", judge)
    watch = Watch(engine.address, 2, "-f", "json")
    watch.end()
    (changes,) = watch.lines("changes")
    assert "DOOD-001" in rules_of(changes["new"], "sneaky")


def test_health_checks_and_execs_are_nothing_that_happens(engine: Engine) -> None:
    health = ("--health-cmd", "/bin/true", "--health-interval", "1s")
    engine.run("--name", "web", *health, "busybox:local")
    watch = Watch(engine.address, 2, "-f", "json")
    watch.wait_until(lambda: "waiting" in watch.err, "the first audit")
    engine.docker("exec", "web", "/bin/true")
    threading.Event().wait(5)
    assert watch.lines("changes") == []
    engine.docker("volume", "create", "new")
    watch.end()
    assert len(watch.lines("changes")) == 1


def test_events_that_a_proxy_refuses_are_no_watch(engine: Engine) -> None:
    proxy = Haproxy(engine, "get-only.cfg", KINDS="version|info|containers|networks|images|volumes")
    try:
        watch = Watch(proxy.address, 1)
        assert watch.end() == 2
    finally:
        proxy.end()
    assert watch.out == ""
    assert watch.err.splitlines() == [f"inspector: {proxy.address}: its events cannot be read: 403"]


def test_podman_is_followed_too() -> None:
    engine = podman()
    try:
        watch = Watch(engine.address, 3, "-f", "json")
        watch.wait_until(lambda: "waiting" in watch.err, "the first audit")
        threading.Event().wait(4)
        assert watch.lines("changes") == [], "reading is nothing that happens"
        for number in (1, 2):
            with engine.api() as api:
                api.create_volume(f"new-{number}")
            watch.wait_until(lambda: len(watch.lines("changes")) == number, "the next audit")  # noqa: B023
        watch.end()
    finally:
        engine.end()
    changes = watch.lines("changes")[-1]
    assert changes["summary"]["gaps"] == watch.lines("state")[0]["summary"]["gaps"]


def test_only_gets_are_sent(engine: Engine) -> None:
    proxy = Haproxy(engine, "record.cfg")
    try:
        watch = Watch(proxy.address, 2)
        watch.wait_until(lambda: "waiting" in watch.err, "the first audit")
        engine.docker("volume", "create", "new")
        watch.end()
        wait_for(lambda: any("/events" in line for line in proxy.requests()), "the proxy's log")
        asked = proxy.requests()
    finally:
        proxy.end()
    assert {request.split()[0] for request in asked} == {"GET"}


def test_an_interrupt_ends_it_with_130(engine: Engine, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "inspector", "watch", engine.address]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        assert process.stderr is not None
        assert "waiting" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert process.stderr.read() == ""


def test_a_reader_that_goes_ends_it_with_the_last_verdict(engine: Engine, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "inspector", "watch", engine.address, "-f", "json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["summary"]["exit_code"] == 0
        process.stdout.close()
        engine.docker("create", "--name", "sneaky", "-v", SOCKET, "busybox:local")
        assert process.wait(60) == 1
        assert process.stderr is not None
        assert process.stderr.read().count("\n") == 1, "it waited, and nothing else"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
