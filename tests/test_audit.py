"""The library's front door."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspector.audit import Options, audit, load_rules, read
from inspector.errors import SourceError
from inspector.resources import bundled
from inspector.sources.snapshot import Snapshot

SAMPLES = Path(str(bundled("rules"))) / "samples"


def test_a_file_and_a_directory() -> None:
    (snapshot,) = read(str(SAMPLES / "docker-26.1.5" / "raw-container-privileged.json"))
    report = audit([snapshot], load_rules(), Options(now=datetime(2026, 11, 24, tzinfo=UTC)))
    assert (report["findings"][0]["rule"], report["findings"][0]["severity"]) == ("PRIV-001", "critical")
    assert (report["started_at"], report["summary"]["exit_code"]) == ("2026-11-24T00:00:00Z", 1)
    assert [len(one.objects["container"]) for one in read(str(SAMPLES / "rootless"))] == [5]


def test_a_compose_file(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("services: {web: {image: nginx, privileged: true}}")
    report = audit(read(str(tmp_path / "compose.yaml")), load_rules())
    assert [one["rule"] for one in report["findings"] if one["severity"] == "critical"] == ["PRIV-001"]


@pytest.mark.parametrize("source", ["/nowhere.json", "unix:///nowhere.sock", "context:nowhere", "nowhere.yaml"])
def test_what_cannot_be_read(source: str) -> None:
    with pytest.raises(SourceError):
        read(source)


def test_engines_of_one_name_are_told_apart() -> None:
    report = audit([Snapshot("host", "a.json", "files"), Snapshot("host", "b.json", "files")], load_rules())
    assert [one["name"] for one in report["engines"]] == ["host", "host (2)"]


def test_an_engine_that_does_not_tell_a_minor_default_fails_no_audit_for_worse() -> None:
    report = audit(read(str(SAMPLES / "docker-20.10.24")), load_rules())
    assert [gap["id"] for gap in report["gaps"]] == ["no-new-privileges"]
    assert report["summary"]["undecided_counted"] == sum(
        one["pairs"] for one in report["undecided"] if one["severity"] in ("high", "critical")
    )


def test_an_engine_in_an_engine_keeps_its_own_versions() -> None:
    (outer,) = read(str(SAMPLES / "docker-28.5.2"))
    (inner,) = read(str(SAMPLES / "docker-20.10.24"))
    outer.nested = {outer.objects["container"][0]["Id"]: inner}
    engines = audit([outer], load_rules())["engines"]
    assert [one["versions"]["engine"][:5] for one in engines] == ["28.5.", "20.10"]
    assert engines[1]["nested_in"] == engines[1]["name"]


def test_an_ordinary_compose_file_is_calm_and_decided(tmp_path: Path) -> None:
    """Nobody can ask the engine that will run it: Docker's defaults are taken for granted, and listed."""
    file = tmp_path / "compose.yaml"
    file.write_text("services: {web: {image: 'nginx:1.27', ports: ['127.0.0.1:80:80'], volumes: ['./data:/data']}}")
    report = audit(read(str(file)), load_rules(), Options(fail_on="medium"))
    assert report["summary"]["exit_code"] == 0
    assert len(report["engines"][0]["assumed"]) == 5
    assert {one["severity"] for one in report["findings"]} <= {"low", "info"}
