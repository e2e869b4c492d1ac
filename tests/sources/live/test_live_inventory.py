"""What is asked for, in which order, and what becomes of it; on a made-up engine."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fake_engine import INFO, VERSION, FakeEngine, Open
from harness import short_folder

from inspector.sources import limits as sizes
from inspector.sources.live import limits, take

SWARM_KINDS = {"swarm", "node", "service", "task", "config", "secret"}
NOT_A_MANAGER = (503, {"message": "This node is not a swarm manager."})


@pytest.fixture
def fake() -> Iterator[FakeEngine]:
    folder = short_folder()
    engine = FakeEngine(folder)
    yield engine
    engine.close()
    (folder / "s").unlink()
    folder.rmdir()


def swarm_info(state: object, *, control: object = False) -> dict[str, Any]:
    return INFO | {"Swarm": {"LocalNodeState": state, "ControlAvailable": control}}


def gaps(found: Any) -> dict[tuple[str, str], str]:
    return {(gap["kind"], gap["id"]): gap["reason"] for gap in found.gaps}


@pytest.mark.parametrize(
    ("offered", "spoken"),
    [
        ("1.41", "1.41"),
        ("1.47", "1.47"),
        ("1.56", "1.56"),
        ("1.99", "1.56"),
        ("2.0", "1.56"),
        ("1.24", "1.24"),
        ("1.41/../../x", "1.41"),
        ("", "1.41"),
        (None, "1.41"),
        (1.45, "1.41"),
    ],
)
def test_the_newest_version_that_both_know_is_spoken(fake: FakeEngine, offered: object, spoken: str) -> None:
    fake.answers["/version"] = VERSION | {"ApiVersion": offered}
    assert fake.take().gaps == []
    assert fake.requests[0] == "GET /version"
    assert {request.split("/")[1] for request in fake.requests[1:]} == {f"v{spoken}"}


def test_an_engine_without_version_is_asked_in_the_oldest(fake: FakeEngine) -> None:
    fake.answers["/version"] = (403, b"")
    found = fake.take()
    assert gaps(found) == {("engine", "version"): "403"}
    assert fake.requests[1] == "GET /v1.41/info"


def test_nothing_that_costs_the_engine_is_asked_for(fake: FakeEngine) -> None:
    fake.containers("a")
    fake.take()
    assert not [request for request in fake.requests if "size" in request or "/df" in request or "/top" in request]
    assert len(fake.requests) == len(set(fake.requests))


@pytest.mark.parametrize(
    ("info", "kinds"),
    [
        (swarm_info("inactive"), SWARM_KINDS),
        (swarm_info(""), SWARM_KINDS),
        (swarm_info("active"), SWARM_KINDS),
        (swarm_info("active", control="yes"), SWARM_KINDS),
    ],
)
def test_on_a_worker_and_outside_a_swarm_its_kinds_do_not_apply(fake: FakeEngine, info: Any, kinds: set[str]) -> None:
    fake.answers["/info"] = info
    found = fake.take()
    assert (found.not_applicable, found.gaps) == (kinds, [])
    assert not any(f"/{kind}" in request for request in fake.requests for kind in ("swarm", "nodes", "services"))


@pytest.mark.parametrize("info", [INFO | {"Swarm": None}, INFO | {"Swarm": {}}, swarm_info(7), swarm_info("locked")])
def test_a_membership_that_is_not_told_is_asked_for(fake: FakeEngine, info: Any) -> None:
    fake.answers["/info"] = info
    for path in ("/swarm", "/nodes", "/services", "/tasks", "/configs", "/secrets"):
        fake.answers[path] = (403, b"")
    found = fake.take()
    assert found.not_applicable == set()
    assert {kind for kind, _ in gaps(found)} == SWARM_KINDS


@pytest.mark.parametrize("info", [(403, b""), INFO | {"Swarm": None}])
def test_without_info_the_answers_tell_that_it_is_no_manager(fake: FakeEngine, info: Any) -> None:
    fake.answers["/info"] = info
    for path in ("/swarm", "/nodes", "/services", "/tasks", "/configs", "/secrets"):
        fake.answers[path] = NOT_A_MANAGER
    found = fake.take()
    assert found.not_applicable == SWARM_KINDS
    assert not any(kind in SWARM_KINDS for kind, _ in gaps(found))


def test_another_503_of_a_swarm_is_a_gap(fake: FakeEngine) -> None:
    fake.answers["/info"] = swarm_info("active", control=True)
    for path in ("/swarm", "/nodes", "/tasks", "/configs", "/secrets"):
        fake.answers[path] = []
    fake.answers["/swarm"] = {"ID": "s"}
    fake.answers["/services"] = (503, {"message": "Swarm is encrypted and needs to be unlocked"})
    found = fake.take()
    assert gaps(found) == {("service", ""): "503 Swarm is encrypted and needs to be unlocked"}
    assert found.complete >= SWARM_KINDS - {"service"}


def test_payloads_are_dropped_wherever_the_engine_puts_them(fake: FakeEngine) -> None:
    fake.answers["/info"] = {
        "Name": "host",
        "Swarm": {
            "LocalNodeState": "active",
            "ControlAvailable": True,
            "JoinTokens": "hunter2",
            "Cluster": {"ID": "s", "JoinTokens": {"Worker": "hunter2"}},
        },
    }
    fake.answers |= {"/nodes": [], "/services": [], "/tasks": []}
    fake.answers["/swarm"] = {
        "ID": "s",
        "JoinTokens": {"Worker": "hunter2"},
        "UnlockKey": "hunter2",
        "Spec": {"CAConfig": {"SigningCAKey": "hunter2", "NodeCertExpiry": 1}},
    }
    fake.answers["/configs"] = [{"ID": "c", "Spec": {"Name": "n", "Data": "hunter2"}}, {"ID": "d", "Spec": None}]
    fake.answers["/secrets"] = [{"ID": "e", "Spec": {"Name": "n", "Data": "hunter2"}}]
    found = fake.take()
    assert found.gaps == []
    assert "hunter2" not in repr(found)
    assert found.objects["config"][0]["Spec"] == {"Name": "n"}
    assert found.objects["swarm"][0]["Spec"]["CAConfig"] == {"NodeCertExpiry": 1}


def test_what_podman_does_not_find_does_not_apply(fake: FakeEngine) -> None:
    fake.answers["/version"] = VERSION | {"Components": [{"Name": "Podman Engine"}, None, {"Name": 7}]}
    fake.answers["/plugins"] = (404, {"message": "Path /v1.41/plugins is not supported"})
    found = fake.take()
    assert found.gaps == []
    assert "plugin" in found.not_applicable
    fake.answers["/version"] = VERSION
    assert gaps(fake.take()) == {("plugin", ""): "404 Path /v1.41/plugins is not supported"}


def test_images_that_only_containers_know_are_asked_for(fake: FakeEngine) -> None:
    fake.containers("a", "b", "c")
    for name, image in (("a", "sha256:listed"), ("b", "sha256:unlisted"), ("c", "sha256:gone")):
        fake.answers[f"/containers/id-{name}/json"]["Image"] = image
    fake.answers["/images/json"] = [{"Id": "sha256:listed", "RepoTags": ["x:1"]}]
    for image in ("listed", "unlisted"):
        fake.answers[f"/images/sha256:{image}/json"] = {"Id": f"sha256:{image}"}
        fake.answers[f"/images/sha256:{image}/history"] = [{"CreatedBy": image}]
    found = fake.take()
    assert found.gaps == []
    assert "image" in found.complete
    assert [(image["Id"], image["History"]) for image in found.objects["image"]] == [
        ("sha256:listed", [{"CreatedBy": "listed"}]),
        ("sha256:unlisted", [{"CreatedBy": "unlisted"}]),
    ]


@pytest.mark.parametrize(("answer", "reason"), [((403, b""), "history: 403"), ({}, "history: no list")])
def test_an_image_without_history_is_kept_and_a_gap(fake: FakeEngine, answer: object, reason: str) -> None:
    fake.answers["/images/json"] = [{"Id": "i", "RepoTags": ["x:1"]}]
    fake.answers["/images/i/json"] = {"Id": "i", "RepoTags": ["x:1"]}
    fake.answers["/images/i/history"] = answer
    found = fake.take()
    assert found.objects["image"] == [{"Id": "i", "RepoTags": ["x:1"]}]
    assert gaps(found) == {("image", "x:1"): reason}


def test_volumes_that_no_list_knows_are_asked_for(fake: FakeEngine) -> None:
    fake.containers("a")
    mounts = [{"Name": "listed"}, {"Name": "unlisted"}, {"Name": "gone"}, {"Name": 7}, {"Source": "/x"}, None]
    fake.answers["/containers/id-a/json"]["Mounts"] = mounts
    fake.answers["/volumes"] = {"Volumes": [{"Name": "listed"}], "Warnings": None}
    fake.answers["/volumes/unlisted"] = {"Name": "unlisted", "Driver": "plugin"}
    found = fake.take()
    assert found.gaps == []
    assert [volume["Name"] for volume in found.objects["volume"]] == ["listed", "unlisted"]


def test_what_the_engine_could_not_list_is_a_gap(fake: FakeEngine) -> None:
    fake.answers["/volumes"] = {"Volumes": [{"Name": "v"}], "Warnings": ["driver\x1b[0m is\nnot there", 7]}
    found = fake.take()
    assert [gap["reason"] for gap in found.gaps] == ["driver?[0m is not there", "7"]
    assert "volume" not in found.complete
    assert len(found.objects["volume"]) == 1


def test_exec_instances_are_beside_their_ids(fake: FakeEngine) -> None:
    fake.containers("a", "b")
    fake.answers["/containers/id-a/json"]["ExecIDs"] = ["one", "gone", "two", 7]
    fake.answers["/exec/one/json"] = {"ID": "one", "ProcessConfig": {"privileged": True}}
    fake.answers["/exec/two/json"] = (403, b"")
    found = fake.take()
    first, second = found.objects["container"]
    assert first["ExecIDs"] == ["one", "two", 7]
    assert first["ExecInspects"] == [{"ID": "one", "ProcessConfig": {"privileged": True}}]
    assert "ExecInspects" not in second
    assert gaps(found) == {("exec", "a"): "403"}


def test_exec_instances_of_a_container_are_bounded(fake: FakeEngine) -> None:
    fake.containers("a")
    fake.answers["/containers/id-a/json"]["ExecIDs"] = [str(number) for number in range(limits.EXECS + 5)]
    for number in range(limits.EXECS + 5):
        fake.answers[f"/exec/{number}/json"] = {"ID": str(number)}
    (container,) = fake.take().objects["container"]
    assert len(container["ExecInspects"]) == limits.EXECS
    assert len(container["ExecIDs"]) == limits.EXECS + 5


def test_objects_come_in_the_same_order_whatever_the_engine_does(fake: FakeEngine) -> None:
    fake.answers["/networks"] = [{"Id": "c"}, {"Id": "a"}, {"Id": "b"}, {"Id": "a"}]
    for identity in "abc":
        fake.answers[f"/networks/{identity}"] = {"Id": identity, "Name": f"n{identity}"}
    found = fake.take()
    assert [network["Id"] for network in found.objects["network"]] == ["a", "b", "c"]


def test_more_objects_than_the_limit_are_a_gap(fake: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector.sources.live.reader.MAX_OBJECTS", 2)
    fake.containers("a", "b", "c")
    found = fake.take()
    assert len(found.objects["container"]) == 2
    assert gaps(found) == {("container", ""): "1 of 3 are beyond the limit"}


def test_more_bytes_than_the_limit_are_a_gap(fake: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TOTAL_BYTES", 2000)
    fake.containers("a", "b", "c")
    fake.answers["/containers/id-b/json"] = {"Id": "id-b", "x": "y" * 3000}
    found = fake.take()
    assert [container["Id"] for container in found.objects["container"]][:1] == ["id-a"]
    assert "container" not in found.complete
    assert any("longer than" in reason for reason in gaps(found).values())


def test_a_text_that_is_too_long_to_judge_is_a_gap(fake: FakeEngine) -> None:
    fake.containers("a")
    fake.answers["/containers/id-a/json"]["Path"] = "x" * (sizes.MAX_STRING + 1)
    found = fake.take()
    assert [kind for kind, _ in gaps(found)] == ["container"]
    assert not isinstance(found.objects["container"][0]["Path"], str)


def test_everything_passes_the_redactor_but_info_keeps_its_name(fake: FakeEngine) -> None:
    seen: list[str] = []

    class Recorder:
        def document(self, kind: str, document: dict[str, Any]) -> dict[str, Any]:
            seen.append(kind)
            return document | {"redacted": True}

    fake.containers("a")
    fake.answers["/networks"], fake.answers["/networks/n"] = [{"Id": "n"}], {"Id": "n"}
    fake.answers["/images/json"], fake.answers["/images/i/json"] = [{"Id": "i"}], {"Id": "i"}
    fake.answers["/images/i/history"] = []
    fake.answers["/volumes"] = {"Volumes": [{"Name": "v"}]}
    fake.answers["/plugins"] = [{"Id": "p"}]
    found = take(fake.target, Recorder(), timeout=20)
    assert sorted(seen) == ["container", "image", "info", "network", "plugin", "version", "volume"]
    assert found.info is not None
    assert found.version is not None
    documents = [document for kind in found.objects.values() for document in kind]
    assert all(document["redacted"] for document in [found.info, found.version, *documents])
    assert found.name == "host"


@pytest.mark.parametrize(
    ("told", "name"), [("host", "host"), ("", None), (7, None), (None, None), ("a\x1b\nb", "a? b")]
)
def test_an_engine_is_called_as_it_says_else_by_its_address(fake: FakeEngine, told: object, name: str | None) -> None:
    fake.answers["/info"] = INFO | {"Name": told}
    assert fake.take().name == (name or fake.target.shown)


def test_an_engine_is_called_as_the_user_says(fake: FakeEngine) -> None:
    fake.answers["/networks"] = (403, b"")
    named = replace(fake.target, name="mine")
    found = take(named, Open(), timeout=20)
    assert found.name == "mine"
    assert {gap["engine"] for gap in found.gaps} == {"mine"}


def test_progress_tells_kind_number_and_total(fake: FakeEngine) -> None:
    steps: list[tuple[str, int, int]] = []
    fake.containers("a", "b")
    take(fake.target, Open(), timeout=20, progress=lambda *step: steps.append(step))
    assert steps == [("container", 1, 2), ("container", 2, 2)]


def test_times_and_origin_are_told(fake: FakeEngine) -> None:
    found = fake.take()
    assert found.started_at <= found.finished_at
    assert found.started_at.endswith("Z")
    assert (found.origin, found.source) == ("live", fake.target.shown)
