"""A finding's remedy as lines that people paste."""

from typing import Any

import pytest

from inspector.evaluate.remedy import applied, change

REMOVE = {"remove": "source"}
DOCUMENT: dict[str, Any] = {
    "HostConfig": {
        "Privileged": True, "PidMode": "host", "NetworkMode": "host", "CapAdd": ["CAP_SYS_ADMIN", "NET_ADMIN"],
        "SecurityOpt": ["seccomp=unconfined"], "Binds": ["/:/host:ro"], "MaskedPaths": [],
        "Devices": [{"PathOnHost": "/dev/sda", "PathInContainer": "/dev/x", "CgroupPermissions": "r"}],
    },
    "Mounts": [
        {"Type": "bind", "Source": "/", "Destination": "/host", "RW": False},
        {"Type": "volume", "Name": "data", "Source": "/var/lib/docker/volumes/data/_data", "Destination": "/d", "RW": True},  # noqa: E501 a document
    ],
    "Config": {"Env": ["DOCKER_HOST=tcp://10.0.0.1:2375"]},
}  # fmt: skip


@pytest.mark.parametrize(
    ("source", "run", "compose"),
    [
        ("/HostConfig/Privileged", "- --privileged", "- privileged: true"),
        ("/HostConfig/PidMode", "- --pid host", "- pid: host"),
        ("/HostConfig/NetworkMode", "- --network host", "- network_mode: host"),
        ("/HostConfig/CapAdd/0", "- --cap-add CAP_SYS_ADMIN", "- cap_add: ['CAP_SYS_ADMIN']"),
        ("/HostConfig/SecurityOpt/0", "- --security-opt seccomp=unconfined", "- security_opt: ['seccomp=unconfined']"),
        ("/HostConfig/Devices/0", "- --device /dev/sda:/dev/x:r", "- devices: ['/dev/sda:/dev/x:r']"),
        ("/Mounts/0", "- -v /:/host:ro", "- volumes: ['/:/host:ro']"),
        ("/Mounts/1", "- -v data:/d", "- volumes: ['data:/d']"),
        ("/Config/Env/0", "- -e DOCKER_HOST", "- environment: ['DOCKER_HOST']"),
        ("/HostConfig/MaskedPaths", "- --security-opt systempaths=unconfined", "- security_opt: ['systempaths=unconfined']"),  # noqa: E501 a table
    ],
)  # fmt: skip
def test_lines(source: str, run: str, compose: str) -> None:
    assert change(DOCUMENT, [source], REMOVE) == {"run": [run], "compose": [compose]}


def test_a_mount_that_stands_twice_is_one_line() -> None:
    lines = change(DOCUMENT, ["/Mounts/0", "/HostConfig/Binds/0"], REMOVE)
    assert lines is not None
    assert lines["run"] == ["- -v /:/host:ro"]


def test_added_settings() -> None:
    remedy = {"add": {"security_opt": ["no-new-privileges:true"]}}
    assert change({}, [], remedy) == {
        "run": ["+ --security-opt no-new-privileges:true"],
        "compose": ["+ security_opt: ['no-new-privileges:true']"],
    }
    assert applied({}, [], remedy, {})["HostConfig"]["SecurityOpt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize(
    "source", [[], ["/Path"], ["/HostConfig/CapAdd/9"], ["/HostConfig/Devices"], ["/Nowhere/0"], [""]]
)
def test_what_has_no_words_makes_no_line(source: list[str]) -> None:
    document: dict[str, Any] = DOCUMENT if source != ["/HostConfig/Devices"] else {"HostConfig": None}
    assert change(document, source, REMOVE) is None


def test_nothing_raises_on_hostile_documents() -> None:
    documents: list[dict[str, Any]] = [
        {},
        {"HostConfig": []},
        {"Mounts": [None]},
        {"Mounts": {"0": 1}},
        {"HostConfig": {"CapAdd": {"0": 1}}},
    ]
    for document in documents:
        change(document, ["/Mounts/0", "/HostConfig/CapAdd/0", "/HostConfig/Privileged"], REMOVE)


def test_the_document_itself_is_left_alone() -> None:
    made = applied(
        DOCUMENT, ["/HostConfig/CapAdd/0", "/Mounts/0", "/HostConfig/Binds/0", "/HostConfig/PidMode"], REMOVE, {}
    )
    assert made["HostConfig"]["CapAdd"] == ["NET_ADMIN"]
    assert (made["HostConfig"]["Binds"], made["HostConfig"]["PidMode"]) == ([], "")
    assert len(DOCUMENT["Mounts"]) == 2
