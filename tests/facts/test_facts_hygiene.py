"""Limits, and the settings that rules of hygiene read."""

from typing import Any

import pytest
from facts_samples import DELETE, facts, podman, reasons, sample

H = "HostConfig."


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"memory": 0, "swap": 0, "cpus": 0.0, "pids": 0}),
        ({H + "Memory": 67108864, H + "MemorySwap": -1}, {"memory": 67108864, "swap": -1, "cpus": 0.0, "pids": 0}),
        ({H + "Memory": -5}, {"memory": 0, "swap": 0, "cpus": 0.0, "pids": 0}),
        ({H + "MemoryReservation": 5, H + "CpuShares": 5}, {"memory": 0, "swap": 0, "cpus": 0.0, "pids": 0}),
        ({H + "NanoCpus": 1_500_000_000}, {"memory": 0, "swap": 0, "cpus": 1.5, "pids": 0}),
        ({H + "CpuQuota": 50_000}, {"memory": 0, "swap": 0, "cpus": 0.5, "pids": 0}),
        ({H + "CpuQuota": 50_000, H + "CpuPeriod": 50_000}, {"memory": 0, "swap": 0, "cpus": 1.0, "pids": 0}),
        ({H + "CpuQuota": -1}, {"memory": 0, "swap": 0, "cpus": 0.0, "pids": 0}),
        ({H + "CpusetCpus": "0-2,7"}, {"memory": 0, "swap": 0, "cpus": 4.0, "pids": 0}),
        ({H + "CpusetCpus": "x" * 10**6}, {"memory": 0, "swap": 0, "cpus": 1.0, "pids": 0}),
        ({H + "PidsLimit": 50}, {"memory": 0, "swap": 0, "cpus": 0.0, "pids": 50}),
        ({H + "PidsLimit": -1}, {"memory": 0, "swap": 0, "cpus": 0.0, "pids": 0}),
        ({H + "PidsLimit": 0}, {"memory": 0, "swap": 0, "cpus": 0.0, "pids": 0}),
        ({H + "NanoCpus": DELETE}, {"memory": 0, "swap": 0, "cpus": 0.0, "pids": 0}),  # before 1.13
        ({H + "NanoCpus": 10**30}, {"memory": 0, "swap": 0, "cpus": 0.0, "pids": 0}),
    ],
)
def test_limits(changes: dict[str, Any], expected: dict[str, Any]) -> None:
    found = facts(changes)
    assert found["limits"] == expected
    assert not any(path.startswith("limits") for path in reasons(found))


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({H + "Memory": DELETE}, "limits.memory"),
        ({H + "Memory": "64m"}, "limits.memory"),
        ({H + "Memory": True}, "limits.memory"),
        ({H + "Memory": 1.5}, "limits.memory"),
        ({H + "MemorySwap": []}, "limits.swap"),
        ({H + "NanoCpus": DELETE, H + "CpuQuota": DELETE}, "limits.cpus"),
        ({H + "NanoCpus": "1"}, "limits.cpus"),
        ({H + "PidsLimit": DELETE}, "limits.pids"),
        ({"HostConfig": None}, "limits"),
    ],
)
def test_a_limit_that_cannot_be_read_is_unknown(change: dict[str, Any], path: str) -> None:
    found = facts(change)
    assert path in reasons(found)
    assert path == "limits" or found["limits"][path.partition(".")[2]] is None


