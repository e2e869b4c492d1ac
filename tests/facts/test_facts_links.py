"""One index of names: what is found, what does not exist, and what may exist unseen."""

from typing import Any

import pytest
from facts_samples import named, sample, snapshot

from inspector.facts.links import Answer, Links
from inspector.facts.project import project
from inspector.facts.shape import shape
from inspector.sources.snapshot import Snapshot


def links(given: Snapshot) -> Links:
    made = Links(given)
    facts = project([Snapshot("x", "x", "files")])[0].facts
    shaped, tasks = shape(made, facts)
    made.attach((one.workload for one in shaped), tasks)
    return made


def on(name: str, networks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return named(
        name, {"NetworkSettings.Networks": networks, "HostConfig.NetworkMode": next(iter(networks), "none")} | more
    )


def names(answer: Answer[list[Any]]) -> list[str]:
    return sorted(workload.name for workload in answer.value)


def test_containers_by_id_name_and_start_of_id() -> None:
    made = links(snapshot(container=[named("web"), named("db")]))
    for ref in ("web", "/web", named("web")["Id"], named("web")["Id"][:12]):
        found = made.container(ref)
        assert found.value is not None
        assert (found.value.name, found.known) == ("web", True), ref


def test_an_id_beats_a_name_beats_the_start_of_an_id() -> None:
    tricky = named("ab", identifier="cd" * 32)
    starts = named("other", identifier="ab" * 32)
    evil = named("cd" * 32, identifier="ef" * 32)  # called like the id of the first
    made = links(snapshot(container=[starts, evil, tricky]))
    assert made.container("ab").value.name == "ab"  # type: ignore[union-attr]
    assert made.container("cd" * 32).value.name == "ab"  # type: ignore[union-attr]
    assert made.container("abab").value.name == "other"  # type: ignore[union-attr]


@pytest.mark.parametrize("ref", ["gone", "", "/"])
def test_what_is_not_there_is_known_only_when_all_was_collected(ref: str) -> None:
    assert links(snapshot(container=[named("web")])).container(ref) == (None, True)
    assert links(snapshot(container=[named("web")], complete=())).container(ref) == (None, False)


def test_volumes_networks_and_images() -> None:
    made = links(
        snapshot(
            volume=[{"Name": "data"}],
            network=[{"Name": "back", "Id": "n1"}],
            image=[{"Id": "sha256:" + "a" * 64, "RepoTags": ["nginx:1"], "RepoDigests": ["nginx@sha256:" + "b" * 64]}],
            complete=("volume",),
        )
    )
    assert made.volume("data") == ({"Name": "data"}, True)
    assert made.volume("gone") == (None, True)
    assert made.network("n1").value == made.network("back").value == {"Name": "back", "Id": "n1"}
    assert made.network("gone") == (None, False)
    assert made.network_name("n1") == "back"
    assert made.network_name("gone") == "gone"
    assert made.network_name("default") == "bridge"
    refs = ["nginx:1", "docker.io/library/nginx:1", "sha256:" + "a" * 64, "a" * 64, "nginx@sha256:" + "b" * 64]
    for ref in refs:
        assert made.image(ref).value is not None, ref
    assert made.image("nginx") == (None, False)


def test_the_image_of_a_container_by_id_then_by_name() -> None:
    old, new = {"Id": "sha256:" + "a" * 64, "RepoTags": []}, {"Id": "sha256:" + "b" * 64, "RepoTags": ["nginx:latest"]}
    made = links(snapshot(image=[old, new], complete=("image",)))
    assert made.image_of({"Image": old["Id"], "Config": {"Image": "nginx"}}).value is old
    assert made.image_of({"Config": {"Image": "nginx"}}).value is new
    # the name now is another image than the one that runs
    assert made.image_of({"Image": "sha256:" + "c" * 64, "Config": {"Image": "nginx"}}) == (None, True)


def test_users_of_a_volume_from_all_places() -> None:
    mounts = [{"Type": "volume", "Name": "data", "Destination": "/a", "RW": False}]
    api = [{"Type": "volume", "Source": "data", "Target": "/b", "ReadOnly": True}]
    documents = [
        named("top", {"Mounts": mounts}),
        named("api", {"HostConfig.Mounts": api}),
        named("bind", {"HostConfig.Binds": ["data:/c:ro", "/data:/d", "./data:/e", "data"]}),
        named("both", {"Mounts": mounts, "HostConfig.Binds": ["data:/a"]}),
        named("other", {"Mounts": [{"Type": "bind", "Name": "data", "Source": "/x"}]}),
    ]
    found = links(snapshot(container=documents)).users("data")
    assert [(use.workload.name, use.dest, use.rw, use.source) for use in found.value] == [
        ("top", "/a", False, ["/Mounts/0"]),
        ("api", "/b", False, ["/HostConfig/Mounts/0"]),
        ("bind", "/c", False, ["/HostConfig/Binds/0"]),
        ("both", "/a", False, ["/Mounts/0"]),
    ]
    assert found.known
    assert not links(snapshot(container=documents, complete=())).users("data").known


def test_by_name_the_engines_own_bridge_goes_before_the_swarms() -> None:
    swarm, own = {"Name": "bridge", "Id": "a", "Scope": "swarm"}, {"Name": "bridge", "Id": "b", "Scope": "local"}
    made = links(snapshot(network=[swarm, own]))
    assert made.network("bridge").value is own
    assert made.network("a").value is swarm


def test_members_of_a_network_with_those_that_joined_one() -> None:
    documents = [
        on("web", {"back": {}}),
        named("side", {"HostConfig.NetworkMode": "container:web", "NetworkSettings.Networks": {}}),
        on("far", {"front": {}}),
        on("none", {"none": {}}),
    ]
    made = links(snapshot(container=documents, network=[{"Name": "back", "Id": "n1"}]))
    assert names(made.on_network("back")) == names(made.on_network("n1")) == ["side", "web"]
    web = made.container("web").value
    assert web is not None
    assert names(made.joined_to(web, "net")) == ["side"]
    side = made.container("side").value
    assert side is not None
    assert made.networks_of(side) == (["back"], True)


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("web", ["web"]),
        ("WEB", ["web"]),
        ("web.", ["web"]),
        ("web.back", ["web"]),
        ("www", ["web"]),
        ("named", ["web"]),
        (named("web")["Id"][:12], ["web"]),
        ("10.0.0.5", ["web"]),
        ("fd00::5", ["web"]),
        ("[FD00::5]", ["web"]),
        ("10.0.0.9", ["asked"]),
        ("db", []),
        ("web.front", []),
        ("", []),
    ],
)
def test_names_and_addresses(host: str, found: list[str]) -> None:
    endpoint = {"Aliases": ["www"], "DNSNames": ["named"], "IPAddress": "10.0.0.5", "GlobalIPv6Address": "fd00::5"}
    documents = [
        on("web", {"back": endpoint}),
        on("db", {"front": {"Aliases": ["www"]}}),
        on("asked", {"back": {"IPAMConfig": {"IPv4Address": "10.0.0.9"}}}),
    ]
    made = links(snapshot(container=documents))
    answer = made.resolve(["back"], host)
    assert [made.workload(one).name for one in answer.value] == found  # type: ignore[union-attr]
    assert answer.known
    if not found:
        assert not links(snapshot(container=documents, complete=())).resolve(["back"], host).known


