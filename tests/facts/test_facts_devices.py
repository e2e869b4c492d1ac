"""Devices of the host: nodes, device cgroup rules, requests, and NVIDIA's runtime."""

from typing import Any

import pytest
from facts_samples import DELETE, facts, info, podman, reasons

from inspector.facts.devicetable import Device, by_path, by_rule

D = "HostConfig.Devices"
R = "HostConfig.DeviceCgroupRules"
Q = "HostConfig.DeviceRequests"


@pytest.mark.parametrize(
    ("path", "kind", "cls"),
    [
        ("/dev/sda", "block", "block"),
        ("/dev/nvme0n1p2", "block", "block"),
        ("/dev/dm-3", "block", "block"),
        ("/dev/mapper/vg-root", "block", "block"),
        ("/dev/disk/by-id/wwn-1", "block", "block"),
        ("/dev/loop7", "block", "block"),
        ("/dev/sg0", "block", "block"),
        ("/dev/loop-control", "char", "virtual"),
        ("/dev/mapper/control", "char", "virtual"),
        ("/dev", "directory", "block"),
        ("/dev/mapper", "directory", "block"),
        ("/dev/disk/by-uuid", "directory", "block"),
        ("/dev/mem", "memory", "memory"),
        ("/dev/cpu/0/msr", "memory", "memory"),
        ("/dev/kmsg", "kernel", "log"),
        ("/dev/kvm", "char", "virtual"),
        ("/dev/net/tun", "char", "virtual"),
        ("/dev/dri", "gpu", "gpu"),
        ("/dev/dri/renderD128", "gpu", "gpu"),
        ("/dev/nvidia0", "gpu", "gpu"),
        ("/dev/snd", "char", "human"),
        ("/dev/ttyUSB0", "char", "human"),
        ("/dev/tpm0", "char", "trust"),
        ("/dev/tpmrm0", "char", "trust"),
        ("/dev/null", "char", None),
        ("/dev/ttyACM0", "char", None),
        ("/dev/vg0/root", None, None),  # a logical volume is a link to dm-N
        ("/dev/mydisk", None, None),
        ("/opt/disk", None, None),
        ("/dev/" + "nvmen" * 100_000 + "/x", None, None),
    ],
)
def test_paths(path: str, kind: str | None, cls: str | None) -> None:
    assert by_path(path) == Device(kind, cls)


@pytest.mark.parametrize(
    ("rule", "kind", "access"),
    [
        ("a *:* rwm", "block", "rwm"),
        ("a 1:1 m", "block", "rwm"),  # type a ignores numbers and access
        ("b 8:* r", "block", "r"),
        ("b 8:0 rwm", "block", "rwm"),
        ("b *:* m", "block", "m"),
        ("c 1:1 rw", "memory", "rw"),
        ("c 1:* r", "memory", "r"),
        ("c 01:01 r", "memory", "r"),
        ("c 1:3 rwm", "char", "rwm"),
        ("c *:* rwm", "block", "rwm"),
        ("c 10:200 rwm", "char", "rwm"),
        ("c 10:144 r", "kernel", "r"),
        ("c 21:0 rw", "block", "rw"),
        ("c 195:* rw", "gpu", "rw"),
        ("c 226:0 rw", "gpu", "rw"),
    ],
)
def test_rules(rule: str, kind: str, access: str) -> None:
    found = by_rule(rule)
    assert found is not None
    assert (found[0].kind, found[1]) == (kind, access)


@pytest.mark.parametrize("rule", ["", "b", "b 8:0", "d 8:0 rwm", "b 8:0 rwmx", "b 8:0  rwm", "b 8:0 rwm\n", "B 8:0 r"])
def test_what_the_engine_refuses_is_no_rule(rule: str) -> None:
    assert by_rule(rule) is None
    found = facts({R: [rule]})
    assert found["devices"] == []
    assert "devices" in reasons(found)


def node(path: str, access: str = "rwm", dest: str = "/dev/x") -> dict[str, str]:
    return {"PathOnHost": path, "PathInContainer": dest, "CgroupPermissions": access}


