"""Who reaches a workload, and who sees its files."""

from cProfile import Profile
from time import perf_counter
from typing import Any

import pytest
from facts_samples import named, reasons, snapshot, subjects

from inspector.facts.inventory import Subject
from inspector.facts.project import project
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


OPEN = ("-H", "tcp://0.0.0.0:2375")
JOINED = {"HostConfig.NetworkMode": "container:d1", "NetworkSettings.Networks": {}}
CROWDS = {
    "engines on one network": lambda at: dind(f"d{at}", *OPEN, **on("n")),
    "engines on two networks": lambda at: dind(
        f"d{at}", *OPEN, **{"NetworkSettings.Networks": {"n": {"NetworkID": "n"}, "m": {"NetworkID": "m"}}}
    ),
    "each with a client of its own": lambda at: (
        dind(f"d{at}", *OPEN, **on("n"))
        if at % 2
        else named(f"d{at}", {**on("n"), "Config.Env": [f"DOCKER_HOST=tcp://d{at + 1}:2375"]})
    ),
    "each with a port of the host": lambda at: dind(
        f"d{at}", *OPEN, **on("n"), **{"HostConfig.PortBindings": {"2375/tcp": [{"HostPort": str(3000 + at)}]}}
    ),
    "all asking for a port of the host": lambda at: (
        dind(f"d{at}", *OPEN, **on("n"))
        if at % 2
        else named(f"d{at}", {**on("n"), "Config.Env": ["DOCKER_HOST=tcp://host.docker.internal:9"]})
    ),
    "engines on the host's network": lambda at: dind(
        f"d{at}", "-H", f"tcp://0.0.0.0:{3000 + at}", **{"HostConfig.NetworkMode": "host"}
    ),
    "all asking in one namespace": lambda at: named(
        f"d{at}", {**(JOINED if at != 1 else on("n")), "Config.Env": ["DOCKER_HOST=tcp://127.0.0.1:9"]}
    ),
}


def work(crowd: Any, size: int) -> int:
    """Calls of functions that it takes to compute the facts of a crowd."""
    made = [crowd(at) for at in range(1, size + 1)]
    taken = snapshot(container=made)
    profile = Profile()
    profile.enable()
    project([taken])
    profile.disable()
    return sum(one.callcount for one in profile.getstats())


@pytest.mark.parametrize("kind", CROWDS)
def test_a_crowd_of_engines_takes_time_in_proportion(kind: str) -> None:
    work(CROWDS[kind], 10)  # tables and caches
    small, large = work(CROWDS[kind], 100), work(CROWDS[kind], 400)
    assert large < 5 * small


def test_of_many_open_engines_in_one_namespace_some_are_told() -> None:
    crowd = [CROWDS["engines on the host's network"](at) for at in range(1, 121)]
    taken = containers(*crowd, named("web", {"HostConfig.NetworkMode": "host"}))
    assert len(taken["web"].facts["dood"]) == 50
    assert {item["certainty"] for item in taken["web"].facts["dood"]} == {"certain"}


def test_clients_and_others_are_told_apart() -> None:
    asking = [named(f"c{at}", {**on("n"), "Config.Env": ["DOCKER_HOST=tcp://dd:2375"]}) for at in range(3)]
    quiet = [named(f"q{at}", on("n")) for at in range(7)]
    away = named("away", {**on("m"), "Config.Env": ["DOCKER_HOST=tcp://dd:2375"]})
    found = containers(dind("dd", *OPEN, **on("n")), *asking, *quiet, away)["dd"].facts["reachable_by"]
    assert found["clients"] == {"count": 3, "sample": ["c0", "c1", "c2"]}
    assert found["others"] == {"count": 7, "sample": ["q0", "q1", "q2", "q3", "q4"]}
    assert (found["count"], len(found["sample"])) == (10, 5)
