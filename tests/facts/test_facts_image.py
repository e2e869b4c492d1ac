"""The image that a workload runs, and images, networks and volumes as subjects of their own."""

from typing import Any

import pytest
from facts_samples import DELETE, changed, facts, named, reasons, sample, subjects

OLD, NEW = "sha256:" + "a" * 64, "sha256:" + "b" * 64


def image(identifier: str, *tags: str, **config: Any) -> dict[str, Any]:
    return sample("docker-26.1.5/image.json") | {"Id": identifier, "RepoTags": list(tags), "Config": config}


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("nginx", ("docker.io", "nginx", None, None)),
        ("host:5000/a/b:2", ("host:5000", "a/b", "2", None)),
        ("a@sha256:" + "c" * 64, ("docker.io", "a", None, "sha256:" + "c" * 64)),
        (OLD, (None, None, None, None)),
        ("", (None, None, None, None)),
    ],
)
def test_parts_of_the_reference(ref: str, expected: tuple[Any, ...]) -> None:
    found = facts({"Config.Image": ref})["image"]
    assert found["ref"] == ref
    assert (found["registry"], found["repository"], found["tag"], found["digest"]) == expected


@pytest.mark.parametrize(
    ("ref", "images", "drifted"),
    [
        ("nginx:1", [image(OLD, "nginx:1")], False),
        ("docker.io/library/nginx:1", [image(OLD, "nginx:1")], False),
        ("nginx", [image(OLD, "nginx:latest")], False),
        ("nginx:1", [image(OLD), image(NEW, "nginx:1")], True),
        ("nginx:1", [image(OLD)], True),
        (OLD, [image(OLD, "nginx:1")], True),
    ],
)
def test_drift(*, ref: str, images: list[Any], drifted: bool) -> None:
    found = facts({"Config.Image": ref, "Image": OLD}, image=images)
    assert found["image"]["drifted"] is drifted
    assert "image.drifted" not in reasons(found)


def test_drift_is_unknown_without_the_images() -> None:
    found = facts({"Config.Image": "nginx:1", "Image": OLD}, complete=("container",))
    assert found["image"]["drifted"] is None
    assert "image.drifted" in reasons(found)
    nameless = facts({"Config.Image": "nginx:1", "Image": None}, image=[image(OLD, "nginx:1")])
    assert "image.drifted" in reasons(nameless)


@pytest.mark.parametrize("change", [{"Config.Image": DELETE}, {"Config.Image": 5}, {"Config": None}])
def test_a_reference_that_cannot_be_read(change: dict[str, Any]) -> None:
    found = facts(change)
    assert found["image"] is None
    assert "image" in reasons(found)


def test_an_image_is_a_subject_with_its_users() -> None:
    config = {
        "User": "1000:1000",
        "Env": ["A=1", "B"],
        "Entrypoint": ["tini", "--", "/app"],
        "Cmd": ["x"],
        "ExposedPorts": {"80/tcp": {}, "9/udp": {}, "x": {}},
        "Volumes": {"/b": {}, "/a": {}},
    }
    users = [named("b", {"Image": OLD}), named("a", {"Image": OLD}), named("c", {"Image": NEW})]
    found = subjects("image", container=users, image=[image(OLD, "team/app:2", **config)])["team/app:2"]
    told = found.facts
    assert told["user"] == {"name": "1000:1000", "uid": 1000, "gid": 1000, "groups": [], "root": False}
    assert told["env"] == {"A": "1", "B": None}
    assert told["argv"] == ["/app", "x"]
    assert told["exposed"] == [9, 80]
    assert told["volumes"] == ["/a", "/b"]
    assert (told["registry"], told["repository"], told["tag"]) == ("docker.io", "team/app", "2")
    assert told["used_by"] == {"count": 2, "sample": ["a", "b"]}
    assert sorted(one["Name"] for one in found.related["workloads"]) == ["/a", "/b"]
    assert not found.workload


def test_empty_settings_that_newer_engines_leave_out_are_empty() -> None:
    found = subjects("image", image=[image(OLD, "app:1")])["app:1"].facts
    assert found["user"]["root"] is True
    assert found["env"] == {}
    assert not {"user", "env", "user.root"} & set(reasons(found))


def test_an_image_without_config_is_unknown() -> None:
    found = subjects("image", image=[image(OLD, "app:1") | {"Config": None}])["app:1"].facts
    assert found["user"] is None
    assert {"user", "env", "argv", "exposed", "volumes"} <= set(reasons(found))


def test_users_of_an_image_are_unknown_without_all_containers() -> None:
    found = subjects("image", image=[image(OLD, "app:1")], complete=("image",))["app:1"].facts
    assert "used_by" in reasons(found)


