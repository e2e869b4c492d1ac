"""Objects of a swarm: a manager shows them, without any payload; elsewhere they do not apply."""

import json
from collections.abc import Callable

import pytest
from companions import cable, small_swarm
from harness import Engine, wait_for
from reading import names, snapshot

KINDS = {"swarm", "node", "service", "task", "config", "secret"}


@pytest.fixture(scope="module")
def manager(start_engine: Callable[..., Engine]) -> Engine:
    engine = start_engine()
    engine.image("busybox:local")
    small_swarm(engine)
    return engine


def test_a_manager_shows_every_kind(manager: Engine) -> None:
    found = snapshot(manager.address)
    assert found.gaps == []
    assert found.complete >= KINDS
    assert found.not_applicable == set()
    assert names(found, "service") == ["web"]
    assert names(found, "secret") == ["password"]
    assert names(found, "config") == ["settings"]
    (service,) = found.objects["service"]
    assert service == manager.json(f"/services/{service['ID']}")
    assert {task["ServiceID"] for task in found.objects["task"]} == {service["ID"]}
    (node,) = found.objects["node"]
    assert node["ID"] == manager.json("/info")["Swarm"]["NodeID"]
    assert "back" in names(found, "network")


def test_payloads_and_join_tokens_are_never_stored(manager: Engine) -> None:
    tokens = manager.json("/swarm")["JoinTokens"].values()
    data = manager.json("/configs")[0]["Spec"]["Data"]
    found = snapshot(manager.address)
    stored = json.dumps([found.objects, found.info, found.version])
    for secret in (*tokens, data, "hunter2", "SWMTKN-1-"):
        assert secret not in stored
    (swarm,) = found.objects["swarm"]
    assert "JoinTokens" not in swarm
    assert swarm["Spec"]["CAConfig"]["NodeCertExpiry"] > 0


def test_outside_a_swarm_its_kinds_do_not_apply(engine: Engine) -> None:
    found = snapshot(engine.address)
    assert found.not_applicable == KINDS
    assert found.gaps == []


def test_on_a_worker_the_kinds_of_a_swarm_do_not_apply(start_engine: Callable[..., Engine]) -> None:
    leader, worker = start_engine(), start_engine()
    address, own = cable(leader, worker)
    leader.docker("swarm", "init", "--advertise-addr", address)
    token = leader.docker("swarm", "join-token", "-q", "worker")
    worker.docker("swarm", "join", "--advertise-addr", own, "--token", token, f"{address}:2377")
    wait_for(lambda: worker.json("/info")["Swarm"]["LocalNodeState"] == "active", "the worker")
    found = snapshot(worker.address)
    assert (found.not_applicable, found.gaps) == (KINDS, [])
    assert len(snapshot(leader.address).objects["node"]) == 2
    worker.docker("swarm", "leave")
