"""The capability algorithm of the engine, and what of the bounding set is in force."""

from typing import Any

import pytest
from facts_samples import DELETE, container, facts, info, podman, reasons, version

DEFAULT = {
    "CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "MKNOD", "NET_RAW", "SETGID", "SETUID", "SETFCAP", "SETPCAP",
    "NET_BIND_SERVICE", "SYS_CHROOT", "KILL", "AUDIT_WRITE",
}  # fmt: skip
YOUNG = {"BPF", "PERFMON", "CHECKPOINT_RESTORE"}


def capabilities(add: Any, drop: Any = None, *, privileged: bool = False, **rest: Any) -> Any:
    changes = {"HostConfig.CapAdd": add, "HostConfig.CapDrop": drop, "HostConfig.Privileged": privileged}
    return facts(changes, **rest)["capabilities"]


@pytest.mark.parametrize(
    ("add", "drop", "gained", "lost"),
    [
        (None, None, set(), set()),
        ([], [], set(), set()),
        (["CAP_SYS_ADMIN"], None, {"SYS_ADMIN"}, set()),
        (["sys_admin"], None, {"SYS_ADMIN"}, set()),
        (["Cap_Sys_Admin"], ["cap_net_raw"], {"SYS_ADMIN"}, {"NET_RAW"}),
        (["NET_RAW"], ["NET_RAW"], set(), set()),  # one in both stays
        (["NOT_INVENTED_YET"], None, {"NOT_INVENTED_YET"}, set()),
        (["SYS_ADMIN"], ["ALL"], {"SYS_ADMIN"}, DEFAULT),
        (["CHOWN", "SYS_TIME"], ["all"], {"SYS_TIME"}, DEFAULT - {"CHOWN"}),
        (None, ["ALL"], set(), DEFAULT),
        (None, ["CAP_ALL"], set(), set()),  # the engine refuses it: nothing is dropped by it
    ],
)
def test_bounding_set(add: Any, drop: Any, gained: set[str], lost: set[str]) -> None:
    found = capabilities(add, drop)
    assert set(found["bounding"]) == (DEFAULT | gained) - lost
    assert set(found["added"]) == gained
    assert [item["name"] for item in found["items"]] == found["bounding"] == sorted(found["bounding"])


@pytest.mark.parametrize("all_", ["ALL", "all", "CAP_ALL"])
def test_all_added_is_everything_but_the_drops_by_name(all_: str) -> None:
    found = capabilities([all_], ["SYS_ADMIN"])
    assert len(found["bounding"]) == 40
    assert "SYS_ADMIN" not in found["bounding"]
    assert found["dropped"] == ["SYS_ADMIN"]


def test_all_in_both_lists_is_everything() -> None:
    assert len(capabilities(["ALL"], ["ALL"])["bounding"]) == 41


def test_an_unknown_name_stays_beside_all() -> None:
    assert "NOT_INVENTED_YET" in capabilities(["ALL", "NOT_INVENTED_YET"])["bounding"]


def test_an_unknown_name_can_be_dropped_from_all() -> None:
    assert "NOT_INVENTED_YET" not in capabilities(["ALL", "NOT_INVENTED_YET"], ["NOT_INVENTED_YET"])["bounding"]


def test_privileged_ignores_drops() -> None:
    found = capabilities(None, ["ALL"], privileged=True)
    assert len(found["bounding"]) == 41
    assert found["dropped"] == ["ALL"]
    assert {tuple(item["source"]) for item in found["items"]} == {("/HostConfig/Privileged",)}


@pytest.mark.parametrize(("release", "young"), [("20.10.24+dfsg1", set()), ("23.0.0", YOUNG), ("26.1.5", YOUNG)])
def test_old_engines_do_not_know_the_youngest(release: str, young: set[str]) -> None:
    told: dict[str, Any] = {"version": version(release), "info": info({"ServerVersion": release})}
    assert set(capabilities(None, None, privileged=True, **told)["bounding"]) & YOUNG == young
    assert set(capabilities(["ALL"], None, **told)["bounding"]) & YOUNG == young


def test_an_unknown_engine_counts_as_the_newest_docker() -> None:
    found = capabilities(None, None, privileged=True, info=None, version=None)
    assert set(found["bounding"]) >= YOUNG
    assert set(capabilities(None, info=None, version=None)["bounding"]) == DEFAULT


