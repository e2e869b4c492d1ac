"""Whether something on an engine has what a published hole takes."""

from typing import Any

import pytest
from facts_samples import DELETE, info, named, snapshot

from inspector.facts.access import resolve
from inspector.facts.project import project
from inspector.model import Document
from inspector.sources.snapshot import KINDS

SHIM = {"Name": "containerd", "Version": "1.4.2"}
PLUGINS = {"Name": "Engine", "Version": "28.5.2"}
BUILDER = {"Name": "Engine", "Version": "25.0.1"}
RUNC = {"Name": "runc", "Version": "1.1.11"}
SOCKET = {"Type": "bind", "Source": "/var/run/docker.sock", "Destination": "/d.sock", "RW": True}


def reaches(
    component: Document,
    containers: list[Document],
    *,
    complete: tuple[str, ...] = KINDS,
    **info_changes: Any,
) -> dict[str, tuple[bool | None, bool]]:
    """By hole: whether something has the reach, and whether that is said to be unknown."""
    given = snapshot(
        info=info(info_changes), version={"Components": [component]}, container=containers, complete=complete
    )
    inventories = project([given])
    for inventory in inventories:
        for subject in inventory.subjects:
            subject.facts["takeover"] = []
    resolve(inventories)
    resolve(inventories)  # once more changes nothing
    facts = inventories[0].subjects[0].facts
    doubts = [entry["path"] for entry in facts["unknown"] if entry["path"].endswith("reach")]
    assert len(doubts) == len(set(doubts))
    return {
        item["hole"]: (item["reach"], f"components[{index}].reach" in doubts)
        for index, item in enumerate(facts["components"])
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (False, False)),
        ({"HostConfig.NetworkMode": "host"}, (True, False)),
        ({"HostConfig.NetworkMode": "host", "Config.User": "0"}, (True, False)),
        ({"HostConfig.NetworkMode": "host", "Config.User": "1000"}, (False, False)),
        ({"HostConfig.NetworkMode": "host", "Config.User": "app"}, (True, False)),
        ({"HostConfig.NetworkMode": "container:gone"}, (None, True)),
        ({"HostConfig": DELETE}, (None, True)),
    ],
)
def test_the_shim_takes_root_on_the_hosts_network(changes: dict[str, Any], expected: tuple[bool | None, bool]) -> None:
    assert reaches(SHIM, [named("quiet"), named("one", changes)])["CVE-2020-15257"] == expected


def test_what_was_not_read_may_have_the_reach() -> None:
    assert reaches(SHIM, [named("quiet")], complete=())["CVE-2020-15257"] == (None, True)
    assert reaches(RUNC, [], complete=())["CVE-2024-21626"] == (None, True)
    there = named("host", {"HostConfig.NetworkMode": "host"})
    assert reaches(SHIM, [there], complete=())["CVE-2020-15257"] == (True, False)


def test_other_holes_of_containers_take_any_of_them() -> None:
    assert reaches(RUNC, [named("quiet")])["CVE-2024-21626"] == (True, False)
    assert reaches(RUNC, [])["CVE-2024-21626"] == (False, False)


@pytest.mark.parametrize(
    ("plugins", "expected"),
    [
        ({"Authorization": None}, (False, False)),
        ({"Authorization": []}, (False, False)),
        ({"Authorization": ["opa"]}, (True, False)),
        ({}, (None, True)),
        ("x", (None, True)),
    ],
)
def test_plugins_are_passed_by_only_where_there_are_some(plugins: Any, expected: tuple[bool | None, bool]) -> None:
    assert reaches(PLUGINS, [named("quiet")], Plugins=plugins)["GHSA-x744-4wpc-v9h2"] == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (False, False)),
        ({"Mounts": [SOCKET]}, (True, False)),
        ({"Config.Env": ["DOCKER_HOST=tcp://192.0.2.7:2375"]}, (False, False)),
        ({"Mounts": [{"Type": "bind", "Source": "/tmp/x.sock", "Destination": "/x", "RW": True}]}, (None, True)),
    ],
)
def test_a_hole_of_the_builder_takes_somebody_who_builds_here(
    changes: dict[str, Any], expected: tuple[bool | None, bool]
) -> None:
    assert reaches(BUILDER, [named("one", changes)])["CVE-2024-23651"] == expected


def test_what_has_no_hole_needs_nothing() -> None:
    assert reaches({"Name": "runc", "Version": "1.3.3"}, [named("quiet")]) == {None: (None, False)}
