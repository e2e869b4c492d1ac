"""Whole commands on a real engine: nothing but reads, nothing passed that was not seen, one line a fault."""

import io
import json
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from companions import Haproxy
from harness import Engine, wait_for

from inspector.cli import main


def run(*words: str, environ: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    out, err = io.StringIO(), io.StringIO()
    code = main(words, environ=environ or {}, stdin=io.BytesIO(), stdout=out, stderr=err)
    return code, out.getvalue(), err.getvalue()


def scan(*words: str) -> tuple[int, dict[str, Any]]:
    code, out, err = run("scan", "-f", "json", *words)
    assert out, err
    found: dict[str, Any] = json.loads(out)
    return code, found


def test_scan_and_collect_send_gets_and_heads_only(engine: Engine, tmp_path: Path) -> None:
    engine.run("--name", "web", "-v", "data:/data", "-v", "/var/run/docker.sock:/s", "busybox:local")
    engine.docker("exec", "-d", "web", "/bin/sleep", "1000")
    proxy = Haproxy(engine, "record.cfg")
    try:
        code, _ = scan(proxy.address)
        assert code == 1
        scanned = len(proxy.requests())
        code, _, err = run("collect", proxy.address, "-o", str(tmp_path / "host.json"))
        assert code == 0, err
        wait_for(lambda: len(proxy.requests()) > scanned + 10, "the proxy's log")
        asked = proxy.requests()
    finally:
        proxy.end()
    assert {request.split()[0] for request in asked} <= {"GET", "HEAD"}
    assert not [request for request in asked if "size" in request or "/df" in request]


def test_what_a_proxy_refuses_is_named_and_nothing_that_needs_it_passes(engine: Engine) -> None:
    engine.docker("volume", "create", "-o", "type=none", "-o", "o=bind", "-o", "device=/var/run", "hidden")
    engine.run("--name", "web", "-v", "hidden:/x", "busybox:local")
    assert scan(engine.address)[0] == 1
    proxy = Haproxy(engine, "get-only.cfg", KINDS="version|info|containers|networks|images")
    try:
        code, report = scan(proxy.address)
    finally:
        proxy.end()
    gaps = {(gap["kind"], gap["id"]): gap["reason"] for gap in report["gaps"]}
    assert gaps["volume", ""] == "403"
    assert gaps["plugin", ""] == "403"
    assert code == 3
    assert any("volumes" in seen and "403" in seen for seen in report["coverage"]["not_seen"])
    hidden = [one for one in report["undecided"] if any(name.endswith("/web") for name in one["objects"])]
    assert "DOOD-001" in {rule for one in hidden for rule in one["rules"]}


def test_scans_beside_fifty_containers_that_come_and_go_end_well(engine: Engine) -> None:
    stop = threading.Event()

    def churn(first: int) -> None:
        with engine.api() as api:
            while not stop.is_set():
                made = [api.create_container("busybox:local", name=f"churn-{first}-{n}")["Id"] for n in range(25)]
                for identity in made:
                    api.remove_container(identity, force=True)

    threads = [threading.Thread(target=churn, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    try:
        results = [scan(engine.address, "--fail-on", "high") for _ in range(20)]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    gaps = [gap for _, report in results for gap in report["gaps"] if not gap.get("vanished")]
    assert [gap for gap in gaps if gap["kind"] != "engine"] == []
    assert {code for code, _ in results} <= {0, 1, 3}
    assert max(report["coverage"]["objects"]["container"] for _, report in results) > 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("unix:///no/such.sock",), "unix:///no/such.sock: no such socket"),
        (("unix:///etc/passwd",), "unix:///etc/passwd: no engine is listening"),
        (("tcp://127.0.0.1:1",), "tcp://127.0.0.1:1: no engine is listening"),
        (("tcp://no-such-host.invalid",), "tcp://no-such-host.invalid:2375: the host name is not known"),
        (("context:no-such",), "context:no-such: there is no such context"),
        (("ssh://-oProxyCommand=x",), "starts with - is refused"),
    ],
)
def test_an_engine_that_cannot_be_reached_is_one_line(words: tuple[str, ...], said: str) -> None:
    code, out, err = run("scan", *words, environ={"HOME": "/nonexistent"})
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert said in err


def test_a_snapshot_judged_after_the_engine_stopped_gives_the_live_report(
    start_engine: Callable[..., Engine], tmp_path: Path
) -> None:
    engine = start_engine()
    engine.image("busybox:local")
    engine.run("--name", "risky", "-v", "/var/run/docker.sock:/s", "--privileged", "busybox:local")
    engine.run("--name", "plain", "busybox:local")
    _, live = scan(engine.address, "--now", "2030-01-01")
    saved = tmp_path / "host.json.gz"
    code, _, err = run("collect", engine.address, "-o", str(saved))
    assert code == 0, err
    assert saved.stat().st_mode & 0o777 == 0o600
    subprocess.run(["kill", "-STOP", str(engine.pid)], check=True)
    try:
        _, later = scan(str(saved), "--now", "2030-01-01")
    finally:
        subprocess.run(["kill", "-CONT", str(engine.pid)], check=True)
    for report in (live, later):
        for key in ("started_at", "finished_at"):
            report.pop(key)
        for part in report["engines"]:
            part.pop("source")
    assert live["findings"]
    assert later == live
