"""The exit code and what standard error says, for every mixture of findings, gaps, unknowns and faults."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from inspector.cli import judge, main

ROOT = Path(__file__).parents[2]
RULE = """\
id: {id}
kind: rule
title: A test
target: container
severity: {severity}
certainty: {certainty}
why: for tests
fix: none
{needs}
flag: glob(Name, '/{word}*')
message: "{{object}} is {word}"
"""
RULES = {
    "high": {"id": "T-001", "severity": "high", "certainty": "certain", "needs": ""},
    "medium": {"id": "T-002", "severity": "medium", "certainty": "certain", "needs": ""},
    "likely": {"id": "T-003", "severity": "high", "certainty": "likely", "needs": ""},
    "hint": {"id": "T-004", "severity": "critical", "certainty": "hint", "needs": ""},
    "unsure": {"id": "T-005", "severity": "high", "certainty": "certain", "needs": "needs: [Config.Unsure]"},
}
"""Each fails on the containers of its name; the last is undecided where Config.Unsure is missing."""
WAIVER = """\
[[waivers]]
match = "rule == 'T-001'"
reason = "for tests"
owner = "tests"
expires = {day}
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rules")
    for word, values in RULES.items():
        (folder / f"{word}.yaml").write_text(RULE.format(word=word, **values))
    return folder


def document(name: str) -> dict[str, Any]:
    value = json.loads((ROOT / "rules/samples/docker-26.1.5/container-default.json").read_text("utf-8"))
    found: dict[str, Any] = value[0] if isinstance(value, list) else value
    config = found["Config"] | ({} if name == "undecided" else {"Unsure": False})
    return found | {"Name": f"/{name}", "Id": name.encode().hex().ljust(64, "0"), "Config": config}


class World:
    """A folder with sources, and a way to scan them."""

    def __init__(self, folder: Path, rules: Path) -> None:
        self.folder = folder
        self.rules = rules

    def scan(self, containers: str, *options: str) -> tuple[int, str, str]:
        names = containers.split()
        files = [self.folder / "host.json"]
        files[0].write_text(json.dumps([document(name) for name in names if name != "gap"]))
        if "gap" in names:
            files.append(self.folder / "gone.json")
        out, err = io.StringIO(), io.StringIO()
        words = ["scan", *map(str, files), "--no-default-rules", "--rules", str(self.rules), *options]
        code = main(words, environ={}, stdin=io.BytesIO(), stdout=out, stderr=err)
        return code, out.getvalue(), err.getvalue()


@pytest.fixture
def world(tmp_path: Path, rules: Path) -> World:
    return World(tmp_path, rules)


@pytest.mark.parametrize(
    ("containers", "options", "code"),
    [
        ("fine", "", 0),
        ("medium", "", 0),
        ("medium", "--fail-on medium", 1),
        ("medium", "--fail-on low", 1),
        ("medium", "--fail-on info", 1),
        ("high", "", 1),
        ("high", "--fail-on high", 1),
        ("high", "--fail-on critical", 0),
        ("high", "--fail-on never", 0),
        ("likely", "", 1),
        ("hint", "", 0),
        ("hint", "--fail-on info", 0),
        ("undecided", "", 3),
        ("undecided", "--fail-on medium", 3),
        ("undecided", "--fail-on critical", 0),
        ("undecided", "--fail-on never", 0),
        ("undecided", "--allow-undecided", 0),
        ("fine gap", "", 3),
        ("fine gap", "--fail-on critical", 3),
        ("fine gap", "--fail-on never", 0),
        ("fine gap", "--allow-undecided", 0),
        ("high undecided gap", "", 1),
        ("high undecided gap", "--allow-undecided", 1),
        ("medium undecided", "", 3),
        ("medium undecided", "--fail-on medium --allow-undecided", 1),
        ("fine", "-o FOLDER", 2),
        ("high", "-o FOLDER", 2),
        ("fine gap", "-o FOLDER", 2),
        ("high", "--fail-on never -o FOLDER", 2),
        ("high", "--config TODAY", 0),
        ("high", "--config EXPIRED", 1),
        ("high medium", "--config TODAY --fail-on medium", 1),
        ("high undecided", "--config TODAY", 3),
        ("high", "--baseline KNOWN", 0),
        ("high high-too", "--baseline KNOWN", 1),
        ("high gap", "--baseline KNOWN", 3),
        ("high", "--ignore T-001", 0),
        ("high", "--state exited", 0),
    ],
)
def test_exit_code(world: World, containers: str, options: str, code: int) -> None:
    (world.folder / "today.toml").write_text(WAIVER.format(day="2026-11-24"))
    (world.folder / "known.json").touch()
    if "KNOWN" in options:
        world.scan("high", "-o", str(world.folder / "known.json"))
    places = {"FOLDER": "sub.json", "TODAY": "today.toml", "EXPIRED": "today.toml", "KNOWN": "known.json"}
    (world.folder / "sub.json").mkdir()
    now = "2026-11-25" if "EXPIRED" in options else "2026-11-24"
    words = [str(world.folder / places[word]) if word in places else word for word in options.split()]
    found, out, err = world.scan(containers, *words, "--now", now)
    assert found == code
    assert out
    faults = ("gap" in containers) + ("FOLDER" in options)
    assert err.count("\n") == faults
    assert err.count("inspector: ") == faults


def test_what_the_report_says_is_the_exit_code(world: World) -> None:
    for containers in ("fine", "high", "undecided"):
        code, out, _ = world.scan(containers, "-f", "json")
        assert json.loads(out)["summary"]["exit_code"] == code


def test_a_crash_is_2_never_1(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("boom\x1b[31m")

    monkeypatch.setattr(judge, "audit", crash)
    code, out, err = world.scan("high")
    assert (code, out) == (2, "")
    assert err.startswith("inspector: inspector/cli/judge.py:")
    assert "RuntimeError: boomU+001B[31m" in err
    assert err.count("\n") == 1


class Gone(io.StringIO):
    """A pipe whose reader has left."""

    def write(self, _text: str) -> int:
        raise BrokenPipeError


def test_a_reader_that_leaves_does_not_make_it_a_pass(world: World) -> None:
    """`set -o pipefail; inspector scan | head -3`."""
    world.scan("high")
    words = ["scan", str(world.folder / "host.json"), "--no-default-rules", "--rules", str(world.rules)]
    err = io.StringIO()
    assert main(words, environ={}, stdin=io.BytesIO(), stdout=Gone(), stderr=err) == 1
    assert err.getvalue() == ""


def test_quiet_keeps_faults(world: World) -> None:
    code, _, err = world.scan("fine gap", "--quiet")
    assert code == 3
    assert err.endswith("gone.json: does not exist\n")


def test_the_same_input_gives_the_same_bytes(world: World) -> None:
    """But for the times in the header, which --now fixes."""
    runs = {world.scan("high medium undecided", "-f", "json", "--now", "2026-11-24T00:00:00Z")[1] for _ in range(2)}
    assert len(runs) == 1
