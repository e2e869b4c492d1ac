"""Sandboxed runtimes, by the program behind the name."""

from typing import Any

import pytest
from facts_samples import DELETE, facts, info, reasons, sample

from inspector.facts.runtimes import recognise


@pytest.mark.parametrize(
    ("program", "sandbox"),
    [
        ("runc", "none"),
        ("/usr/bin/runc", "none"),
        ("/usr/local/bin/runc.real", "none"),
        ("/opt/runc-1.2", "none"),
        ("crun", "none"),
        ("/usr/bin/youki", "none"),
        ("nvidia-container-runtime", "none"),
        ("io.containerd.runc.v2", "none"),
        ("oci", "none"),
        ("nvidia", "none"),
        ("/usr/bin/nvidia-container-runtime.cdi", "none"),
        ("runsc", "gvisor"),
        ("/usr/bin/runsc", "gvisor"),
        ("io.containerd.runsc.v1", "gvisor"),
        ("/usr/bin/containerd-shim-runsc-v1", "gvisor"),
        ("kata-runtime", "kata"),
        ("io.containerd.kata.v2", "kata"),
        ("/usr/bin/containerd-shim-kata-v2", "kata"),
        ("sysbox-runc", "sysbox"),
        ("/usr/bin/sysbox-runc", "sysbox"),
        ("runcible", None),
        ("krun", None),
        ("my-runtime", None),
        ("", None),
    ],
)
def test_programs(program: str, sandbox: str | None) -> None:
    assert recognise(program) == sandbox


def sandbox(runtime: Any, runtimes: Any, default: str = "runc") -> Any:
    told = info({"Runtimes": runtimes, "DefaultRuntime": default})
    return facts({"HostConfig.Runtime": runtime}, info=told)


@pytest.mark.parametrize(
    ("runtime", "runtimes", "default", "expected"),
    [
        ("safe", {"safe": {"path": "/usr/bin/runsc"}}, "runc", "gvisor"),
        ("", {"safe": {"path": "/usr/bin/runsc"}}, "safe", "gvisor"),
        ("kata", {"kata": {"path": "/usr/bin/runc"}}, "runc", "none"),  # the path is what runs
        ("k", {"k": {"runtimeType": "io.containerd.kata.v2"}}, "runc", "kata"),
        ("sysbox-runc", {}, "runc", "sysbox"),
        ("io.containerd.runsc.v1", {}, "runc", "gvisor"),
        ("runc", {"runc": {}}, "runc", "none"),
    ],
)
def test_by_info(runtime: str, runtimes: Any, default: str, expected: str) -> None:
    found = sandbox(runtime, runtimes, default)
    assert found["sandbox"] == expected
    assert found["isolation"]["sandbox"] == expected
    assert "sandbox" not in reasons(found)


@pytest.mark.parametrize(
    ("runtime", "runtimes"),
    [("mine", {"mine": {"path": "/opt/mine"}}), (None, {}), (5, {}), (DELETE, {}), ("mine", {}), ("m", {"m": None})],
)
def test_what_is_not_recognised_is_unknown_and_lowers_nothing(runtime: object, runtimes: Any) -> None:
    found = sandbox(runtime, runtimes)
    assert found["sandbox"] is None
    assert found["isolation"]["sandbox"] is None
    assert {"sandbox", "isolation.sandbox"} <= set(reasons(found))


def test_without_info_the_name_must_do() -> None:
    assert facts({"HostConfig.Runtime": "runsc"}, info=None)["sandbox"] == "gvisor"
    assert facts({"HostConfig.Runtime": "runc"}, info=None)["sandbox"] == "none"
    assert facts({"HostConfig.Runtime": ""}, info=None)["sandbox"] == "none", "Docker's default is assumed"
    untold = facts({"HostConfig.Runtime": ""}, info=info({"DefaultRuntime": DELETE}))
    assert "sandbox" in reasons(untold), "info that does not tell it is no missing info"


def test_windows_says_it_by_isolation() -> None:
    windows = {"Platform": "windows", "HostConfig.Runtime": ""}
    told = info({"OSType": "windows", "DefaultRuntime": "", "Runtimes": {}})
    assert facts(windows | {"HostConfig.Isolation": "hyperv"}, info=told)["sandbox"] == "hyperv"
    assert facts(windows | {"HostConfig.Isolation": "process"}, info=told)["sandbox"] == "none"
    assert "sandbox" in reasons(facts(windows | {"HostConfig.Isolation": "default"}, info=told))


def test_a_runtime_that_wraps_runc_is_no_sandbox() -> None:
    told = sample("rootless/raw-info.json")
    assert facts(name="rootless/raw-container-plain.json", info=told)["sandbox"] == "none"
