"""Eighteen risky set-ups that other tools were tried on, and what the facts say of each."""

from typing import Any

import pytest
from facts_samples import facts, named, reasons

from inspector.model import Document


def bind(source: str, dest: str = "/x", *, rw: bool = True) -> Document:
    return {
        "Type": "bind",
        "Source": source,
        "Destination": dest,
        "Mode": "" if rw else "ro",
        "RW": rw,
        "Propagation": "rprivate",
    }


def engines(found: Any) -> list[tuple[str, str, str]]:
    return [(item["engine"], item["how"], item["gives"]) for item in found["dood"]]


@pytest.mark.parametrize(
    ("mounts", "expected"),
    [
        ([bind("/var/run/docker.sock", "/x.sock", rw=False)], ("docker", "socket", "host")),
        ([bind("/var/run", "/hostrun")], ("docker", "parent-directory", "host")),
        ([bind("/run", "/hostrun")], ("docker", "parent-directory", "host")),
        ([bind("/run/containerd/containerd.sock")], ("containerd", "socket", "host")),
        ([bind("/", "/host", rw=False)], ("docker", "parent-directory", "host")),
    ],
)
def test_sockets(mounts: list[Document], expected: tuple[str, str, str]) -> None:
    assert engines(facts({"Mounts": mounts})) == [expected]


def test_volumes_from_a_container_that_holds_the_socket() -> None:
    holder = named("holder", {"Mounts": [bind("/var/run/docker.sock", "/s")]})
    found = facts({"HostConfig.VolumesFrom": ["holder"], "Mounts": []}, others=[holder])
    assert engines(found) == [("docker", "socket", "host")]
    assert found["dood"][0]["via"] == "volumes-from"


def test_a_volume_that_is_a_bind_of_run() -> None:
    mount = {"Type": "volume", "Name": "v", "Source": "/v/_data", "Destination": "/v", "Driver": "local", "RW": True}
    options = {"type": "none", "o": "bind", "device": "/var/run"}
    found = facts({"Mounts": [mount]}, volume=[{"Name": "v", "Driver": "local", "Options": options}])
    assert engines(found) == [("docker", "parent-directory", "host")]


def test_a_symbolic_link_is_unknown_with_that_reason() -> None:
    found = facts({"Mounts": [bind("/tmp/link", "/s")]})
    assert engines(found) == []
    assert reasons(found)["dood"] == "/tmp/link may be a symbolic link, which the API does not resolve"
    assert reasons(found)["host_paths[0].write"] == reasons(found)["dood"]


@pytest.mark.parametrize(
    ("source", "rw", "write", "read"),
    [
        ("/", False, None, "root"),
        ("/srv/engine-d26/data", True, "engine-data", "engine-data"),
        ("/etc/cron.d", True, "code", None),
        ("/root", True, "code", "secrets"),
        ("/etc", False, None, "secrets"),
    ],
)
def test_paths(source: str, *, rw: bool, write: str | None, read: str | None) -> None:
    (item,) = facts({"Mounts": [bind(source, rw=rw)]})["host_paths"]
    assert (item["write"], item["read"], item["certainty"]) == (write, read, "certain")


def test_capabilities() -> None:
    options = ["apparmor=unconfined"]
    found = facts({"HostConfig.CapAdd": ["CAP_SYS_ADMIN"], "HostConfig.SecurityOpt": options})
    assert "SYS_ADMIN" in found["capabilities"]["added"]
    assert "DAC_READ_SEARCH" in facts({"HostConfig.CapAdd": ["DAC_READ_SEARCH"]})["capabilities"]["added"]


@pytest.mark.parametrize(("field", "namespace"), [("PidMode", "pid"), ("NetworkMode", "net")])
def test_a_namespace_of_the_host_through_another_container(field: str, namespace: str) -> None:
    host = named("host", {f"HostConfig.{field}": "host"})
    found = facts({f"HostConfig.{field}": "container:host"}, others=[host])
    assert found["namespaces"][namespace]["effective"] == "host"
    assert found["joined"][0]["target"] == "host"


def test_an_engine_over_tcp() -> None:
    network = {"HostConfig.NetworkMode": "bridge", "NetworkSettings.Networks": {"bridge": {"Gateway": "172.17.0.1"}}}
    found = facts({**network, "Config.Env": ["DOCKER_HOST=tcp://172.17.0.1:2375"]})
    assert engines(found) == [("docker", "tcp", "host")]
    assert found["dood"][0]["endpoint"] == "tcp://172.17.0.1:2375"


def test_created_and_never_started() -> None:
    found = facts({"State.Status": "created", "HostConfig.Privileged": True, "Mounts": [bind("/run/docker.sock")]})
    assert (found["state"], found["privileged"]) == ("created", True)
    assert engines(found) == [("docker", "socket", "host")]


def test_the_hosts_cgroup_namespace_is_nothing_of_all_this() -> None:
    found = facts({"HostConfig.CgroupnsMode": "host"})
    for key in ("dood", "host_paths", "credentials", "endpoints", "joined"):
        assert found[key] == []
    assert found["dind"] is None


def test_a_hardened_container_and_an_ordinary_one_are_calm() -> None:
    hardened = {"HostConfig.CapDrop": ["ALL"], "HostConfig.ReadonlyRootfs": True, "Config.User": "1000:1000",
                "HostConfig.SecurityOpt": ["no-new-privileges"]}  # fmt: skip
    ordinary = {
        "Config.Image": "nginx:1",
        "Path": "/docker-entrypoint.sh",
        "Args": ["nginx", "-g", "daemon off;"],
        "Config.Env": ["PATH=/usr/bin", "NGINX_VERSION=1.27"],
        "Mounts": [bind("/srv/site", "/usr/share/nginx/html")],
    }
    for changes in (hardened, ordinary):
        found = facts(changes)
        assert found["dood"] == found["endpoints"] == found["credentials"] == found["roles"] == []
        assert found["dind"] is found["proxy"] is found["reachable_by"] is None
        assert all(item["write"] is None and item["read"] is None for item in found["host_paths"])
        mine = (
            "host_paths",
            "dood",
            "dind",
            "proxy",
            "endpoints",
            "credentials",
            "published",
            "reachable_by",
            "shares_",
        )
        assert not any(path.startswith(mine) for path in reasons(found))
