"""The engine's facts from info and version, and what is assumed without them."""

from typing import Any

import pytest
from facts_samples import DELETE, info, inventory, sample, snapshot, subjects, version

from inspector.facts.engine import engine_facts
from inspector.facts.versions import parse_version


def engine(changes: dict[str, Any] | None = None, *, release: str | None = None, name: str = "docker-26.1.5") -> Any:
    return engine_facts(snapshot(info=info(changes, name), version=version(release, name)), "host", None)


def unknown(found: Any) -> dict[str, str]:
    return {entry["path"]: entry["reason"] for entry in found["unknown"]}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("20.10.24+dfsg1", [20, 10, 24]),
        ("26.1.5", [26, 1, 5]),
        ("v27.0.0-rc.1", [27, 0, 0]),
        ("19.03.15-ce", [19, 3, 15]),
        ("25", [25]),
        ("dev", None),
        ("", None),
        ("1." + "9" * 5000, [1]),
        ("library-import", None),
    ],
)
def test_versions(text: str, numbers: list[int] | None) -> None:
    assert parse_version(text) == numbers


@pytest.mark.parametrize(
    ("name", "kind", "numbers"),
    [
        ("docker-20.10.24", "docker", [20, 10, 24]),
        ("docker-26.1.5", "docker", [26, 1, 5]),
        ("docker-28.5.2", "docker", [28, 5, 2]),
        ("podman-4.3.1", "podman", [4, 3, 1]),
        ("podman-5.4.2", "podman", [5, 4, 2]),
        ("podman-5.8.6", "podman", [5, 8, 6]),
    ],
)
def test_kind_and_version_with_and_without_version(name: str, kind: str, numbers: list[int]) -> None:
    both = engine(name=name)
    assert (both["kind"], both["version"]) == (kind, numbers)
    alone = engine_facts(snapshot(info=info(engine=name), version=None), "host", None)
    assert (alone["kind"], alone["version"]) == (kind, numbers)
    assert "components" in unknown(alone)


def test_another_engine_is_other() -> None:
    odd = version() | {"Components": [{"Name": "nerd", "Version": "1"}]}
    assert engine_facts(snapshot(version=odd), "host", None)["kind"] == "other"


PLAIN = "WARNING: API is accessible on http://{} without encryption.\n         Access to the remote API is ..."
NEW = "[DEPRECATION NOTICE]: API is accessible on http://{} without encryption.\n         Access to ..."
UNVERIFIED = "WARNING: API is accessible on https://{} without TLS client verification.\n    Access ..."
NEW_UNVERIFIED = (
    "[DEPRECATION NOTICE]: API is accessible on https://{} without TLS client verification.\n    Access ..."
)


@pytest.mark.parametrize(
    ("warning", "address", "port", "loopback", "tls"),
    [
        (PLAIN, "0.0.0.0:2375", 2375, False, False),
        (PLAIN, "127.0.0.1:2375", 2375, True, False),
        (PLAIN, "[::]:2375", 2375, False, False),
        (PLAIN, "[::1]:2375", 2375, True, False),
        (PLAIN, "localhost:4243", 4243, True, False),
        (NEW, "0.0.0.0:2375", 2375, False, False),
        (UNVERIFIED, "10.0.0.1:2376", 2376, False, True),
        (NEW_UNVERIFIED, "127.0.0.2:2376", 2376, True, True),
    ],
)
def test_listeners(*, warning: str, address: str, port: int, loopback: bool, tls: bool) -> None:
    found = engine({"Warnings": ["WARNING: No swap limit support", warning.format(address)]})
    expected = {"address": address, "port": port, "loopback": loopback, "tls": tls, "verify": False}
    assert found["tcp"] == [expected | {"source": ["/Warnings/1"]}]
    assert "tcp" not in unknown(found)


@pytest.mark.parametrize("warnings", [None, [], ["WARNING: No swap limit support"], ["API is accessible on "]])
def test_no_listener(warnings: Any) -> None:
    found = engine({"Warnings": warnings})
    assert found["tcp"] == []
    assert "tcp" not in unknown(found)


