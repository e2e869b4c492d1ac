"""What stands in deploy/ holds what it promises."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from inspector.cli import main

DEPLOY = Path(__file__).parents[1] / "deploy"
ACTION = yaml.safe_load((DEPLOY / "github" / "action.yml").read_text("utf-8"))
PLUGIN = DEPLOY / "plugin" / "docker-inspector"
SCRIPTS = [PLUGIN, DEPLOY / "cron" / "inspector"]
METADATA = "docker-cli-plugin-metadata"


def command(*words: str) -> tuple[int, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(words, environ={}, stdin=io.BytesIO(), stdout=out, stderr=err)
    assert err.getvalue() == ""
    return code, out.getvalue()


def need(program: str) -> None:
    """Skips the test without this program; fails it when CI=true."""
    if shutil.which(program) is None:
        reason = f"not on this machine: {program}"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)


def syntax(shell: str, script: str) -> str:
    done = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True, check=False)
    return done.stderr


def tool(name: str, *words: str) -> subprocess.CompletedProcess[str]:
    """A tool of the `dev` extra, which lies beside our Python."""
    program = Path(sys.executable).with_name(name)
    assert program.exists(), f"{name} is missing: make test installs it"
    return subprocess.run([program, *words], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", sorted(DEPLOY.rglob("*.y*ml")), ids=lambda path: path.name)
def test_yaml_parses(path: Path) -> None:
    assert isinstance(yaml.safe_load(path.read_text("utf-8")), dict)


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("vendor.github-actions", "github/action.yml"),
        ("vendor.github-workflows", "github/nightly.yml"),
        ("custom.github-workflows-require-timeout", "github/nightly.yml"),
        ("vendor.gitlab-ci", "gitlab/inspector.gitlab-ci.yml"),
        ("vendor.compose-spec", "compose.yaml"),
    ],
)
def test_files_keep_to_their_public_schema(schema: str, path: str) -> None:
    done = tool("check-jsonschema", "--builtin-schema", schema, str(DEPLOY / path))
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_finds_nothing_in_the_action_and_the_workflow(tmp_path: Path) -> None:
    words = ["zizmor", "--offline", "--no-config", "--no-progress", "--persona=pedantic", "--format=plain"]
    files = [str(DEPLOY / "github" / name) for name in ("action.yml", "nightly.yml")]
    done = tool(*words, *files)
    assert done.returncode == 0, done.stdout
    assert "No findings" in done.stdout
    worse = tmp_path / "nightly.yml"
    worse.write_text(
        (DEPLOY / "github" / "nightly.yml").read_text().replace("permissions: {}", "permissions: write-all")
    )
    assert "excessive-permissions" in tool(*words, str(worse)).stdout, "it looked at nothing"


def test_the_workflow_gives_the_action_what_it_takes() -> None:
    job = yaml.safe_load((DEPLOY / "github" / "nightly.yml").read_text("utf-8"))["jobs"]["audit"]
    (ours,) = [step for step in job["steps"] if "/deploy/github@" in step["uses"]]
    assert set(ours["with"]) <= set(ACTION["inputs"])
    (upload,) = [step for step in job["steps"] if "upload-sarif@" in step["uses"]]
    assert upload["with"]["sarif_file"] == ACTION["inputs"]["sarif"]["default"]
    assert "!cancelled()" in upload["if"], "a failed audit is uploaded, too"
    assert [use for step in job["steps"] if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", use := step["uses"])] == []


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ACTION["runs"]["steps"]
    return found


def test_the_action_pastes_nothing_into_its_scripts() -> None:
    scripts = [step["run"] for step in steps()]
    assert len(scripts) == 2
    assert not [script for script in scripts if "${{" in script]
    assert [syntax("bash", script) for script in scripts] == ["", ""]
    used = set(re.findall(r"inputs\.([a-z-]+)", (DEPLOY / "github" / "action.yml").read_text("utf-8")))
    assert used == set(ACTION["inputs"])
    assert {step["shell"] for step in steps()} == {"bash"}


@pytest.fixture
def fake(tmp_path: Path) -> Path:
    """A program `inspector` that prints its words, one a line, and what it was told about the engine."""
    program = tmp_path / "inspector" / "bin" / "inspector"
    program.parent.mkdir(parents=True)
    told = 'printf "%s\\n" "$@" "host=${DOCKER_HOST-}" "context=${DOCKER_CONTEXT-}" "config=${DOCKER_CONFIG-}"'
    program.write_text(f"#!/bin/sh\n{told}\nexit 3\n")
    program.chmod(0o755)
    return program


@pytest.mark.usefixtures("fake")
def test_the_action_takes_hostile_inputs_as_words(tmp_path: Path) -> None:
    hostile = '--output=/x\n$(touch pwned) `touch pwned`\n"; touch pwned; "\n*'
    values = {"SOURCES": hostile, "CONFIG": "a b", "BASELINE": "", "FAIL_ON": "$(touch pwned)", "SARIF": "-x"}
    values |= {"ALLOW_UNDECIDED": "true", "RUNNER_TEMP": str(tmp_path), "PATH": os.environ["PATH"]}
    values |= {"GITHUB_OUTPUT": str(tmp_path / "out"), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    assert set(steps()[1]["env"]) <= set(values)
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", steps()[1]["run"]],
        env=values, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    words = done.stdout.splitlines()
    assert done.returncode == 3, done.stderr
    assert words[0:3] == ["scan", "--fail-on=$(touch pwned)", "--output=-x"]
    assert words[words.index("--") + 1 :][:4] == hostile.split("\n")
    assert "--config=a b" in words
    assert (tmp_path / "out").read_text() == "exit-code=3\n"
    assert not (tmp_path / "pwned").exists()


def test_gitlab_takes_each_source_as_a_word(fake: Path, tmp_path: Path) -> None:
    job = yaml.safe_load((DEPLOY / "gitlab" / "inspector.gitlab-ci.yml").read_text("utf-8"))["inspector"]
    script = "\n".join(job["script"])
    path = f"{fake.parent}:{os.environ['PATH']}"
    values = {"PATH": path, "INSPECTOR_SOURCES": "* $(id) --config=x", "INSPECTOR_FAIL_ON": "low; id"}
    done = subprocess.run(["sh", "-c", script], env=values, cwd=tmp_path, capture_output=True, text=True, check=False)
    words = done.stdout.splitlines()
    assert done.returncode == 3
    assert words[1] == "--fail-on=low; id"
    assert words[words.index("--") + 1 :][:3] == ["*", "$(id)", "--config=x"]
    assert set(job["artifacts"]["paths"]) <= set(words)


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    need("systemd-analyze")
    for place in (DEPLOY / "systemd").iterdir():
        text = place.read_text("utf-8").replace("/opt/inspector/bin/inspector", "/bin/true")
        (tmp_path / place.name).write_text(text, "utf-8")
    units = sorted(map(str, tmp_path.iterdir()))
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if "inspector." in line] == []
    assert done.returncode == 0, done.stderr


def test_the_right_to_trace_is_good_for_reading_tables_only() -> None:
    unit = (DEPLOY / "systemd" / "inspector.service").read_text("utf-8")
    denied = re.search(r"^SystemCallFilter=~(.*)$", unit, re.MULTILINE)
    assert denied is not None
    assert {"@privileged", "@debug", "process_vm_readv", "process_vm_writev"} <= set(denied[1].split())
    assert re.findall(r"^(?:Ambient|CapabilityBounding)\w+=(.*)$", unit, re.MULTILINE) == ["CAP_SYS_PTRACE"] * 2
    assert "DynamicUser=yes" in unit


def test_the_crontab_line_is_silent_until_something_is_wrong(tmp_path: Path) -> None:
    (line,) = [text for text in (DEPLOY / "cron" / "inspector").read_text().splitlines() if text.startswith("10 ")]
    assert "%" not in line, "cron takes it for the end of the line"
    shell = line.split(maxsplit=6)[6]
    program = tmp_path / "program"
    for code, said in ((0, ""), (1, "found something\n"), (2, "found something\n")):
        program.write_text(f"#!/bin/sh\necho found something\nexit {code}\n")
        program.chmod(0o755)
        own = shell.replace("/opt/inspector/bin/inspector", str(program)).replace("/etc/inspector", str(tmp_path))
        assert subprocess.run(["sh", "-c", own], capture_output=True, text=True, check=False).stdout == said


def test_the_plugin_says_what_docker_asks() -> None:
    assert os.access(PLUGIN, os.X_OK)
    assert syntax("sh", PLUGIN.read_text("utf-8")) == ""
    said = json.loads(subprocess.check_output([PLUGIN, METADATA], text=True))
    assert said["SchemaVersion"] == "0.1.0"
    assert said["Vendor"]
    assert said["ShortDescription"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["inspector", "scan", "-o", "a b"], ["scan", "-o", "a b", "host=", "context=", "config="]),
        (["-H", "unix:///s", "inspector", "scan"], ["scan", "host=unix:///s", "context=", "config="]),
        (["--host=unix:///s", "inspector", "scan"], ["scan", "host=unix:///s", "context=", "config="]),
        (["--context", "far", "-D", "inspector"], ["host=", "context=far", "config="]),
        (["--config", "/c", "inspector", "scan", "inspector"], ["scan", "inspector", "host=", "context=", "config=/c"]),
    ],
)
def test_the_plugin_passes_dockers_options_on(fake: Path, words: list[str], expected: list[str]) -> None:
    values = {"PATH": f"{fake.parent}:{os.environ['PATH']}"}
    done = subprocess.run([PLUGIN, *words], env=values, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.splitlines() == expected


@pytest.mark.parametrize("words", [["--tlsverify", "inspector"], ["--tlscacert=/x", "inspector"], ["-H"]])
def test_the_plugin_drops_no_option_silently(fake: Path, words: list[str]) -> None:
    values = {"PATH": f"{fake.parent}:{os.environ['PATH']}"}
    done = subprocess.run([PLUGIN, *words], env=values, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("inspector: ")


def test_the_real_docker_command_knows_the_plugin(tmp_path: Path) -> None:
    need("docker")
    program = shutil.which("inspector")
    folder = tmp_path / "cli-plugins"
    folder.mkdir()
    shutil.copy(PLUGIN, folder / "docker-inspector")
    program = program or str(Path(sys.executable).with_name("inspector"))
    values = {"PATH": os.environ["PATH"], "DOCKER_CONFIG": str(tmp_path), "INSPECTOR": program}
    words = ["docker", "--host", "unix:///no/such.sock", "inspector", "scan"]
    done = subprocess.run(words, env=values, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == "inspector: unix:///no/such.sock: no such socket"


def test_our_compose_file_has_no_finding_but_those_explained() -> None:
    words = ["scan", str(DEPLOY / "compose.yaml"), "--config", str(DEPLOY / "inspector.toml")]
    code, said = command(*words, "--now", "2026-11-24", "-f", "json", "--allow-undecided")
    report = json.loads(said)
    assert code == 0
    assert report["summary"]["workloads"] == 2
    open_ = [one for one in report["findings"] if one["status"] == "open"]
    assert [one["rule"] for one in open_ if one["severity"] != "low"] == []
    waived = {(one["rule"], one["object"]["service"]) for one in report["findings"] if one["status"] == "waived"}
    assert waived == {("DOOD-001", "proxy"), ("DOOD-014", "proxy")}
    assert {one["state"] for one in report["waivers"]} == {"used"}
    comments = re.findall(r"^# - ([A-Z]+-\d+)", (DEPLOY / "compose.yaml").read_text("utf-8"), re.MULTILINE)
    assert sorted(comments) == sorted(rule for rule, _ in waived)


def test_the_proxy_passes_what_the_audit_reads_and_nothing_more() -> None:
    proxy = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]["proxy"]
    (pattern,) = [
        word.removeprefix("-allowGET=") for word in proxy["command"] if word.startswith("-allow") if "GET" in word
    ]
    passes = re.compile(f"^{pattern}$").match
    identity = "ab" * 32
    wanted = ["/version", "/v1.45/info", "/v1.45/containers/json", f"/v1.45/containers/{identity}/json"]
    wanted += [
        "/v1.45/images/json",
        f"/v1.45/images/sha256:{identity}/json",
        f"/v1.45/images/sha256:{identity}/history",
    ]
    wanted += ["/v1.45/networks", f"/v1.45/networks/{identity}", "/v1.45/volumes", "/v1.45/volumes/a_b.c-d"]
    wanted += [f"/v1.45/exec/{identity}/json", "/v1.45/plugins"]
    assert [path for path in wanted if not passes(path)] == []
    unwanted = [f"/v1.45/containers/{identity}/{what}" for what in ("archive", "export", "logs", "top", "attach/ws")]
    unwanted += ["/v1.45/images/get", "/v1.45/containers/../images/get", "/v1.45/secrets/x", "/v1.45/swarm/unlockkey"]
    unwanted += ["/v1.45/swarm", "/v1.45/configs", "/v1.45/events", "/v1.45/system/df"]
    assert [path for path in unwanted if passes(path)] == []
    assert not [word for word in proxy["command"] if re.match(r"-allow(POST|PUT|DELETE|PATCH)", word)]


def test_the_image_runs_as_nobody_in_particular() -> None:
    lines = (DEPLOY / "image" / "Dockerfile").read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("FROM")] == ["FROM ${BASE} AS build", "FROM ${BASE}"]
    assert "USER 65532:65532" in lines[lines.index("FROM ${BASE}") :]
