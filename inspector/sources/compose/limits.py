"""Limits, restart, logging, health check, ulimits and GPUs of a service."""

from typing import Any

from inspector.sources.compose.document import Draft
from inspector.sources.compose.project import Project
from inspector.sources.compose.tree import Node

UNITS = {"b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
NANO = 1_000_000_000


def limits(draft: Draft, _: Project, service: Node) -> None:
    """All of them."""
    _memory(draft, service.get("mem_limit") or service.get("deploy", "resources", "limits", "memory"))
    _number(
        draft, service.get("cpus") or service.get("deploy", "resources", "limits", "cpus"), "/HostConfig/NanoCpus", NANO
    )
    _number(
        draft,
        service.get("pids_limit") or service.get("deploy", "resources", "limits", "pids"),
        "/HostConfig/PidsLimit",
    )
    _number(draft, service.get("oom_score_adj"), "/HostConfig/OomScoreAdj")
    _restart(draft, service.get("restart"))
    _logging(draft, service.get("logging"))
    _health(draft, service.get("healthcheck"))
    _ulimits(draft, service.get("ulimits"))
    _gpus(draft, service.get("gpus") or service.get("deploy", "resources", "reservations", "devices"))


def size(text: str) -> int | None:
    """`64m` in bytes; None for anything else."""
    word = text.strip().lower().removesuffix("b") or text.strip().lower()
    unit = UNITS.get(word[-1:], 0)
    number = word[:-1] if unit else word
    try:
        return int(float(number) * (unit or 1))
    except (ValueError, OverflowError):
        return None


def _memory(draft: Draft, node: Node | None) -> None:
    if node is not None:
        draft.put("/HostConfig/Memory", None if draft.unset(node) else size(node.text or ""), node)


def _number(draft: Draft, node: Node | None, pointer: str, factor: int = 1) -> None:
    if node is None:
        return
    try:
        value: int | None = int(float(node.text or "") * factor)
    except (ValueError, OverflowError):
        draft.unset(node)
        value = None
    draft.put(pointer, value, node)


def _restart(draft: Draft, node: Node | None) -> None:
    if node is not None:
        name, _, most = (node.text or "").partition(":")
        count = int(most) if most.isdigit() else 0
        draft.put("/HostConfig/RestartPolicy", {"Name": name, "MaximumRetryCount": count}, node)


def _logging(draft: Draft, node: Node | None) -> None:
    if node is not None:
        driver, options = node.get("driver"), node.get("options")
        config = {name: one.text for name, one in options.mapping.items()} if options else {}
        draft.put("/HostConfig/LogConfig", {"Type": (driver.text if driver else None) or "", "Config": config}, node)


def _health(draft: Draft, node: Node | None) -> None:
    if node is None:
        return
    disabled, test = node.get("disable"), node.get("test")
    words: list[Any] = ["NONE"] if disabled and disabled.truth else []
    if not words and test is not None:
        words = ["CMD-SHELL", test.value] if isinstance(test.value, str) else [one.text for one in test.items]
    if words:
        draft.put("/Config/Healthcheck", {"Test": words}, node)


def _ulimits(draft: Draft, node: Node | None) -> None:
    for name, one in node.mapping.items() if node else ():
        soft, hard = (one.get("soft"), one.get("hard")) if one.mapping else (one, one)
        values = {"Name": name, "Soft": _int(soft), "Hard": _int(hard)}
        draft.append("/HostConfig/Ulimits", values, one)


def _int(node: Node | None) -> int | None:
    text = (node.text or "") if node else ""
    return int(text) if text.lstrip("-").isdigit() else None


def _gpus(draft: Draft, node: Node | None) -> None:
    if node is not None and node.text == "all":
        draft.append("/HostConfig/DeviceRequests", {"Driver": "", "Count": -1, "Capabilities": [["gpu"]]}, node)
        return
    for one in node.items if node else []:
        capabilities, driver, count = (one.get(name) for name in ("capabilities", "driver", "count"))
        request = {
            "Driver": (driver.text if driver else None) or "",
            "Count": -1 if count is None or count.text == "all" else _int(count),
            "Capabilities": [[word.text for word in capabilities.items]] if capabilities else [["gpu"]],
        }
        draft.append("/HostConfig/DeviceRequests", request, one)
