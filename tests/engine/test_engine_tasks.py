"""Tasks of services on a real swarm: one stands for its service only while it is what the service says."""

from collections.abc import Callable

import pytest
from harness import Engine, wait_for
from reading import snapshot

from inspector.facts.project import project

SOCKET = "type=bind,source=/var/run/docker.sock,target=/s"


@pytest.fixture(scope="module")
def swarm(start_engine: Callable[..., Engine]) -> Engine:
    engine = start_engine()
    engine.image("busybox:local")
    engine.docker("swarm", "init", "--advertise-addr", "127.0.0.1")
    return engine


def create(engine: Engine, name: str, *options: str) -> None:
    engine.docker("service", "create", "--detach", "--no-resolve-image", "--name", name, *options, "busybox:local")
    wait_for(lambda: running(engine, name), f"a task of {name}")


def running(engine: Engine, name: str) -> str:
    return engine.docker("ps", "-q", "--filter", f"label=com.docker.swarm.service.name={name}").strip()


def reported(engine: Engine) -> dict[str, list[str]]:
    """Where the engine's socket is, by the name of what is reported; of a task's container the service's name."""
    subjects = project([snapshot(engine.address)])[0].subjects
    return {
        f"{one.kind} {one.name.partition('.')[0]}": [item["path"] for item in one.facts["dood"]]
        for one in subjects
        if one.workload
    }


def test_a_task_stands_for_its_service_and_a_forged_label_does_not(swarm: Engine) -> None:
    create(swarm, "quiet", "--env", "A=1", "--cap-add", "net_admin", "--mount", "type=tmpfs,target=/t", "--user", "5")
    identifier = swarm.docker("service", "inspect", "-f", "{{.ID}}", "quiet").strip()
    label = f"com.docker.swarm.service.id={identifier}"
    swarm.docker("create", "--name", "forged", "--label", label, "-v", "/var/run/docker.sock:/s", "busybox:local")
    wait_for(lambda: len(snapshot(swarm.address).objects["task"]) == 1, "one task")
    assert reported(swarm) == {"service quiet": [], "container forged": ["/run/docker.sock"]}
    swarm.docker("rm", "-f", "forged")
    swarm.docker("service", "rm", "quiet")


def test_a_task_that_an_update_left_behind_is_reported(swarm: Engine) -> None:
    create(swarm, "behind", "--replicas", "2", "--mount", SOCKET)
    wait_for(lambda: len(running(swarm, "behind").split()) == 2, "both tasks")
    assert reported(swarm)["service behind"] == ["/run/docker.sock"]
    assert "container behind" not in reported(swarm)
    swarm.docker(
        "service", "update", "--detach", "--no-resolve-image", "--mount-rm", "/s", "--image", "not-there:1", "behind"
    )
    wait_for(lambda: "paused" in swarm.docker("service", "inspect", "behind"), "an update that is paused")
    found = reported(swarm)
    assert (found["service behind"], found["container behind"]) == ([], ["/run/docker.sock"])
