"""Late facts: what control of a nested engine gives in the end."""

import copy
from typing import Any

import pytest
from facts_samples import changed, inventory, named, reasons, sample, snapshot

from inspector.facts.access import resolve
from inspector.facts.inventory import EngineInventory, Subject
from inspector.facts.project import project
from inspector.model import Document

SOCKET = {"Type": "bind", "Source": "/var/run/docker.sock", "Destination": "/s", "Mode": "", "RW": True}


def on(address: str) -> dict[str, Any]:
    return {"HostConfig.NetworkMode": "n", "NetworkSettings.Networks": {"n": {"NetworkID": "n", "IPAddress": address}}}


def server(name: str, **more: Any) -> Document:
    changes = {"Path": "dockerd", "Args": ["-H", "tcp://0.0.0.0:2375"], **on("172.20.0.2")}
    return named(name, {**changes, **{key.replace("__", "."): value for key, value in more.items()}})


def client(name: str, of: str, **more: Any) -> Document:
    return named(name, {**on("172.20.0.3"), "Config.Env": [f"DOCKER_HOST=tcp://{of}:2375"], **more})


def taken(*documents: Document, takeover: tuple[str, ...] = ()) -> tuple[list[EngineInventory], dict[str, Subject]]:
    inventories = project([snapshot(container=list(documents))])
    by_name = {subject.name: subject for subject in inventories[0].subjects if subject.workload}
    for name in takeover:
        item = {"name": "SYS_ADMIN", "source": ["/HostConfig/CapAdd/0"]}
        by_name[name].facts["takeover"] = [{"of": "host", "rule": "PRIV-002", "item": item}]
    resolve(inventories)
    return inventories, by_name


@pytest.mark.parametrize(
    ("changes", "takeover", "controls", "gives"),
    [
        ({"HostConfig__Privileged": True}, False, "host", "host"),
        ({}, False, "contained", "contained"),
        ({}, True, "host", "host"),
        ({"HostConfig__Privileged": True, "Config__User": "rootless"}, False, "contained", "account"),
        ({"Config__User": "rootless"}, False, "contained", "contained"),
        ({"Config__User": "rootless"}, True, "host", "host"),
        ({"HostConfig__Runtime": "sysbox-runc"}, False, "contained", "contained"),
        ({"HostConfig__Runtime": "runsc", "HostConfig__Privileged": True}, False, "contained", "contained"),
        ({"HostConfig__Runtime": "runsc"}, True, "host", "host"),
        ({"Mounts": [SOCKET]}, False, "host", "host"),
        ({"HostConfig": None}, False, None, None),
    ],
)
def test_control_of_a_nested_engine(
    changes: dict[str, Any], *, takeover: bool, controls: str | None, gives: str | None
) -> None:
    _, found = taken(server("engine", **changes), client("ci", "engine"), takeover=("engine",) if takeover else ())
    assert found["engine"].facts["dind"]["controls"] == controls
    (item,) = found["ci"].facts["dood"]
    assert (item["controls"], item["gives"]) == ("nested:engine", gives)
    assert ("dind.controls" in reasons(found["engine"].facts)) is (controls is None)
    assert ("dood[0].gives" in reasons(found["ci"].facts)) is (gives is None)


@pytest.mark.parametrize(
    ("user", "takeover", "certainty"),
    [
        ("", True, "certain"),
        ("0", True, "certain"),
        ("rootless", True, "likely"),
        ("rootless", False, "certain"),
        ("1000", True, "certain"),
    ],
)
def test_a_way_is_no_surer_than_what_it_gives(user: str, *, takeover: bool, certainty: str) -> None:
    made = server("engine", Config__User=user)
    inventories, found = taken(made, client("ci", "engine"), takeover=("engine",) if takeover else ())
    assert found["ci"].facts["dood"][0]["certainty"] == certainty
    resolve(inventories)
    assert found["ci"].facts["dood"][0]["certainty"] == certainty


