"""The seccomp filter, and how much a custom profile lets through."""

import json
from typing import Any

import pytest
from facts_samples import DELETE, facts, info, podman, reasons, version

DENY = "SCMP_ACT_ERRNO"
ALLOW = "SCMP_ACT_ALLOW"


def engine(*options: str, release: str = "26.1.5") -> dict[str, Any]:
    return {"info": info({"SecurityOptions": list(options)}), "version": version(release)}


BUILTIN = engine("name=seccomp,profile=builtin")


@pytest.mark.parametrize(
    ("options", "told", "expected"),
    [
        (None, BUILTIN, "default"),
        ([], BUILTIN, "default"),
        (["seccomp=unconfined"], BUILTIN, "unconfined"),
        (["seccomp:unconfined"], BUILTIN, "unconfined"),
        (["seccomp=builtin"], BUILTIN, "default"),
        (["seccomp=unconfined", "seccomp=builtin"], BUILTIN, "default"),
        (["seccomp=builtin", "seccomp=unconfined"], BUILTIN, "unconfined"),
        (["label=disable", "no-new-privileges"], BUILTIN, "default"),
        (["seccomp"], BUILTIN, "default"),  # no value: the engine refuses it
        (None, engine("name=seccomp,profile=default"), "default"),
        (None, engine("name=seccomp"), "default"),
        (None, engine("seccomp"), "default"),
        (None, engine("name=seccomp,profile=unconfined"), "unconfined"),
        (["seccomp=builtin"], engine("name=seccomp,profile=unconfined"), "default"),
        (None, engine("name=seccomp,profile=/etc/docker/seccomp.json"), "custom"),
        (None, engine("name=apparmor"), "unsupported"),
        (None, engine(), "unsupported"),
        (["seccomp=builtin"], engine(), "unsupported"),
        (["seccomp=unconfined"], {"info": None, "version": None}, "unconfined"),
    ],
)
def test_options_and_the_engines_default(options: Any, told: dict[str, Any], expected: str) -> None:
    found = facts({"HostConfig.SecurityOpt": options}, **told)
    assert found["seccomp"] == expected
    assert "seccomp" not in reasons(found)


def test_null_among_the_engines_options_means_none() -> None:
    assert facts(info=info({"SecurityOptions": None}))["seccomp"] == "unsupported"


@pytest.mark.parametrize("told", [{"info": None}, {"info": info({"SecurityOptions": DELETE})}])
def test_without_option_and_engine_it_is_unknown(told: dict[str, Any]) -> None:
    found = facts(**told)
    assert found["seccomp"] is None
    assert "seccomp" in reasons(found)


@pytest.mark.parametrize("value", [DELETE, "seccomp=unconfined", {"a": 1}, ["label=disable", 5]])
def test_options_that_cannot_be_read_are_unknown(value: object) -> None:
    found = facts({"HostConfig.SecurityOpt": value})
    assert found["seccomp"] is None
    assert "seccomp" in reasons(found)


@pytest.mark.parametrize(
    ("release", "expected"), [("20.10.24", "unconfined"), ("26.1.5", "unconfined"), ("27.0.1", "custom")]
)
def test_a_privileged_one_keeps_its_profile_from_27_on(release: str, expected: str) -> None:
    option = "seccomp=" + json.dumps({"defaultAction": DENY})
    changes = {"HostConfig.Privileged": True, "HostConfig.SecurityOpt": [option]}
    found = facts(changes, **engine("name=seccomp,profile=builtin", release=release))
    assert found["seccomp"] == expected


def test_privileged_without_a_profile_has_no_filter() -> None:
    found = facts({"HostConfig.Privileged": True})
    assert found["seccomp"] == "unconfined"
    assert found["sources"]["seccomp"] == ["/HostConfig/Privileged"]


def rule(*names: str, action: str = ALLOW, **more: Any) -> dict[str, Any]:
    return {"names": list(names), "action": action, **more}


@pytest.mark.parametrize(
    ("profile", "expected", "by_default"),
    [
        ({"defaultAction": ALLOW}, "permissive", True),
        ({"defaultAction": "SCMP_ACT_LOG"}, "permissive", True),
        ({"defaultAction": DENY}, "custom", None),
        ({"defaultAction": DENY, "syscalls": None}, "custom", None),
        ({"defaultAction": DENY, "syscalls": [rule("read", "write")]}, "custom", None),
        ({"defaultAction": DENY, "syscalls": [rule("read", "mount")]}, "permissive", False),
        ({"defaultAction": DENY, "syscalls": [rule("io_uring_setup")]}, "permissive", False),
        ({"defaultAction": DENY, "syscalls": [rule("bpf", action="SCMP_ACT_LOG")]}, "permissive", False),
        ({"defaultAction": DENY, "syscalls": [{"name": "keyctl", "action": ALLOW}]}, "permissive", False),
        ({"defaultAction": DENY, "syscalls": [rule("mount", action=DENY)]}, "custom", None),
        ({"defaultAction": DENY, "syscalls": [rule("mount", includes={"caps": ["CAP_SYS_ADMIN"]})]}, "custom", None),
        ({"defaultAction": DENY, "syscalls": [rule("ptrace", includes={"minKernel": "4.8"})]}, "custom", None),
        ({"defaultAction": DENY, "syscalls": [rule("clone", args=[{"index": 0, "value": 1}])]}, "custom", None),
        ({"defaultAction": DENY, "syscalls": [rule("clone", args=[], includes={}, excludes={})]}, "permissive", False),
        ({"defaultAction": DENY, "syscalls": [5, None, "mount", {"names": "mount"}, rule("read")]}, "custom", None),
    ],
)
@pytest.mark.parametrize("separator", ["=", ":"])
def test_profiles(*, profile: dict[str, Any], expected: str, by_default: bool | None, separator: str) -> None:
    text = json.dumps(profile)
    if separator == ":" and "=" in text:
        pytest.skip("a text with = in it is split there")
    found = facts({"HostConfig.SecurityOpt": [f"seccomp{separator}{text}"]})
    assert found["seccomp"] == expected
    assert found["seccomp_default_allow"] is by_default
    assert found["sources"]["seccomp"] == ["/HostConfig/SecurityOpt/0"]


@pytest.mark.parametrize(
    "profile",
    [
        "/etc/seccomp.json",
        "<redacted text 0123456789abcdef>",
        "{broken",
        "[]",
        "{}",
        '{"defaultAction": 5}',
        '{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": "all"}',
        '{"a":' * 100_000,
        '{"defaultAction": "SCMP_ACT_ALLOW"}' + " " * (1 << 20),
    ],
)
def test_profiles_that_cannot_be_judged_are_unknown(profile: str) -> None:
    found = facts({"HostConfig.SecurityOpt": [f"seccomp={profile}"]})
    assert found["seccomp"] is None
    assert {"seccomp", "seccomp_default_allow"} <= set(reasons(found))


def test_podman() -> None:
    assert podman()["seccomp"] == "default"
    assert podman(which="caps")["seccomp"] == "unconfined"
    assert podman(which="privileged")["seccomp"] == "unconfined"


def test_windows_has_no_such_filter() -> None:
    found = facts({"Platform": "windows"}, info=info({"OSType": "windows", "SecurityOptions": None}))
    assert found["seccomp"] is None
    assert "seccomp" not in reasons(found)


def test_an_engine_without_filter_is_another_cause_than_an_absent_option() -> None:
    found = facts({"HostConfig.SecurityOpt": None})
    assert found["sources"]["seccomp"] == []
    assert found["sources"]["no_new_privileges"] == ["/HostConfig/SecurityOpt"]
