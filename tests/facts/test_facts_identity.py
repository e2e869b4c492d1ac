"""Who an object is across runs."""

import json
from pathlib import Path
from typing import Any

import pytest
from facts_samples import DELETE, changed, container, inventory, named, sample, snapshot, subjects

from inspector.facts.identity import LONGEST
from inspector.facts.project import project
from inspector.facts.reference import Reference, is_id, parse
from inspector.sources.snapshot import Snapshot

COMPOSE = {"com.docker.compose.project": "shop", "com.docker.compose.service": "web"}
SWARM = {"com.docker.swarm.service.name": "shop_web", "com.docker.stack.namespace": "shop"}


@pytest.mark.parametrize(
    ("changes", "identity", "project_", "service"),
    [
        ({"Name": "/db"}, "name:db", None, None),
        ({"Name": "/shop-web-1", "Config.Labels": COMPOSE}, "compose:shop/web", "shop", "web"),
        ({"Name": "/x", "Config.Labels": SWARM}, "service:shop_web", "shop", "shop_web"),
        ({"Name": "/x", "Config.Labels": COMPOSE | SWARM}, "compose:shop/web", "shop", "web"),
        ({"Name": "/x", "Config.Labels": {"com.docker.compose.project": "shop"}}, "name:x", "shop", None),
        ({"Name": "/x", "Config.Labels": {"com.docker.stack.namespace": "shop"}}, "name:x", "shop", None),
        ({"Name": "/x", "Config.Labels": {"com.docker.compose.project": 5}}, "name:x", None, None),
        ({"Name": "/x", "Config.Labels": None}, "name:x", None, None),
        (
            {"Name": "/happy_turing", "Config.Image": "docker.io/library/nginx:1.25", "Args": ["-g", "x"]},
            "image:nginx -g x",
            None,
            None,
        ),
        ({"Name": "/happy_turing3", "Config.Image": "nginx@sha256:" + "a" * 64, "Args": []}, "image:nginx", None, None),
        (
            {"Name": "/3f1c0a9be772-infra", "Config.Image": "localhost/podman-pause:4.3.1-0", "Args": []},
            "image:podman-pause",
            None,
            None,
        ),
        ({"Name": "/shop-infra", "Config.Image": "nginx", "Args": []}, "name:shop-infra", None, None),
        ({"Name": "/happy_turing33", "Config.Image": "nginx", "Args": []}, "name:happy_turing33", None, None),
        ({"Name": "/happy_turing", "Config.Image": "sha256:" + "a" * 64}, "name:happy_turing", None, None),
        ({"Name": "/happy_turing", "Config.Image": None}, "name:happy_turing", None, None),
    ],
)
def test_containers(changes: dict[str, Any], identity: str, project_: str | None, service: str | None) -> None:
    found = next(one for one in inventory(container=[container(changes)]).subjects if one.workload)
    assert (found.identity, found.project, found.service) == (identity, project_, service)


def test_the_redactors_changing_tokens_are_no_part_of_it() -> None:
    names = []
    for token in ("0123456789abcdef", "fedcba9876543210"):
        changes = {"Name": "/happy_turing", "Args": ["--password", f"<redacted password {token}>"]}
        names.append(next(one for one in inventory(container=[container(changes)]).subjects if one.workload).identity)
    assert names[0] == names[1] == "image:eco-busybox --password <password>"


def test_long_arguments_make_a_bounded_identity_that_still_differs() -> None:
    found = {
        next(one for one in inventory(container=[container({"Name": "/happy_turing", "Args": ["x" * 10**5, end]})])
             .subjects if one.workload).identity
        for end in "ab"
    }  # fmt: skip
    assert len(found) == 2
    assert all(len(one) < 2 * LONGEST for one in found)


def test_without_id_or_name_one_stands_for_the_other() -> None:
    documents = [
        container({"Name": DELETE}),
        container({"Id": DELETE, "Name": "/alone"}),
        container({"Id": DELETE, "Name": DELETE}),
        container({"Id": 5, "Name": None}),
    ]
    found = [one for one in inventory(container=documents).subjects if one.workload]
    assert [(one.id, one.name) for one in found] == [
        (documents[0]["Id"], documents[0]["Id"][:12]),
        ("alone", "alone"),
        ("unnamed-2", "unnamed-2"),
        ("unnamed-3", "unnamed-3"),
    ]


def test_duplicate_ids_are_all_judged() -> None:
    assert len([one for one in inventory(container=[container(), container()]).subjects if one.workload]) == 2


def test_anonymous_volumes_are_known_by_where_they_are_mounted() -> None:
    name = "ab" * 32
    mounts = [{"Type": "volume", "Name": name, "Destination": "/data", "RW": True}]
    volumes = [{"Name": name, "Driver": "local", "Options": None}, {"Name": "db", "Driver": "local", "Options": None}]
    found = subjects("volume", container=[container({"Mounts": mounts})], volume=volumes)
    assert found[name].identity == "mounted:/data"
    assert found["db"].identity == "name:db"
    alone = subjects("volume", container=[], volume=volumes[:1])
    assert alone[name].identity == f"name:{name}"


