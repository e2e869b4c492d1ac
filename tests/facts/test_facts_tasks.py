"""Swarm tasks that were given without their service."""

from typing import Any

from facts_samples import changed, inventory, sample

from inspector.facts.inventory import Subject

ID = "s" * 25


def task(changes: dict[str, Any] | None = None, name: str = "agent") -> Any:
    return changed(sample(f"swarm/raw-task-{name}.json"), changes or {})


def services(**documents: list[Any]) -> list[Subject]:
    return [one for one in inventory(**documents).subjects if one.kind == "service"]


def images(found: list[Subject]) -> list[str]:
    return [one.facts["image"]["ref"] for one in found]


def test_a_task_alone_is_judged_as_its_service() -> None:
    alone, *others = services(task=[task()])
    assert not others
    assert alone.workload
    assert alone.id == task()["ServiceID"]
    assert {item["path"] for item in alone.facts["host_paths"]} == {"/run/docker.sock", "/"}
    pointer = alone.facts["host_paths"][0]["source"][0]
    assert pointer.startswith("/Spec/TaskTemplate/ContainerSpec/Mounts/")


def test_its_stack_is_told_by_its_containers_label() -> None:
    label = {"com.docker.stack.namespace": "shop"}
    assert services(task=[task({"Spec.ContainerSpec.Labels": label})])[0].facts["stack"] == "shop"
    assert services(task=[task({"Spec.ContainerSpec.Labels": None})])[0].facts["stack"] is None


def test_a_task_beside_its_service_or_container_adds_nothing() -> None:
    service = sample("swarm/raw-service-agent.json")
    assert len(services(task=[task({"ServiceID": service["ID"]})], service=[service])) == 1
    container = sample("swarm/raw-container-task-agent.json")
    own = container["Config"]["Labels"]["com.docker.swarm.service.id"]
    assert services(task=[task({"ServiceID": own})], container=[container]) == []
    elsewhere = {"ServiceID": own, "Status.ContainerStatus.ContainerID": "f" * 64}
    assert len(services(task=[task(elsewhere)], container=[container])) == 1, "the label may be forged"


def test_nothing_is_added_where_all_services_were_read() -> None:
    assert services(task=[task()], complete=("service",)) == []  # type: ignore[arg-type]


def test_tasks_of_one_service_are_one_and_the_wanted_one_counts() -> None:
    def version(image: str, state: str, created: str) -> Any:
        return task({"ServiceID": ID, "DesiredState": state, "CreatedAt": created, "Spec.ContainerSpec.Image": image})

    old, now = version("a:1", "shutdown", "2026-03-01"), version("a:2", "running", "2026-02-01")
    older = version("a:0", "running", "2026-01-01")
    for order in ([old, now, older], [older, now, old], [now, old, older]):
        assert images(services(task=order)) == ["a:2"]
    assert images(services(task=[old])) == ["a:1"]


def test_a_task_without_a_container_is_no_workload() -> None:
    assert services(task=[task({"Spec.ContainerSpec": None})]) == []
    assert services(task=[task({"Spec": "x"})]) == []


def test_a_task_that_names_no_service_goes_by_its_own_id() -> None:
    assert services(task=[task({"ServiceID": None, "ID": ID})])[0].id == ID
    assert len(services(task=[task({"ServiceID": 1, "ID": 2}), task({"ServiceID": 1, "ID": 2})])) == 2
