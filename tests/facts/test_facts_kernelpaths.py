"""Masked and read-only paths: what the core list lacks, and what Podman does not tell."""

from typing import Any

import pytest
from facts_samples import DELETE, facts, info, podman, reasons, sample, version

MASKED = sample("docker-26.1.5/container-default.json")["HostConfig"]["MaskedPaths"]
READONLY = sample("docker-26.1.5/container-default.json")["HostConfig"]["ReadonlyPaths"]


def paths(masked: Any, readonly: Any, *, privileged: bool = False) -> Any:
    return facts(
        {
            "HostConfig.MaskedPaths": masked,
            "HostConfig.ReadonlyPaths": readonly,
            "HostConfig.Privileged": privileged,
        }
    )


def without(given: list[str], *gone: str) -> list[str]:
    return [path for path in given if path not in gone]


@pytest.mark.parametrize(
    ("masked", "readonly", "expected"),
    [
        (MASKED, READONLY, ("default", "default", False)),
        (without(MASKED, "/proc/asound", "/proc/acpi"), READONLY, ("default", "default", False)),
        (without(MASKED, "/proc/keys"), READONLY, ("partial", "default", False)),
        (["/proc", "/sys/firmware/"], READONLY, ("default", "default", False)),
        ([], READONLY, ("none", "default", False)),
        (MASKED, without(READONLY, "/proc/bus"), ("default", "default", False)),
        (MASKED, without(READONLY, "/proc/sys"), ("default", "partial", True)),
        (MASKED, without(READONLY, "/proc/sysrq-trigger"), ("default", "partial", False)),
        (MASKED, ["/proc/sys/kernel"], ("default", "none", True)),
        ([*MASKED, "/proc/sys", "/proc/sysrq-trigger"], [], ("default", "default", False)),
        ([], [], ("none", "none", True)),
        (["/"], ["/"], ("none", "none", True)),  # the root file system, not what is mounted in it
        ([5, *MASKED], READONLY, ("default", "default", False)),
    ],
)
def test_lists(masked: Any, readonly: Any, expected: tuple[str, str, bool]) -> None:
    found = paths(masked, readonly)["paths"]
    assert (found["masked"], found["readonly"], found["proc_sys_writable"]) == expected


@pytest.mark.parametrize("engine", ["docker-20.10.24", "docker-26.1.5", "docker-28.5.2"])
def test_every_release_counts_as_default(engine: str) -> None:
    told = {"info": info(engine=engine), "version": version(engine=engine)}
    found = facts(name=f"{engine}/container-default.json", **told)["paths"]
    assert found == {"masked": "default", "readonly": "default", "proc_sys_writable": False}
    found = facts(name=f"{engine}/container-privileged.json", **told)["paths"]
    assert found == {"masked": "privileged", "readonly": "privileged", "proc_sys_writable": True}


def test_a_privileged_one_keeps_the_lists_it_was_given() -> None:
    found = paths(MASKED, READONLY, privileged=True)["paths"]
    assert found == {"masked": "default", "readonly": "default", "proc_sys_writable": False}
    found = paths(MASKED, None, privileged=True)["paths"]
    assert found == {"masked": "default", "readonly": "privileged", "proc_sys_writable": True}
    found = paths(None, READONLY, privileged=True)["paths"]
    assert found == {"masked": "privileged", "readonly": "default", "proc_sys_writable": False}


@pytest.mark.parametrize(
    ("masked", "readonly"),
    [(None, None), (DELETE, DELETE), (MASKED, None), (None, READONLY), ("x", READONLY), (MASKED, {"a": 1})],
)
def test_a_list_that_is_missing_is_unknown_never_default(masked: Any, readonly: Any) -> None:
    found = paths(masked, readonly)
    assert found["paths"] == {"masked": None, "readonly": None, "proc_sys_writable": None}
    assert {"paths.masked", "paths.readonly", "paths.proc_sys_writable"} <= set(reasons(found))


@pytest.mark.parametrize("engine", ["podman-4.3.1", "podman-5.4.2", "podman-5.8.6"])
def test_a_default_podman_container_is_not_called_unmasked(engine: str) -> None:
    found = podman(engine=engine)
    assert found["paths"] == {"masked": None, "readonly": None, "proc_sys_writable": None}
    assert "Podman" in reasons(found)["paths.masked"]


def test_without_info_podman_is_known_by_its_words() -> None:
    found = facts(name="podman-5.4.2/container-default.json", info=None, version=None)
    assert "Podman" in reasons(found)["paths.masked"]
    assert "MKNOD" not in found["capabilities"]["bounding"]


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("unmask=all", ("none", "none", True)),
        ("unmask=ALL", ("none", "none", True)),
        ("unmask=/proc/kcore", ("partial", "default", False)),
        ("unmask=/proc/sys:/proc/kcore", ("partial", "partial", True)),
        ("unmask=/proc/sys", ("default", "partial", True)),
        ("unmask=/proc/acpi", (None, None, None)),
    ],
)
def test_podman_tells_what_is_unmasked(option: str, expected: tuple[Any, Any, Any]) -> None:
    found = podman({"HostConfig.SecurityOpt": [option]})["paths"]
    assert (found["masked"], found["readonly"], found["proc_sys_writable"]) == expected


def test_windows_has_none() -> None:
    found = facts({"Platform": "windows", "HostConfig.MaskedPaths": None})
    assert "paths.masked" not in reasons(found)