@pytest.mark.parametrize("warnings", [DELETE, "x", {"a": 1}, [PLAIN.format("0.0.0.0:2375"), 5]])
def test_warnings_that_cannot_be_read(warnings: Any) -> None:
    assert "tcp" in unknown(engine({"Warnings": warnings}))


def test_engines_that_do_not_warn_are_unknown() -> None:
    assert "tcp" in unknown(engine(name="podman-5.4.2"))
    assert "tcp" in unknown(engine(release="18.06.3-ce"))
    assert "tcp" not in unknown(engine(release="18.09.0"))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["name=seccomp,profile=builtin"], {"seccomp": "default", "apparmor": False, "rootless": False}),
        (["name=apparmor", "name=seccomp,profile=default"], {"seccomp": "default", "apparmor": True}),
        (["name=selinux"], {"selinux": True, "seccomp": "unsupported"}),
        (["name=rootless"], {"rootless": True, "userns_remap": False}),
        (["name=userns"], {"userns_remap": True}),
        (["name=cgroupns"], {"userns_remap": False, "apparmor": False}),
        (["name=no-new-privileges"], {"no_new_privileges": True}),
        (["name=seccomp,profile=/x.json"], {"seccomp": "custom"}),
        (["apparmor", "seccomp"], {"apparmor": True, "seccomp": "default"}),
        ([None, 5, {}], {"apparmor": False}),
        (None, {"apparmor": False, "seccomp": "unsupported", "no_new_privileges": False}),
    ],
)
def test_security_options(options: Any, expected: dict[str, Any]) -> None:
    found = engine({"SecurityOptions": options})
    assert {key: found[key] for key in expected} == expected
    assert not set(expected) & set(unknown(found))


@pytest.mark.parametrize("options", [DELETE, "name=apparmor", {}])
def test_security_options_that_cannot_be_read(options: Any) -> None:
    found = engine({"SecurityOptions": options})
    for key in ("apparmor", "selinux", "seccomp", "rootless", "userns_remap", "no_new_privileges"):
        assert found[key] is None
        assert key in unknown(found)


@pytest.mark.parametrize(("release", "known"), [("23.0.6", False), ("24.0.0", True), ("25.0.1", True)])
def test_the_default_of_no_new_privileges_is_told_from_24_on(*, release: str, known: bool) -> None:
    found = engine(release=release)
    assert found["no_new_privileges"] is (False if known else None)
    assert ("no_new_privileges" in unknown(found)) is not known


@pytest.mark.parametrize(
    ("changes", "release", "expected"),
    [
        ({"CgroupVersion": "1"}, None, 1),
        ({"CgroupVersion": "2"}, None, 2),
        ({"CgroupVersion": DELETE}, "19.03.15", 1),
        ({"CgroupVersion": DELETE}, None, None),
        ({"CgroupVersion": 2}, None, None),
        ({"CgroupVersion": ["2"]}, None, None),
    ],
)
def test_cgroup(changes: dict[str, Any], release: str | None, expected: int | None) -> None:
    found = engine(changes, release=release)
    assert found["cgroup"] == expected
    assert ("cgroup" in unknown(found)) is (expected is None)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"InsecureRegistryCIDRs": ["::1/128", "127.0.0.0/8"], "IndexConfigs": {}}, []),
        ({"InsecureRegistryCIDRs": ["127.0.0.0/8", "10.0.0.0/8"]}, ["10.0.0.0/8"]),
        (
            {
                "InsecureRegistryCIDRs": [],
                "IndexConfigs": {"a:5000": {"Secure": False}, "docker.io": {"Secure": True}, "b": None},
            },
            ["a:5000"],
        ),
    ],
)
def test_insecure_registries(config: dict[str, Any], expected: list[str]) -> None:
    found = engine({"RegistryConfig": config})
    assert found["insecure_registries"] == expected
    assert "insecure_registries" not in unknown(found)


