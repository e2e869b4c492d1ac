"""One set-up on engines of several versions gives the same outcomes; Podman differs only where it is different."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from inspector.audit import Options, audit, load_rules
from inspector.model import Report
from inspector.resources import bundled
from inspector.sources.files import FileSource, read_files
from inspector.sources.redact import Redactor

SAMPLES = Path(str(bundled("rules"))) / "samples"
DOCKER = ("docker-20.10.24", "docker-26.1.5", "docker-28.5.2")
PODMAN = ("podman-5.4.2", "podman-5.8.6")
SETUPS = ("default", "caps", "socket", "privileged", "created")


def report(engine: str) -> Report:
    """The audit of one engine's documents, as they would be saved from its API."""
    names = [
        *(f"raw-container-{one}.json" for one in SETUPS),
        "volume.json",
        "volumes.json",
        "info.json",
        "version.json",
    ]
    names += ["network.json", "networks.json", "image.json"]
    paths = [SAMPLES / engine / name for name in names]
    found = read_files([FileSource(str(path), "host") for path in paths if path.is_file()], None, Redactor())
    # that of Podman 4.3 with capabilities is the error that its API gave
    assert [error.place for error in found.errors if "podman-4.3.1/raw-container-caps" not in error.place] == []
    return audit(found.snapshots, load_rules(), Options(fail_on="high"))


def outcomes(made: Report) -> dict[str, set[tuple[str, str, str]]]:
    """Rule, key and severity of each finding, by container."""
    found: dict[str, set[tuple[str, str, str]]] = {}
    for one in made["findings"]:
        if one["object"]["kind"] == "container":
            found.setdefault(one["object"]["name"], set()).update(
                (rule, one["key"] if rule == one["rule"] else "", one["severity"])
                for rule in (one["rule"], *one["also"])
            )
    return found


@pytest.mark.parametrize("engine", DOCKER[1:])
def test_docker_versions_agree(engine: str) -> None:
    before, after = outcomes(report(DOCKER[0])), outcomes(report(engine))
    # Before 25.0 a read-only bind is writable below its own file system, and so is /proc below `/`: that is so, and it
    # is the only difference. The finding stays one, and another rule leads it.
    below = {one for one in before["eco-socket"] if one[0] in ("MNT-001", "MNT-016")}
    assert below == {("MNT-001", "", "critical"), ("MNT-016", "", "critical")}
    before["eco-socket"] -= below
    assert before == after
    assert {name for name, found in before.items() if any(one[2] == "critical" for one in found)} == {
        "eco-privileged",
        "eco-socket",
    }  # fmt: skip


@pytest.mark.parametrize("engine", PODMAN)
def test_podman_differs_where_the_engines_do(engine: str) -> None:
    docker, podman = outcomes(report(DOCKER[1])), outcomes(report(engine))
    for name in ("eco-caps", "eco-privileged", "eco-socket"):
        worst = {rule for rule, _, severity in docker[name] if severity == "critical"}
        assert worst <= {rule for rule, _, _ in podman[name]}, (name, podman[name])


@pytest.mark.parametrize("engine", ["podman-4.3.1", *PODMAN])
def test_a_default_podman_container_is_not_called_unmasked(engine: str) -> None:
    found = outcomes(report(engine)).get("eco-default", set())
    assert not {rule for rule, _, severity in found if severity in ("medium", "high", "critical")}
    assert "SEC-008" not in {rule for rule, _, _ in found}


def rendered(folder: Path, seed: str) -> tuple[str, str]:
    folder.mkdir()
    words = [sys.executable, "-m", "inspector", "demo", "--fail-on", "never", "--now", "2026-11-24T02:10:00Z"]
    words += ["-o", str(folder / "r.json"), "-o", str(folder / "r.html")]
    subprocess.run(words, check=True, capture_output=True, env=os.environ | {"PYTHONHASHSEED": seed})
    return (folder / "r.json").read_text(), (folder / "r.html").read_text()


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = rendered(tmp_path / "a", "1"), rendered(tmp_path / "b", "2")
    assert one == two


def test_the_report_names_every_finding_once(tmp_path: Path) -> None:
    made: dict[str, Any] = json.loads(rendered(tmp_path / "a", "3")[0])
    keys = [(one["fingerprint"], one["object"]["id"]) for one in made["findings"]]
    assert len(keys) == len(set(keys))