def test_images_are_roles_too() -> None:
    found = subjects("image", image=[image(OLD, "portainer/portainer-ce:2")])["portainer/portainer-ce:2"].facts
    assert [item["role"] for item in found["roles"]] == ["docker-ui"]


@pytest.mark.parametrize(
    ("step", "kinds"),
    [
        ("/bin/sh -c #(nop) ADD file:abc in / ", []),
        ("ADD https://example.org/x.tar / # buildkit", ["add-url"]),
        ("ADD --chown=1:1 --checksum=sha256:a http://example.org/x / # buildkit", ["add-url"]),
        ("RUN /bin/sh -c curl -fsSL https://example.org/i.sh | sh # buildkit", ["unverified"]),
        ("/bin/sh -c wget -qO- https://example.org | sudo bash -s", ["unverified"]),
        ("RUN curl -fsSL https://example.org/x.tar | tar x", []),
        ("RUN wget --no-check-certificate https://example.org", ["unverified"]),
        ("RUN apt-get update", ["update-alone"]),
        ("RUN apt-get update && apt-get install -y x", []),
        ("RUN |1 A=b /bin/sh -c apk update # buildkit", ["update-alone"]),
        ("CMD [sh]", []),
        ("curl " * 100_000, []),
    ],
)
def test_steps_of_the_build(step: str, kinds: list[str]) -> None:
    found = subjects("image", image=[image(OLD, "app:1") | {"History": [None, {"CreatedBy": step}]}])["app:1"].facts
    assert [item["kind"] for item in found["history"]] == kinds
    assert all(item["source"] == ["/History/1/CreatedBy"] for item in found["history"])
    assert "history" not in reasons(found)


@pytest.mark.parametrize("change", [{}, {"History": "x"}])
def test_steps_that_were_not_read(change: dict[str, Any]) -> None:
    found = subjects("image", image=[image(OLD, "app:1") | change])["app:1"].facts
    assert "history" in reasons(found)


BRIDGE = "com.docker.network.bridge."


def network(changes: dict[str, Any] | None = None, containers: Any = (), **rest: Any) -> Any:
    document = {
        "Name": "back",
        "Id": "n1",
        "Driver": "bridge",
        "Internal": False,
        "Attachable": False,
        "Containers": {},
        "Options": {},
    }
    found = subjects("network", network=[changed(document, changes or {})], container=list(containers), **rest)
    return next(iter(found.values()))


@pytest.mark.parametrize(
    ("changes", "fact", "expected"),
    [
        ({"Options": {BRIDGE + "default_bridge": "true"}}, "default_bridge", True),
        ({}, "default_bridge", False),
        ({"Driver": "host"}, "host", True),
        ({}, "icc", True),
        ({"Options": None}, "icc", True),
        ({"Options": {BRIDGE + "enable_icc": "false"}}, "icc", False),
        ({"Options": {BRIDGE + "enable_icc": "true"}}, "icc", True),
        ({"Driver": "overlay"}, "icc", None),
        ({"Internal": True}, "internal", True),
        ({"Attachable": True}, "attachable", True),
    ],
)
def test_networks(changes: dict[str, Any], fact: str, expected: Any) -> None:
    found = network(changes).facts
    assert found[fact] is expected
    assert fact not in reasons(found)


@pytest.mark.parametrize("options", [DELETE, "x", []])
def test_options_of_a_network_that_cannot_be_read(options: Any) -> None:
    assert "icc" in reasons(network({"Options": options}).facts)


def member(name: str, project: str | None = None, **more: Any) -> dict[str, Any]:
    labels = {"com.docker.compose.project": project} if project else {}
    return named(name, {"NetworkSettings.Networks": {"back": {}}, "Config.Labels": labels} | more)


def test_members_by_what_containers_and_the_network_say() -> None:
    containers = [member("b", "one"), member("a", "two"), member("c"), named("elsewhere")]
    listed = {"Containers": {"f" * 64: {"Name": "ghost"}, containers[0]["Id"]: {"Name": "b"}}}
    found = network(listed, containers)
    assert found.facts["members"] == {"count": 4, "sample": ["a", "b", "c", "ghost"], "projects": 2}
    assert {one["Name"] for one in found.related["workloads"]} == {"/a", "/b", "/c"}


def test_members_are_unknown_where_only_a_list_was_read() -> None:
    found = network({"Containers": None}, [member("a")], complete=()).facts
    assert found["members"]["count"] == 1
    assert {"members", "published"} <= set(reasons(found))
    assert "members" not in reasons(network({}, [member("a")], complete=()).facts)
    assert "members" not in reasons(network({"Containers": None}, [member("a")]).facts)


