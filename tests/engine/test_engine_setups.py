"""Risky set-ups that other tools miss, made on a real engine and audited through the public command line."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from harness import Engine

from inspector.cli import main

SOCKET = "/var/run/docker.sock"
IMAGE = "busybox:local"
HARDENED = (
    "--user", "1000:1000", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--read-only", "--memory", "64m",
    "--cpus", "0.5", "--pids-limit", "50",
)  # fmt: skip

# name -> (words of `docker run`, rule that must be among those of a finding, its severity); on an engine without LSM
SETUPS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "socket-renamed-ro": (("-v", f"{SOCKET}:/x.sock:ro"), "DOOD-001", "critical"),
    "volumes-from": (("--volumes-from", "socket-renamed-ro"), "DOOD-001", "critical"),
    "sys-admin": (("--cap-add", "CAP_SYS_ADMIN", "--security-opt", "apparmor=unconfined"), "PRIV-002", "critical"),
    "dac-read-search": (("--cap-add", "DAC_READ_SEARCH"), "PRIV-002", "critical"),
    "var-run": (("-v", "/var/run:/hostrun"), "DOOD-001", "critical"),
    "run": (("-v", "/run:/hostrun"), "DOOD-001", "critical"),
    "bind-volume": (("-v", "hidden:/h"), "DOOD-001", "critical"),
    "containerd": (("-v", "/run/containerd/containerd.sock:/c.sock"), "DOOD-001", "critical"),
    "root-ro": (("-v", "/:/host:ro"), "MNT-003", "critical"),
    "data-root": (("-v", "/var/lib/docker:/d"), "MNT-001", "critical"),
    "cron": (("-v", "/etc/cron.d:/c"), "MNT-001", "critical"),
    "root-home": (("-v", "/root:/r"), "MNT-001", "critical"),
    "etc-ro": (("-v", "/etc:/e:ro"), "MNT-003", "high"),
    "pid-joined": (("--pid", "container:pid-host"), "NS-001", "high"),
    "net-joined": (("--network", "container:net-host"), "NS-005", "high"),
    "tcp": (("-e", "DOCKER_HOST=tcp://172.17.0.1:2375"), "DOOD-008", "critical"),
}


def scan(*words: str, stdin: bytes = b"") -> dict[str, Any]:
    out, err = io.StringIO(), io.StringIO()
    code = main(("scan", "-f", "json", *words), environ={}, stdin=io.BytesIO(stdin), stdout=out, stderr=err)
    assert code in (0, 1, 3), err.getvalue()
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


@pytest.fixture(scope="module")
def host(start_engine: Any) -> Iterator[Engine]:
    """An engine with all set-ups."""
    engine: Engine = start_engine()
    engine.image(IMAGE, "nginx:1")
    engine.docker("volume", "create", "-o", "type=none", "-o", "o=bind", "-o", "device=/var/run", "hidden")
    engine.run("--name", "pid-host", "--pid", "host", IMAGE)
    engine.run("--name", "net-host", "--network", "host", IMAGE)
    for name, (words, _, _) in SETUPS.items():
        engine.run("--name", name, *words, IMAGE)
    engine.docker("create", "--name", "created-privileged", "--privileged", IMAGE)
    engine.run("--name", "cgroupns-host", "--cgroupns", "host", IMAGE)
    engine.run("--name", "restart-always", "--restart", "always", IMAGE)
    engine.run("--name", "plain-nginx", "-p", "127.0.0.1:8080:80", "nginx:1")
    engine.run("--name", "hardened", *HARDENED, IMAGE)
    link = engine.folder / "link"
    link.symlink_to(SOCKET)
    engine.docker("create", "--name", "link", "-v", f"{link}:/s", IMAGE)
    yield engine
    link.unlink()


@pytest.fixture(scope="module")
def report(host: Engine) -> dict[str, Any]:
    return scan(host.address)


def of(report: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [one for one in report["findings"] if one["object"]["name"] == name]


@pytest.mark.parametrize("name", SETUPS)
def test_found_with_rule_and_severity(report: dict[str, Any], name: str) -> None:
    _, rule, severity = SETUPS[name]
    found = [one for one in of(report, name) if rule in (one["rule"], *one["also"])]
    assert [one["severity"] for one in found] == [severity]


def test_a_created_privileged_container_is_one_start_away(report: dict[str, Any]) -> None:
    found = of(report, "created-privileged")
    assert [(one["rule"], one["severity"]) for one in found if one["severity"] == "critical"] == [
        ("PRIV-001", "critical")
    ]


def test_a_link_is_not_resolved_by_the_api_and_so_unknown(host: Engine, report: dict[str, Any]) -> None:
    reasons = [one["reason"] for one in report["undecided"] if any(name.endswith("/link") for name in one["objects"])]
    assert any("symbolic link" in reason for reason in reasons), reasons
    assert host.json("/containers/link/json")["Mounts"][0]["Source"] == str(host.folder / "link")


def test_no_false_results(report: dict[str, Any]) -> None:
    """The cgroup namespace of the host is the default of cgroup v1; nothing is wrong with the others."""
    worst = {
        name: max(
            (one["severity"] for one in of(report, name)), key=("info", "low", "medium", "high", "critical").index
        )
        for name in ("cgroupns-host", "restart-always", "plain-nginx", "hardened")
        if of(report, name)
    }
    assert set(worst.values()) <= {"low", "info"}, worst
    assert all("sshd" not in one["message"] for one in report["findings"])


def test_piped_inspect_finds_the_same_or_says_what_it_lacks(host: Engine, report: dict[str, Any]) -> None:
    """`docker inspect` of everything; without info, what hangs on it is assumed or unknown."""
    ids = host.docker("ps", "-aq").split()
    volumes, networks = host.docker("volume", "ls", "-q").split(), host.docker("network", "ls", "-q").split()
    text = (
        host.docker("inspect", *ids)
        + host.docker("volume", "inspect", *volumes)
        + host.docker("network", "inspect", *networks)
    )
    piped = scan("-", "--name", report["engines"][0]["name"], stdin=text.encode())
    live = {(one["object"]["name"], one["rule"], one["key"], one["severity"]) for one in report["findings"]}
    got = {(one["object"]["name"], one["rule"], one["key"], one["severity"]) for one in piped["findings"]}
    assert got <= live
    undecided = {rule for one in piped["undecided"] for rule in one["rules"]}
    assert {rule for _, rule, _, _ in live - got} <= undecided
    assert piped["engines"][0]["assumed"]


COMPOSE = """
services:
  socket-renamed-ro: {image: "busybox:local", volumes: ["/var/run/docker.sock:/x.sock:ro"]}
  volumes-from: {image: "busybox:local", volumes_from: [socket-renamed-ro]}
  sys-admin: {image: "busybox:local", cap_add: [SYS_ADMIN], security_opt: ["apparmor=unconfined"]}
  dac-read-search: {image: "busybox:local", cap_add: [DAC_READ_SEARCH]}
  var-run: {image: "busybox:local", volumes: [{type: bind, source: /var/run, target: /hostrun}]}
  run: {image: "busybox:local", volumes: ["/run:/hostrun"]}
  bind-volume: {image: "busybox:local", volumes: ["hidden:/h"]}
  containerd: {image: "busybox:local", volumes: ["/run/containerd/containerd.sock:/c.sock"]}
  root-ro: {image: "busybox:local", volumes: ["/:/host:ro"]}
  data-root: {image: "busybox:local", volumes: ["/var/lib/docker:/d"]}
  cron: {image: "busybox:local", volumes: ["/etc/cron.d:/c"]}
  root-home: {image: "busybox:local", volumes: ["/root:/r"]}
  etc-ro: {image: "busybox:local", volumes: ["/etc:/e:ro"]}
  pid-host: {image: "busybox:local", pid: host}
  net-host: {image: "busybox:local", network_mode: host}
  pid-joined: {image: "busybox:local", pid: "service:pid-host"}
  net-joined: {image: "busybox:local", network_mode: "service:net-host"}
  tcp: {image: "busybox:local", environment: {DOCKER_HOST: "tcp://172.17.0.1:2375"}}
  created-privileged: {image: "busybox:local", privileged: true}
