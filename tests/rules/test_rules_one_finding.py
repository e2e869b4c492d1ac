"""One setting that implies many things is one finding that names them, not a list."""

from typing import Any

import pytest
from audited import ENGINE, bind, container, report

from inspector.model import FindingPart


def findings(name: str, patch: dict[str, Any], engine: str = ENGINE) -> list[FindingPart]:
    """What is found of medium or worse in a sample container with `patch`, audited alone."""
    found = report([container(patch, name, engine)], engine=engine)["findings"]
    return [one for one in found if one["severity"] not in ("info", "low") and one["object"]["kind"] == "container"]


def test_the_hosts_root_is_one_finding() -> None:
    (found,) = findings("container-default", bind("/"))
    assert (found["rule"], found["severity"]) == ("MNT-001", "critical")
    assert {"DOOD-001", "MNT-003", "MNT-011"} <= set(found["also"])
    assert any("controls an engine" in line for line in found["implies"])


@pytest.mark.parametrize("path", ["/var/run", "/run", "/run/../var/run/"])
def test_the_directory_of_sockets_is_one_finding(path: str) -> None:
    (found,) = findings("container-default", bind(path))
    assert found["severity"] == "critical"
    assert {"DOOD-001", "MNT-011"} <= {found["rule"], *found["also"]}


def test_the_hosts_root_without_what_is_mounted_below_counts_for_what_is_sure() -> None:
    asked = [{"Type": "bind", "Source": "/", "Target": "/x", "ReadOnly": True, "BindOptions": {"NonRecursive": True}}]
    patch = bind("/")
    patch["Mounts"][0] |= {"RW": False, "Destination": "/x"}
    (found,) = findings("container-default", patch | {"HostConfig": {"Mounts": asked}})
    assert (found["rule"], found["severity"], found["certainty"]) == ("MNT-003", "high", "certain")
    assert found["also"] == ["MNT-011", "DOOD-001"]


def test_privileged_is_one_finding_that_names_all_it_implies() -> None:
    (found,) = findings("container-privileged", {})
    assert (found["rule"], found["severity"]) == ("PRIV-001", "critical")
    for word in ("capability", "device", "seccomp", "AppArmor", "SELinux", "/proc", "cgroups"):
        assert word in found["message"]


def test_all_capabilities_are_one_finding() -> None:
    (found,) = findings("container-default", {"HostConfig": {"CapAdd": ["ALL"]}})
    assert (found["rule"], found["also"]) == ("PRIV-002", ["PRIV-008"])
    said = " ".join([found["message"], *found["implies"]])
    assert all(name in said for name in ("SYS_ADMIN", "SYS_MODULE", "DAC_READ_SEARCH", "SYS_PTRACE", "BPF"))


def test_two_settings_are_two_findings() -> None:
    found = findings("container-privileged", bind("/etc"))
    assert sorted(one["rule"] for one in found) == ["MNT-001", "PRIV-001"]


def test_a_plain_container_has_none() -> None:
    assert findings("container-default", {}) == []


@pytest.mark.parametrize("engine", ["docker-20.10.24", "docker-28.5.2"])
@pytest.mark.parametrize("name", ["container-default", "container-privileged", "container-caps"])
def test_engines_of_all_ages_agree(engine: str, name: str) -> None:
    wanted = [(one["rule"], one["also"], one["severity"]) for one in findings(name, {})]
    assert [(one["rule"], one["also"], one["severity"]) for one in findings(name, {}, engine)] == wanted
