"""Documents that look like inspect output and are not, each with the reason and what to give instead.

A list entry lacks most of what the rules read: judged as if it were whole, it would pass them.
"""

from collections.abc import Callable

from inspector.model import Document

_USE = "; use `docker inspect`"


def refusal(value: Document) -> str:
    """Why `value` is refused, as the end of "FILE: "; empty when it is not."""
    return next((words for test, words in _REFUSALS if test(value)), "")


def _has(value: Document, *keys: str) -> bool:
    return all(key in value for key in keys)


def _is_error(value: Document) -> bool:
    return isinstance(value.get("message"), str) and value.keys() <= {"message", "cause", "response", "code"}


def _is_report(value: Document) -> bool:
    return str(value.get("schema")).startswith("inspector.report/")


def _is_container_entry(value: Document) -> bool:
    """`GET /containers/json`, `docker ps --format json`: Command is one text, State and Status are words."""
    if "HostConfig" in value and "Config" in value:
        return False
    return "Command" in value and "Image" in value and ("Names" in value or "Status" in value)


def _is_image_entry(value: Document) -> bool:
    """`GET /images/json` (with a ParentId), `docker images --format json` (with a Repository)."""
    if _has(value, "Repository", "Tag"):
        return True
    if "Config" in value or "RootFS" in value or "Architecture" in value:
        return False
    return _has(value, "RepoTags") and ("ParentId" in value or "SharedSize" in value or "Containers" in value)


def _is_table_row(value: Document) -> bool:
    """A row of `docker volume|network|service|node|plugin ls --format json`: every value is a text."""
    if not all(isinstance(item, str | bool) for item in value.values()):
        return False
    return isinstance(value.get("Labels"), str) or not _ROW_ONLY.isdisjoint(value)


_ROW_ONLY = frozenset(
    {"Replicas", "ManagerStatus", "TLSStatus", "RunningFor", "CreatedSince", "DockerEndpoint", "PluginReference"}
)
"""Columns of such a table. A plugin's own document has the last one beside maps."""


def _is_usage(value: Document) -> bool:
    return "LayersSize" in value or _has(value, "Images", "Containers", "Volumes")


def _is_pod(value: Document) -> bool:
    config = value.get("Config")
    if isinstance(config, dict) and "infraConfig" in config:
        return True
    return "InfraContainerID" in value or _has(value, "ExitPolicy", "CreateCommand", "Containers")


def _is_podman_info(value: Document) -> bool:
    return _has(value, "host", "store")


def _is_apple(value: Document) -> bool:
    return "configuration" in value and isinstance(value["configuration"], dict)


def _is_create(value: Document) -> bool:
    """The body of a POST: what was asked for, not what is."""
    if "TaskTemplate" in value:
        return True
    container = "Image" in value and not {"Cmd", "Env", "Entrypoint", "HostConfig", "ExposedPorts"}.isdisjoint(value)
    return container and {"Id", "Name", "State", "Config", "Path", "Created"}.isdisjoint(value)


def _is_compose(value: Document) -> bool:
    return isinstance(value.get("services"), dict)


def _is_stats(value: Document) -> bool:
    return _has(value, "CPUPerc") or _has(value, "cpu_stats", "precpu_stats")


def _is_event(value: Document) -> bool:
    return _has(value, "Type", "Action", "Actor")


def _is_exec(value: Document) -> bool:
    return "ProcessConfig" in value and "ContainerID" in value


_REFUSALS: tuple[tuple[Callable[[Document], bool], str], ...] = (
    (lambda value: not value, "is an empty object"),
    (_is_report, "is a report of inspector; see `inspector report`"),
    (_is_error, "is an error that the API answered"),
    (_is_usage, "is disk usage (`docker system df`)" + _USE),
    (_is_container_entry, "is an entry of a list of containers, which lacks most settings" + _USE),
    (_is_image_entry, "is an entry of a list of images" + _USE),
    (_is_table_row, "is a row of a list (`docker ... ls`)" + _USE),
    (_is_pod, "is a Podman pod; inspect its containers"),
    (_is_podman_info, "is `podman info`; what is read is GET /info of its Docker-compatible API"),
    (_is_compose, "is a compose file; give it a name that ends in .yaml or .yml"),
    (_is_apple, "is a document of Apple's container tool"),
    (_is_create, "is a request to create something, not inspect output"),
    (_is_stats, "is usage of resources (`docker stats`)" + _USE),
    (_is_event, "is an event" + _USE),
    (_is_exec, "is an exec instance, which is read from a running engine only"),
)
