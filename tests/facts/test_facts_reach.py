"""Who reaches a workload, and who sees its files."""

from time import perf_counter
from typing import Any

import pytest
from facts_samples import named, reasons, subjects

from inspector.facts.inventory import Subject
from inspector.model import Document


def on(network: str, **more: Any) -> dict[str, Any]:
    return {"HostConfig.NetworkMode": network, "NetworkSettings.Networks": {network: {"NetworkID": "n", **more}}}


def containers(*documents: Document, **rest: Any) -> dict[str, Subject]:
    return subjects("container", container=list(documents), **rest)


def volume_mount(name: str, dest: str, *, rw: bool = True) -> Document:
    return {"Type": "volume", "Name": name, "Source": f"/v/{name}", "Destination": dest, "Driver": "local", "RW": rw}


def bind(source: str, dest: str = "/x", *, rw: bool = True) -> Document:
    return {"Type": "bind", "Source": source, "Destination": dest, "Mode": "", "RW": rw}


def dind(name: str, *args: str, **more: Any) -> Document:
    return named(name, {"Path": "dockerd", "Args": list(args), "HostConfig.Privileged": True, **more})


def test_members_of_a_network() -> None:
    taken = containers(named("aa", on("n")), named("bb", on("n")), named("cc", on("m")), named("dd", on("none")))
    assert taken["aa"].facts["shares_network_with"] == {"count": 1, "sample": ["bb"]}
    assert taken["cc"].facts["shares_network_with"]["count"] == 0
    assert taken["dd"].facts["shares_network_with"]["count"] == 0


def test_members_of_several_networks_count_once() -> None:
    both = {"HostConfig.NetworkMode": "n", "NetworkSettings.Networks": {"n": {}, "m": {}}}
    taken = containers(named("aa", both), named("bb", both), named("cc", on("m")))
    assert taken["aa"].facts["shares_network_with"] == {"count": 2, "sample": ["bb", "cc"]}


def test_a_joined_namespace_and_the_hosts() -> None:
    joined = {"HostConfig.NetworkMode": "container:aa"}
    taken = containers(named("aa", on("none")), named("bb", joined), named("cc", joined))
    assert taken["aa"].facts["shares_network_with"] == {"count": 2, "sample": ["bb", "cc"]}
    assert taken["bb"].facts["shares_network_with"] == {"count": 2, "sample": ["aa", "cc"]}
    taken = containers(named("aa", on("host")), named("bb", on("host")), named("cc", on("n")))
    assert taken["aa"].facts["shares_network_with"] == {"count": 1, "sample": ["bb"]}


def test_the_default_bridge_without_talk_among_containers() -> None:
    network = {"Name": "bridge", "Id": "n", "Options": {"com.docker.network.bridge.enable_icc": "false"}}
    taken = containers(named("aa", on("bridge")), named("bb", on("bridge")), network=[network])
    assert taken["aa"].facts["shares_network_with"]["count"] == 0


@pytest.mark.parametrize(
    ("networks", "unknown"),
    [
        ([], True),
        ([{"Name": "n", "Id": "n1"}], True),
        ([{"Name": "n", "Id": "n1", "Containers": {}}], True),
        ([{"Name": "n", "Id": "n1", "Containers": {"a" * 64: {}}}], False),
        ([{"Name": "n", "Id": "n1", "Containers": {"a" * 64: {}, "b" * 64: {}}}], True),
    ],
)
def test_without_all_containers_the_networks_must_tell(networks: list[Document], *, unknown: bool) -> None:
    document = named("aa", on("n"), "a" * 64)
    taken = containers(document, network=networks, complete=())
    assert ("shares_network_with" in reasons(taken["aa"].facts)) is unknown


def test_reach_of_a_nested_engine() -> None:
    server = dind("engine", "-H", "tcp://0.0.0.0:2375", **on("n", IPAddress="172.20.0.2"))
    client = named("client", {**on("n", IPAddress="172.20.0.3"), "Config.Env": ["DOCKER_HOST=tcp://engine:2375"]})
    taken = containers(server, client, named("web", on("n")), named("far", on("m")))
    reach = taken["engine"].facts["reachable_by"]
    assert (reach["count"], reach["clients"]["sample"], reach["others"]["sample"]) == (2, ["client"], ["web"])
    assert (reach["published"], reach["host_network"]) == ("none", False)
    assert taken["web"].facts["reachable_by"] is None