@pytest.mark.parametrize(
    ("swarm", "expected"),
    [
        ({"LocalNodeState": "inactive", "ControlAvailable": False}, "inactive"),
        ({"LocalNodeState": "active", "ControlAvailable": True}, "manager"),
        ({"LocalNodeState": "active", "ControlAvailable": False}, "worker"),
        ({"LocalNodeState": "locked", "ControlAvailable": False}, "manager"),
        ({}, None),
        (None, None),
        ({"LocalNodeState": 5}, None),
    ],
)
def test_swarm(swarm: Any, expected: str | None) -> None:
    found = engine({"Swarm": swarm})
    assert found["swarm"] == expected
    assert ("swarm" in unknown(found)) is (expected is None)


def test_authorization_and_runtimes() -> None:
    found = engine(
        {"Plugins": {"Authorization": ["authz:1"]}, "Runtimes": {"x": {"path": "/x", "runtimeArgs": ["-a"]}}}
    )
    assert found["authorization"] == ["authz:1"]
    assert found["runtimes"] == {"x": {"path": "/x", "args": ["-a"], "type": ""}}
    assert engine({"Plugins": {"Authorization": None}})["authorization"] == []
    broken = engine({"Plugins": [], "Runtimes": None, "DockerRootDir": "", "DefaultRuntime": DELETE})
    assert {"authorization", "runtimes", "root_dir", "default_runtime"} <= set(unknown(broken))


def test_proxy_settings_with_a_password() -> None:
    mark = "<redacted url-credentials 0123456789abcdef>"
    found = engine({"HttpProxy": f"http://{mark}@proxy:3128", "HttpsProxy": ""})["secrets"]
    assert [(item["name"], item["place"], item["source"]) for item in found] == [("HttpProxy", "url", ["/HttpProxy"])]
    assert engine()["secrets"] == []


def test_components_carry_their_place() -> None:
    found = engine()["components"]
    assert [item["name"] for item in found] == ["Engine", "containerd", "runc", "docker-init"]
    assert found[-1]["source"] == ["/Version/Components/3"]


def test_without_info_everything_is_unknown_but_what_version_tells() -> None:
    found = engine_facts(snapshot(info=None), "host", None)
    assert (found["kind"], found["version"]) == ("docker", [26, 1, 5])
    assert set(unknown(found)) >= {"apparmor", "seccomp", "rootless", "tcp", "swarm", "root_dir", "runtimes", "cgroup"}
    nothing = engine_facts(snapshot(info=None, version=None), "host", None)
    assert {"kind", "version", "components"} <= set(unknown(nothing))


@pytest.mark.parametrize("bad", [[], "x", 5])
def test_info_of_the_wrong_type_is_none(bad: Any) -> None:
    found = engine_facts(snapshot(info=bad, version=bad), "host", None)
    assert "apparmor" in unknown(found)
    assert inventory(info=bad, version=bad, container=[]).subjects[0].kind == "engine"


def test_assumptions_are_listed_once_and_only_without_info() -> None:
    document = sample("docker-26.1.5/container-default.json")
    assert inventory(container=[document]).assumed == []
    found = inventory(container=[document, document], info=None, version=None).assumed
    assert len(found) == len(set(found)) == 3
    assert any("Docker" in sentence for sentence in found)
    podman = sample("podman-5.4.2/container-default.json")
    assert any("Podman" in sentence for sentence in inventory(container=[podman], info=None, version=None).assumed)
    mixed = inventory(container=[podman, document], info=None, version=None)
    assert not any("Podman" in sentence for sentence in mixed.assumed)


def test_the_engine_is_a_subject_with_info_and_version() -> None:
    found = next(iter(subjects("engine", container=[]).values()))
    assert found.identity == "engine"
    assert found.document["Version"]["Version"] == "26.1.5+dfsg1"
    assert found.document["DockerRootDir"] == found.facts["root_dir"] == found.facts["engine"]["root_dir"]
    assert found.facts["sources"]["seccomp"] == ["/SecurityOptions"]


def test_every_object_says_what_is_unknown_of_its_engine() -> None:
    found = inventory(container=[sample("docker-26.1.5/container-default.json")], info=None)
    for subject in found.subjects:
        assert "engine.seccomp" in {entry["path"] for entry in subject.facts["unknown"]}
        assert subject.facts["engine"] is found.facts
