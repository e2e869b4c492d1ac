"""`inspector init`: what it proposes loads, accepts what it says and nothing else, and waits for a person."""

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from inspector.cli import main
from inspector.cli.write import write
from inspector.errors import OutputError
from inspector.policy.config import Config, load

ROOT = Path(__file__).parents[2]
HOST = ROOT / "reports" / "demo" / "host.json"
NOW = ("--now", "2026-11-24T12:00:00Z")
HOSTILE = "a'b\"`\\\x7f\x1b[31m\n\u202e\U0001f600\ud800]]> #{x}"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(words, environ={}, stdin=io.BytesIO(), stdout=out, stderr=err)
    return code, out.getvalue(), err.getvalue()


def written(*words: str) -> str:
    """The configuration that `init` writes."""
    code, _, err = run("init", *NOW, *words)
    assert (code, err) == (0, "")
    return Path("inspector.toml").read_text("utf-8")


def accepted(text: str) -> Config:
    """The configuration with every proposal uncommented, as a person would, and without the baseline."""
    head, fence, proposals = text.partition("\n## ")
    assert fence, "nothing is proposed"
    lines = [line.removeprefix("# ") for line in (fence + proposals).splitlines()]
    Path("inspector.toml").write_text(head.replace("\nbaseline = ", "\n# baseline = ") + "\n".join(lines), "utf-8")
    return load(Path("inspector.toml"))


def scan(source: Path = HOST) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("scan", str(source), *NOW, "-f", "json")[1])
    return found


def waived(report: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(one["object"]["name"], one["rule"], one["key"]) for one in report["findings"] if one["status"] == "waived"}


def host(edit: Any) -> Path:
    """The demo's host after `edit` of its containers, by name."""
    snapshot = json.loads(HOST.read_text("utf-8"))
    edit({one["Name"]: one for one in snapshot["objects"]["container"]})
    Path("host.json").write_text(json.dumps(snapshot), "utf-8")
    return Path("host.json")


def test_nothing_is_accepted_before_a_person_does() -> None:
    written(str(HOST))
    assert load(Path("inspector.toml")).waivers == ()
    assert not waived(scan())


def test_each_finding_that_a_role_explains_is_proposed_and_no_other() -> None:
    config = accepted(written(str(HOST)))
    report = scan()
    assert {one["state"] for one in report["waivers"]} == {"used"}
    assert {one["used"] for one in report["waivers"]} == {1}
    assert waived(report) == {
        ("ci-runner-1", "DOOD-001", "/run/docker.sock"),
        ("edge-traefik-1", "DOOD-001", "/run/docker.sock"),
        ("jenkins", "DOOD-008", "tcp://172.17.0.1:2375"),
        ("monitoring-cadvisor-1", "DOOD-001", "/"),
        ("monitoring-cadvisor-1", "DOOD-001", "/run"),
        ("monitoring-cadvisor-1", "MNT-003", "/var/lib/docker"),
        ("portainer", "DOOD-001", "/run/docker.sock"),
        ("tools-socket-proxy-1", "DOOD-001", "/run/docker.sock"),
    }
    assert {one.expires.isoformat() for one in config.waivers} == {"2027-02-22"}
    reasons = {one.reason.partition(":")[0] for one in config.waivers}
    assert reasons == {"ci-runner", "docker-ui", "monitor", "reverse-proxy", "socket-proxy"}
    assert all(one.owner for one in config.waivers)


def test_a_monitors_root_is_proposed_where_it_is_read_only_all_the_way_down() -> None:
    """The bundled one is mounted `ro,rslave`, which leaves /proc below it writable."""

    def private(containers: dict[str, Any]) -> None:
        one = containers["/monitoring-node-exporter-1"]
        one["HostConfig"]["Binds"] = [bind.replace(",rslave", "") for bind in one["HostConfig"]["Binds"]]
        for mount in one["Mounts"]:
            mount["Propagation"], mount["Mode"] = "rprivate", "ro"

    source = host(private)
    snapshot = json.loads(source.read_text("utf-8"))
    features = {"org.opencontainers.runtime-spec.features": '{"mountOptions": ["rro"]}'}
    snapshot["info"]["Runtimes"]["runc"]["status"] = features
    source.write_text(json.dumps(snapshot), "utf-8")
    accepted(written(str(source)))
    assert ("monitoring-node-exporter-1", "MNT-011", "/") in waived(scan(source))