@pytest.mark.parametrize("network", ["bridge", "host", "none", "podman"])
def test_networks_without_a_name_server(network: str) -> None:
    documents = [on("web", {network: {"Aliases": ["www"], "IPAddress": "172.17.0.2"}})]
    made = links(snapshot(container=documents))
    assert made.resolve([network], "web").value == []
    assert made.resolve([network], "172.17.0.2").value == [named("web")["Id"]]


def test_a_task_is_found_by_its_name_and_stands_for_its_service() -> None:
    task = sample("swarm/raw-container-task-blog_api.json")
    service = sample("swarm/raw-service-blog_api.json")
    given = snapshot(
        container=[task],
        service=[service],
        network=[{"Name": "blog_back", "Id": "s6vle8hb2xlmqulr4cbqvapgo"}],
        task=[{"ServiceID": service["ID"], "Status": {"ContainerStatus": {"ContainerID": task["Id"]}}}
              | {"Spec": service["Spec"]["TaskTemplate"]}],
    )  # fmt: skip
    made = links(given)
    assert [workload.kind for workload in made.workloads] == ["service"]
    assert made.container(task["Id"]).value is not None
    for host in ("blog_api", "tasks.blog_api", "api", task["Id"][:12], "10.0.3.3"):
        assert made.resolve(["blog_back"], host).value == [service["ID"]], host
    assert names(made.on_network("blog_back")) == ["blog_api"]


def test_hostile_documents_break_nothing() -> None:
    documents: list[Any] = [None, 5, {}, {"Id": [], "Name": {}}, {"Mounts": [5, {"Type": "volume", "Name": []}]}]
    made = links(Snapshot("x", "x", "files", objects={"container": documents, "network": [{"Name": []}]}))
    assert len(made.workloads) == 3
    assert made.users("x").value == []
    assert made.on_network("x").value == []
    assert made.resolve(["x"], "y").value == []
