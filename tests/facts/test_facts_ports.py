"""Published ports, in use or asked for."""

from typing import Any

import pytest
from facts_samples import facts, named, reasons, subjects

CREATED = {"State.Status": "created", "State.Running": False}


def asked(**ports: Any) -> dict[str, Any]:
    bindings = {name.replace("_", "/"): value for name, value in ports.items()}
    return {**CREATED, "HostConfig.NetworkMode": "bridge", "HostConfig.PortBindings": bindings}


def port(host_ip: str, host_port: str) -> list[dict[str, str]]:
    return [{"HostIp": host_ip, "HostPort": host_port}]


def items(found: Any, *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(item[key] for key in keys) for item in found["published"]]


@pytest.mark.parametrize(
    ("host_ip", "wildcard", "ipv6"),
    [("", True, False), ("0.0.0.0", True, False), ("::", True, True), ("127.0.0.1", False, False),  # noqa: S104
     ("192.0.2.7", False, False), ("::1", False, True)],
)  # fmt: skip
def test_addresses(host_ip: str, *, wildcard: bool, ipv6: bool) -> None:
    found = facts(
        {**CREATED, "HostConfig.NetworkMode": "bridge", "HostConfig.PortBindings": {"80/tcp": port(host_ip, "8080")}}
    )
    assert items(found, "host_ip", "wildcard", "ipv6", "host_port", "port", "protocol", "live") == [
        (host_ip, wildcard, ipv6, 8080, 80, "tcp", False)
    ]
    assert found["published"][0]["source"] == ["/HostConfig/PortBindings/80~1tcp"]


def test_what_runs_has_the_ports_in_use() -> None:
    changes = {
        "HostConfig.NetworkMode": "bridge",
        "HostConfig.PortBindings": {"80/tcp": port("", "")},
        "NetworkSettings.Ports": {"80/tcp": port("0.0.0.0", "32768") + port("::", "32768"), "81/tcp": None},  # noqa: S104
    }
    found = facts(changes)
    assert items(found, "host_ip", "host_port", "live") == [("0.0.0.0", 32768, True), ("::", 32768, True)]  # noqa: S104
    assert facts({**changes, "State.Status": "restarting", "State.Running": True, "NetworkSettings.Ports": {}})[
        "published"
    ]


@pytest.mark.parametrize("value", ["", "0", "x", "999999", None, 0])
def test_a_port_that_is_chosen_at_the_start_is_unknown(value: Any) -> None:
    changes = {**CREATED, "HostConfig.NetworkMode": "bridge", "HostConfig.PortBindings": {"80/udp": port("", value)}}
    found = facts(changes)
    assert items(found, "host_port", "protocol") == [(None, "udp")]
    assert "published[0].host_port" in reasons(found)


def test_all_exposed_ports() -> None:
    changes = {**asked(), "HostConfig.PublishAllPorts": True, "Config.ExposedPorts": {"80/tcp": {}, "53/udp": {}},
               "HostConfig.PortBindings": {"80/tcp": port("", "8080")}}  # fmt: skip
    assert items(facts(changes), "port", "host_port", "protocol") == [(80, 8080, "tcp"), (53, None, "udp")]


def test_nothing_is_published_on_the_hosts_network() -> None:
    changes = {"HostConfig.NetworkMode": "host", "HostConfig.PortBindings": {"80/tcp": port("", "8080")}}
    assert facts(changes)["published"] == []


def test_the_ports_of_a_joined_network() -> None:
    owner = named(
        "owner",
        {**CREATED, "HostConfig.NetworkMode": "bridge", "HostConfig.PortBindings": {"80/tcp": port("", "8080")}},
    )
    found = facts({"HostConfig.NetworkMode": "container:owner"}, others=[owner])
    assert items(found, "host_port", "clash", "source") == [(8080, None, ["/HostConfig/NetworkMode"])]
    gone = facts({"HostConfig.NetworkMode": "container:gone"}, complete=())
    assert "published" in reasons(gone)


@pytest.mark.parametrize(
    ("one", "two", "clash"),
    [
        (("", "80"), ("", "80"), True),
        (("", "80"), ("127.0.0.1", "80"), True),
        (("127.0.0.1", "80"), ("127.0.0.1", "80"), True),
        (("127.0.0.1", "80"), ("127.0.0.2", "80"), False),
        (("", "80"), ("", "81"), False),
        (("::", "80"), ("127.0.0.1", "80"), False),
        (("", ""), ("", ""), False),
    ],
)
def test_two_that_claim_one_port(one: tuple[str, str], two: tuple[str, str], *, clash: bool) -> None:
    documents = [
        named(
            name, {**CREATED, "HostConfig.NetworkMode": "bridge", "HostConfig.PortBindings": {"80/tcp": port(*claim)}}
        )
        for name, claim in (("one", one), ("two", two))
    ]
    taken = subjects("container", container=documents)
    assert items(taken["one"].facts, "clash") == [("two" if clash else None,)]
    assert items(taken["two"].facts, "clash") == [("one" if clash else None,)]


def test_protocols_do_not_clash() -> None:
    documents = [
        named(
            name,
            {**CREATED, "HostConfig.NetworkMode": "bridge", "HostConfig.PortBindings": {f"53/{name}": port("", "53")}},
        )
        for name in ("tcp", "udp")
    ]
    assert items(subjects("container", container=documents)["tcp"].facts, "clash") == [(None,)]


def test_an_empty_address_is_what_the_network_makes_of_it() -> None:
    network = {"Name": "n", "Id": "n1", "Options": {"com.docker.network.bridge.host_binding_ipv4": "127.0.0.1"}}
    changes = {**CREATED, "HostConfig.NetworkMode": "n", "NetworkSettings.Networks": {"n": {}},
               "HostConfig.PortBindings": {"80/tcp": port("", "80")}}  # fmt: skip
    assert items(facts(changes, network=[network]), "host_ip", "wildcard") == [("127.0.0.1", False)]


@pytest.mark.parametrize(
    "changes", [{"HostConfig": None, "NetworkSettings": None}, {"HostConfig.PortBindings": ["x"], **CREATED}]
)
def test_what_cannot_be_read_is_unknown(changes: dict[str, Any]) -> None:
    assert "published" in reasons(facts(changes))


def test_broken_entries_are_left_out() -> None:
    bindings = {"x/tcp": port("", "1"), "80/tcp": [None, 7, {"HostIp": 5, "HostPort": 80}], "81/tcp": "x"}
    found = facts({**CREATED, "HostConfig.NetworkMode": "bridge", "HostConfig.PortBindings": bindings})
    assert items(found, "host_ip", "host_port", "port") == [("", 80, 80)]


@pytest.mark.parametrize("status", [[], {}, [["running"]], 1, None])
def test_a_status_of_the_wrong_type_leaves_what_was_asked_for(status: Any) -> None:
    found = facts(
        {"State": {"Status": status}, "HostConfig.PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}}
    )
    assert [(one["host_port"], one["live"]) for one in found["published"]] == [(8080, False)]