def test_images_by_name_else_by_id() -> None:
    identifier = "sha256:" + "a" * 64
    image = sample("docker-26.1.5/image.json") | {"Id": identifier}
    cases: list[tuple[dict[str, Any], str]] = [
        ({"RepoTags": ["b:1", "a:1"]}, "image:docker.io/a:1"),
        ({"RepoTags": ["<none>:<none>"], "RepoDigests": ["x/y@sha256:" + "c" * 64]}, "image:docker.io/x/y"),
        ({"RepoTags": [], "RepoDigests": []}, f"id:{identifier}"),
        ({"RepoTags": None, "RepoDigests": None}, f"id:{identifier}"),
    ]
    for changes, identity in cases:
        found = inventory(image=[image | changes]).subjects[1]
        assert found.identity == identity, changes


def test_services_nodes_and_secrets() -> None:
    found = inventory(
        service=[sample("swarm/raw-service-web.json"), sample("swarm/raw-service-blog_api.json")],
        node=[sample("swarm/raw-node.json")],
        secret=json.loads(Path(__file__).parents[2].joinpath("rules/samples/swarm/raw-secrets.json").read_text()),
        swarm=[sample("swarm/raw-swarm.json")],
    ).subjects
    assert [(one.kind, one.name, one.identity, one.project) for one in found[1:]] == [
        ("swarm", "default", "name:default", None),
        ("node", "engine-host", "name:engine-host", None),
        ("service", "web", "service:web", "shop"),
        ("service", "blog_api", "service:blog_api", "blog"),
        ("secret", "db-password", "name:db-password", None),
        ("secret", "blog_token", "name:blog_token", "blog"),
    ]


def test_a_task_is_judged_once_as_its_service() -> None:
    tasks = [sample("swarm/raw-container-task-web.1.json"), sample("swarm/raw-container-task-agent.json")]
    given = sample("swarm/raw-task-web.json") | {"Status": {"ContainerStatus": {"ContainerID": tasks[0]["Id"]}}}
    found = inventory(container=tasks, service=[sample("swarm/raw-service-web.json")], task=[given])
    assert [(one.kind, one.name) for one in found.subjects if one.workload] == [
        ("container", tasks[1]["Name"].removeprefix("/")),
        ("service", "web"),
    ]
    assert found.counts == {"container": 2, "service": 1, "task": 1}


def test_nested_engines_are_called_by_the_container_that_runs_them() -> None:
    outer = snapshot(container=[named("dind")])
    inner = snapshot(container=[named("job")])
    inner.nested = {"f" * 64: snapshot(container=[])}
    outer.nested = {named("dind")["Id"]: inner}
    found = project([outer])
    assert [one.name for one in found] == ["host", "host/dind", "host/dind/" + "f" * 64]
    assert [one.facts["nested_in"] for one in found] == [None, "host/dind", "host/dind/" + "f" * 64]
    job = next(one for one in found[1].subjects if one.name == "job")
    assert job.engine == "host/dind"
    assert job.facts["isolation"]["nested_in"] is not None


def test_the_auditors_own_container_is_marked() -> None:
    given = snapshot(container=[named("me"), named("you")])
    given.auditor = named("me")["Id"]
    found = {one.name: one.auditor for one in project([given])[0].subjects if one.workload}
    assert found == {"me": True, "you": False}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("nginx", ("docker.io", "nginx", None, None)),
        ("nginx:1.25", ("docker.io", "nginx", "1.25", None)),
        ("docker.io/library/nginx", ("docker.io", "nginx", None, None)),
        ("index.docker.io/library/nginx:1", ("docker.io", "nginx", "1", None)),
        ("team/app:2", ("docker.io", "team/app", "2", None)),
        ("host:5000/img", ("host:5000", "img", None, None)),
        ("localhost/img:x", ("localhost", "img", "x", None)),
        ("ghcr.io/a/b/c:1@sha256:" + "a" * 64, ("ghcr.io", "a/b/c", "1", "sha256:" + "a" * 64)),
        ("img@sha256:" + "a" * 64, ("docker.io", "img", None, "sha256:" + "a" * 64)),
        ("img:", ("docker.io", "img", None, None)),
    ],
)
def test_references(text: str, parts: tuple[str, str, str | None, str | None]) -> None:
    assert parse(text) == Reference(*parts)


@pytest.mark.parametrize("text", ["", "sha256:" + "a" * 64, "a" * 64, "sha256:abc"])
def test_ids_are_no_references(text: str) -> None:
    assert parse(text) is None
    assert is_id(text) is bool(text)


def test_one_spelling_for_each_image() -> None:
    names = {parse(text).name for text in ("nginx", "nginx:latest", "docker.io/library/nginx")}  # type: ignore[union-attr]
    assert names == {"docker.io/nginx:latest"}
    digest = "sha256:" + "a" * 64
    assert parse(f"nginx:1@{digest}").name == f"docker.io/nginx@{digest}"  # type: ignore[union-attr]


def test_an_empty_snapshot_has_its_engine_alone() -> None:
    found = project([Snapshot("x", "x", "files")])
    assert [(one.kind, one.name) for one in found[0].subjects] == [("engine", "x")]
    assert changed({}, {"a.b": 1}) == {"a": {"b": 1}}