volumes:
  hidden: {name: hidden, driver_opts: {type: none, o: bind, device: /var/run}}
"""


def serious(report: dict[str, Any]) -> dict[str, set[tuple[str, str]]]:
    """Rule and severity of what is high or worse, by container or service."""
    found: dict[str, set[tuple[str, str]]] = {}
    for one in report["findings"]:
        if one["severity"] in ("high", "critical") and one["object"]["kind"] in ("container", "compose"):
            name = one["object"]["service"] or one["object"]["name"]
            found.setdefault(name, set()).update((rule, one["severity"]) for rule in (one["rule"], *one["also"]))
    return found


def test_the_same_set_ups_in_a_compose_file_are_found_before_they_run(report: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    made = scan(str(tmp_path / "compose.yaml"))
    live, planned = serious(report), serious(made)
    # which version will run them is not in the file: what hangs on it is not decided, and nothing else
    undecided = {rule for one in made["undecided"] for rule in one["rules"] if "versions" in one["reason"]}
    for name in [*SETUPS, "created-privileged"]:
        assert planned[name] <= live[name], name
        assert {rule for rule, _ in live[name] - planned[name]} <= undecided, name


def test_whole_story_as_html(host: Engine, tmp_path: Path) -> None:
    out = io.StringIO()
    words = ("scan", host.address, "-o", str(tmp_path / "r.html"), "-o", str(tmp_path / "r.json"), "--fail-on", "never")
    assert main(words, environ={}, stdin=io.BytesIO(), stdout=out, stderr=io.StringIO()) == 0
    page = (tmp_path / "r.html").read_text()
    assert all(name in page for name in SETUPS)
    assert json.loads((tmp_path / "r.json").read_text())["summary"]["takeover"] >= len(SETUPS) - 4