def test_a_node_is_openable_and_carries_its_entry() -> None:
    found = facts({D: [node("/dev/null"), node("/dev/../dev//sda/", "mr")]})["devices"]
    assert found[1] == {
        "path": "/dev/sda",
        "dest": "/dev/x",
        "access": "rm",
        "kind": "block",
        "given_by": "device",
        "openable": True,
        "class": "block",
        "certainty": "certain",
        "source": ["/HostConfig/Devices/1"],
    }


def test_a_path_that_may_be_a_link_is_unknown_by_itself() -> None:
    found = facts({D: [node("/dev/sda"), node("/opt/disk")]})
    assert [item["kind"] for item in found["devices"]] == ["block", None]
    assert "devices[1].kind" in reasons(found)
    assert "devices[0].kind" not in reasons(found)


def test_empty_access_is_everything_on_podman_and_nothing_on_docker() -> None:
    assert [item["access"] for item in podman(which="caps")["devices"]] == ["rwm"]
    assert [item["access"] for item in facts({D: [node("/dev/sda", "")]})["devices"]] == [""]
    assert [item["access"] for item in facts({D: [node("/dev/sda", "")]}, info=None, version=None)["devices"]] == [
        "rwm"
    ]


@pytest.mark.parametrize("access", [None, 5, ["r"], DELETE])
def test_access_that_cannot_be_read_counts_as_everything(access: object) -> None:
    entry = {"PathOnHost": "/dev/sda", "CgroupPermissions": access}
    if access is DELETE:
        del entry["CgroupPermissions"]
    assert [item["access"] for item in facts({D: [entry]})["devices"]] == ["rwm"]


@pytest.mark.parametrize(
    ("changes", "openable"),
    [
        ({}, True),  # MKNOD is a default
        ({"HostConfig.CapDrop": ["MKNOD"]}, False),
        ({"HostConfig.CapDrop": ["ALL"]}, False),
        ({"HostConfig.CapDrop": ["ALL"], "HostConfig.CapAdd": ["mknod"]}, True),
        ({"HostConfig.CapDrop": ["ALL"], "Mounts": [{"Type": "bind", "Source": "/dev/", "Destination": "/d"}]}, True),
        ({"HostConfig.CapDrop": ["ALL"], "Mounts": [{"Type": "bind", "Source": "/", "Destination": "/d"}]}, True),
        ({"HostConfig.CapDrop": ["ALL"], "HostConfig.Binds": ["/dev/sda:/disk"]}, True),
        ({"HostConfig.CapDrop": ["ALL"], "HostConfig.Mounts": [{"Type": "bind", "Source": "/dev/sda"}]}, True),
        (
            {"HostConfig.CapDrop": ["ALL"], "Mounts": [{"Type": "bind", "Source": "/device", "Destination": "/d"}]},
            False,
        ),
        ({"HostConfig.CapDrop": ["ALL"], "Mounts": [{"Type": "volume", "Name": "dev", "Source": "/x"}]}, True),
        ({"HostConfig.CapDrop": ["ALL"], "Mounts": [{"Type": "volume", "Name": "data", "Source": "/x"}]}, False),
    ],
)
def test_a_rule_is_openable_where_a_node_can_be_had(*, changes: dict[str, Any], openable: bool) -> None:
    volumes = [
        {"Name": "dev", "Driver": "local", "Options": {"type": "none", "o": "bind", "device": "/dev"}},
        {"Name": "data", "Driver": "local", "Options": None},
    ]
    found = facts({R: ["b 8:* rw"], **changes}, volume=volumes)["devices"]
    assert [(item["given_by"], item["openable"]) for item in found] == [("rule", openable)]
    assert found[0]["path"] == "b 8:* rw"
    assert found[0]["source"] == ["/HostConfig/DeviceCgroupRules/0"]


