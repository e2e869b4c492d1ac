"""Namespaces: the host's, one's own, and chains of joins over any number of hops."""

from typing import Any

import pytest
from facts_samples import DELETE, container, facts, info, inventory, named, podman, reasons, sample, snapshot, version

from inspector.facts.project import project


@pytest.mark.parametrize(
    ("field", "name", "value", "mode"),
    [
        ("PidMode", "pid", "", "private"),
        ("PidMode", "pid", "private", "private"),
        ("PidMode", "pid", "host", "host"),
        ("IpcMode", "ipc", "", "shareable"),
        ("IpcMode", "ipc", "private", "private"),
        ("IpcMode", "ipc", "shareable", "shareable"),
        ("IpcMode", "ipc", "none", "none"),
        ("IpcMode", "ipc", "host", "host"),
        ("NetworkMode", "net", "host", "host"),
        ("NetworkMode", "net", "none", "none"),
        ("NetworkMode", "net", "default", "private"),
        ("NetworkMode", "net", "bridge", "private"),
        ("NetworkMode", "net", "shop_default", "private"),
        ("NetworkMode", "net", "Host", "private"),
        ("UTSMode", "uts", "", "private"),
        ("UTSMode", "uts", "private", "private"),
        ("UTSMode", "uts", "host", "host"),
        ("CgroupnsMode", "cgroup", "host", "host"),
        ("CgroupnsMode", "cgroup", "private", "private"),
    ],
)
def test_modes(field: str, name: str, value: str, mode: str) -> None:
    found = facts({f"HostConfig.{field}": value})
    assert found["namespaces"][name] == {"mode": mode, "effective": mode, "target": None}
    assert not any(path.startswith("namespaces") for path in reasons(found))
    assert found["sources"][f"namespaces.{name}"] == [f"/HostConfig/{field}"]


@pytest.mark.parametrize(
    ("field", "name", "value"),
    [
        ("PidMode", "pid", "ns:/run/x"),
        ("PidMode", "pid", "something"),
        ("PidMode", "pid", None),
        ("PidMode", "pid", DELETE),
        ("PidMode", "pid", ["host"]),
        ("IpcMode", "ipc", "something"),
        ("IpcMode", "ipc", 1),
        ("NetworkMode", "net", DELETE),
        ("UTSMode", "uts", "something"),
        ("UTSMode", "uts", None),
        ("UsernsMode", "user", None),
        ("CgroupnsMode", "cgroup", ""),
        ("CgroupnsMode", "cgroup", DELETE),
        ("CgroupnsMode", "cgroup", {}),
    ],
)
def test_a_mode_that_cannot_be_read_is_unknown(field: str, name: str, value: object) -> None:
    found = facts({f"HostConfig.{field}": value})
    assert found["namespaces"][name]["mode"] is None
    assert found["namespaces"][name]["effective"] is None
    assert f"namespaces.{name}" in reasons(found)


def test_the_id_of_the_network_called_host_is_not_the_hosts_network() -> None:
    networks = [{"Name": "host", "Id": "ab" * 32, "Driver": "host", "Options": {}, "Containers": {}}]
    changes = {"HostConfig.NetworkMode": "ab" * 32, "NetworkSettings.Networks": {"host": {"NetworkID": "ab" * 32}}}
    assert facts(changes, network=networks)["namespaces"]["net"]["effective"] == "private"


def test_engines_before_cgroup_namespaces_share_the_hosts() -> None:
    old: dict[str, Any] = {"version": version("19.03.15"), "info": info({"ServerVersion": "19.03.15"})}
    assert facts({"HostConfig.CgroupnsMode": DELETE}, **old)["namespaces"]["cgroup"]["effective"] == "host"


def chain(field: str, *steps: tuple[str, str], complete: Any = True) -> Any:
    """Facts of the first of several containers, each `(name, mode)`."""
    documents = [named(name, {f"HostConfig.{field}": mode}) for name, mode in steps]
    found = inventory(container=documents, complete=complete)
    return next(subject.facts for subject in found.subjects if subject.name == steps[0][0])


@pytest.mark.parametrize(("field", "name"), [("PidMode", "pid"), ("IpcMode", "ipc"), ("NetworkMode", "net")])
@pytest.mark.parametrize("hops", [1, 2, 5])
def test_joins_end_where_the_chain_ends(field: str, name: str, hops: int) -> None:
    steps = [(f"c{at}", f"container:c{at + 1}") for at in range(hops)]
    found = chain(field, *steps, (f"c{hops}", "host"))
    assert found["namespaces"][name] == {"mode": "container", "effective": "host", "target": "c1"}


def test_a_join_by_id_and_by_the_start_of_an_id() -> None:
    target = named("target", {"HostConfig.PidMode": "host"})
    for ref in (target["Id"], target["Id"][:12], "/target"):
        found = facts({"HostConfig.PidMode": f"container:{ref}"}, others=[target])
        assert found["namespaces"]["pid"] == {"mode": "container", "effective": "host", "target": "target"}, ref


