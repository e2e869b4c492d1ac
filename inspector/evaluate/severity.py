"""The severity model: what lowers many risks alike, applied once, by the class of a rule.

A class says what a risk goes through; each column of the table below is one fact about the workload or its engine. The
largest single step counts, not the sum. A column whose fact the adjustment that held reads is not applied again, and
one whose fact is unknown does not lower.
"""

from dataclasses import dataclass
from typing import Any

from inspector.evaluate.judge import Fail
from inspector.model import Certainty, Severity
from inspector.query.reads import Path

STEPS: dict[str, dict[str, int]] = {
    "kernel": {"nonroot-nnp": -2, "nonroot": -1, "remap": -2, "rootless": -2, "gvisor": -2, "kata": -2, "sysbox": -2},
    "files": {"nonroot-nnp": -1, "nonroot": -1, "remap": -2, "rootless": -1},
    "reach": {"rootless": -1},
}
REASONS = {
    "nonroot-nnp": "its user is not root and no-new-privileges is in force",
    "nonroot": "its user is not root",
    "remap": "user namespaces are remapped",
    "rootless": "the engine is rootless",
    "gvisor": "it runs in gVisor",
    "kata": "it runs in a Kata virtual machine",
    "sysbox": "it runs in Sysbox",
}
COLUMN_FACTS: dict[str, tuple[Path, ...]] = {
    "user": (("facts", "user"), ("facts", "isolation", "user")),
    "userns": (
        ("facts", "namespaces", "user"), ("facts", "isolation", "userns"),
        ("facts", "engine", "rootless"), ("facts", "engine", "userns_remap"),
    ),
    "sandbox": (("facts", "sandbox"), ("facts", "isolation", "sandbox")),
}  # fmt: skip
MOUNTED = ("socket", "parent-directory", "pipe")
NESTED_CAPS = {"contained": Severity.MEDIUM, "account": Severity.HIGH, "unknown": Severity.HIGH}


@dataclass(frozen=True)
class Step:
    """One way in which a risk is lowered."""

    severity: Severity
    because: str
    certainty: Certainty = Certainty.CERTAIN


def apply(fail: Fail) -> None:
    """Put the final severity, its reason and certainty on `fail`."""
    if fail.rule.risk == "engine":
        _engine(fail)
    elif fail.rule.risk is not None:
        _stepped(fail, STEPS[fail.rule.risk])
    _cap(fail)


def isolation(fail: Fail) -> dict[str, Any]:
    """The isolation facts; an object without a user (engine, volume) has the engine's columns only."""
    found = fail.subject.facts.get("isolation")
    if isinstance(found, dict):
        return found
    engine = fail.subject.facts.get("engine") or fail.subject.facts
    userns = "rootless" if engine.get("rootless") else "remap" if engine.get("userns_remap") else "none"
    return {"user": "root", "userns": userns, "sandbox": "none", "nested_in": None}


def _stepped(fail: Fail, steps: dict[str, int]) -> None:
    """The kernel, files and reach columns."""
    if fail.severity <= Severity.LOW:
        return
    around = isolation(fail)
    taken = _read_by_adjustment(fail)
    columns = [around.get(name) for name in ("user", "userns", "sandbox") if name not in taken]
    best = min((column for column in columns if column in steps), key=lambda column: steps[column], default=None)
    if best is not None:
        _lower(fail, Severity(max(Severity.LOW, fail.severity + steps[best])), REASONS[best])
    if "nonroot" in steps and "user" not in taken and _root_unknown(fail):
        fail.certainty = min(fail.certainty, Certainty.LIKELY)


def _read_by_adjustment(fail: Fail) -> set[str]:
    """The columns whose fact the adjustment that held reads."""
    reads = fail.held.when.reads if fail.held else frozenset()
    return {
        column
        for column, facts in COLUMN_FACTS.items()
        if any(read[: len(fact)] == fact for read in reads for fact in facts)
    }


def _root_unknown(fail: Fail) -> bool:
    user = fail.subject.facts.get("user")
    return isinstance(user, dict) and user.get("root") is None


def _engine(fail: Fail) -> None:
    """The table of the class engine: the lowest of what applies."""
    item = fail.item if isinstance(fail.item, dict) else {}
    steps = [_by_gives(item)]
    if item.get("how") in MOUNTED or item.get("kind") in ("ssh-agent", "docker-config"):
        steps += [_by_user(fail, item), _by_userns(fail), _by_sandbox(fail)]
    for step in sorted((one for one in steps if one is not None), key=lambda one: one.severity):
        if step.severity < fail.severity:
            _lower(fail, step.severity, step.because)
        fail.certainty = min(fail.certainty, step.certainty)
        break


def _by_gives(item: dict[str, Any]) -> Step | None:
    """What control of the engine gives in the end."""
    gives = item.get("gives")
    if gives == "account":
        return Step(Severity.HIGH, "the engine is rootless: it gives its account, not the host")
    if gives == "contained":
        return Step(Severity.MEDIUM, "the engine is contained: it gives its own containers, not the host")
    if gives == "host":
        return None
    nested = str(item.get("controls") or "").startswith("nested:")
    return Step(Severity.HIGH, "what that engine gives is not known", Certainty.HINT if nested else Certainty.LIKELY)


def _by_user(fail: Fail, item: dict[str, Any]) -> Step | None:
    user = fail.subject.facts.get("user")
    if not isinstance(user, dict) or user.get("root") is not False:
        return Step(Severity.CRITICAL, "", Certainty.LIKELY) if _root_unknown(fail) else None
    if item.get("group"):
        return Step(Severity.CRITICAL, "", Certainty.LIKELY)
    return Step(Severity.HIGH, "its user is not root and in no group that is given to it", Certainty.LIKELY)


def _by_userns(fail: Fail) -> Step | None:
    if isolation(fail).get("userns") == "remap":
        return Step(Severity.MEDIUM, "user namespaces are remapped: the socket refuses its root")
    return None


def _by_sandbox(fail: Fail) -> Step | None:
    sandbox = isolation(fail).get("sandbox")
    if sandbox == "sysbox":
        return Step(Severity.HIGH, "it runs in Sysbox", Certainty.HINT)
    if sandbox == "kata" or (sandbox == "gvisor" and not _passes_sockets(fail)):
        return Step(
            Severity.MEDIUM, f"{REASONS[sandbox]}, which does not pass host sockets by default", Certainty.LIKELY
        )
    return None


def _passes_sockets(fail: Fail) -> bool:
    """Whether a gVisor runtime was told to let host sockets through (`--host-uds`)."""
    engine = fail.subject.facts.get("engine") or {}
    runtimes = engine.get("runtimes") or {}
    host = fail.subject.document.get("HostConfig")
    name = (host.get("Runtime") if isinstance(host, dict) else None) or engine.get("default_runtime")
    runtime = runtimes.get(name) if isinstance(runtimes, dict) else None
    arguments = runtime.get("args") if isinstance(runtime, dict) else None
    words = [str(one) for one in arguments] if isinstance(arguments, list) else []
    return any(word.lstrip("-") in ("host-uds=open", "host-uds=all") for word in words)


def _cap(fail: Fail) -> None:
    """What runs in a nested engine gives the outer host at most what that engine gives."""
    cap = NESTED_CAPS.get(str(isolation(fail).get("nested_in")))
    if fail.rule.grants and cap is not None and cap < fail.severity:
        _lower(fail, cap, "it runs in a nested engine that is not the host")


def _lower(fail: Fail, severity: Severity, because: str) -> None:
    fail.severity = severity
    fail.because = f"{fail.because}; {because}" if fail.because else because
