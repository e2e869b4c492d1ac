"""Kinds told by shape: real documents of every kind, and what only looks like them."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.sources.shapes import recognise

IDENTITY = "0123456789ab"


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ({"Id": "x", "HostConfig": {"Privileged": True}}, "container"),
        ({"Name": "/x", "HostConfig": None}, "container"),
        ({"HostConfig": [], "State": "odd"}, "container"),
        ({"Args": [], "Config": {}, "State": {}, "Path": "x"}, "container"),
        ({"ID": IDENTITY, "Created": "2013-05-07", "Path": "date", "Args": [], "Config": {}, "State": {}}, "container"),
        ({"Id": "x", "Names": ["/x"], "Command": "x", "Image": "y", "HostConfig": {}, "Config": {}}, "container"),
        ({"Id": "sha256:x", "RepoTags": [], "Config": None}, "image"),
        ({"Id": "x", "Architecture": "amd64", "Os": "linux"}, "image"),
        ({"Id": "x", "RepoTags": ["a"], "ContainerConfig": {}, "Config": {}, "Parent": ""}, "image"),
        ({"Name": "n", "Driver": "bridge", "IPAM": {}}, "network"),
        ({"Name": "n", "Driver": "overlay", "Attachable": True}, "network"),
        ({"Name": "v", "Driver": "local", "Mountpoint": "/x"}, "volume"),
        ({"Name": "v", "Driver": "local", "Scope": "local", "Options": None}, "volume"),
        ({"Name": "p", "Enabled": True, "Settings": {}, "Config": {}}, "plugin"),
        ({"ID": "i", "DockerRootDir": "/x", "Containers": 3, "Images": 1}, "info"),
        ({"ServerVersion": "1.12", "Driver": "aufs"}, "info"),
        ({"Version": "20.10", "ApiVersion": "1.41"}, "version"),
        ({"Client": {"Version": "28"}, "Server": {"Version": "20.10", "ApiVersion": "1.41"}}, "version"),
        ({"ID": "s", "JoinTokens": {}, "Spec": {}}, "swarm"),
        ({"ID": "s", "Spec": {"Name": "default", "Orchestration": {}, "CAConfig": {}}}, "swarm"),
        ({"ID": "n", "Spec": {"Role": "manager", "Availability": "active"}}, "node"),
        ({"ID": "s", "Spec": {"Name": "web", "TaskTemplate": {}, "Mode": {}}}, "service"),
        ({"ID": "t", "Spec": {"ContainerSpec": {}}, "ServiceID": "s", "DesiredState": "running"}, "task"),
        ({"ID": "t", "Spec": {"ContainerSpec": {}}}, "task"),
        ({"ID": "c", "Spec": {"Name": "c", "Data": "YQ=="}}, "config"),
        ({"ID": "c", "Spec": {"Name": "c"}}, "secret"),
        ({"schema": "inspector.snapshot/1"}, "snapshot"),
        ({"schema": "inspector.snapshot/99", "objects": {}}, "snapshot"),
    ],
)
def test_kinds(document: dict[str, Any], kind: str) -> None:
    shape = recognise(document)
    assert (shape.kind, shape.reason) == (kind, "")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "is null, not inspect output"),
        (True, "is true or false, not inspect output"),
        (7, "is a number, not inspect output"),
        (1.5, "is a number, not inspect output"),
        ("x", "is a text, not inspect output"),
        ([], "is a list in a list, not inspect output"),
        ({}, "is an empty object"),
        ({"a": 1}, "is no inspect output that is known"),
        ({"message": "no such container"}, "is an error that the API answered"),
        ({"cause": "x", "message": "y", "response": 404}, "is an error that the API answered"),
        ({"schema": "inspector.report/1"}, "is a report of inspector; see `inspector report`"),
        (
            {"Id": "x", "Names": ["/x"], "Image": "y", "Command": "z", "HostConfig": {}, "Mounts": []},
            "list of containers",
        ),
        (
            {"ID": "x", "Names": "x", "Image": "y", "Command": "z", "Status": "Up", "State": "running"},
            "list of containers",
        ),
        ({"Id": "x", "RepoTags": ["a"], "ParentId": "", "SharedSize": -1, "Containers": 2}, "list of images"),
        ({"Repository": "a", "Tag": "b", "ID": "c", "CreatedAt": "d"}, "list of images"),
        (
            {"Driver": "local", "Name": "v", "Mountpoint": "/x", "Scope": "local", "Labels": "", "Links": "N/A"},
            "row of a list",
        ),
        (
            {"Driver": "bridge", "ID": "n", "Name": "x", "IPv6": "false", "Internal": "false", "Labels": ""},
            "row of a list",
        ),
        (
            {"ID": "s", "Name": "web", "Mode": "replicated", "Replicas": "1/1", "Image": "x", "Ports": ""},
            "row of a list",
        ),
        ({"ID": "n", "Hostname": "h", "ManagerStatus": "Leader", "Self": True, "Status": "Ready"}, "row of a list"),
        ({"LayersSize": 0, "Images": [], "Containers": [], "Volumes": []}, "disk usage"),
        ({"Image": "x", "Cmd": ["y"]}, "is a request to create something"),
        ({"Image": "x", "HostConfig": {"Privileged": True}}, "is a request to create something"),
        ({"Name": "web", "TaskTemplate": {"ContainerSpec": {}}}, "is a request to create something"),
        ({"services": {"web": {}}}, "is a compose file"),
        ({"Id": "x", "Name": "pod", "InfraContainerID": "y", "Containers": []}, "is a Podman pod"),
        ({"Config": {"id": "x", "infraConfig": {}}, "Containers": []}, "is a Podman pod"),
        ({"host": {}, "store": {}, "version": {}}, "is `podman info`"),
        ({"configuration": {"id": "x"}, "status": "running"}, "Apple"),
        ({"Client": {"Version": "28"}, "Server": None}, "is `docker version` without an answer of the engine"),
        (
            {"ServerErrors": ["Cannot connect"], "ID": "", "Driver": ""},
            "is `docker info` that did not reach the engine",
        ),
        ({"CPUPerc": "0.1%", "Name": "x", "ID": "y"}, "docker stats"),
        ({"Type": "container", "Action": "start", "Actor": {}}, "is an event"),
        ({"ID": "e", "ContainerID": "c", "ProcessConfig": {}, "Running": True}, "is an exec instance"),
        ({"docker_args": [], "docker_config": {}, "docker_hostconfig": {}}, "is no inspect output that is known"),
    ],
)
def test_refusals(value: Any, reason: str) -> None:
    shape = recognise(value)
    assert shape.kind == ""
    assert reason in shape.reason


def test_what_the_client_adds_is_taken_off() -> None:
    server = {"Version": "20.10", "ApiVersion": "1.41"}
    assert recognise({"Client": {"Version": "28"}, "Server": server}).document == server
    info = {"ID": "i", "DockerRootDir": "/x"}
    assert recognise({**info, "ClientInfo": {"Plugins": []}, "ClientErrors": []}).document == info


def test_an_info_with_errors_and_an_answer_is_read() -> None:
    assert recognise({"ServerErrors": ["odd"], "ServerVersion": "20.10", "DockerRootDir": "/x"}).kind == "info"


def test_podmans_own_network_comes_in_the_api_shape() -> None:
    own = {
        "name": "podman",
        "id": IDENTITY,
        "driver": "bridge",
        "network_interface": "podman0",
        "subnets": [{"subnet": "10.88.0.0/16", "gateway": "10.88.0.1"}, None],
        "internal": False,
        "ipv6_enabled": False,
        "labels": {"a": "b"},
        "containers": {"c": {"name": "web", "interfaces": {}}, "d": None},
    }
    shape = recognise(own)
    assert shape.kind == "network"
    assert shape.document == {
        "Name": "podman",
        "Id": IDENTITY,
        "Driver": "bridge",
        "Internal": False,
        "EnableIPv6": False,
        "Labels": {"a": "b"},
        "Scope": "local",
        "IPAM": {"Driver": "default", "Options": None, "Config": [{"Subnet": "10.88.0.0/16", "Gateway": "10.88.0.1"}]},
        "Containers": {"c": {"Name": "web"}, "d": {}},
    }


KEYS = [
    "Id",
    "ID",
    "Name",
    "HostConfig",
    "Config",
    "State",
    "Spec",
    "Driver",
    "Mountpoint",
    "Options",
    "IPAM",
    "Settings",
    "Client",
    "Server",
    "Version",
    "ApiVersion",
    "schema",
    "message",
    "Names",
    "Command",
    "Image",
    "RepoTags",
    "Labels",
    "ServerErrors",
    "DockerRootDir",
    "services",
    "name",
    "driver",
    "subnets",
    "containers",
    "TaskTemplate",
    "Data",
    "Role",
]
odd = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3)),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)),
    max_leaves=6,
)


@settings(max_examples=500, deadline=None)
@given(st.one_of(odd, st.dictionaries(st.sampled_from(KEYS), odd, max_size=6)))
def test_every_value_is_a_kind_or_has_a_reason(value: Any) -> None:
    shape = recognise(value)
    assert bool(shape.kind) != bool(shape.reason)
    assert isinstance(shape.document, dict)