def test_control_through_a_privileged_rootless_engine_comes_from_the_flag() -> None:
    made = server("engine", Config__User="rootless", HostConfig__Privileged=True)
    inventories, found = taken(made)
    assert found["engine"].facts["sources"]["dind.controls"] == []
    found["engine"].facts["takeover"] = [{"of": "host", "rule": "PRIV-001", "item": None}]
    resolve(inventories)
    assert found["engine"].facts["sources"]["dind.controls"] == ["/HostConfig/Privileged"]


@pytest.mark.parametrize(
    ("changes", "takeover", "source"),
    [
        ({"HostConfig__Privileged": True}, False, ["/HostConfig/Privileged"]),
        ({}, True, ["/HostConfig/CapAdd/0"]),
        ({"Mounts": [SOCKET]}, False, ["/Mounts/0"]),
        ({}, False, []),
    ],
)
def test_where_control_comes_from(changes: dict[str, Any], *, takeover: bool, source: list[str]) -> None:
    _, found = taken(server("engine", **changes), takeover=("engine",) if takeover else ())
    assert found["engine"].facts["sources"]["dind.controls"] == source


def test_a_chain_of_engines_until_nothing_changes() -> None:
    """The first is named so that a single pass in the order of the documents is not enough."""
    chain = [
        server("aa", Config__Env=["DOCKER_HOST=tcp://bb:2375"]),
        server(
            "bb",
            Config__Env=["DOCKER_HOST=tcp://cc:2375"],
            NetworkSettings__Networks={"n": {"IPAddress": "172.20.0.7"}},
        ),
        server("cc", Mounts=[SOCKET], NetworkSettings__Networks={"n": {"IPAddress": "172.20.0.8"}}),
    ]
    for documents in (chain, chain[::-1]):
        _, found = taken(*documents)
        assert [found[name].facts["dind"]["controls"] for name in ("aa", "bb", "cc")] == ["host"] * 3
        assert found["aa"].facts["dood"][0]["gives"] == "host"


def test_engines_that_point_at_each_other_stay_contained() -> None:
    _, found = taken(
        server("aa", Config__Env=["DOCKER_HOST=tcp://bb:2375"]),
        server(
            "bb",
            Config__Env=["DOCKER_HOST=tcp://aa:2375"],
            NetworkSettings__Networks={"n": {"IPAddress": "172.20.0.7"}},
        ),
    )
    assert [found[name].facts["dind"]["controls"] for name in ("aa", "bb")] == ["contained", "contained"]


def test_doing_it_again_changes_nothing() -> None:
    documents = [
        server("engine", HostConfig=None),
        client("ci", "engine"),
        server("other", HostConfig__Privileged=True),
    ]
    inventories, found = taken(*documents)
    before = {name: copy.deepcopy(subject.facts) for name, subject in found.items()}
    resolve(inventories)
    assert {name: subject.facts for name, subject in found.items()} == before


def test_a_takeover_that_went_away_is_forgotten() -> None:
    inventories, found = taken(server("engine"), takeover=("engine",))
    assert found["engine"].facts["dind"]["controls"] == "host"
    found["engine"].facts["takeover"] = []
    resolve(inventories)
    assert found["engine"].facts["dind"]["controls"] == "contained"


def test_credentials_of_a_nested_engine_give_what_it_gives() -> None:
    mount = {"Type": "volume", "Name": "c", "Source": "/v/c", "Destination": "/certs", "Driver": "local", "RW": True}
    engine = named("engine", {"Path": "dockerd-entrypoint.sh", "Args": [], "Config.Env": ["DOCKER_TLS_CERTDIR=/certs"],
                              "HostConfig.Privileged": True, "Mounts": [mount]})  # fmt: skip
    _, found = taken(engine, named("ci", {"Mounts": [mount]}))
    (item,) = found["ci"].facts["credentials"]
    assert (item["controls"], item["gives"]) == ("nested:engine", "host")


