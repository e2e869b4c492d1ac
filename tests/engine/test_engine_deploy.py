"""What stands in deploy/, run for real with a real engine: the image, the proxy, docker's plugin, the action."""

import difflib
import http.client
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import local_images
import pytest
import yaml
from checkout import ROOT, block, copied
from harness import Engine, require, wait_for

from inspector.cli import main

DEPLOY = ROOT / "deploy"
SERVICES = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
SOCKET = "/var/run/docker.sock"
CHECKOUT = Path("/var/lib/checkout")
"""Where the engine's machine has deploy/; ours may lie below /tmp, where anything might be a link."""


def scan(*words: str, **environ: str) -> tuple[int, Any]:
    """Exit code and report of a scan in this process."""
    out, err = io.StringIO(), io.StringIO()
    code = main(("scan", "-f", "json", *words), environ=environ, stdin=io.BytesIO(), stdout=out, stderr=err)
    assert out.getvalue(), err.getvalue()
    return code, json.loads(out.getvalue())


@pytest.fixture(scope="module")
def host(start_engine: Callable[..., Engine]) -> Engine:
    """An engine with things to find, and nothing in it that only its own machine could tell."""
    engine = start_engine()
    engine.image("busybox:local")
    engine.docker("volume", "create", "data")
    engine.run("--name", "runner", "-v", f"{SOCKET}:{SOCKET}", "busybox:local")
    engine.run("--name", "strong", "--privileged", "--pid", "host", "busybox:local")
    engine.run("--name", "web", "-p", "8080:80", "-e", "DB_PASSWORD=hunter2", "-v", "data:/data", "busybox:local")
    engine.docker("create", "--name", "never", "--network", "host", "busybox:local")
    engine.docker("exec", "-d", "web", "/bin/sleep", "100000")
    return engine


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout with everything that an installation needs below deploy/image/wheels."""
    checkout = copied(tmp_path_factory.mktemp("deploy") / "checkout")
    local_images.wheels(checkout, checkout / "deploy" / "image" / "wheels")
    return checkout


@pytest.fixture(scope="module")
def image(host: Engine, wheels: Path) -> str:
    """deploy/image/Dockerfile, built by the command of the documentation on a base made of this machine's Python."""
    local_images.python_base(host, "python:local")
    (command,) = block("docs/deploy.md", "Image")
    words = command.replace("BASE=python:3.13-slim", "BASE=python:local").split()
    assert words[:2] == ["docker", "build"]
    offline = ["--build-arg", "PIP_OPTIONS=--no-index --find-links deploy/image/wheels"]
    done = subprocess.run(
        [*words[:2], *offline, *words[2:]], cwd=wheels, env=host.environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return words[words.index("-t") + 1]


OPTIONS: dict[str, Callable[[Any, int], list[str]]] = {
    "user": lambda value, group: ["--user", value.replace("${DOCKER_GID:-999}", str(group))],
    "volumes": lambda value, _: [f"--mount={mount(volume)}" for volume in value],
    "environment": lambda value, _: [f"--env={name}={text}" for name, text in value.items()],
    "networks": lambda value, _: [f"--network=inspector_{name}" for name in value],
    "read_only": lambda value, _: [f"--read-only={'true' if value else 'false'}"],
    "cap_drop": lambda value, _: [f"--cap-drop={name}" for name in value],
    "security_opt": lambda value, _: [f"--security-opt={text}" for text in value],
    "mem_limit": lambda value, _: [f"--memory={value}"],
    "cpus": lambda value, _: [f"--cpus={value}"],
    "pids_limit": lambda value, _: [f"--pids-limit={value}"],
}
"""What `docker run` takes for a key of a service, given the group of the socket."""
LEFT_OUT = {"image", "build", "command", "restart", "depends_on", "healthcheck"}


def run_words(name: str, group: int) -> list[str]:
    """Options of `docker run` for a service of deploy/compose.yaml; a key that is not known here fails the test."""
    words = [OPTIONS[key](value, group) for key, value in SERVICES[name].items() if key not in LEFT_OUT]
    marks = {"project": "inspector", "service": name, "container-number": 1, "oneoff": "False"}
    labels = [f"--label=com.docker.compose.{key}={value}" for key, value in marks.items()]
    own = [f"--name=inspector-{name}-1", f"--network-alias={name}", *labels]
    return [*own, *(word for some in words for word in some)]


def mount(volume: Any) -> str:
    """A service's volume as `docker run --mount` has it."""
    if isinstance(volume, str):
        name, target = volume.split(":")
        return f"type=volume,source=inspector_{name},target={target}"
    assert volume["type"] == "bind"
    assert volume["read_only"]
    return f"type=bind,source={CHECKOUT / volume['source']},target={volume['target']},readonly"


def comparable(report: Any) -> tuple[Any, list[str]]:
    """A report less when and from where it was made, and which containers it takes for the auditor."""
    for key in ("started_at", "finished_at"):
        report.pop(key)
    for engine in report["engines"]:
        engine.pop("source")
    for waiver in report["waivers"]:
        waiver["place"] = Path(waiver["place"]).name  # each has the file at its own place
    return report, [one["name"] for one in report["workloads"] if one.pop("self", False)]


def asked(host: Engine, method: str, path: str) -> int:
    """The status that the proxy answers; 0 as long as it does not."""
    address = host.json("/containers/inspector-proxy-1/json")["NetworkSettings"]["Networks"]["inspector_calls"][
        "IPAddress"
    ]

    def ask() -> int:
        connection = http.client.HTTPConnection(address, 2375, timeout=10)
        try:
            connection.request(method, path)
            return connection.getresponse().status
        except ConnectionError:
            return 0
        finally:
            connection.close()

    status: int = host.inside(ask)
    return status


@pytest.fixture(scope="module")
def proxied(host: Engine, image: str) -> Path:
    """deploy/compose.yaml as `docker compose run` starts it, without Compose; the folder of its reports.

    The proxy's image is a stand-in that takes the same options: the real one cannot be had everywhere. The auditor
    stays when it has ended its work, so that the host can be audited in the very same state.
    """
    group = host.socket.stat().st_gid
    name = re.sub(r"\$\{\w+:-(.*)\}", r"\1", SERVICES["proxy"]["image"])
    local_images.socket_proxy(host, name)
    place = Path(f"/proc/{host.pid}/root{CHECKOUT}")
    place.mkdir()
    shutil.copy(DEPLOY / "inspector.toml", place)
    host.docker("network", "create", "--internal", "inspector_calls")
    host.run(*run_words("proxy", group), name, *SERVICES["proxy"]["command"])
    wait_for(lambda: asked(host, "GET", "/version") == 200, "the proxy")
    work = 'inspector "$@"; echo $? >/reports/code; exec sleep 100000'
    auditor = ["--entrypoint", "/bin/sh", image, "-c", work, "sh", *SERVICES["inspector"]["command"]]
    host.run(*run_words("inspector", group), *auditor)
    place = host.folder / "store" / "volumes" / "inspector_reports" / "_data"
    wait_for((place / "code").exists, "the audit's end")
    return place


def test_the_image_behind_the_proxy_reports_what_the_host_does(host: Engine, proxied: Path) -> None:
    said = host.docker("logs", "inspector-inspector-1")
    code, report = scan(host.address, "--config", str(DEPLOY / "inspector.toml"))
    theirs, auditor = comparable(json.loads((proxied / "report.json").read_text("utf-8")))
    assert (proxied / "code").read_text() == f"{code}\n", said
    assert theirs["summary"]["workloads"] == 6
    assert {"runner", "strong", "inspector-proxy-1"} <= {one["object"]["name"] for one in theirs["findings"]}
    assert auditor == ["inspector-inspector-1"]
    ours, nobody = comparable(report)
    assert nobody == []
    # An engine lists the mounts of a container in another order each time.
    texts = (re.sub(r'"/Mounts/\d+', '"/Mounts/N', json.dumps(one, indent=1, sort_keys=True)) for one in (ours, theirs))
    here, there = (text.splitlines() for text in texts)
    assert "\n".join(difflib.unified_diff(here, there, "host", "image", n=1, lineterm="")) == ""
    assert (proxied / "report.html").stat().st_uid == 65532
    state = host.json("/containers/inspector-inspector-1/json")
    assert state["Config"]["User"] == "65532:65532"
    assert state["HostConfig"]["ReadonlyRootfs"]
    assert state["HostConfig"]["CapDrop"] == ["ALL"]


@pytest.mark.usefixtures("proxied")
def test_the_two_containers_have_no_finding_above_low_but_those_explained(host: Engine) -> None:
    _, report = scan(host.address, "--config", str(DEPLOY / "inspector.toml"), "--now", "2026-11-24")
    theirs = [one for one in report["findings"] if one["object"]["project"] == "inspector" and one["severity"] != "low"]
    assert {(one["rule"], one["object"]["service"]) for one in theirs} == {("DOOD-001", "proxy"), ("DOOD-014", "proxy")}
    assert {one["status"] for one in theirs} == {"waived"}


@pytest.mark.usefixtures("proxied")
def test_the_proxy_lets_nothing_else_through(host: Engine) -> None:
    assert asked(host, "GET", "/v1.41/containers/json") == 200
    assert asked(host, "POST", "/v1.41/containers/create") == 405
    assert asked(host, "HEAD", "/v1.41/containers/web/archive") == 405
    paths = (
        "containers/web/json",
        "containers/abc/logs",
        "images/get",
        "events",
        "swarm",
        "containers/..%2Fevents/json",
    )
    assert {path: asked(host, "GET", f"/v1.41/{path}") for path in paths} == dict.fromkeys(paths, 403)


def test_the_image_reads_the_socket_as_the_documentation_says(host: Engine, image: str) -> None:
    (command,) = [line for line in block("docs/deploy.md", "Image", number=1) if line.startswith("docker run")]
    command = command.replace("$(stat -c %g /var/run/docker.sock)", str(host.socket.stat().st_gid))
    assert command.endswith(image)
    words = [*command.split(), "scan", "-f", "json"]
    done = subprocess.run(words, env=host.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert {"runner", "strong"} <= {one["object"]["name"] for one in json.loads(done.stdout)["findings"]}


@pytest.fixture
def configured(tmp_path: Path) -> dict[str, str]:
    """An environment of the docker command with our plugin, installed as the documentation says."""
    require("docker")
    install, _ = block("docs/deploy.md", "docker inspector")
    values = {"HOME": str(tmp_path), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    subprocess.run(["sh", "-ec", install], cwd=ROOT, env=values, check=True)
    return values


def plugin(values: dict[str, str], *words: str) -> tuple[int, Any]:
    """Exit code and report of `docker WORDS -f json`."""
    done = subprocess.run(["docker", *words, "-f", "json"], env=values, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


@pytest.mark.parametrize("way", ["environment", "host", "context", "chosen context"])
def test_docker_inspector_scan_finds_what_we_find(host: Engine, configured: dict[str, str], way: str) -> None:
    subprocess.run(
        ["docker", "context", "create", "far", "--docker", f"host={host.address}"],
        env=configured, check=True, capture_output=True,
    )  # fmt: skip
    before = {"host": ("--host", host.address), "context": ("--context", "far")}.get(way, ())
    if way == "environment":
        configured["DOCKER_HOST"] = host.address
    if way == "chosen context":
        subprocess.run(["docker", "context", "use", "far"], env=configured, check=True, capture_output=True)
    code, theirs = plugin(configured, *before, "inspector", "scan")
    ours_code, ours = scan(host.address)
    assert code == ours_code == 1
    assert theirs["findings"] == ours["findings"]
    assert len(ours["findings"]) > 3
    assert plugin(configured, *before, "inspector", "scan", "--fail-on", "never")[0] == 0


def test_docker_lists_the_plugin(configured: dict[str, str]) -> None:
    said = subprocess.check_output(["docker", "--help"], env=configured, text=True)
    assert re.search(r"^  inspector\* +Audit Docker hosts", said, re.MULTILINE)


def test_the_action_audits_the_runners_engine(host: Engine, wheels: Path, tmp_path: Path) -> None:
    """Both of its steps as a runner does them: bash, the inputs' defaults, the files that GitHub gives."""
    action = yaml.safe_load((wheels / "deploy" / "github" / "action.yml").read_text("utf-8"))
    values = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "RUNNER_TEMP": str(tmp_path / "temp")}
    values |= {"GITHUB_ACTION_PATH": str(wheels / "deploy" / "github"), "DOCKER_HOST": host.address}
    values |= {"GITHUB_OUTPUT": str(tmp_path / "output"), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels / "deploy" / "image" / "wheels")}
    done = None
    for step in action["runs"]["steps"]:
        names = {
            key: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", r"\1", text) for key, text in step.get("env", {}).items()
        }
        inputs = {key: action["inputs"][name]["default"] for key, name in names.items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=tmp_path, env=values | offline | inputs, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done is not None
    assert done.returncode == 1, done.stderr
    assert re.search(r"^::error .*runner", done.stdout, re.MULTILINE)
    assert (tmp_path / "output").read_text() == "exit-code=1\n"
    summary = (tmp_path / "summary").read_bytes()
    assert b"DOOD-001" in summary
    assert len(summary) < 1 << 20, "GitHub drops a longer one"
    sarif = json.loads((tmp_path / "inspector.sarif").read_text("utf-8"))
    assert sarif["runs"][0]["results"]


def test_the_gitlab_job_leaves_its_reports(host: Engine, tmp_path: Path) -> None:
    job = yaml.safe_load((DEPLOY / "gitlab" / "inspector.gitlab-ci.yml").read_text("utf-8"))["inspector"]
    values = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "DOCKER_HOST": host.address}
    script = "\n".join(job["script"])
    done = subprocess.run(
        ["sh", "-ec", script], cwd=tmp_path, env=values | job["variables"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    kept = [*job["artifacts"]["paths"], job["artifacts"]["reports"]["junit"]]
    assert [name for name in kept if not (tmp_path / name).stat().st_size] == []
