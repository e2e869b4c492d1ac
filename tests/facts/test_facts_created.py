"""Options of the command that made a container with Podman."""

from typing import Any

import pytest
from facts_samples import facts, podman, reasons

from inspector.facts.created import LONGEST, created_with

FLAG = "--device-cgroup-rule"
RULE = "b *:* rwm"


def made(*words: Any, cmd: Any = None) -> list[tuple[str, str]]:
    return list(created_with({"Config": {"CreateCommand": list(words), "Cmd": cmd}}, FLAG))


def test_both_ways_to_write_a_value() -> None:
    assert made("podman", "run", FLAG, RULE, f"{FLAG}=c 1:1 r", "shop") == [
        (RULE, "/Config/CreateCommand/3"),
        ("c 1:1 r", "/Config/CreateCommand/4"),
    ]


def test_the_words_of_the_container_itself_are_no_options() -> None:
    own = ["podman", "run", f"{FLAG}={RULE}", "x"]
    assert made("podman", "run", "shop", *own, cmd=own) == []
    assert made("podman", "run", f"{FLAG}={RULE}", "shop", "serve", cmd=["serve"])


@pytest.mark.parametrize("words", [None, 7, "podman", {FLAG: RULE}, [], [FLAG], [7, None], [f"{FLAG}s={RULE}"]])
def test_what_holds_none(words: Any) -> None:
    assert list(created_with({"Config": {"CreateCommand": words}}, FLAG)) == []
    assert list(created_with({"Config": words}, FLAG)) == []


def test_a_command_line_without_end_is_cut() -> None:
    assert made(*["-v"] * LONGEST, f"{FLAG}={RULE}") == []


def test_it_is_a_device_where_the_engine_tells_no_rules() -> None:
    found = podman({"Config.CreateCommand": ["podman", "run", FLAG, RULE, "shop"]})
    (device,) = found["devices"]
    assert (device["path"], device["kind"], device["given_by"]) == (RULE, "block", "rule")
    assert (device["openable"], device["source"]) == (False, ["/Config/CreateCommand/3"])  # Podman drops MKNOD


def test_a_rule_that_is_told_twice_is_one() -> None:
    changes = {"Config.CreateCommand": ["podman", "run", FLAG, RULE], "HostConfig.DeviceCgroupRules": [RULE]}
    assert [one["source"] for one in facts(changes)["devices"]] == [["/HostConfig/DeviceCgroupRules/0"]]


def test_a_rule_that_was_hidden_is_unknown() -> None:
    found = podman({"Config.CreateCommand": ["podman", "run", f"{FLAG}=<redacted text 0123456789abcdef>", "shop"]})
    assert found["devices"] == []
    assert reasons(found)["devices"] == "Config.CreateCommand[2] is no rule"


def test_a_container_made_otherwise_is_not_in_doubt() -> None:
    assert "devices" not in reasons(podman())
