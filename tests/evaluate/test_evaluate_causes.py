"""What brings a finding back when only the settings that count are taken out."""

import pytest

from inspector.evaluate.causes import causes


def of(field: str, given: object, *at: int, keys: tuple[str, ...] = ()) -> list[str]:
    place = "/Config/Env" if field == "Env" else f"/HostConfig/{field}"
    document = {"Config": {field: given}, "HostConfig": {field: given}}
    return [one.rpartition("/")[2] for one in causes(document, [f"{place}/{one}" for one in at], keys)]


@pytest.mark.parametrize(
    ("field", "given", "at", "out"),
    [
        ("CapAdd", ["SYS_ADMIN", "CHOWN", "cap_sys_admin"], 2, ["2", "0"]),
        ("CapAdd", ["ALL", "SYS_ADMIN", "CHOWN"], 0, ["0", "1"]),
        ("CapAdd", ["CHOWN", "ALL"], 0, ["0"]),
        ("SecurityOpt", ["seccomp:unconfined", "apparmor=unconfined", "seccomp=unconfined"], 2, ["2", "0"]),
        ("SecurityOpt", ["unmask=/proc/kcore", "unmask=ALL", "unmask"], 1, ["1", "0"]),
        ("SecurityOpt", ["label=disable", "label=user:x", "disable"], 0, ["0", "2"]),
        ("Env", ["DOCKER_HOST=tcp://a:1", "A=b", "DOCKER_HOST=tcp://b:1"], 2, ["2", "0"]),
    ],
)
def test_the_same_in_other_words(field: str, given: list[str], at: int, out: list[str]) -> None:
    assert of(field, given, at, keys=("SYS_ADMIN",)) == out


@pytest.mark.parametrize("given", [None, {}, "ALL", [None, 1, ["ALL"]], [{}]])
def test_nothing_raises_on_hostile_documents(given: object) -> None:
    for field in ("CapAdd", "SecurityOpt", "Env"):
        assert of(field, given, 0) == ["0"]


def test_other_settings_are_left_alone() -> None:
    assert causes({"HostConfig": {"Privileged": True, "CapAdd": ["SYS_ADMIN"]}}, ["/HostConfig/Privileged"]) == [
        "/HostConfig/Privileged"
    ]
