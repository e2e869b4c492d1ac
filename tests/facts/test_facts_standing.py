"""Containers that say they are tasks of a service."""

import copy
from typing import Any

import pytest
from facts_samples import DELETE, changed, inventory, sample, snapshot

from inspector.facts.project import project

IMAGE = {
    "Id": sample("swarm/raw-container-task-web.1.json")["Image"],
    "RepoTags": ["busybox:local"],
    "Config": {"Cmd": ["/bin/sleep", "100000"], "Env": None},
}
SOCKET = {"Type": "bind", "Source": "/var/run/docker.sock", "Target": "/s"}


def task_of(container: Any, changes: dict[str, Any] | None = None) -> Any:
    own = {
        "Status.ContainerStatus.ContainerID": container["Id"],
        "ServiceID": sample("swarm/raw-service-web.json")["ID"],
    }
    return changed(sample("swarm/raw-task-web.json"), {**own, **(changes or {})})


def reported(container: Any, **documents: Any) -> list[str]:
    service = sample("swarm/raw-service-web.json")
    found = inventory(container=[container], service=[service], image=[IMAGE], **documents)
    return [one.kind for one in found.subjects if one.workload]


def container(changes: dict[str, Any] | None = None) -> Any:
    return changed(sample("swarm/raw-container-task-web.1.json"), changes or {})


def test_a_task_of_the_service_as_it_is_stands_for_it() -> None:
    made = container()
    assert reported(made, task=[task_of(made)]) == ["service"]


def test_a_container_that_only_bears_the_label_is_reported() -> None:
    forged = container({"HostConfig.Privileged": True})
    other = task_of(forged, {"Status.ContainerStatus.ContainerID": "f" * 64})
    assert reported(forged, task=[other]) == ["container", "service"]
    made = container()
    foreign = task_of(made, {"ServiceID": "z" * 25})
    assert reported(made, task=[foreign], complete=("service",)) == ["container", "service"]


@pytest.mark.parametrize(
    "change",
    [
        {"Spec.ContainerSpec.Mounts": [SOCKET]},
        {"Spec.ContainerSpec.CapabilityAdd": ["CAP_SYS_ADMIN"]},
        {"Spec.ContainerSpec.Privileges": {"Seccomp": {"Mode": "unconfined"}}},
        {"Spec.ContainerSpec.Env": ["DOCKER_HOST=tcp://10.0.0.1:2375"]},
        {"Spec.ContainerSpec.User": "0"},
        {"Spec.Networks": [{"Target": "host"}]},
        {"Spec.ContainerSpec.Image": "docker:dind"},
        {"Spec": DELETE},
    ],
)
def test_a_task_of_an_older_version_of_the_service_is_reported(change: dict[str, Any]) -> None:
    made = container()
    assert reported(made, task=[task_of(made, change)]) == ["container", "service"]
    assert reported(made, task=[task_of(made, {**change, "DesiredState": "shutdown"})]) == ["container", "service"]


def test_a_task_of_an_image_that_lost_its_name_is_reported() -> None:
    made = container({"Image": "sha256:" + "e" * 64})
    assert reported(made, task=[task_of(made)]) == ["container", "service"]


def test_history_that_does_not_run_is_not() -> None:
    gone = container({"State.Running": False, "State.Status": "exited"})
    old = {"Spec.ContainerSpec.Mounts": [SOCKET], "DesiredState": "shutdown"}
    assert reported(gone, task=[task_of(gone, old)]) == ["service"]


def test_without_its_task_settings_that_are_all_the_same_tell_it() -> None:
    assert reported(container()) == ["service"]


@pytest.mark.parametrize(
    "change",
    [
        {"HostConfig.Privileged": True},
        {"HostConfig.Binds": ["/var/run/docker.sock:/s"]},
        {"HostConfig.Mounts": [SOCKET]},
        {"HostConfig.CapAdd": ["SYS_ADMIN"]},
        {"HostConfig.SecurityOpt": ["seccomp=unconfined"]},
        {"HostConfig.PidMode": "host"},
        {"HostConfig.IpcMode": "host"},
        {"HostConfig.IpcMode": "container:x"},
        {"HostConfig.NetworkMode": "host"},
        {"HostConfig.UsernsMode": "host"},
        {"HostConfig.VolumesFrom": ["other"]},
        {"HostConfig.Devices": [{"PathOnHost": "/dev/sda"}]},
        {"HostConfig.DeviceCgroupRules": ["b *:* rwm"]},
        {"HostConfig.MaskedPaths": []},
        {"HostConfig.ReadonlyPaths": None},
        {"Config.Env": ["DOCKER_HOST=tcp://10.0.0.1:2375"]},
        {"Config.User": "0"},
        {"Config.Image": "other"},
        {"Args": ["1", "2"]},
        {"HostConfig": None},
    ],
)
def test_without_its_task_a_container_that_has_more_is_reported(change: dict[str, Any]) -> None:
    assert reported(container(change)) == ["container", "service"]


def test_a_task_that_came_after_the_list_of_tasks_was_read() -> None:
    assert reported(container(), complete=("task",)) == ["service"]


@pytest.mark.parametrize("status", [None, 5, {"ContainerStatus": 5}, {"ContainerStatus": {"ContainerID": []}}])
def test_broken_tasks_break_nothing(status: Any) -> None:
    made = container({"HostConfig.Privileged": True})
    broken = copy.deepcopy(task_of(made)) | {"Status": status}
    assert reported(made, task=[broken]) == ["container", "service"]


def test_a_volume_that_got_its_name_with_the_task_is_used_by_the_service() -> None:
    name = "d" * 64
    made = container({"Mounts": [{"Type": "volume", "Name": name, "Destination": "/v", "RW": True}]})
    volume = {"Name": name, "Driver": "local", "Options": {"type": "none", "o": "bind", "device": "/etc"}}
    service = sample("swarm/raw-service-web.json")
    found = inventory(container=[made], service=[service], task=[task_of(made)], volume=[volume])
    used = next(one for one in found.subjects if one.kind == "volume").facts["used_by"]
    assert (used["count"], used["sample"]) == (1, [{"name": "web", "dest": "/v", "rw": True}])


def test_what_a_services_bind_is_by_the_mount_table_of_its_task() -> None:
    bind = {"Type": "bind", "Source": "/srv/x", "Target": "/x"}
    made = container({"HostConfig.Mounts": [bind]})
    service = changed(sample("swarm/raw-service-web.json"), {"Spec.TaskTemplate.ContainerSpec.Mounts": [bind]})
    given = snapshot(
        container=[made], service=[service], task=[task_of(made, {"Spec.ContainerSpec.Mounts": [bind]})], image=[IMAGE]
    )
    (before,) = [one for one in project([given])[0].subjects if one.kind == "service"]
    assert before.facts["dood"] == []
    given.local = {made["Id"]: {"mounts": [{"dest": "/x", "path": "/run/docker.sock", "rw": True}]}}
    (after,) = [one for one in project([given])[0].subjects if one.kind == "service"]
    assert [(item["path"], item["controls"]) for item in after.facts["dood"]] == [("/run/docker.sock", "host")]
