"""A scheduled job's life on a real engine: it fails for the right reason only."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from harness import Engine

from inspector.cli import main

TONIGHT, YEARS_LATER = "2026-11-24T02:10:00Z", "2028-01-01T02:10:00Z"
SOCKET = "/var/run/docker.sock:/var/run/docker.sock"
WAIVER = """
[[waivers]]
match = "rule == 'DOOD-001' && object.service == 'runner'"
reason = "it builds our images"
owner = "platform team"
expires = 2027-12-31
"""
RULE = """\
id: OURS-001
kind: rule
title: A container that runs
target: container
severity: critical
why: |
  It is there to be found.
fix: |
  Leave it.
flag: State.Running == `true`
evidence: {}
message: "{object} runs"
---
examples:
  fail:
    - {note: it runs, input: {State: {Running: true}}}
  pass:
    - {note: it does not, input: {State: {Running: false}}}
"""
Open = set[tuple[str, str, str]]


class Job:
    """What a timer starts every night, in a folder with its configuration, always with the same words.

    Attributes:
        code: of the last night.
        text: its text output.
        errors: its standard error.
        report: the report that it wrote, or the one of the night before if it wrote none.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.code, self.text, self.errors = 0, "", ""
        self.report: dict[str, Any] = {}

    def night(self, *words: str, now: str = TONIGHT) -> int:
        """One run; the exit code."""
        self.code, self.text, self.errors = command("scan", self.engine.address, "--now", now, "-o", "r.json",
                                                    "-f", "text", *words)  # fmt: skip
        self.report = json.loads(Path("r.json").read_text("utf-8"))
        return self.code

    @property
    def last(self) -> str:
        """The last line of the text."""
        return self.text.splitlines()[-1]

    def open(self) -> Open:
        """Findings that count: service or name, rule, why it is new."""
        return {
            (one["object"]["service"] or one["object"]["name"], one["rule"], one.get("new", ""))
            for one in self.report["findings"]
            if one["status"] == "open" and one["severity"] in ("critical", "high") and one["certainty"] != "hint"
        }


def command(*words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(words, environ={}, stdin=io.BytesIO(), stdout=out, stderr=err)
    return code, out.getvalue(), err.getvalue()


def start(engine: Engine, service: str, number: int, *words: str) -> None:
    """A container as Compose makes it."""
    labels = {"project": "shop", "service": service, "container-number": number, "oneoff": "False"}
    named = [word for key, value in labels.items() for word in ("--label", f"com.docker.compose.{key}={value}")]
    engine.run("--name", f"shop-{service}-{number}", *named, *words, "busybox:local")


def again(engine: Engine, replicas: int) -> None:
    """Everything made anew, under new ids, each service so many times."""
    engine.clear()
    for number in range(1, replicas + 1):
        start(engine, "runner", number, "-v", SOCKET)
        start(engine, "backup", number, "-v", "/:/host")
        start(engine, "web", number)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_life_of_a_scheduled_job(  # noqa: PLR0915 one story, told whole
    start_engine: Callable[..., Engine], tmp_path: Path
) -> None:
    engine = start_engine()
    engine.image("busybox:local")
    job = Job(engine)
    again(engine, 1)

    # The first night: all there is to find, and the team has said nothing yet.
    assert job.night() == 1
    assert {who for who, _, _ in job.open()} == {"runner", "backup"}
    assert job.last == "Failed: 2 findings at or above high (exit 1). Next: inspector explain DOOD-001"

    # One finding is accepted with a date, the rest is known.
    Path("inspector.toml").write_text('baseline = "known.json"\n' + WAIVER)
    code, said, errors = command("baseline", "update", "r.json")
    assert code == 0, errors
    assert "findings known from now on" in said
    assert job.night() == 0, job.text
    assert job.open() == set()
    assert job.report["waivers"][0]["state"] == "used"
    assert job.last.startswith("No open finding at or above high (1 waived, 1 known)")
    assert "(exit 0)" in job.last

    # A deployment: new containers, three of each.
    again(engine, 3)
    assert job.night() == 0, job.text
    assert job.report["summary"]["workloads"] == 9
    assert job.last.startswith("No open finding at or above high (3 waived, 3 known)")

    # Somebody mounts the socket.
    start(engine, "sneaky", 1, "-v", SOCKET)
    assert job.night() == 1
    assert job.open() == {("sneaky", "DOOD-001", "new")}
    assert re.search(r"^ *shop-sneaky-1 .*\(new\)$", job.text, re.MULTILINE)
    assert "shop-backup" not in job.text, "what is known is not told again"
    assert job.last.startswith("Failed: 1 finding at or above high (exit 1).")
    engine.docker("rm", "-f", "shop-sneaky-1")
    assert job.night() == 0, job.text

    # The waiver's day has come.
    assert job.night(now=YEARS_LATER) == 1
    assert job.open() == {("runner", "DOOD-001", "reopened")}
    assert "waiver expired on 2027-12-31" in job.text
    assert "3 reopened, 14 unchanged" in job.text
    assert job.last.startswith("Failed: 3 findings at or above high (exit 1).")

    # A rule is added: what it finds was there before.
    rules = tmp_path / "rules" / "ours"
    rules.mkdir(parents=True)
    (rules / "OURS-001-ours.yaml").write_text(RULE)
    assert job.night("--rules", str(tmp_path / "rules")) == 1
    assert {(rule, news) for _, rule, news in job.open()} == {("OURS-001", "new rule")}
    assert job.report["baseline"]["new"] == 0
    assert "9 by new rules, 17 unchanged" in job.text
    assert "(new)" not in job.text
    assert job.night("--rules", str(tmp_path / "rules"), "--new-only") == 0, job.text

    # The engine goes away: never a clean verdict.
    Path("other.json").write_text(engine.docker("inspect", "shop-web-1"), "utf-8")
    before = Path("r.json").read_bytes()
    engine.end()
    assert job.night() == 2
    assert (job.text, job.errors.count("\n")) == ("", 1)
    assert job.errors == f"inspector: {engine.address}: no such socket\n"
    assert Path("r.json").read_bytes() == before
    assert job.night("other.json") == 3, job.text
    assert {gap["kind"] for gap in job.report["gaps"]} >= {"engine"}
    assert f"gap: engine {engine.address}: no such" in job.text
    assert "waiver unused" in job.text
    assert "it matched nothing, of what was seen" in " ".join(job.text.split())
    assert job.report["baseline"]["fixed"] == []
    assert "7 no longer seen" in job.text
    assert job.last.startswith("Undecided: ")
    assert job.last.endswith("(exit 3). Next: close gaps, or --allow-undecided")
