"""Whether a runtime is a sandbox, by the program behind its name; helper of several facets."""

from typing import Literal

from inspector.facts import raw
from inspector.facts.engine import NO_INFO
from inspector.facts.types import EngineFacts
from inspector.model import Document

Sandbox = Literal["none", "sysbox", "gvisor", "kata", "hyperv"]

DEFAULT = "runc"
"""What Docker takes when nothing else is configured; assumed where info was not given."""

_PLAIN = frozenset({"runc", "crun", "youki", "nvidia", "nvidia-container-runtime", "oci"})
"""Programs that share the host's kernel. `oci` is what Podman's Docker API calls its runtime."""


def sandbox(document: Document, engine: EngineFacts) -> tuple[Sandbox | None, str | None]:
    """The sandbox that a workload in container shape runs in, and why it is unknown.

    HostConfig.Runtime names the runtime, the empty name the engine's default; what it is, Info.Runtimes says
    by its path. Without info the name alone must do, and Docker's default is assumed. Windows says it by
    HostConfig.Isolation.
    """
    host = raw.section(document, "HostConfig")
    if host is None:
        return None, raw.fault(document, "HostConfig")
    isolation = raw.text(host, "Isolation")
    if isolation == "hyperv":
        return "hyperv", None
    name = raw.text(host, "Runtime")
    if name is None:
        return None, raw.fault(host, "Runtime", "HostConfig")
    if not name and document.get("Platform") == "windows":
        return ("none", None) if isolation == "process" else (None, "the engine's default isolation is not told")
    name = name or engine["default_runtime"] or (DEFAULT if _without_info(engine) else "")
    known = engine["runtimes"].get(name)
    program = (known["path"] or known["type"]) if known else name
    found = recognise(program or name)
    if found is not None:
        return found, None
    return None, f"the runtime {name} is not recognised" if name else "the engine's default runtime is not known"


def _without_info(engine: EngineFacts) -> bool:
    """Whether info was not given at all; a default runtime that info does not tell is unknown instead."""
    return any(entry["path"] == "default_runtime" and entry["reason"] == NO_INFO for entry in engine["unknown"])


def recognise(program: str) -> Sandbox | None:
    """What a program or containerd shim (`io.containerd.runsc.v1`) of this path or name is; None: not recognised."""
    base = program.rpartition("/")[2].lower().removeprefix("io.containerd.").removeprefix("containerd-shim-")
    if base in _PLAIN or base.startswith(("runc.", "runc-", "nvidia-container-runtime.")):
        return "none"
    if base.startswith("runsc"):
        return "gvisor"
    if base.startswith("kata"):
        return "kata"
    if base.startswith("sysbox"):
        return "sysbox"
    return None
