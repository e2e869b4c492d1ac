"""A real dockerd, read whole."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from companions import Haproxy, volume_plugin
from harness import Engine, wait_for

from inspector.sources.live import parse, take
from inspector.sources.snapshot import Snapshot


class Open:
    """A redactor that redacts nothing: these tests are about what is collected."""

    def document(self, _kind: str, document: dict[str, Any]) -> dict[str, Any]:
        return document


def snapshot(address: str) -> Snapshot:
    return take(parse(address, {}), Open(), timeout=30)


def states(found: Snapshot) -> dict[str, str]:
    return {container["Name"]: container["State"]["Status"] for container in found.objects["container"]}


@contextmanager
def kept_dead(engine: Engine, name: str) -> Iterator[None]:
    """Lets a removal fail half-way, which leaves a container dead."""
    keep = engine.folder / "store" / "containers" / engine.docker("inspect", "-f", "{{.Id}}", name) / "keep"
    keep.touch()
    subprocess.run(["chattr", "+i", keep], check=True)
    try:
        engine.docker("rm", name, check=False)
        yield
    finally:
        subprocess.run(["chattr", "-i", keep], check=True)


def test_containers_in_every_state_are_read(engine: Engine) -> None:
    engine.docker("create", "--name", "created", "busybox:local")
    engine.run("--name", "running", "busybox:local")
    engine.run("--name", "paused", "busybox:local")
    engine.docker("pause", "paused")
    engine.docker("run", "--name", "exited", "busybox:local", "/bin/true")
    engine.docker("run", "-d", "--name", "unstarted", "busybox:local", "/no/such/program", check=False)
    engine.docker("run", "--name", "dead", "busybox:local", "/bin/true")
    engine.run("--name", "restarting", "--restart", "always", "busybox:local", "/bin/false")
    wait_for(lambda: int(engine.docker("inspect", "-f", "{{.RestartCount}}", "restarting")) > 3, "restarts")
    with kept_dead(engine, "dead"):
        wait_for(lambda: states(snapshot(engine.address))["/restarting"] == "restarting", "a pause between restarts")
        found = snapshot(engine.address)
    engine.docker("unpause", "paused")
    assert found.gaps == []
    assert "container" in found.complete
    assert states(found) | {"/restarting": "restarting"} == {
        "/created": "created",
        "/running": "running",
        "/paused": "paused",
        "/exited": "exited",
        "/unstarted": "created",
        "/dead": "dead",
        "/restarting": "restarting",
    }


def test_every_kind_is_read_as_inspect_shows_it(engine: Engine) -> None:
    engine.docker("network", "create", "--label", "a=b", "front")
    engine.docker("volume", "create", "--opt", "type=none", "--opt", "o=bind", "--opt", "device=/", "root")
    engine.run("--name", "web", "--network", "front", "-v", "root:/host", "nginx:1")
    found = snapshot(engine.address)
    assert found.gaps == []
    assert found.complete == {"container", "image", "network", "volume", "plugin"}
    assert found.not_applicable == {"swarm", "node", "service", "task", "config", "secret"}
    for kind, path in (("container", "/containers/{}/json"), ("network", "/networks/{}"), ("volume", "/volumes/{}")):
        key = "Name" if kind == "volume" else "Id"
        raw = [engine.json(path.format(document[key])) for document in found.objects[kind]]
        assert found.objects[kind] == raw
    (front,) = [network for network in found.objects["network"] if network["Name"] == "front"]
    assert [member["Name"] for member in front["Containers"].values()] == ["web"]
    (image,) = found.objects["image"]
    assert sorted(image["RepoTags"]) == ["busybox:local", "nginx:1"]
    assert image["History"] == engine.json(f"/images/{image['Id']}/history")
    assert found.version == engine.json("/version")
    assert found.info is not None
    assert (found.name, found.info["ID"]) == (engine.json("/info")["Name"], engine.json("/info")["ID"])
    assert (found.source, found.socket, found.origin) == (engine.address, str(engine.socket), "live")


def test_exec_instances_stand_beside_their_ids(engine: Engine) -> None:
    engine.run("--name", "web", "busybox:local")
    engine.docker("exec", "-d", "--privileged", "--user", "7", "web", "/bin/sleep", "1000")
    (container,) = snapshot(engine.address).objects["container"]
    (session,) = container["ExecInspects"]
    assert [session["ID"]] == container["ExecIDs"]
    assert (session["ProcessConfig"]["privileged"], session["ProcessConfig"]["user"]) == (True, "7")
    assert session["ProcessConfig"]["arguments"] == ["1000"]


def test_an_image_without_a_name_that_a_container_runs_is_read(engine: Engine) -> None:
    engine.image("passing:1", changes=["ENV X=1", 'CMD ["/bin/sleep", "1000"]'])
    engine.run("--name", "web", "passing:1")
    image = engine.json("/images/passing:1/json")["Id"]
    engine.docker("rmi", "-f", "passing:1")
    found = snapshot(engine.address)
    engine.docker("rm", "-f", "web")
    engine.docker("rmi", "-f", image, check=False)
    assert found.gaps == []
    assert [container["Image"] for container in found.objects["container"]] == [image]
    assert image in {document["Id"] for document in found.objects["image"]}


def test_a_managed_plugin_is_read(engine: Engine) -> None:
    volume_plugin(engine)
    found = snapshot(engine.address)
    raw = engine.json("/plugins/example/volumes:1.0/json")
    engine.docker("plugin", "rm", "example/volumes:1.0")
    (plugin,) = found.objects["plugin"]
    assert (plugin["Name"], plugin["Enabled"]) == ("example/volumes:1.0", False)
    assert plugin["Config"]["Linux"]["AllowAllDevices"] is True
    assert plugin == raw
    assert found.gaps == []


def test_only_gets_and_heads_reach_the_engine(engine: Engine) -> None:
    engine.run("--name", "web", "-v", "data:/data", "busybox:local")
    engine.docker("exec", "-d", "web", "/bin/sleep", "1000")
    proxy = Haproxy(engine, "record.cfg")
    try:
        found = snapshot(proxy.address)
        expected = 2 + 2 * len(found.objects["image"]) + 3 + 5 + len(found.objects["network"])
        wait_for(lambda: len(proxy.requests()) >= expected - 1, "the proxy's log")
        asked = proxy.requests()
    finally:
        proxy.end()
    assert found.gaps == []
    assert {request.split()[0] for request in asked} <= {"GET", "HEAD"}
    assert any(request.endswith("/containers/json?all=1") for request in asked)
    assert not any("size" in request or "/system/df" in request for request in asked)


def test_what_a_filtering_proxy_refuses_is_a_gap_by_name(engine: Engine) -> None:
    engine.run("--name", "web", "busybox:local")
    proxy = Haproxy(engine, "get-only.cfg", KINDS="version|containers|networks")
    try:
        found = snapshot(proxy.address)
    finally:
        proxy.end()
    assert states(found) == {"/web": "running"}
    assert found.complete == {"container", "network"}
    gaps = {(gap["kind"], gap["id"]): gap["reason"] for gap in found.gaps}
    kinds = ("image", "volume", "plugin", "swarm", "node", "service", "task", "config", "secret")
    assert gaps == {("engine", "info"): "403"} | {(kind, ""): "403" for kind in kinds}
    assert found.info is None
    assert found.version is not None


def test_without_version_the_oldest_api_is_spoken(engine: Engine) -> None:
    engine.run("--name", "web", "busybox:local")
    proxy = Haproxy(engine, "get-only.cfg", KINDS="containers")
    try:
        found = snapshot(proxy.address)
    finally:
        proxy.end()
    assert states(found) == {"/web": "running"}
    assert found.name == proxy.address


def test_scans_beside_containers_that_come_and_go_have_no_gap(engine: Engine) -> None:
    script = "while true; do docker run --rm busybox:local /bin/true; done"
    churn = [
        subprocess.Popen(["sh", "-c", script], env=engine.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(3)
    ]
    try:
        found = [snapshot(engine.address) for _ in range(20)]
    finally:
        for process in churn:
            process.kill()
            process.wait()
    wait_for(lambda: not engine.docker("ps", "-q"), "the last container")
    assert [gap for one in found for gap in one.gaps if not gap.get("vanished")] == []
    assert all("container" in one.complete for one in found)


@pytest.mark.parametrize("deep", [False, True])
def test_a_socket_with_a_long_path_is_reached(engine: Engine, deep: bool) -> None:  # noqa: FBT001 - a parameter
    place = engine.folder / ("x" * 100 if deep else "x")
    place.mkdir()
    link = place / "docker.sock"
    link.symlink_to(engine.socket)
    assert snapshot(f"unix://{link}").gaps == []
    link.unlink()
