"""From nothing to a nightly job as the README says, under a real systemd and with a real engine; then its nights."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from checkout import ROOT, block, copied
from machine import Machine

COMMANDS = block("README.md", "Every night")
REPORT = "/var/lib/inspector/report.json"
SOCKET = "/var/run/docker.sock:/var/run/docker.sock"
DYNAMIC_USERS = range(61184, 65520)
"""Where systemd takes a user that exists only meanwhile."""


class Job:
    """The machine on which the job was set up.

    Attributes:
        machine: with the engine that is audited.
        installed: the end of the README's commands.
    """

    def __init__(self, machine: Machine, checkout: Path) -> None:
        self.machine = machine
        index = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        self.installed = machine.script("\n".join(COMMANDS), checkout, **index)

    def night(self) -> tuple[str, str]:
        """What the timer starts, started now: the unit's result and the program's exit code."""
        self.machine.script("systemctl reset-failed inspector.service")  # nights are far apart: no limit of starts
        started = self.machine.script("systemctl start inspector.service")
        told = self.machine.script("systemctl show --value -p Result -p ExecMainStatus inspector.service")
        result, status = sorted(told.stdout.split(), reverse=True)
        assert (started.returncode == 0) == (result == "success"), started.stderr
        return result, status

    def report(self) -> Any:
        return json.loads(self.machine.script(f"cat {REPORT}").stdout)

    def new(self) -> set[tuple[str, str]]:
        """Whose findings fail the last audit, by which rule."""
        counts = (one for one in self.report()["findings"] if one["status"] == "open" and one["new"] == "new")
        return {(one["object"]["name"], one["rule"]) for one in counts if one["severity"] in ("critical", "high")}


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Job]:
    machine = Machine()
    try:
        machine.image("busybox:local")
        machine.run("--name", "runner", "-v", SOCKET, "busybox:local")
        machine.run("--name", "web", "busybox:local")
        machine.run("--name", "cache", "-v", f"{machine.folder}/data:/data", "busybox:local")  # /tmp: might be a link
        yield Job(machine, copied(tmp_path_factory.mktemp("nightly") / "checkout"))
    finally:
        machine.end()


def test_six_commands_lead_to_a_job_that_is_due_tonight(job: Job) -> None:
    assert len(COMMANDS) <= 6
    assert job.installed.returncode == 0, job.installed.stderr
    assert "known from now on" in job.installed.stdout
    assert job.machine.script("systemctl is-enabled inspector.timer").stdout == "enabled\n"
    due = job.machine.script("systemctl show --value -p ActiveState -p NextElapseUSecRealtime inspector.timer").stdout
    assert "active" in due.split("\n")
    assert re.search(r" 02:[1-3]\d:\d\d ", due)


def test_a_night_passes_and_fails_on_a_socket_that_appears(job: Job) -> None:
    assert job.night() == ("success", "0")
    assert job.report()["summary"]["status"]["baseline"] > 0
    owner, mode = job.machine.script(f"stat -L -c '%u %a' {REPORT}").stdout.split()
    assert int(owner) in DYNAMIC_USERS
    assert mode == "600"

    job.machine.run("--name", "sneaky", "-v", SOCKET, "busybox:local")
    assert job.night() == ("exit-code", "1")
    assert job.new() == {("sneaky", "DOOD-001")}

    job.machine.docker("rm", "-f", "sneaky")
    assert job.night() == ("success", "0")


def test_the_crontab_line_does_the_same(job: Job) -> None:
    line = (ROOT / "deploy" / "cron" / "inspector").read_text("utf-8").splitlines()[-1]
    _, shell = line.split(" root ", 1)
    quiet = job.machine.script(shell)
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    as_user = "setpriv --reuid=65534 --regid=65534 --groups=$(getent group docker | cut -d: -f3)"
    assert "may be a symbolic link" in job.machine.script(f'{as_user} sh -c "$LINE"', LINE=shell).stdout
    job.machine.run("--name", "sneaky", "-v", SOCKET, "busybox:local")
    try:
        assert "sneaky" in job.machine.script(shell).stdout
    finally:
        job.machine.docker("rm", "-f", "sneaky")


def test_what_is_accepted_is_known_the_next_night(job: Job) -> None:
    job.machine.run("--name", "deploy", "-v", SOCKET, "busybox:local")
    assert job.night() == ("exit-code", "1")
    done = job.machine.script(f"/opt/inspector/bin/inspector baseline update {REPORT}", "/etc/inspector")
    assert done.returncode == 0, done.stderr
    assert job.night() == ("success", "0")


def test_without_an_engine_the_unit_fails_and_the_report_stays(job: Job) -> None:
    before = job.machine.script(f"cat {REPORT}").stdout
    job.machine.script("systemctl stop docker.service")
    assert job.night() == ("exit-code", "2")
    assert job.machine.script(f"cat {REPORT}").stdout == before