@pytest.mark.parametrize(
    ("changes", "fact", "expected"),
    [
        ({H + "ReadonlyRootfs": True}, "read_only_rootfs", True),
        ({}, "read_only_rootfs", False),
        ({}, "restart", {"policy": "no", "max": 0}),
        (
            {H + "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3}},
            "restart",
            {"policy": "on-failure", "max": 3},
        ),
        ({H + "RestartPolicy": {"Name": ""}}, "restart", {"policy": "no", "max": 0}),
        ({}, "log", {"driver": "json-file", "options": {}}),
        ({H + "LogConfig": {"Type": "none", "Config": None}}, "log", {"driver": "none", "options": {}}),
        ({H + "Dns": ["8.8.8.8"]}, "dns", ["8.8.8.8"]),
        ({H + "Links": ["/db:/web/db"]}, "links", ["/db:/web/db"]),
        ({H + "Links": None}, "links", []),
        ({H + "CgroupParent": "/"}, "cgroup_parent", "/"),
        ({}, "oom", {"kill_disable": False, "score": 0, "realtime": 0}),
        (
            {H + "OomKillDisable": None, H + "OomScoreAdj": -600},
            "oom",
            {"kill_disable": False, "score": -600, "realtime": 0},
        ),
        (
            {H + "Ulimits": [{"Name": "nofile", "Soft": 5, "Hard": -1}]},
            "ulimits",
            [{"name": "nofile", "soft": 5, "hard": -1, "source": ["/HostConfig/Ulimits/0"]}],
        ),
        (
            {H + "Sysctls": {"net.ipv4.conf.all.route_localnet": "1", "a/b~c": "2"}},
            "sysctls",
            [
                {
                    "name": "net.ipv4.conf.all.route_localnet",
                    "value": "1",
                    "source": ["/HostConfig/Sysctls/net.ipv4.conf.all.route_localnet"],
                },
                {"name": "a/b~c", "value": "2", "source": ["/HostConfig/Sysctls/a~1b~0c"]},
            ],
        ),
        ({H + "Annotations": DELETE}, "annotations", []),
        (
            {H + "Annotations": {"run.oci.x": "1"}},
            "annotations",
            [{"name": "run.oci.x", "value": "1", "source": ["/HostConfig/Annotations/run.oci.x"]}],
        ),
    ],
)
def test_settings(changes: dict[str, Any], fact: str, expected: Any) -> None:
    found = facts(changes)
    assert found[fact] == expected
    assert fact not in reasons(found)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({H + "ReadonlyRootfs": None}, "read_only_rootfs"),
        ({H + "ReadonlyRootfs": "false"}, "read_only_rootfs"),
        ({H + "RestartPolicy": None}, "restart"),
        ({H + "RestartPolicy": {"Name": 5}}, "restart"),
        ({H + "LogConfig": []}, "log"),
        ({H + "Ulimits": {"Name": "x"}}, "ulimits"),
        ({H + "Sysctls": ["a=1"]}, "sysctls"),
        ({H + "Annotations": "x"}, "annotations"),
        ({H + "Dns": {"a": 1}}, "dns"),
        ({H + "Links": DELETE}, "links"),
        ({H + "CgroupParent": DELETE}, "cgroup_parent"),
        ({H + "OomScoreAdj": DELETE}, "oom.score"),
        ({"HostConfig": []}, "read_only_rootfs"),
        ({"HostConfig": []}, "ulimits"),
        ({"Config": None}, "healthcheck"),
        ({"NetworkSettings": None}, "networks"),
        ({"ExecIDs": "x"}, "execs"),
        ({"ExecIDs": ["abc"]}, "execs"),
    ],
)
def test_a_setting_that_cannot_be_read_is_unknown(change: dict[str, Any], path: str) -> None:
    assert path in reasons(facts(change))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, False),
        ({"Config.Healthcheck": {"Test": ["CMD", "true"]}}, True),
        ({"Config.Healthcheck": {"Test": ["NONE"]}}, False),
        ({"Config.Healthcheck": {"Test": []}}, False),
        ({"Config.Healthcheck": {"Interval": 5}}, False),
        ({"Config.Healthcheck": None}, False),
        ({"State.Health": {"Status": "healthy"}}, True),
        ({"State.Health": {"Status": ""}}, False),
    ],
)
def test_health(*, changes: dict[str, Any], expected: bool) -> None:
    assert facts(changes)["healthcheck"] is expected


def test_podman_writes_ulimits_its_own_way() -> None:
    assert sample("podman-5.4.2/container-default.json")["HostConfig"]["Ulimits"][0]["Name"] == "RLIMIT_NOFILE"
    assert [item["name"] for item in podman()["ulimits"]] == ["nofile", "nproc"]


def test_networks_are_named_as_the_engine_names_them() -> None:
    networks = [{"Name": "shop_default", "Id": "ab" * 32, "Driver": "bridge"}]
    changes: dict[str, Any] = {"NetworkSettings.Networks": {"ab" * 32: {}, "default": {}, "other": None}}
    assert facts(changes, network=networks)["networks"] == ["shop_default", "bridge", "other"]


@pytest.mark.parametrize("change", [{"ExecIDs": None}, {"ExecIDs": []}, {"ExecIDs": DELETE}])
def test_no_exec_session(change: dict[str, Any]) -> None:
    found = facts(change)
    assert found["execs"] == []
    assert "execs" not in reasons(found)


def test_an_exec_session_that_was_read() -> None:
    told = {"ID": "abc", "Running": True, "ProcessConfig": {"privileged": True, "user": "0:0", "entrypoint": "sh"}}
    found = facts({"ExecIDs": ["abc"], "ExecInspects": [told, None, {"ID": "x"}]})
    assert found["execs"] == [
        {
            "id": "abc",
            "privileged": True,
            "user": "0:0",
            "root": True,
            "running": True,
            "source": ["/ExecInspects/0/ProcessConfig"],
        }
    ]
    assert "execs" not in reasons(found)
    assert "execs" in reasons(facts({"ExecIDs": ["abc", "def"], "ExecInspects": [told]}))