@pytest.mark.parametrize(
    ("more", "published"),
    [
        ({}, False),
        ({"HostConfig.PortBindings": {"80/tcp": [{"HostPort": "80"}]}}, True),
        ({"HostConfig.PublishAllPorts": True}, True),
        ({"NetworkSettings.Ports": {"80/tcp": None}}, False),
        ({"NetworkSettings.Ports": {"80/tcp": [{"HostPort": "80"}]}}, True),
    ],
)
def test_published_members(*, more: dict[str, Any], published: bool) -> None:
    assert network({}, [member("a", **more)]).facts["published"] is published


def volume(options: Any, containers: Any = (), **rest: Any) -> Any:
    document = {"Name": "data", "Driver": "local", "Options": options, "Labels": None}
    if options is DELETE:
        del document["Options"]
    return subjects("volume", volume=[document], container=list(containers), **rest)["data"]


@pytest.mark.parametrize(
    ("options", "kind", "device", "write", "read_only"),
    [
        (None, "plain", None, None, False),
        ({}, "plain", None, None, False),
        ({"type": "none", "o": "bind", "device": "/etc"}, "bind", "/etc", "code", False),
        ({"type": "none", "o": "ro,bind", "device": "/etc"}, "bind", "/etc", None, True),
        ({"type": "ext4", "device": "/dev/sda1"}, "device", "/dev/sda1", None, False),
        ({"type": "proc", "device": "proc"}, "special", "proc", "proc", False),
        ({"type": "tmpfs", "device": "tmpfs", "o": "size=1m"}, "tmpfs", "tmpfs", None, False),
        ({"type": "nfs", "device": ":/x", "o": "addr=10.0.0.1,ro"}, "network", ":/x", None, True),
    ],
)
def test_volumes(*, options: Any, kind: str, device: str | None, write: str | None, read_only: bool) -> None:
    found = volume(options).facts
    assert (found["kind"], found["device"], found["write"], found["read_only"]) == (kind, device, write, read_only)
    assert "kind" not in reasons(found)


@pytest.mark.parametrize("options", [DELETE, "x", {"o": 5}])
def test_options_of_a_volume_that_cannot_be_read(options: Any) -> None:
    found = volume(options).facts
    assert found["kind"] is None
    assert {"kind", "areas", "write", "read"} <= set(reasons(found))


def test_a_driver_of_its_own_is_a_driver() -> None:
    document = sample("plugin/raw-volume-of-plugin.json")
    assert subjects("volume", volume=[document])["pv"].facts["kind"] == "driver"


def test_users_of_a_volume() -> None:
    def user(name: str, project: str, dest: str, *, rw: bool) -> dict[str, Any]:
        mount = {"Type": "volume", "Name": "data", "Destination": dest, "RW": rw}
        return named(name, {"Mounts": [mount], "Config.Labels": {"com.docker.compose.project": project}})

    users = [user("b", "one", "/x", rw=True), user("a", "two", "/y", rw=False), named("c")]
    found = volume(None, users)
    assert found.facts["used_by"] == {
        "count": 2,
        "sample": [{"name": "a", "dest": "/y", "rw": False}, {"name": "b", "dest": "/x", "rw": True}],
        "projects": 2,
        "rw": True,
    }
    assert [one["Name"] for one in found.related["workloads"]] == ["/b", "/a"]
    unsure = reasons(volume(None, users, complete=()).facts)
    assert {"used_by.sample", "used_by.projects", "used_by.rw"} <= set(unsure)
    assert "used_by.count" in reasons(volume(None, [], complete=()).facts), "somebody unseen may use it"
    assert "used_by.count" not in unsure, "at least these two do"


def test_secrets_of_volumes_and_images_are_marks() -> None:
    mark = "<redacted password 0123456789abcdef>"
    assert [item["name"] for item in volume({"type": "cifs", "o": f"password={mark}"}).facts["secrets"]] == ["o"]
    found = subjects("image", image=[image(OLD, "app:1", Env=[f"TOKEN={mark}"])])["app:1"].facts
    assert [(item["place"], item["name"]) for item in found["secrets"]] == [("env", "TOKEN")]


def test_what_is_one_hop_away_is_there_by_reference() -> None:
    volumes = [{"Name": "data", "Driver": "local", "Options": None}]
    networks = [{"Name": "back", "Id": "n1", "Driver": "bridge", "Options": {}}]
    images = [image(OLD, "app:1")]
    document = member("web", None, Image=OLD, Mounts=[{"Type": "volume", "Name": "data", "Destination": "/d"}])
    found = subjects("container", container=[document], volume=volumes, network=networks, image=images)["web"].related
    assert found["image"] is images[0]
    assert found["networks"][0] is networks[0]
    assert found["volumes"][0] is volumes[0]
    assert found["engine"]["Name"] == "vm"
