"""The other commands, on the bundled snapshot."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from inspector.cli import main

ROOT = Path(__file__).parents[2]
HOST = str(ROOT / "reports" / "demo" / "host.json")
NOW = ("--now", "2026-11-24T12:00:00Z")


def run(*words: str, stdin: bytes = b"") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(words, environ={}, stdin=io.BytesIO(stdin), stdout=out, stderr=err)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's report as JSON."""
    path = tmp_path_factory.mktemp("saved") / "report.json"
    code, out, err = run("demo", *NOW, "-o", str(path))
    assert (code, err) == (1, "")
    assert out
    return path


@pytest.fixture(scope="module")
def report(saved: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(saved.read_text("utf-8"))
    return found


def test_the_demo_is_a_busy_host(report: dict[str, Any]) -> None:
    """DinD and DooD in several guises, ordinary workloads beside them, all of it read."""
    assert report["summary"]["workloads"] == 32
    assert not report["gaps"]
    assert {one["name"] for one in report["workloads"] if one["dind"]} == {"ci-dind-1", "build-dind-1"}
    ways = {way["how"] for one in report["workloads"] for way in one["dood"]}
    assert {"socket", "parent-directory", "tcp", "proxy"} <= ways
    calm = {"shop-api-1", "status"}
    loud = {one["object"]["name"] for one in report["findings"] if one["severity"] in ("critical", "high", "medium")}
    assert not calm & loud


def test_a_scan_of_the_bundled_snapshot_is_the_demo(saved: Path) -> None:
    made = run("scan", HOST, *NOW, "-f", "json")[1]
    assert made == saved.read_text("utf-8")


def test_the_demo_does_not_care_for_a_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inspector.toml").write_text('fail-on = "never"\nignore = ["PRIV"]\n')
    monkeypatch.chdir(tmp_path)
    assert run("demo", "-o", "r.json")[0] == 1
    assert run("scan", HOST)[0] == 0


def test_report_renders_a_saved_report_as_the_scan_did(saved: Path, tmp_path: Path) -> None:
    again, page = tmp_path / "again.json", tmp_path / "page.html"
    code, out, err = run("report", str(saved), "-o", str(again), "-o", str(page))
    assert (code, out, err) == (0, "", "")
    assert again.read_bytes() == saved.read_bytes()
    assert "<html" in page.read_text("utf-8")
    assert run("report", "-", "-f", "json", stdin=saved.read_bytes())[1] == saved.read_text("utf-8")


def test_facts_are_those_of_the_report(report: dict[str, Any]) -> None:
    code, out, err = run("facts", "edge-traefik-1", HOST)
    facts = json.loads(out)
    workload = next(one for one in report["workloads"] if one["name"] == "edge-traefik-1")
    assert code == 0
    assert err == "# docker-01: container edge-traefik-1\n"
    assert facts["dood"] == workload["dood"]
    assert [one["rule"] for one in facts["takeover"]] == [one["rule"] for one in workload["takeover"]]


def test_facts_by_id_and_by_kind(report: dict[str, Any]) -> None:
    workload = next(one for one in report["workloads"] if one["name"] == "status")
    by_name = run("facts", "status", HOST)[1]
    assert run("facts", workload["id"][:12], HOST)[1] == by_name
    assert run("facts", "container/status", HOST)[1] == by_name
    raw = json.loads(run("facts", "volume/backup_host-run", HOST, "--raw")[1])
    assert raw["Options"]["device"] == "/var/run"
    assert "facts" in raw


def test_try_shows_what_an_expression_gives() -> None:
    code, out, err = run("rules", "try", "Config.Image == 'redis:7.4'", HOST)
    assert (code, out) == (0, "container shop-cache-1: true\n")
    assert err.startswith("1 of ")


def test_explain_a_finding(saved: Path, report: dict[str, Any]) -> None:
    one = report["findings"][0]
    code, out, err = run("explain", one["fingerprint"], "--report", str(saved))
    assert (code, err) == (0, "")
    assert one["object"]["name"] in out
    assert one["rule"] in out
    code, _, err = run("explain", "ffffffffffff", "--report", str(saved))
    assert code == 2
    assert err.startswith(f"inspector: {saved}: ")


def test_explain_a_rule_beside_a_report(saved: Path) -> None:
    code, out, err = run("explain", "DMN-001", "--report", str(saved))
    assert (code, err) == (0, "")
    assert out == run("explain", "DMN-001")[1]


def test_diff_of_a_report_with_itself_is_empty(saved: Path, report: dict[str, Any]) -> None:
    code, out, _ = run("diff", str(saved), str(saved))
    assert (code, out) == (
        0,
        f"0 new, 0 risen, 0 fixed, {len(report['findings'])} unchanged, 0 no longer seen\n",
    )


def test_diff_tells_new_fixed_and_unseen(saved: Path, report: dict[str, Any], tmp_path: Path) -> None:
    """A container with a socket goes, one is added; what a filter hides is not fixed."""
    snapshot = json.loads(Path(HOST).read_text("utf-8"))
    containers = snapshot["objects"]["container"]
    watchtower = next(one for one in containers if one["Name"] == "/watchtower")
    containers.remove(watchtower)
    containers.append(watchtower | {"Name": "/another", "Id": "a" * 64})
    (tmp_path / "host.json").write_text(json.dumps(snapshot))
    later = tmp_path / "later.json"
    run("scan", str(tmp_path / "host.json"), *NOW, "-o", str(later))
    found = json.loads(run("diff", str(saved), str(later), "--json")[1])
    assert {one["object"]["name"] for one in found["new"]} == {"another"}
    assert {one["object"]["name"] for one in found["fixed"]} == {"watchtower"}
    assert not found["unseen"]
    narrow = tmp_path / "narrow.json"
    run("scan", HOST, *NOW, "--select", "PRIV-001", "-o", str(narrow))
    found = json.loads(run("diff", str(saved), str(narrow), "--json")[1])
    assert not found["fixed"]
    assert found["unseen"]
    assert len(found["unchanged"]) + len(found["unseen"]) == len(report["findings"])


def test_init_writes_a_configuration_and_a_baseline_that_make_the_next_scan_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, _ = run("init", HOST)
    assert code == 0
    assert out.startswith("wrote inspector.toml and inspector-baseline.json")
    assert run("scan", HOST)[0] == 0
    code, _, err = run("init", HOST)
    assert (code, err) == (2, "inspector: inspector.toml: is here already; move it away first\n")


def test_an_offline_scan_imports_no_client_and_no_template_engine() -> None:
    code = (
        "import sys; from inspector.cli import main; "
        f"main(['scan', {HOST!r}, '-f', 'json', '--fail-on', 'never']); print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(done.stderr.split())
    assert "inspector.audit" in loaded
    assert not loaded & {"docker", "requests", "urllib3", "jinja2", "ssl", "http.client", "paramiko"}


@pytest.mark.parametrize("seed", ["0", "1"])
def test_a_report_does_not_depend_on_the_order_of_hashes(saved: Path, tmp_path: Path, seed: str) -> None:
    for name in ("report.json", "report.html", "report.txt"):
        words = ["-m", "inspector", "scan", HOST, *NOW, "--fail-on", "never", "-o", str(tmp_path / name)]
        subprocess.run(
            [sys.executable, *words],
            env={"PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
            timeout=60,
        )
    run("report", str(saved), "-o", str(tmp_path / "again.html"))
    found = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert found["findings"] == json.loads(saved.read_text("utf-8"))["findings"]
