"""The services of swarm tasks that were given without them."""

from inspector.facts import raw
from inspector.facts.links import Links
from inspector.model import Document

TASK = "com.docker.swarm.service.id"
"""The label by which a task's container names its service."""

_STACK = "com.docker.stack.namespace"
_WANTED = frozenset({"ready", "running"})
"""What the swarm wants of a task of the service as it is now; the others are history."""


def services_of_tasks(links: Links) -> list[Document]:
    """For tasks whose service and container were not collected: a service with the task's settings.

    A task carries a copy of its service's TaskTemplate (API: Task.Spec), so it is judged as its service, once for all
    tasks of one. Of these the one that is wanted now counts, then the newest; a task alone is judged whatever its
    state. Where the services were read, nothing is added: those of removed services are on their way out.
    """
    if links.complete("service"):
        return []
    known = {raw.text(one, "ID") for one in links.documents("service")}
    tasks = (links.task_of(raw.text(one, "Id") or "") for one in links.documents("container"))
    known |= {raw.text(task, "ServiceID") for task in tasks if task is not None}  # a container's label is only a claim
    chosen: dict[str, Document] = {}
    for index, task in enumerate(links.documents("task")):
        service = raw.text(task, "ServiceID") or raw.text(task, "ID") or f"unnamed-task-{index}"
        if service in known or not _runs(task):
            continue
        if service not in chosen or _weight(task) > _weight(chosen[service]):
            chosen[service] = task
    return [_service(identifier, task) for identifier, task in chosen.items()]


def _runs(task: Document) -> bool:
    """Whether it runs something: others attach a network or install a plugin."""
    return raw.section(raw.section(task, "Spec"), "ContainerSpec") is not None


def is_wanted(task: Document) -> bool:
    """Whether the swarm wants it to run; others are history."""
    return raw.text(task, "DesiredState") in _WANTED


def _weight(task: Document) -> tuple[bool, str]:
    return is_wanted(task), raw.text(task, "CreatedAt") or ""


def _service(identifier: str, task: Document) -> Document:
    """The service as far as the task tells it, so that pointers and proofs are those of a service."""
    template = raw.section(task, "Spec") or raw.EMPTY
    stack = raw.label(raw.section(template, "ContainerSpec"), _STACK)
    spec: Document = {"Labels": {_STACK: stack} if stack else {}, "TaskTemplate": template}
    return {"ID": identifier, "Spec": spec}
