"""State, command line and environment, and the typed access that all facts stand on."""

from typing import Any

import pytest
from facts_samples import DELETE, facts, inventory, named, reasons

from inspector.facts import raw

FLAGS = {
    "State.Status": DELETE, "State.Running": False, "State.Paused": False, "State.Restarting": False,
    "State.Dead": False, "State.StartedAt": "2026-11-24T02:21:07Z",
}  # fmt: skip


@pytest.mark.parametrize(
    "status",
    [
        "created",
        "running",
        "paused",
        "restarting",
        "exited",
        "removing",
        "dead",
        "configured",
        "initialized",
        "stopped",
    ],
)
def test_states(status: str) -> None:
    (one,) = [one for one in inventory(container=[named("x", {"State.Status": status})]).subjects if one.workload]
    assert one.state == one.facts["state"] == status


@pytest.mark.parametrize(
    ("flags", "state"),
    [
        ({"State.Running": True}, "running"),
        ({"State.Running": True, "State.Paused": True}, "paused"),
        ({"State.Running": True, "State.Restarting": True}, "restarting"),
        ({}, "exited"),
        ({"State.Dead": True}, "dead"),
        ({"State.StartedAt": "0001-01-01T00:00:00Z"}, "created"),
        ({"State.StartedAt": DELETE}, None),
        ({"State.Running": DELETE}, None),
    ],
)
def test_old_engines_tell_the_state_by_flags(flags: dict[str, Any], state: str | None) -> None:
    found = facts(FLAGS | flags)
    assert found["state"] == state
    assert ("state" in reasons(found)) is (state is None)


@pytest.mark.parametrize(
    "change", [{"State": None}, {"State.Status": 5}, {"State.Status": ""}, {"State.Status": "odd"}]
)
def test_a_state_that_cannot_be_read(change: dict[str, Any]) -> None:
    found = facts(change)
    assert found["state"] is None
    assert "state" in reasons(found)


@pytest.mark.parametrize(
    ("path", "args", "argv"),
    [
        ("dockerd", [], ["dockerd"]),
        ("/bin/sleep", ["1"], ["/bin/sleep", "1"]),
        ("/sbin/tini", ["--", "dockerd", "-H", "x"], ["dockerd", "-H", "x"]),
        ("tini", ["-s", "-g", "-e", "143", "--", "dockerd"], ["dockerd"]),
        ("/usr/bin/dumb-init", ["-c", "--rewrite", "15:3", "sh"], ["sh"]),
        ("docker-init", ["--", "tini", "--", "catatonit", "--", "x"], ["x"]),
        ("catatonit", ["-P"], []),
        ("tini", [], []),
        ("tinier", ["--", "x"], ["tinier", "--", "x"]),
        ("sh", None, ["sh"]),
    ],
)
def test_init_wrappers_are_taken_off(path: str, args: Any, argv: list[str]) -> None:
    found = facts({"Path": path, "Args": args})
    assert found["argv"] == argv
    assert "argv" not in reasons(found)


def test_config_cmd_is_not_what_runs() -> None:
    assert facts({"Path": "sh", "Args": [], "Config.Cmd": ["dockerd"]})["argv"] == ["sh"]


@pytest.mark.parametrize("change", [{"Path": DELETE}, {"Path": ""}, {"Path": 5}, {"Path": None}])
def test_a_path_that_cannot_be_read(change: dict[str, Any]) -> None:
    found = facts(change)
    assert found["argv"] is None
    assert "argv" in reasons(found)


@pytest.mark.parametrize("args", [DELETE, "x", {"a": 1}, ["a", 5]])
def test_arguments_that_cannot_be_read_leave_what_is_known(args: Any) -> None:
    found = facts({"Path": "dockerd", "Args": args})
    assert found["argv"][0] == "dockerd"
    assert "argv" in reasons(found)


@pytest.mark.parametrize(
    ("entries", "env"),
    [
        (None, {}),
        ([], {}),
        (["A=1", "B=x=y", "C="], {"A": "1", "B": "x=y", "C": ""}),
        (["DOCKER_TLS_CERTDIR"], {"DOCKER_TLS_CERTDIR": None}),
        (["A=1", "A"], {"A": None}),
        (["A", "A=1"], {"A": "1"}),
        (["=C:=x"], {"": "C:=x"}),
    ],
)
def test_environment(entries: Any, env: dict[str, Any]) -> None:
    found = facts({"Config.Env": entries})
    assert found["env"] == env
    assert "env" not in reasons(found)


@pytest.mark.parametrize("change", [{"Config.Env": DELETE}, {"Config.Env": {"A": "1"}}, {"Config": None}])
def test_an_environment_that_cannot_be_read(change: dict[str, Any]) -> None:
    found = facts(change)
    assert found["env"] is None
    assert "env" in reasons(found)


def test_an_entry_that_is_no_text_leaves_the_others() -> None:
    found = facts({"Config.Env": ["A=1", None]})
    assert found["env"] == {"A": "1"}
    assert "env" in reasons(found)


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ({"HostConfig.Privileged": True}, True),
        ({}, False),
        ({"HostConfig.Privileged": "true"}, None),
        ({"HostConfig.Privileged": 1}, None),
        ({"HostConfig.Privileged": None}, None),
        ({"HostConfig.Privileged": DELETE}, None),
        ({"HostConfig": []}, None),
    ],
)
def test_privileged(*, change: dict[str, Any], value: bool | None) -> None:
    found = facts(change)
    assert found["privileged"] is value
    assert ("privileged" in reasons(found)) is (value is None)
    assert found["sources"]["privileged"] == ["/HostConfig/Privileged"]


@pytest.mark.parametrize(
    ("parent", "reason"),
    [
        ({}, "Up.key is absent"),
        ({"key": None}, "Up.key is null"),
        ({"key": True}, "Up.key is true or false"),
        ({"key": 1}, "Up.key is a number"),
        ({"key": 1.5}, "Up.key is a number"),
        ({"key": "x"}, "Up.key is a text"),
        ({"key": []}, "Up.key is a list"),
        ({"key": {}}, "Up.key is a map"),
        (None, "Up is null"),
        ([], "Up is a list"),
    ],
)
def test_reasons_tell_absent_null_and_wrong_type_apart(parent: Any, reason: str) -> None:
    assert raw.fault(parent, "key", "Up") == reason
    assert raw.unknown("a.b", parent, "key", "Up") == {"path": "a.b", "reason": reason}


def test_typed_access() -> None:
    odd: dict[str, Any] = {"t": "x", "n": 5, "b": True, "l": ["a", 1], "m": {"k": "v"}, "nul": None, "f": 1.5}
    assert (raw.text(odd, "t"), raw.text(odd, "n"), raw.text(odd, "gone")) == ("x", None, None)
    assert (raw.number(odd, "n"), raw.number(odd, "b"), raw.number(odd, "f")) == (5, None, None)
    assert (raw.flag(odd, "b"), raw.flag(odd, "n")) == (True, None)
    assert (raw.items(odd, "nul"), raw.items(odd, "gone"), raw.items(odd, "m")) == ([], None, None)
    assert (raw.texts(odd, "l"), raw.texts(odd, "nul"), raw.texts(odd, "gone")) == (
        (["a"], False),
        ([], True),
        ([], False),
    )
    assert raw.section(odd, "m") == {"k": "v"}
    assert raw.section(None, "m") is raw.section(odd, "l") is None
    assert list(raw.pairs({"p": {"a": {}, "b": 1}}, "p")) == [("a", {})]
    assert raw.pointer("a/b", "c~d", 0) == "/a~1b/c~0d/0"
