"""Networks that are named and not listed are asked for, once each."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fake_engine import INFO, FakeEngine
from harness import short_folder

from inspector.audit import audit, load_rules
from inspector.resources import bundled
from inspector.sources.live import limits

SWARM = INFO | {"Swarm": {"LocalNodeState": "active", "ControlAvailable": True}}
OWN_HOST = {"Name": "host", "Id": "swarmhost", "Scope": "swarm", "Driver": "host", "Containers": {}}


@pytest.fixture
def fake() -> Iterator[FakeEngine]:
    folder = short_folder()
    engine = FakeEngine(folder)
    engine.answers["/info"] = SWARM
    for path in ("/nodes", "/services", "/tasks", "/configs", "/secrets"):
        engine.answers[path] = []
    engine.answers["/swarm"] = {"ID": "s"}
    engine.answers["/networks"] = [{"Id": "near"}]
    engine.answers["/networks/near"] = {"Id": "near", "Name": "host", "Scope": "local", "Driver": "host"}
    yield engine
    engine.close()
    (folder / "s").unlink()
    folder.rmdir()


def service(*networks: Any, top: Any = None) -> dict[str, Any]:
    """The sample's service of no replicas on these networks."""
    text = (bundled("rules") / "samples" / "swarm" / "raw-service-blog_api.json").read_text(encoding="utf-8")
    found: Any = json.loads(text)
    made: dict[str, Any] = found[0] if isinstance(found, list) else found
    made["Spec"]["TaskTemplate"]["Networks"] = [{"Target": one} for one in networks]
    made["Spec"]["Networks"] = top
    made["Spec"]["Mode"] = {"Replicated": {"Replicas": 0}}
    return made | {"Endpoint": {}}


def asked(fake: FakeEngine) -> list[str]:
    return [request.partition("/networks/")[2] for request in fake.requests if "/networks/" in request]


def test_the_swarms_own_host_network_is_found(fake: FakeEngine) -> None:
    fake.answers["/services"] = [service("swarmhost")]
    fake.answers["/networks/swarmhost"] = OWN_HOST
    found = fake.take()
    assert asked(fake) == ["near", "swarmhost"]
    assert [one["Id"] for one in found.objects["network"]] == ["near", "swarmhost"]
    assert (found.gaps, "network" in found.complete) == ([], True)
    report = audit([found], load_rules())
    assert "NS-005" in {rule for one in report["findings"] for rule in (one["rule"], *one["also"])}


def test_each_is_asked_for_once_and_what_is_gone_is_no_fault(fake: FakeEngine) -> None:
    fake.containers("a")
    fake.answers["/containers/id-a/json"]["NetworkSettings"] = {
        "Networks": {"x": {"NetworkID": "gone"}, "host": {"NetworkID": "near"}, "y": {"NetworkID": ""}, "z": None}
    }
    fake.answers["/services"] = [
        service("gone", "near", "host", top=[{"Target": "old"}]),
        service("gone") | {"ID": "zz"},
    ]
    found = fake.take()
    assert asked(fake) == ["near", "gone", "old"]
    assert (found.gaps, len(found.objects["network"])) == ([], 1)


def test_one_that_is_refused_is_a_gap(fake: FakeEngine) -> None:
    fake.answers["/services"] = [service("secret")]
    fake.answers["/networks/secret"] = (403, b"")
    found = fake.take()
    assert [(gap["kind"], gap["id"], gap["reason"]) for gap in found.gaps] == [("network", "secret", "403")]


def test_they_are_bounded(fake: FakeEngine) -> None:
    fake.answers["/services"] = [service(*[f"n{number}" for number in range(limits.NETWORKS + 5)])]
    fake.take()
    assert len(asked(fake)) == limits.NETWORKS + 1


def test_nothing_more_is_asked_where_networks_could_not_be_read(fake: FakeEngine) -> None:
    fake.answers["/networks"] = (403, b"")
    fake.answers["/services"] = [service("swarmhost")]
    fake.take()
    assert asked(fake) == []


@pytest.mark.parametrize("odd", [None, 7, "x", [7, None, {"Target": 7}, {}]])
def test_what_names_nothing_is_not_asked_for(fake: FakeEngine, odd: Any) -> None:
    made = service()
    made["Spec"]["TaskTemplate"]["Networks"] = odd
    fake.answers["/services"] = [made, {"ID": "x", "Spec": odd}, {"ID": "y", "Spec": {"TaskTemplate": odd}}]
    fake.take()
    assert asked(fake) == ["near"]