@pytest.mark.parametrize(
    ("request_", "items"),
    [
        (
            {"Driver": "", "Count": -1, "DeviceIDs": None, "Capabilities": [["gpu"]]},
            [("gpu: all", "gpu", "certain")],
        ),
        ({"Driver": "nvidia", "Count": 2, "DeviceIDs": []}, [("nvidia: 2", "gpu", "certain")]),
        ({"Driver": "nvidia", "Count": 0, "DeviceIDs": ["0", "1"]}, [("0", "gpu", "certain"), ("1", "gpu", "certain")]),
        ({"Driver": "cdi", "DeviceIDs": ["nvidia.com/gpu=all"]}, [("nvidia.com/gpu=all", "gpu", "certain")]),
        ({"Driver": "cdi", "DeviceIDs": ["vendor.example/net=x"]}, [("vendor.example/net=x", None, "likely")]),
        ({}, [("gpu: some", "gpu", "certain")]),
    ],
)
def test_requests(request_: dict[str, Any], items: list[tuple[str, str | None, str]]) -> None:
    found = facts({Q: [request_]})["devices"]
    assert [(item["path"], item["kind"], item["certainty"]) for item in found] == items
    assert {item["given_by"] for item in found} == {"request"}
    assert {tuple(item["source"]) for item in found} == {("/HostConfig/DeviceRequests/0",)}


def test_what_a_cdi_name_stands_for_is_not_told() -> None:
    unknown = reasons(facts({Q: [{"Driver": "cdi", "DeviceIDs": ["vendor.example/net=x"]}]}))
    assert "CDI" in unknown["devices[0].kind"]
    assert "CDI" in unknown["devices[0].class"]


@pytest.mark.parametrize("path", ["/dev/pts", "/dev/pts/0", "/dev/tty1", "/dev/console"])
def test_a_terminal_of_the_host_is_where_people_type(path: str) -> None:
    found = facts(
        {"HostConfig.Devices": [{"PathOnHost": path, "PathInContainer": "/dev/x", "CgroupPermissions": "rwm"}]}
    )
    assert found["devices"][0]["class"] == "human"


@pytest.mark.parametrize(
    ("env", "runtime", "default", "paths"),
    [
        (["A=1", "NVIDIA_VISIBLE_DEVICES=all"], "nvidia", "runc", ["nvidia.com/gpu=all"]),
        (["NVIDIA_VISIBLE_DEVICES=all"], "", "nvidia", ["nvidia.com/gpu=all"]),
        (["NVIDIA_VISIBLE_DEVICES=void"], "nvidia", "runc", []),
        (["NVIDIA_VISIBLE_DEVICES="], "nvidia", "runc", []),
        (["NVIDIA_VISIBLE_DEVICES"], "nvidia", "runc", []),
        (["NVIDIA_VISIBLE_DEVICES=all"], "runc", "nvidia", []),
        ([], "nvidia", "runc", []),
    ],
)
def test_nvidia_hands_in_by_environment(env: list[str], runtime: str, default: str, paths: list[str]) -> None:
    runtimes = {"nvidia": {"path": "nvidia-container-runtime"}, "runc": {"path": "runc"}}
    told = info({"Runtimes": runtimes, "DefaultRuntime": default})
    found = facts({"Config.Env": env, "HostConfig.Runtime": runtime}, info=told)["devices"]
    assert [item["path"] for item in found] == paths
    assert all(item["source"] == [f"/Config/Env/{len(env) - 1}"] for item in found)


@pytest.mark.parametrize(
    "change",
    [
        {D: 0},
        {D: ""},
        {D: {"PathOnHost": "/dev/sda"}},
        {D: DELETE},
        {D: [None]},
        {D: [{"PathOnHost": None}]},
        {R: "a *:* rwm"},
        {R: [5]},
        {Q: {}},
        {Q: ["all"]},
        {"HostConfig": None},
    ],
)
def test_what_cannot_be_read_is_unknown(change: dict[str, Any]) -> None:
    found = facts(change)
    assert found["devices"] == []
    assert "devices" in reasons(found)


@pytest.mark.parametrize("change", [{R: DELETE}, {Q: DELETE}, {R: None}, {Q: None}, {D: None}])
def test_what_older_engines_leave_out_is_nothing(change: dict[str, Any]) -> None:
    found = facts(change)
    assert found["devices"] == []
    assert "devices" not in reasons(found)