@pytest.mark.parametrize("privileged", [True, False])
def test_a_user_that_is_not_root_has_none_in_force(*, privileged: bool) -> None:
    found = facts({"Config.User": "1000", "HostConfig.Privileged": privileged})["capabilities"]
    assert found["bounding"]
    assert found["effective"] == []
    assert not any(item["effective"] for item in found["items"])


def test_an_unknown_user_name_may_be_root() -> None:
    found = facts({"Config.User": "app"})["capabilities"]
    assert found["effective"] == found["bounding"]


def test_sources_are_the_entries_that_give_them() -> None:
    found = {item["name"]: item for item in capabilities(["KILL", "ALL"])["items"]}
    assert found["SYS_ADMIN"]["source"] == ["/HostConfig/CapAdd/1"]
    found = {item["name"]: item for item in capabilities(["KILL", "SYS_ADMIN"])["items"]}
    assert found["SYS_ADMIN"] == {
        "name": "SYS_ADMIN", "effective": True, "added": True, "source": ["/HostConfig/CapAdd/1"],
    }  # fmt: skip
    assert found["KILL"]["source"] == ["/HostConfig/CapAdd/0"]
    assert found["CHOWN"] == {"name": "CHOWN", "effective": True, "added": False, "source": []}


@pytest.mark.parametrize(
    "change",
    [
        {"HostConfig.CapAdd": DELETE},
        {"HostConfig.CapAdd": "ALL"},
        {"HostConfig.CapAdd": ["SYS_ADMIN", 7]},
        {"HostConfig.CapDrop": {"ALL": True}},
        {"HostConfig.Privileged": "true"},
        {"HostConfig.Privileged": DELETE},
    ],
)
def test_what_cannot_be_read_is_unknown_and_the_rest_judged(change: dict[str, Any]) -> None:
    found = facts(change)
    assert "capabilities" in reasons(found)
    assert set(found["capabilities"]["bounding"]) >= DEFAULT


def test_the_places_of_good_entries_beside_bad_ones_stay_right() -> None:
    found = capabilities([7, "SYS_ADMIN"])
    assert {"name": "SYS_ADMIN", "effective": True, "added": True, "source": ["/HostConfig/CapAdd/1"]} in found["items"]


@pytest.mark.parametrize("value", [None, [], "x", DELETE])
def test_without_host_config_they_are_unknown(value: object) -> None:
    found = facts({"HostConfig": value})
    assert found["capabilities"] is None
    assert "capabilities" in reasons(found)


@pytest.mark.parametrize("engine", ["podman-4.3.1", "podman-5.4.2", "podman-5.8.6"])
def test_podman_starts_from_fewer(engine: str) -> None:
    found = podman(engine=engine)["capabilities"]
    assert set(found["bounding"]) == DEFAULT - {"MKNOD", "NET_RAW", "AUDIT_WRITE"}
    assert found["added"] == []


def test_podman_tells_by_drops_what_a_privileged_one_lacks() -> None:
    found = podman(which="privileged")["capabilities"]
    assert "SYS_RESOURCE" not in found["bounding"]
    assert len(found["bounding"]) == 40


def test_podmans_own_api_tells_the_sets() -> None:
    found = podman({"BoundingCaps": ["CAP_CHOWN", "CAP_SYS_ADMIN"], "EffectiveCaps": ["CAP_CHOWN"]})["capabilities"]
    assert found["bounding"] == ["CHOWN", "SYS_ADMIN"]
    assert found["effective"] == ["CHOWN"]
    assert [item["effective"] for item in found["items"]] == [True, False]
    assert found["items"][1]["source"] == ["/BoundingCaps"]
    assert "capabilities" in reasons(podman({"BoundingCaps": ["CAP_CHOWN", 5]}))
    assert "capabilities" not in reasons(podman({"BoundingCaps": ["CAP_CHOWN"]}))


def test_the_same_set_up_is_the_same_on_all_releases() -> None:
    found = [
        facts(
            name=f"{engine}/container-caps.json",
            info=info(engine=engine),
            version=version(engine=engine),
        )["capabilities"]
        for engine in ("docker-20.10.24", "docker-26.1.5", "docker-28.5.2")
    ]
    assert found[0] == found[1] == found[2]
    assert found[0]["added"] == ["SYS_ADMIN"]
    assert "NET_RAW" not in found[0]["bounding"]


def test_shared_facts_are_equal_but_never_mixed_up() -> None:
    first, second = container(), container({"HostConfig.CapAdd": ["SYS_TIME"]})
    assert facts({"HostConfig": first["HostConfig"]}) != facts({"HostConfig": second["HostConfig"]})
