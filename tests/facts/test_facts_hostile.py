"""Nothing in a document makes a facet raise, or take for ever."""

import copy
import random
import time
from typing import Any

import pytest
from facts_samples import named, sample, snapshot

from inspector.facts.access import resolve
from inspector.facts.project import project

VALUES: list[Any] = [
    None, True, 0, -1, 1e308, "", "x", "\x00\ud800", "a" * 10_000, "/" * 5000, "<redacted key 0>", [], {}, [None],
    [[]], [{}], {"": None}, {"x": []},
    ["/etc:/x:ro:y:z", ":", "::", "a:b"], [7], "container:", "container:x", ["../.."],
    "tcp://[::", "ssh://@", "://", "tcp://:99999999999999", ["DOCKER_HOST=tcp://[", "=", "DOCKER_HOST"], "http://[::1]:x",
    [{"Type": "volume"}], [{"Type": "bind", "Source": 7}], [{"Type": None, "Source": "/", "Destination": None}],
    {"80/tcp": [{"HostIp": None}]}, {"x/y/z": "q"}, {"n": {"IPAddress": 7, "Aliases": {}}}, {"n": None},
]  # fmt: skip
SAMPLES = [
    "docker-26.1.5/container-socket.json",
    "dind/outer-28/outer-container.json",
    "podman-5.4.2/container-caps.json",
    "swarm/raw-container-task-agent.json",
]


def _spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _spots(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += _spots(inner, (*path, index))
    return found


def _put(document: Any, path: tuple[Any, ...], value: Any) -> None:
    for step in path[:-1]:
        document = document[step]
    document[path[-1]] = value


@pytest.mark.parametrize("name", SAMPLES)
def test_any_value_anywhere(name: str) -> None:
    base = sample(name)
    choose = random.Random(name)  # noqa: S311, no secret
    documents: list[Any] = []
    for spot in _spots(base):
        document = copy.deepcopy(base)
        document["Id"] = f"{len(documents):064x}"
        _put(document, spot, choose.choice(VALUES))
        documents.append(document)
    inventories = project([snapshot(container=documents)])
    resolve(inventories)
    assert len([one for one in inventories[0].subjects if one.workload]) == len(documents)


def _volume(choose: random.Random) -> dict[str, Any]:
    options = {"type": choose.choice(VALUES), "o": choose.choice(["bind", *VALUES]), "device": choose.choice(VALUES)}
    return {"Driver": choose.choice(["local", *VALUES]), "Options": choose.choice([*VALUES, options])}


def test_any_value_in_other_objects_and_info() -> None:
    choose = random.Random(7)  # noqa: S311, no secret
    mounts = [{"Type": "volume", "Name": f"v{number}", "Destination": f"/{number}", "RW": True} for number in range(40)]
    web = named("web", {"Mounts": mounts, "HostConfig.NetworkMode": "n", "NetworkSettings.Networks": {"n": {}},
                        "Config.Env": ["DOCKER_HOST=tcp://x:2375"]})  # fmt: skip
    for _ in range(100):
        volumes = [{"Name": f"v{number}", **_volume(choose)} for number in range(40)]
        network = {"Name": "n", "Id": "n1", "IPAM": choose.choice(VALUES), "Options": choose.choice(VALUES),
                   "Containers": choose.choice(VALUES)}  # fmt: skip
        told = {
            key: choose.choice(VALUES)
            for key in ("Name", "Swarm", "Containerd", "Runtimes", "DockerRootDir", "Warnings")
        }
        inventories = project([snapshot(container=[web], volume=volumes, network=[network], info=told, version=None)])
        resolve(inventories)


def test_long_chains_and_many_entries_take_bounded_time() -> None:
    started = time.process_time()
    chain = [
        named(f"c{number}", {"HostConfig.VolumesFrom": [f"c{number + 1}"], "Mounts": None}) for number in range(2000)
    ]
    joins = [named(f"j{number}", {"HostConfig.NetworkMode": f"container:j{number + 1}"}) for number in range(200)]
    binds = [f"/srv/{number}:/x{number}" for number in range(5000)]
    same = [f"/srv/{number}:/x" for number in range(500)]
    heavy = named("heavy", {"HostConfig.Binds": binds + same, "Mounts": [],
                            "Config.Env": [f"A{number}=x" for number in range(20_000)]})  # fmt: skip
    inventories = project([snapshot(container=[*chain, *joins, heavy])])
    resolve(inventories)
    assert time.process_time() - started < 30
