"""Set-ups that are dangerous, and ordinary ones that are not, judged as a whole.

The dangerous ones are the eighteen that other tools were measured with. The ordinary ones follow what the official
images' own pages recommend.
"""

from typing import Any

import pytest
from audited import above, bind, container, report, volume

from inspector.model import Document

DANGEROUS: dict[str, tuple[Document, str, str]] = {
    "the socket, read-only": (bind("/var/run/docker.sock", RW=False, Mode="ro"), "DOOD-001", "critical"),
    "the socket of another container": ({"HostConfig": {"VolumesFrom": ["holder"]}}, "DOOD-001", "critical"),
    "SYS_ADMIN without AppArmor": (
        {"HostConfig": {"CapAdd": ["CAP_SYS_ADMIN"], "SecurityOpt": ["apparmor=unconfined"]}},
        "PRIV-002",
        "critical",
    ),
    "DAC_READ_SEARCH": ({"HostConfig": {"CapAdd": ["CAP_DAC_READ_SEARCH"]}}, "PRIV-002", "critical"),
    "/var/run": (bind("/var/run"), "MNT-001", "critical"),
    "/run": (bind("/run"), "MNT-001", "critical"),
    "containerd's socket": (bind("/run/containerd/containerd.sock"), "DOOD-001", "critical"),
    "the root read-only": (bind("/", RW=False, Mode="ro", Propagation="rslave"), "DOOD-001", "critical"),
    "the engine's data": (bind("/srv/engine-d26/data"), "MNT-001", "critical"),
    "cron": (bind("/etc/cron.d"), "MNT-001", "critical"),
    "root's home": (bind("/root"), "MNT-001", "critical"),
    "/etc read-only": (bind("/etc", RW=False, Mode="ro"), "MNT-003", "high"),
    "processes of a container on the host's": ({"HostConfig": {"PidMode": "container:on-host"}}, "NS-001", "high"),
    "network of a container on the host's": ({"HostConfig": {"NetworkMode": "container:on-host"}}, "NS-005", "high"),
    "an engine on the bridge's gateway": (
        {
            "Config": {"Env": ["DOCKER_HOST=tcp://172.17.0.1:2375"]},
            "HostConfig": {"NetworkMode": "bridge"},
            "NetworkSettings": {"Networks": {"bridge": {"Gateway": "172.17.0.1", "IPAddress": "172.17.0.2"}}},
        },
        "DOOD-008",
        "critical",
    ),
    "privileged, never started": (
        {"HostConfig": {"Privileged": True}, "State": {"Status": "created", "Running": False}},
        "PRIV-001",
        "critical",
    ),
}
OTHERS = [
    container({"Name": "/holder", "Id": "a" * 64} | bind("/var/run/docker.sock")),
    container({"Name": "/on-host", "Id": "b" * 64, "HostConfig": {"PidMode": "host", "NetworkMode": "host"}}),
]


@pytest.mark.parametrize("name", DANGEROUS)
def test_a_dangerous_setup_is_found(name: str) -> None:
    patch, rule, severity = DANGEROUS[name]
    found = report([container(patch), *OTHERS])
    worst = next(one for one in found["findings"] if one["object"]["name"] == "eco-default")
    assert worst["severity"] == severity
    assert rule in (worst["rule"], *worst["also"])


def test_a_volume_that_is_a_bind_of_sockets_is_found() -> None:
    patch, made = volume("innocent", {"type": "none", "o": "bind", "device": "/var/run"})
    found = report([container(patch)], volumes=[made])
    assert above(found, "eco-default")[0] == ("critical", "DOOD-001")
    assert above(found, "innocent", ("low",)) == [("low", "VOL-001")]


def test_a_link_to_the_socket_is_undecided() -> None:
    """The API does not tell where a symbolic link leads: no finding, and no pass either."""
    found = report([container(bind("/tmp/link", RW=False, Mode="ro"))])
    doubts = [one for one in found["undecided"] if "symbolic link" in one["reason"]]
    assert {"DOOD-001", "MNT-003"} <= {rule for one in doubts for rule in one["rules"]}
    assert found["summary"]["exit_code"] == 3


def test_a_private_cgroup_namespace_is_not_asked_for() -> None:
    assert above(report([container({"HostConfig": {"CgroupnsMode": "host"}})]), "eco-default") == []


def ordinary(image: str, argv: list[str], **more: Any) -> Document:
    """What the page of an image recommends: on a network of its own, with a volume, nothing else."""
    patch = {
        "Config": {"Image": image, "Env": more.pop("env", []), "User": more.pop("user", "")},
        "Path": argv[0],
        "Args": argv[1:],
        "HostConfig": {"NetworkMode": "app"} | more.pop("host", {}),
        "NetworkSettings": {"Networks": {"app": {"Gateway": "172.20.0.1", "IPAddress": "172.20.0.2"}}},
    }
    return patch | more


def mount(source: str, destination: str, *, writable: bool = False) -> Document:
    """An entry of Mounts for a path of the host."""
    mode = "" if writable else "ro"
    return {
        "Type": "bind", "Source": source, "Destination": destination, "Mode": mode, "RW": writable,
        "Propagation": "rprivate",
    }  # fmt: skip


DATA, DATA_VOLUME = volume("data", None, "/data")
PORT_80 = {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}
ORDINARY = {
    "nginx with its content": ordinary(
        "nginx:1.27",
        ["/docker-entrypoint.sh", "nginx", "-g", "daemon off;"],
        Mounts=[mount("/srv/www", "/usr/share/nginx/html"), mount("/srv/nginx.conf", "/etc/nginx/nginx.conf")],
        host={"PortBindings": PORT_80},
    ),
    "nginx read-only": ordinary(
        "nginx:1.27",
        ["/docker-entrypoint.sh", "nginx", "-g", "daemon off;"],
        Mounts=[mount("/srv/cache", "/var/cache/nginx", writable=True), mount("/srv/pid", "/var/run", writable=True)],
        host={"ReadonlyRootfs": True, "PortBindings": PORT_80},
    ),
    "postgres with a volume": ordinary(
        "postgres:17",
        ["docker-entrypoint.sh", "postgres"],
        env=["POSTGRES_PASSWORD=<redacted password 1>", "PGDATA=/var/lib/postgresql/data/pgdata"],
        **DATA,
    ),
    "postgres as a user": ordinary("postgres:17", ["docker-entrypoint.sh", "postgres"], user="1000:1000", **DATA),
    "redis that saves": ordinary("redis:7", ["docker-entrypoint.sh", "redis-server", "--save", "60", "1"], **DATA),
    "node with its sources": ordinary(
        "node:22",
        ["docker-entrypoint.sh", "npm", "start"],
        user="node",
        Mounts=[mount("/home/dev/app", "/app", writable=True)],
    ),
    "python with a script": ordinary(
        "python:3.13", ["python", "script.py"], Mounts=[mount("/home/dev/app", "/usr/src/myapp", writable=True)]
    ),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_container_is_calm(name: str) -> None:
    found = report([container(ORDINARY[name])], volumes=[DATA_VOLUME])
    got = above(found, "eco-default")
    assert [severity for severity, _ in got if severity != "medium"] == []
    assert len(got) <= 1


def test_a_hardened_container_has_nothing_of_medium_or_above() -> None:
    patch = ordinary("nginx:1.27", ["nginx"], user="101:101")
    patch["HostConfig"] |= {"CapDrop": ["ALL"], "SecurityOpt": ["no-new-privileges"], "ReadonlyRootfs": True}
    assert above(report([container(patch)]), "eco-default") == []
