"""The exit code and what standard error says, for every mixture of findings, gaps, unknowns and faults."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
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


def crash(*_: object) -> None:
    raise RuntimeError("boom\x1b[31m")


def document(name: str) -> dict[str, Any]:
    value = json.loads((ROOT / "rules/samples/docker-26.1.5/container-default.json").read_text("utf-8"))
    found: dict[str, Any] = value[0] if isinstance(value, list) else value
    config = found["Config"] | ({} if name == "unsure" else {"Unsure": False})
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


# A word is a container that fails the rule of that name, or a fault. `high` is T-001. 0, 1, 2, 3 are exit codes at the
# threshold above; where they are 3, --allow-undecided makes them 0. `doubt`: what is left undecided, in the last line.
TABLE = """
                             never critical high medium low info   doubt
fine                             0        0    0      0   0    0   -
high                             0        0    1      1   1    1   -
likely                           0        0    1      1   1    1   -
medium                           0        0    0      1   1    1   -
high high-too medium             0        0    2x1    3x1 3x1  3x1 -
hint                             0        0    0      0   0    0   -
fine gap                         0        3    3      3   3    3   1 gap
unsure                           0        0    3      3   3    3   1 undecided
unsure gap                       0        3    2x3    2x3 2x3  2x3 1 gap and 1 undecided
medium gap                       0        3    3      1   1    1   1 gap
medium unsure                    0        0    3      1   1    1   1 undecided
high unsure gap                  0        3    1      1   1    1   1 gap and 1 undecided
hint unsure                      0        0    3      3   3    3   1 undecided
high WAIVED                      0        0    0      0   0    0   -
high WAIVED medium               0        0    0      1   1    1   -
high WAIVED gap                  0        3    3      3   3    3   1 gap
high WAIVED unsure               0        0    3      3   3    3   1 undecided
high EXPIRED                     0        0    1      1   1    1   -
high KNOWN                       0        0    0      0   0    0   -
high high-too KNOWN              0        0    1      1   1    1   -
high medium KNOWN                0        0    0      1   1    1   -
high KNOWN gap                   0        3    3      3   3    3   1 gap
high KNOWN unsure                0        0    3      3   3    3   1 undecided
high KNOWN EXPIRED               0        0    1      1   1    1   -
fine UNWRITABLE                  2        2    2      2   2    2   -
high UNWRITABLE                  2        2    2      2   2    2   -
high WAIVED UNWRITABLE           2        2    2      2   2    2   -
high KNOWN UNWRITABLE            2        2    2      2   2    2   -
high unsure gap UNWRITABLE       2        2    2      2   2    2   -
fine CRASH                       2        2    2      2   2    2   -
high gap unsure CRASH            2        2    2      2   2    2   -
high KNOWN CRASH                 2        2    2      2   2    2   -
high UNWRITABLE CRASH            2        2    2      2   2    2   -
"""
THRESHOLDS = ("never", "critical", "high", "medium", "low", "info")
GRAVE = ("high", "high-too", "likely", "hint")
"""Containers with a finding at or above high."""


@dataclass(frozen=True)
class Case:
    """A cell of the table: what is there, and what is to come of it."""

    words: tuple[str, ...]
    threshold: str
    allowed: bool
    code: int
    number: int
    doubt: str

    def last_line(self) -> str:
        """How the last line begins, and its exit code."""
        if "CRASH" in self.words:
            return "inspector: inspector/cli/judge.py:"
        return f"{self._verdict()} (exit {self.code})"

    def _verdict(self) -> str:
        plural = "" if self.number == 1 else "s"
        if self.code == 2:
            return "1 output could not be written"
        if self.code == 1:
            return f"Failed: {self.number} finding{plural} at or above {self.threshold}"
        if self.code == 3:
            return f"Undecided: {self.number} not judged that could reach {self.threshold}"
        but = f"{self._accepted()}{f', but {self.doubt}' if self.doubt else ''}"
        if self.threshold != "never":
            what = "Only 1 hint" if "hint" in self.words else "No open finding"
            return f"{what} at or above {self.threshold}{but}"
        known = {"WAIVED": ["high"], "KNOWN": ["high"]}
        quiet = (
            [] if "EXPIRED" in self.words else [name for word in known if word in self.words for name in known[word]]
        )
        grave = sum(word in GRAVE and word not in quiet for word in self.words)
        return f"No threshold: {grave or 'none'} at or above high{f', {self.doubt}' if self.doubt else ''}"

    def _accepted(self) -> str:
        """The one finding, of severity high, that is waived or known."""
        words = {"WAIVED": "waived", "KNOWN": "known"}
        said = [
            words[word] for word in self.words if word in words and self.threshold in ("high", "medium", "low", "info")
        ]
        return f" (1 {said[0]})" if said else ""


def cases() -> Iterator[Case]:
    """The table, once without and once with --allow-undecided."""
    for row in TABLE.strip().splitlines()[1:]:
        match = re.fullmatch(r"(\S+(?: \S+)*) {2,}" + r"(\S+) +" * 6 + r"(.+)", row)
        assert match, row
        words, *cells, doubt = match.groups()
        for threshold, cell in zip(THRESHOLDS, cells, strict=True):
            number, _, code = cell.rpartition("x")
            for allowed in (False, True):
                expected = 0 if allowed and code == "3" else int(code)
                yield Case(tuple(words.split()), threshold, allowed, expected, int(number or 1), doubt.strip("-"))


def name_of(case: Case) -> str:
    return f"{'+'.join(case.words)}-{case.threshold}{'-allowed' if case.allowed else ''}"


@pytest.mark.parametrize("case", list(cases()), ids=name_of)
def test_exit_code_and_last_line(world: World, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    options = ["--fail-on", case.threshold, *(["--allow-undecided"] if case.allowed else [])]
    options += ["--now", "2026-11-25" if "EXPIRED" in case.words else "2026-11-24"]
    if "KNOWN" in case.words:
        # When the waiver held, it was accepted; when it has expired, what it speaks of is not known all the same.
        known = world.folder / "known.json"
        world.scan("high", "-o", str(known))
        options += ["--baseline", str(known)]
    if {"WAIVED", "EXPIRED"} & set(case.words):
        (world.folder / "waivers.toml").write_text(WAIVER.format(day="2026-11-24"))
        options += ["--config", str(world.folder / "waivers.toml")]
    if "UNWRITABLE" in case.words:
        options += ["-o", str(world.folder / "no" / "folder.json")]
    if "CRASH" in case.words:
        monkeypatch.setattr(judge, "audit", crash)

    code, out, err = world.scan(" ".join(word for word in case.words if word.islower()), *options)

    faults = [word for word in ("gap", "UNWRITABLE", "CRASH") if word in case.words]
    if "CRASH" in faults:
        assert out == ""
        faults = [word for word in faults if word != "UNWRITABLE"]
    assert code == case.code
    assert len(err.splitlines()) == len(faults)
    assert all(line.startswith("inspector: ") for line in err.splitlines())
    *_, last = (out or err).splitlines()
    if "UNWRITABLE" in case.words and out:
        assert f"{case.last_line()}. Next: " in last
    elif out:
        assert last.startswith(case.last_line())
        assert re.fullmatch(r"\.|\. Next: .+", last.removeprefix(case.last_line()))
    else:
        assert last.startswith(case.last_line())


@pytest.mark.parametrize(("options", "code"), [("--ignore T-001", 0), ("--state exited", 0), ("--select T-002", 0)])
def test_what_is_left_out_does_not_count(world: World, options: str, code: int) -> None:
    found, out, _ = world.scan("high", *options.split())
    assert found == code
    assert f"narrowed by {options}" in out


def test_what_the_report_says_is_the_exit_code(world: World) -> None:
    for containers in ("fine", "high", "unsure"):
        code, out, _ = world.scan(containers, "-f", "json")
        assert json.loads(out)["summary"]["exit_code"] == code


def test_a_crash_is_2_never_1(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
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
    runs = {world.scan("high medium unsure", "-f", "json", "--now", "2026-11-24T00:00:00Z")[1] for _ in range(2)}
    assert len(runs) == 1
