"""no-new-privileges by Go's ParseBool, the last one wins, and the engine's default."""

from typing import Any

import pytest
from facts_samples import DELETE, facts, info, inventory, podman, reasons, sample, version

OPT = "HostConfig.SecurityOpt"
ON: dict[str, Any] = {"info": info({"SecurityOptions": ["name=seccomp,profile=builtin", "name=no-new-privileges"]})}
OLD: dict[str, Any] = {"info": info(engine="docker-20.10.24"), "version": version(engine="docker-20.10.24")}


@pytest.mark.parametrize(
    ("options", "explicit"),
    [
        (["no-new-privileges"], True),
        *[
            ([f"no-new-privileges{sep}{word}"], True)
            for sep in "=:"
            for word in ("1", "t", "T", "TRUE", "true", "True")
        ],
        *[
            ([f"no-new-privileges{sep}{word}"], False)
            for sep in "=:"
            for word in ("0", "f", "F", "FALSE", "false", "False")
        ],
        (["no-new-privileges=true", "no-new-privileges:false"], False),
        (["no-new-privileges:false", "no-new-privileges"], True),
        (["no-new-privileges=yes"], None),  # the engine refuses it
        (["No-New-Privileges"], None),
        ([], None),
        (None, None),
    ],
)
def test_options(*, options: Any, explicit: bool | None) -> None:
    off, on = facts({OPT: options}), facts({OPT: options}, **ON)
    assert off["nnp_explicit"] is explicit
    assert off["no_new_privileges"] is (explicit or False)
    assert on["no_new_privileges"] is (True if explicit is None else explicit)


def test_engines_before_24_count_as_off_with_one_gap() -> None:
    documents = [sample("docker-20.10.24/container-default.json"), sample("docker-20.10.24/container-privileged.json")]
    found = inventory(container=documents, **OLD)
    workloads = [subject.facts for subject in found.subjects if subject.workload]
    assert [one["no_new_privileges"] for one in workloads] == [False, False]
    assert not any("no_new_privileges" in reasons(one) for one in workloads)
    assert found.facts["no_new_privileges"] is None
    assert [gap["id"] for gap in found.gaps] == ["no-new-privileges"]


def test_newer_engines_have_no_such_gap() -> None:
    assert inventory(container=[sample("docker-26.1.5/container-default.json")]).gaps == []


def test_without_info_and_option_it_is_unknown() -> None:
    found = facts(info=None)
    assert found["no_new_privileges"] is None
    assert "no_new_privileges" in reasons(found)
    assert facts({OPT: ["no-new-privileges"]}, info=None)["no_new_privileges"] is True


@pytest.mark.parametrize("value", [DELETE, 5, {"no-new-privileges": True}])
def test_options_that_cannot_be_read(value: object) -> None:
    found = facts({OPT: value})
    assert found["no_new_privileges"] is None
    assert {"no_new_privileges", "nnp_explicit", "writable_cgroups"} <= set(reasons(found))


def test_podman_says_all_in_the_options() -> None:
    assert podman()["no_new_privileges"] is False
    assert podman(which="caps")["no_new_privileges"] is True


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, False),
        ({OPT: ["writable-cgroups"]}, True),
        ({OPT: ["writable-cgroups=true"]}, True),
        ({OPT: ["writable-cgroups=true", "writable-cgroups=false"]}, False),
        ({"HostConfig.Privileged": True}, True),
        ({"HostConfig.Privileged": True, OPT: ["writable-cgroups=0"]}, False),
    ],
)
def test_writable_cgroups(*, changes: dict[str, Any], expected: bool) -> None:
    assert facts(changes)["writable_cgroups"] is expected


def test_the_source_is_the_entry_that_counts() -> None:
    found = facts({OPT: ["no-new-privileges", "label=disable", "no-new-privileges=false"]})
    assert found["sources"]["no_new_privileges"] == ["/HostConfig/SecurityOpt/2"]
    assert found["sources"]["nnp_explicit"] == ["/HostConfig/SecurityOpt/2"]
    assert found["sources"]["writable_cgroups"] == ["/HostConfig/SecurityOpt"]
    found = facts({OPT: ["no-new-privileges", "writable-cgroups"]})
    assert found["sources"]["writable_cgroups"] == ["/HostConfig/SecurityOpt/1"]


@pytest.mark.parametrize(
    ("user", "options", "expected"),
    [
        ("", ["no-new-privileges"], "root"),
        ("app", ["no-new-privileges"], "root"),  # may be root
        ("1000", None, "nonroot"),
        ("1000", ["no-new-privileges"], "nonroot-nnp"),
        ("1000", 5, "nonroot"),
    ],
)
def test_isolation_reads_user_and_nnp_together(user: str, options: Any, expected: str) -> None:
    assert facts({"Config.User": user, OPT: options})["isolation"]["user"] == expected


def test_isolation_takes_the_engines_default() -> None:
    assert facts({"Config.User": "1000"}, **ON)["isolation"]["user"] == "nonroot-nnp"
    assert facts({"Config.User": "1000"}, info=None)["isolation"]["user"] == "nonroot"
