"""AppArmor and SELinux: what confines a workload."""

from typing import Any

import pytest
from facts_samples import DELETE, facts, info, reasons, sample, version

BOTH_OFF: dict[str, Any] = {"info": info({"SecurityOptions": ["name=seccomp,profile=builtin"]})}


def apparmor(changes: dict[str, Any], release: str = "26.1.5") -> Any:
    told = info({"SecurityOptions": ["name=apparmor", "name=seccomp,profile=builtin"]})
    return facts(changes, info=told, version=version(release))


def selinux(changes: dict[str, Any]) -> Any:
    return facts(changes, info=info({"SecurityOptions": ["name=seccomp,profile=builtin", "name=selinux"]}))


OPT = "HostConfig.SecurityOpt"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "docker-default"),  # '' before the first start
        ({"AppArmorProfile": "docker-default"}, "docker-default"),
        ({"AppArmorProfile": "unconfined"}, "unconfined"),
        ({"AppArmorProfile": "mine"}, "mine"),
        ({OPT: ["apparmor=unconfined"]}, "unconfined"),
        ({OPT: ["apparmor:unconfined"]}, "unconfined"),
        ({OPT: ["apparmor=mine", "apparmor=unconfined"]}, "unconfined"),
        ({OPT: ["apparmor=unconfined", "apparmor=mine"], "AppArmorProfile": "docker-default"}, "mine"),
        ({OPT: ["apparmor="]}, "docker-default"),
        ({"HostConfig.Privileged": True}, "unconfined"),
        ({"HostConfig.Privileged": True, OPT: ["apparmor=mine"]}, "unconfined"),
    ],
)
def test_apparmor(changes: dict[str, Any], expected: str) -> None:
    found = apparmor(changes)
    assert found["apparmor"] == expected
    assert found["selinux"] == "unsupported"
    assert found["lsm"] is (expected != "unconfined")


def test_a_privileged_one_keeps_its_apparmor_profile_from_29_4_on() -> None:
    changes = {"HostConfig.Privileged": True, OPT: ["apparmor=mine"]}
    assert apparmor(changes, "29.3.9")["apparmor"] == "unconfined"
    assert apparmor(changes, "29.4.0")["apparmor"] == "mine"
    assert apparmor({"HostConfig.Privileged": True}, "29.4.0")["apparmor"] == "unconfined"


def test_podman_always_keeps_it() -> None:
    told = info({"SecurityOptions": ["name=apparmor"]}, "podman-5.4.2")
    changes = {"HostConfig.Privileged": True, OPT: ["apparmor=mine"]}
    given = {"info": told, "version": version(engine="podman-5.4.2")}
    assert facts(changes, "podman-5.4.2/container-default.json", **given)["apparmor"] == "mine"


def test_apparmor_options_that_cannot_be_read() -> None:
    found = apparmor({OPT: DELETE})
    assert found["apparmor"] is None
    assert found["lsm"] is None
    assert {"apparmor", "lsm"} <= set(reasons(found))
    assert apparmor({OPT: DELETE, "AppArmorProfile": "docker-default"})["apparmor"] == "docker-default"


def test_selinux_options_that_cannot_be_read() -> None:
    found = selinux(RUNNING | {OPT: DELETE})
    assert found["selinux"] is None
    assert "absent" in reasons(found)["selinux"]
    assert {"selinux", "lsm"} <= set(reasons(found))


def test_sources_are_the_options_that_count() -> None:
    found = apparmor({OPT: ["label=disable", "apparmor=unconfined"]})
    assert found["sources"]["apparmor"] == ["/HostConfig/SecurityOpt/1"]
    assert found["sources"]["selinux"] == ["/HostConfig/SecurityOpt/0"]


RUNNING: dict[str, Any] = {"ProcessLabel": "system_u:system_r:container_t:s0:c1,c2"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (RUNNING, "confined"),
        ({"State.Running": False, "ProcessLabel": ""}, "confined"),  # not started yet
        ({"State.Running": True, "ProcessLabel": ""}, "disabled"),
        (RUNNING | {OPT: ["label=disable"]}, "disabled"),
        (RUNNING | {OPT: ["label:disable"]}, "disabled"),
        (RUNNING | {OPT: ["disable"]}, "disabled"),
        (RUNNING | {OPT: ["label=type:spc_t"]}, "disabled"),
        (RUNNING | {OPT: ["label:type:unconfined_t"]}, "disabled"),
        (RUNNING | {OPT: ["label=type:container_runtime_t"]}, "disabled"),
        (RUNNING | {OPT: ["label=type:svirt_apache_t"]}, "confined"),
        (RUNNING | {OPT: ["label=level:s0:c100,c200"]}, "confined"),
        (RUNNING | {"HostConfig.Privileged": True}, "disabled"),
        (RUNNING | {"HostConfig.Privileged": True, OPT: ["label=level:s0"]}, "confined"),
    ],
)
def test_selinux(changes: dict[str, Any], expected: str) -> None:
    found = selinux(changes)
    assert found["selinux"] == expected
    assert found["apparmor"] == "unsupported"
    assert found["lsm"] is (expected == "confined")


@pytest.mark.parametrize("changes", [{}, {OPT: ["label=disable", "apparmor=mine"]}, {"AppArmorProfile": "x"}])
def test_an_engine_without_either_supports_none(changes: dict[str, Any]) -> None:
    found = facts(changes, **BOTH_OFF)
    assert (found["apparmor"], found["selinux"], found["lsm"]) == ("unsupported", "unsupported", False)
    assert not {"apparmor", "selinux", "lsm"} & set(reasons(found))


def test_without_info_all_are_unknown() -> None:
    found = facts(info=None)
    assert (found["apparmor"], found["selinux"], found["lsm"]) == (None, None, None)
    assert {"apparmor", "selinux", "lsm"} <= set(reasons(found))


def test_the_label_that_the_engine_adds_means_nothing_without_selinux() -> None:
    document = sample("docker-26.1.5/container-privileged.json")
    assert document["HostConfig"]["SecurityOpt"] == ["label=disable"]
    assert facts(name="docker-26.1.5/container-privileged.json")["selinux"] == "unsupported"
