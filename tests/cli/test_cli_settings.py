"""What the command line leaves open comes from the configuration."""

import io
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from inspector.cli import main

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "rules" / "samples" / "docker-26.1.5"
COMPOSE = """\
services:
  ci:
    image: example/ci:1
    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
"""


def run(*words: str, stdin: bytes = b"") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(words, environ={}, stdin=io.BytesIO(stdin), stdout=out, stderr=err)
    return code, out.getvalue(), err.getvalue()


def document(name: str, **changes: object) -> dict[str, Any]:
    value = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    found: dict[str, Any] = value[0] if isinstance(value, list) else value
    return found | changes


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a host of one privileged container and one ordinary."""
    monkeypatch.chdir(tmp_path)
    ordinary = document("container-default")
    privileged = document("container-privileged", Id="b" * 64)
    privileged["State"] = privileged["State"] | {"Status": "exited", "Running": False}
    (tmp_path / "host.json").write_text(json.dumps([ordinary, privileged]))
    return tmp_path


def names(report: str) -> set[str]:
    return {one["rule"] for one in json.loads(report)["findings"]}


def test_sources_outputs_and_threshold_are_taken_from_the_configuration(folder: Path) -> None:
    (folder / "inspector.toml").write_text(
        'sources = ["prod=host.json"]\noutput = ["out.json"]\nfail-on = "never"\nselect = ["PRIV-001"]\n'
    )
    sub = folder / "below"
    sub.mkdir()
    assert run("scan")[0] == 0
    report = json.loads((folder / "out.json").read_text("utf-8"))
    assert [one["name"] for one in report["engines"]] == ["prod"]
    assert set(report["rules"]) == {"PRIV-001"}
    assert report["summary"]["fail_on"] == "never"


def test_the_command_line_goes_before_the_configuration(folder: Path) -> None:
    (folder / "inspector.toml").write_text('fail-on = "never"\nformat = "json"\nselect = ["MNT"]\n')
    code, out, _ = run("scan", "host.json", "--fail-on", "high", "--select", "PRIV-001", "-f", "text")
    assert code == 1
    assert "PRIV-001" in out
    assert names(run("scan", "host.json", "--select", "PRIV-001")[1]) == {"PRIV-001"}


def test_severities_and_params_of_rules(folder: Path) -> None:
    (folder / "inspector.toml").write_text('[severity]\nPRIV-001 = "low"\n')
    report = json.loads(run("scan", "host.json", "--select", "PRIV-001", "-f", "json")[1])
    assert [one["severity"] for one in report["findings"]] == ["low"]


@pytest.mark.usefixtures("folder")
def test_own_rules_alone() -> None:
    words = ("--no-default-rules", "--rules", str(ROOT / "docs" / "new-rule.yaml"))
    report = json.loads(run("scan", "host.json", *words, "-f", "json")[1])
    assert set(report["rules"]) == {"ACME-001"}


@pytest.mark.usefixtures("folder")
def test_states_are_filtered_and_said() -> None:
    words = ("scan", "host.json", "--select", "PRIV-001", "-f", "json")
    assert names(run(*words, "--state", "exited")[1]) == {"PRIV-001"}
    code, out, _ = run(*words, "--state", "running", "--state", "paused", "--allow-undecided")
    assert code == 0
    assert names(out) == set()
    assert json.loads(out)["filters"] == ["--select PRIV-001", "--state running", "--state paused"]


def test_a_name_for_the_engine(folder: Path) -> None:
    for words in (("web=host.json",), ("host.json", "--name", "web"), ("-", "--name", "web")):
        out = run("scan", *words, "-f", "json", stdin=(folder / "host.json").read_bytes())[1]
        assert [one["name"] for one in json.loads(out)["engines"]] == ["web"]


def test_files_are_one_engine_and_names_tell_them_apart(folder: Path) -> None:
    (folder / "more.json").write_text(json.dumps([document("container-caps", Id="c" * 64)]))
    together = json.loads(run("scan", "host.json", "more.json", "-f", "json")[1])
    apart = json.loads(run("scan", "a=host.json", "b=more.json", "-f", "json")[1])
    assert [len(together["engines"]), len(together["workloads"])] == [1, 3]
    assert [one["name"] for one in apart["engines"]] == ["a", "b"]


def test_a_compose_file_beside_a_host(folder: Path) -> None:
    (folder / "compose.yaml").write_text(COMPOSE)
    code, out, err = run("scan", "compose.yaml", "host.json", "-f", "json")
    report = json.loads(out)
    assert (code, err) == (1, "")
    assert len(report["engines"]) == 2
    assert "DOOD-001" in {one["rule"] for one in report["findings"] if one["object"]["kind"] == "compose"}


def collected(folder: Path, *words: str) -> str:
    path = folder / "snapshot.json"
    code, _, _ = run("collect", "host.json", "-o", str(path), *words)
    assert code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    return path.read_text("utf-8")


def test_a_key_makes_redaction_repeatable(folder: Path) -> None:
    one = document("container-default")
    one["Config"] = one["Config"] | {"Env": ["API_TOKEN=hunter2-hunter2"]}
    (folder / "host.json").write_text(json.dumps([one]))
    (folder / "key").write_bytes(b"0123456789abcdef")
    keyed = {collected(folder, "--redact-key-file", "key") for _ in range(2)}
    free = {collected(folder) for _ in range(2)}
    assert (len(keyed), len(free)) == (1, 2)
    assert not any("hunter2" in text for text in keyed | free)
    assert "hunter2" in collected(folder, "--no-redact")


def test_names_on_the_keep_list_are_kept(folder: Path) -> None:
    one = document("container-default")
    one["Config"] = one["Config"] | {"Env": ["APP_MODE=production-like", "APP_KEY=production-like"]}
    (folder / "host.json").write_text(json.dumps([one]))
    (folder / "inspector.toml").write_text('[keep]\nenv = ["APP_MODE"]\n')
    text = collected(folder)
    assert "APP_MODE=production-like" in text
    assert "APP_KEY=production-like" not in text


@pytest.mark.usefixtures("folder")
def test_no_redaction_warns() -> None:
    _, _, err = run("collect", "host.json", "-o", "s.json", "--no-redact")
    assert "nothing is redacted" in err


def test_a_snapshot_is_one_engine(folder: Path) -> None:
    code, _, err = run("collect", "a=host.json", "b=host.json", "-o", "s.json")
    assert (code, err.startswith("inspector: collect: 2 engines")) == (2, True)
    assert not (folder / "s.json").exists()