@pytest.mark.parametrize(
    ("args", "others"),
    [
        (("-H", "tcp://0.0.0.0:2375"), ["web", "side"]),
        (("-H", "tcp://127.0.0.1:2375"), ["side"]),
        (("-H", "unix:///x.sock"), []),
        (("--config-file", "/x"), ["web", "side"]),
    ],
)
def test_reach_depends_on_where_it_answers(args: tuple[str, ...], others: list[str]) -> None:
    taken = containers(dind("engine", *args, **on("n")), named("web", on("n")),
                       named("side", {"HostConfig.NetworkMode": "container:engine"}))  # fmt: skip
    assert taken["engine"].facts["reachable_by"]["others"]["sample"] == others


def test_reach_through_a_shared_socket() -> None:
    volumes = [{"Name": "run", "Driver": "local", "Options": None}]
    server = dind("engine", "-H", "unix:///run/d.sock", Mounts=[volume_mount("run", "/run")])
    told = named("told", {"Mounts": [volume_mount("run", "/e")], "Config.Env": ["DOCKER_HOST=unix:///e/d.sock"]})
    silent = named("silent", {"Mounts": [volume_mount("run", "/e")]})
    reach = containers(server, told, silent, volume=volumes)["engine"].facts["reachable_by"]
    assert (reach["clients"]["sample"], reach["others"]["sample"]) == (["told"], ["silent"])


@pytest.mark.parametrize(
    ("host_ip", "port", "published"),
    [("", "2375", "any"), ("127.0.0.1", "2375", "loopback"), ("192.0.2.7", "2375", "any"), ("", "80", "none")],
)
def test_a_published_port(host_ip: str, port: str, published: str) -> None:
    bindings = {f"{port}/tcp": [{"HostIp": host_ip, "HostPort": "1234"}]}
    stopped = {"State.Status": "created", "State.Running": False, "HostConfig.PortBindings": bindings}
    server = dind("engine", "-H", "tcp://0.0.0.0:2375", **on("n"), **stopped)
    found = containers(server)["engine"].facts
    assert found["reachable_by"]["published"] == published
    assert found["dind"]["listens"][0]["published"] == published


def test_the_hosts_network() -> None:
    found = containers(dind("engine", "-H", "tcp://0.0.0.0:2375", **on("host")), named("web", on("host")))[
        "engine"
    ].facts
    assert (found["reachable_by"]["host_network"], found["reachable_by"]["others"]["sample"]) == (True, ["web"])


def shared(found: Any) -> list[tuple[Any, ...]]:
    return [(one["volume"], one["path"], one["count"], one["sample"]) for one in found["shares_files_with"]]


def test_files_that_are_shared() -> None:
    volumes = [{"Name": name, "Driver": "local", "Options": None} for name in ("data", "own")]
    shop = {"Config.Labels": {"com.docker.compose.project": "shop"}}
    first = named("aa", {**shop, "Mounts": [volume_mount("data", "/d"), volume_mount("own", "/o"), bind("/srv/x/y")]})
    second = named("bb", {**shop, "Mounts": [volume_mount("data", "/e", rw=False)]})
    third = named("cc", {"Mounts": [bind("/srv/x", "/z"), bind("/srv/x/y/deeper", "/w")]})
    taken = containers(first, second, third, volume=volumes)
    assert shared(taken["aa"].facts) == [
        ("data", None, 1, [{"name": "bb", "dest": "/e", "rw": False}]),
        (None, "/srv/x/y", 1, [{"name": "cc", "dest": "/z", "rw": True}]),
    ]
    assert [one["other_project"] for one in taken["aa"].facts["shares_files_with"]] == [False, True]
    assert [one["path"] for one in taken["cc"].facts["shares_files_with"]] == ["/srv/x/y/deeper"]


def test_what_every_container_may_have_and_sockets_are_no_shared_files() -> None:
    mounts = [bind("/etc/localtime", rw=False), bind("/var/run/docker.sock", "/s")]
    taken = containers(named("aa", {"Mounts": mounts}), named("bb", {"Mounts": mounts}))
    assert shared(taken["aa"].facts) == []
    writable = [bind("/etc/localtime", rw=True)]
    taken = containers(named("aa", {"Mounts": writable}), named("bb", {"Mounts": writable}))
    assert len(shared(taken["aa"].facts)) == 1


def test_a_path_of_any_length_is_compared_in_time() -> None:
    def seconds(length: int) -> float:
        start = perf_counter()
        containers(named("aa", {"Mounts": [bind("/a" * length)]}))
        return perf_counter() - start

    seconds(1000)
    assert seconds(100_000) < 5
