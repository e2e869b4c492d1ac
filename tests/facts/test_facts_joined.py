"""Namespaces that are shared by joining them."""

from typing import Any

import pytest
from facts_samples import facts, named, reasons

SHOP = {"Config.Labels": {"com.docker.compose.project": "shop"}}


@pytest.mark.parametrize(("field", "namespace"), [("PidMode", "pid"), ("IpcMode", "ipc"), ("NetworkMode", "net")])
def test_each_namespace(field: str, namespace: str) -> None:
    found = facts({f"HostConfig.{field}": "container:peer"}, others=[named("peer")])
    (item,) = found["joined"]
    assert (item["ns"], item["target"], item["found"], item["same_project"]) == (namespace, "peer", True, False)
    assert item["source"] == [f"/HostConfig/{field}"]


def test_by_id() -> None:
    peer = named("peer")
    for ref in (peer["Id"], peer["Id"][:12], "/peer"):
        assert facts({"HostConfig.PidMode": f"container:{ref}"}, others=[peer])["joined"][0]["target"] == "peer"


@pytest.mark.parametrize(
    ("own", "others", "same"),
    [
        (SHOP, SHOP, True),
        (SHOP, {}, False),
        ({}, {}, False),
        (SHOP, {"Config.Labels": {"com.docker.compose.project": "x"}}, False),
    ],
)
def test_one_project(own: dict[str, Any], others: dict[str, Any], *, same: bool) -> None:
    found = facts({**own, "HostConfig.IpcMode": "container:peer"}, others=[named("peer", others)])
    assert found["joined"][0]["same_project"] is same


def test_one_that_is_gone_and_one_that_was_not_collected() -> None:
    gone = facts({"HostConfig.PidMode": "container:gone"})
    assert (gone["joined"][0]["found"], gone["joined"][0]["target"]) == (False, "gone")
    assert "joined[0].found" not in reasons(gone)
    unread = facts({"HostConfig.PidMode": "container:gone"}, complete=())
    assert unread["joined"][0]["found"] is None
    assert {"joined[0].found", "joined[0].same_project", "joined[0].stronger"} <= set(reasons(unread))


def test_other_modes_join_nothing() -> None:
    for mode in ("host", "", "private", "container", None, 7):
        assert facts({"HostConfig.PidMode": mode, "HostConfig.IpcMode": mode})["joined"] == []


@pytest.mark.parametrize("field", ["PidMode", "IpcMode", "NetworkMode"])
def test_a_mode_that_cannot_be_read_may_be_a_join(field: str) -> None:
    for value in (7, None, ["container:peer"]):
        assert "joined" in reasons(facts({f"HostConfig.{field}": value}))
    assert "joined" not in reasons(facts({f"HostConfig.{field}": "none"}))


def test_settings_that_cannot_be_read_may_hold_a_join() -> None:
    assert "joined" in reasons(facts({"HostConfig": 7}))