def test_what_a_monitor_can_write_is_not_proposed() -> None:
    def writable(containers: dict[str, Any]) -> None:
        one = containers["/monitoring-node-exporter-1"]
        one["HostConfig"]["Binds"] = [bind.replace(":ro", ":rw") for bind in one["HostConfig"]["Binds"]]
        for mount in one["Mounts"]:
            mount["RW"], mount["Mode"] = True, "rw"

    text = written(str(host(writable)))
    assert "'cadvisor'" in text
    assert "'node-exporter'" not in text


def test_a_name_made_to_break_out_stays_a_name() -> None:
    def rename(containers: dict[str, Any]) -> None:
        containers["/portainer"]["Name"] = f"/{HOSTILE}"
        containers["/ci-runner-1"]["Config"]["Labels"]["com.docker.compose.service"] = HOSTILE

    source = host(rename)
    text = written(str(source))
    assert not any(ord(char) < 32 and char != "\n" for char in text)
    assert all(not line or line.startswith(("#", "baseline = ")) for line in text.split("\n"))
    accepted(text)
    assert {one["state"] for one in scan(source)["waivers"]} == {"used"}
    assert (HOSTILE, "DOOD-001", "/run/docker.sock") in waived(scan(source))


def test_of_several_engines_each_gets_its_own() -> None:
    written(f"one={HOST}", f"two={HOST}")
    text = Path("inspector.toml").read_text("utf-8")
    assert text.count("'portainer'") == 2
    assert "object.engine == 'one'" in text
    assert "object.engine == 'two'" in text


def test_where_no_role_explains_anything_an_example_stands() -> None:
    def anonymous(containers: dict[str, Any]) -> None:
        for one in containers.values():
            one["Config"]["Image"] = "app"
            one["Config"]["Env"] = one["Args"] = one["Config"]["Cmd"] = one["Config"]["Entrypoint"] = None

    snapshot = json.loads(host(anonymous).read_text("utf-8"))
    snapshot["objects"]["image"] = []
    Path("host.json").write_text(json.dumps(snapshot), "utf-8")
    text = written("host.json")
    assert "## " not in text
    assert "# [[waivers]]" in text
    Path("inspector.toml").write_text(text.replace("# [[", "[[").replace("# match", "match"), "utf-8")
    code, _, err = run("scan", "host.json")
    assert code == 2
    assert "a waiver needs" in err


def test_an_incomplete_audit_gives_no_baseline_and_says_so() -> None:
    Path("web.json").write_text(json.dumps(json.loads(HOST.read_text("utf-8"))["objects"]["container"][:1]))
    code, out, err = run("init", *NOW, "web.json", "/none.json")
    assert (code, out) == (3, "wrote inspector.toml\n")
    assert err.splitlines()[-1].startswith("no baseline: the run is not complete: file /none.json")
    assert not Path("inspector-baseline.json").exists()
    assert "# baseline = " in Path("inspector.toml").read_text("utf-8")


def test_neither_file_is_overwritten() -> None:
    for name in ("inspector.toml", "inspector-baseline.json"):
        Path(name).write_text("")
        code, out, err = run("init", str(HOST), "--config", "/dev/null")
        assert (code, out, err) == (2, "", f"inspector: {name}: is here already; move it away first\n")
        assert Path(name).read_text() == ""
        Path(name).unlink()


def test_a_configuration_that_cannot_be_written_leaves_no_baseline(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: str, content: str) -> None:
        if path == "inspector.toml":
            raise OutputError(path, "No space left on device")
        write(path, content)

    monkeypatch.setattr("inspector.cli.write.write", full)
    code, out, err = run("init", str(HOST))
    assert (code, out, err) == (2, "", "inspector: inspector.toml: No space left on device\n")
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize("words", ["--select DOOD", "--ignore NET", "--state running", "--no-default-rules"])
def test_a_narrowed_run_is_no_first_baseline(words: str) -> None:
    code, out, err = run("init", str(HOST), *words.split())
    assert (code, out) == (2, "")
    assert err == f"inspector: init: a first baseline knows all there is; leave out {words}\n"
    assert list(Path.cwd().iterdir()) == []


def test_a_configuration_above_that_narrows_is_named() -> None:
    Path("inspector.toml").write_text('ignore = ["NET"]\n')
    Path("below").mkdir()
    os.chdir("below")
    code, _, err = run("init", str(HOST))
    assert code == 2
    assert "leave out --ignore NET (here or in " in err
    assert "inspector.toml)" in err