@pytest.mark.parametrize("hops", [1, 2, 3])
def test_circles_end_nowhere(hops: int) -> None:
    steps = [(f"c{at}", f"container:c{(at + 1) % hops}") for at in range(hops)]
    found = chain("PidMode", *steps)
    assert found["namespaces"]["pid"]["mode"] == "container"
    assert found["namespaces"]["pid"]["effective"] is None


def test_a_container_that_was_not_collected_is_unknown() -> None:
    found = chain("PidMode", ("one", "container:two"), ("two", "container:gone"), complete=())
    assert found["namespaces"]["pid"] == {"mode": "container", "effective": None, "target": "two"}
    assert "namespaces.pid.effective" in reasons(found)


def test_a_container_that_does_not_exist_is_known_not_to() -> None:
    found = chain("NetworkMode", ("one", "container:gone"))
    assert found["namespaces"]["net"] == {"mode": "container", "effective": None, "target": "gone"}
    assert "namespaces.net.effective" not in reasons(found)


def test_two_that_fit_the_start_of_an_id_are_unknown() -> None:
    twins = [named("x", identifier="ab" + "0" * 62), named("y", identifier="ab" + "1" * 62)]
    found = facts({"HostConfig.PidMode": "container:ab"}, others=twins)
    assert found["namespaces"]["pid"]["effective"] is None
    assert "namespaces.pid.effective" in reasons(found)


@pytest.mark.parametrize(
    ("name", "mode", "effective", "isolation"),
    [
        ("remapped", "remap", "remap", "remap"),
        ("hostuser", "optout", "host", "none"),
        ("privhost", "optout", "host", "none"),
    ],
)
def test_user_namespaces_where_the_engine_remaps(name: str, mode: str, effective: str, isolation: str) -> None:
    told = {"info": sample("userns-remap/raw-info.json"), "version": sample("userns-remap/raw-version.json")}
    found = facts(name=f"userns-remap/raw-container-{name}.json", **told)
    assert found["namespaces"]["user"] == {"mode": mode, "effective": effective, "target": None}
    assert found["isolation"]["userns"] == isolation


@pytest.mark.parametrize("mode", ["", "host"])
def test_without_remapping_the_host_mode_means_nothing(mode: str) -> None:
    found = facts({"HostConfig.UsernsMode": mode})
    assert found["namespaces"]["user"]["mode"] == "host"
    assert found["isolation"]["userns"] == "none"


@pytest.mark.parametrize("mode", ["", "host"])
def test_a_rootless_engine_is_one_user_namespace(mode: str) -> None:
    told = {"info": sample("rootless/raw-info.json"), "version": sample("rootless/raw-version.json")}
    found = facts({"HostConfig.UsernsMode": mode}, "rootless/raw-container-plain.json", **told)
    assert found["namespaces"]["user"]["mode"] == "rootless"
    assert found["isolation"]["userns"] == "rootless"


@pytest.mark.parametrize(("told", "mode"), [("", "host"), ("auto", "remap"), ("private", "remap"), ("nomap", "remap")])
def test_podmans_words_for_user_namespaces(told: str, mode: str) -> None:
    assert podman({"HostConfig.UsernsMode": told})["namespaces"]["user"]["mode"] == mode


def test_without_info_the_user_namespace_is_unknown() -> None:
    found = facts(info=None)
    assert found["namespaces"]["user"]["mode"] is None
    assert found["isolation"]["userns"] is None
    assert {"namespaces.user", "isolation.userns"} <= set(reasons(found))


def test_a_sandbox_has_its_own() -> None:
    told = info({"Runtimes": {"runsc": {"path": "/usr/bin/runsc"}}})
    assert facts({"HostConfig.Runtime": "runsc"}, info=told)["namespaces"]["user"]["mode"] == "sandbox"


def test_without_host_config_all_are_unknown() -> None:
    found = facts({"HostConfig": None})
    assert "namespaces" in reasons(found)
    assert found["namespaces"]["pid"] == {"mode": None, "effective": None, "target": None}


def test_podman_writes_private_and_leaves_the_cgroup_out() -> None:
    found = podman()
    assert found["namespaces"]["pid"]["effective"] == "private"
    assert found["namespaces"]["uts"]["effective"] == "private"
    assert found["namespaces"]["ipc"]["effective"] == "shareable"
    assert "namespaces.cgroup" in reasons(found)


def test_a_joined_service_counts_by_the_container_of_its_task() -> None:
    task = sample("swarm/raw-container-task-web.1.json")
    service = next(s for s in [sample("swarm/raw-service-web.json")] if s["ID"])
    joiner = container({"HostConfig.PidMode": f"container:{task['Id']}", "Name": "/joiner"})
    found = project([snapshot(container=[joiner, task], service=[service])])[0]
    subject = next(one for one in found.subjects if one.name == "joiner")
    assert subject.facts["namespaces"]["pid"]["effective"] == "private"
