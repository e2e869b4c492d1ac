"""The commands on a real engine."""

import io
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from harness import Engine

from inspector.cli import main

NOW = ("--now", "2026-11-24T12:00:00Z")


def run(*words: str, environ: dict[str, str] | None = None, stdin: bytes = b"") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(words, environ=environ or {}, stdin=io.BytesIO(stdin), stdout=out, stderr=err)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def busy(engine: Engine) -> Engine:
    engine.run("--name", "plain", "nginx:1")
    engine.run("--name", "dood", "-v", "/var/run/docker.sock:/var/run/docker.sock:ro", "busybox:local")
    engine.run("--name", "secret", "-e", "API_TOKEN=hunter2-hunter2", "busybox:local")
    return engine


def of_kinds(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Gaps of objects; an old engine has one for what it does not tell of itself."""
    return [gap for gap in report["gaps"] if gap["kind"] != "engine"]


def without_source(report: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(report)
    for engine in found["engines"]:
        engine["source"] = ""
    return found


def test_scan_by_address_and_by_environment(busy: Engine) -> None:
    code, out, err = run("scan", busy.address, *NOW, "-f", "json")
    assert (code, err) == (1, "")
    found = json.loads(out)
    assert {one["name"] for one in found["workloads"]} == {"plain", "dood", "secret"}
    assert [one["object"]["name"] for one in found["findings"] if one["severity"] == "critical"] == ["dood"]
    assert not of_kinds(found)
    assert run("scan", *NOW, "-f", "json", environ={"DOCKER_HOST": busy.address})[1] == out


def test_a_snapshot_gives_the_report_of_the_live_scan(busy: Engine, tmp_path: Path) -> None:
    live = run("scan", busy.address, *NOW, "-f", "json")[1]
    for name in ("host.json", "host.json.gz"):
        path = tmp_path / name
        code, out, err = run("collect", busy.address, "-o", str(path))
        assert (code, out) == (0, "")
        assert "3 containers" in err
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert b"hunter2" not in path.read_bytes()
        assert without_source(run("scan", str(path), *NOW, "-f", "json")[1]) == without_source(live)


def test_piped_inspect_gives_the_findings_of_the_live_scan(busy: Engine) -> None:
    """Apart from what the pipe lacks, which is undecided or an assumption."""
    live = json.loads(run("scan", busy.address, *NOW, "-f", "json")[1])
    piped = busy.docker("inspect", *busy.docker("ps", "-aq").split())
    code, out, err = run("scan", "-", "--name", live["engines"][0]["name"], *NOW, "-f", "json", stdin=piped.encode())
    found = json.loads(out)
    assert (code, err) == (1, "")
    assert found["engines"][0]["assumed"]
    undecided = {rule for one in found["undecided"] for rule in one["rules"]}
    kept = [one for one in live["findings"] if one["object"]["kind"] == "container" and one["rule"] not in undecided]
    assert kept
    assert [one["fingerprint"] for one in found["findings"]] == [one["fingerprint"] for one in kept]


def test_an_engine_that_does_not_answer_is_a_gap_beside_one_that_does(busy: Engine) -> None:
    code, out, err = run("scan", busy.address, "unix:///none.sock", *NOW, "-f", "json", "--fail-on", "never")
    assert code == 0
    assert err == "inspector: unix:///none.sock: no such socket\n"
    assert "unix:///none.sock" in {gap["id"] for gap in json.loads(out)["gaps"]}
    assert run("scan", busy.address, "unix:///none.sock", "--select", "PRIV-001")[0] == 3


def test_two_engines_are_told_apart_by_their_names(busy: Engine) -> None:
    code, out, _ = run("scan", f"one={busy.address}", f"two={busy.address}", *NOW, "-f", "json")
    assert code == 1
    assert [engine["name"] for engine in json.loads(out)["engines"]] == ["one", "two"]