@pytest.mark.parametrize(
    ("changes", "takeover", "stronger"),
    [
        ({}, False, False),
        ({}, True, True),
        ({"HostConfig.CapAdd": ["SYS_PTRACE"]}, False, True),
        ({"HostConfig.CapDrop": ["ALL"]}, False, False),
        ({"HostConfig.Privileged": True}, False, True),
    ],
)
def test_whether_a_joined_one_is_stronger(changes: dict[str, Any], *, takeover: bool, stronger: bool) -> None:
    peer = named("peer", changes)
    _, found = taken(
        named("web", {"HostConfig.PidMode": "container:peer"}), peer, takeover=("peer",) if takeover else ()
    )
    assert found["web"].facts["joined"][0]["stronger"] is stronger


def test_whether_it_is_stronger_is_unknown_without_its_settings() -> None:
    _, found = taken(named("web", {"HostConfig.PidMode": "container:peer"}), named("peer", {"HostConfig": None}))
    assert found["web"].facts["joined"][0]["stronger"] is None
    assert "joined[0].stronger" in reasons(found["web"].facts)


def nested(outer: Document, *, takeover: bool = False) -> list[EngineInventory]:
    inside = snapshot(container=[named("inner")])
    whole = snapshot(container=[outer])
    whole.nested = {outer["Id"]: inside}
    inventories = project([whole])
    if takeover:
        subject = next(one for one in inventories[0].subjects if one.name == "engine")
        subject.facts["takeover"] = [{"of": "host", "rule": "PRIV-002", "item": None}]
    resolve(inventories)
    return inventories


@pytest.mark.parametrize(
    ("changes", "takeover", "cap"),
    [
        ({"HostConfig__Privileged": True}, False, "host"),
        ({}, False, "contained"),
        ({}, True, "host"),
        ({"HostConfig__Privileged": True, "Config__User": "rootless"}, False, "account"),
        ({"Path": "/acme/engine"}, False, "unknown"),
        ({"Path": "/acme/engine"}, True, "host"),
    ],
)
def test_how_far_a_nested_engines_containers_are_held_in(changes: dict[str, Any], *, takeover: bool, cap: str) -> None:
    outer, inner = nested(server("engine", **changes), takeover=takeover)
    held = [one.facts["isolation"]["nested_in"] for one in inner.subjects if one.workload]
    assert held == [cap]
    assert [one.facts["isolation"]["nested_in"] for one in outer.subjects if one.workload] == [None]


def test_the_narrowest_of_several_counts() -> None:
    innermost = snapshot(container=[named("leaf")])
    middle_engine = server("engine", HostConfig__Privileged=True)
    middle = snapshot(container=[middle_engine])
    middle.nested = {middle_engine["Id"]: innermost}
    outer_engine = server("engine")
    whole = snapshot(container=[outer_engine])
    whole.nested = {outer_engine["Id"]: middle}
    inventories = project([whole])
    resolve(inventories)
    held = {
        one.name: one.facts["isolation"]["nested_in"] for entry in inventories for one in entry.subjects if one.workload
    }
    assert held["leaf"] == "contained"


def test_real_nested_engines() -> None:
    for version in ("20", "28"):
        outer = sample(f"dind/outer-{version}/outer-container.json")
        _, found = taken(outer)
        (subject,) = found.values()
        assert subject.facts["dind"]["controls"] == "host"


def test_a_proxy_knows_how_many_others_hold_secrets() -> None:
    def holder(name: str, *env: str) -> Any:
        return changed(
            sample("docker-28.5.2/container-default.json"),
            {"Name": f"/{name}", "Id": name * 32, "Config.Env": list(env)},
        )

    settings = {
        "Name": "/proxy", "Id": "f" * 64, "Path": "/docker-entrypoint.sh", "Args": ["haproxy", "-f", "/x"],
        "Config.Image": "tecnativa/docker-socket-proxy:0.3",
        "Config.Env": ["TASKS=1", "SECRET=<redacted password 1>"],
    }  # fmt: skip
    proxy = changed(sample("docker-28.5.2/container-socket.json"), settings)
    others = [
        holder("aa", "P=<redacted password 2>"),
        holder("bb", "P=x"),
        holder("cc", "U=<redacted url-credentials 3>"),
    ]
    taken = inventory(container=[proxy, *others])
    resolve([taken])
    found = next(one for one in taken.subjects if one.name == "proxy")
    assert found.facts["proxy"]["secrets_of"] == 2
