"""Services, plugins and services of a compose file in the shape of a container, and back to their documents."""

import base64
import json
from typing import Any

import pytest
from facts_samples import DELETE, changed, info, inventory, reasons, sample

IMAGE = {
    "Id": "sha256:" + "a" * 64,
    "RepoTags": ["busybox:local"],
    "Config": {
        "Entrypoint": ["/init", "--"],
        "Cmd": ["run"],
        "User": "app",
        "Env": ["A=1", "B=2"],
        "Healthcheck": {"Test": ["CMD", "x"]},
    },
}
SPEC = "Spec.TaskTemplate.ContainerSpec"


def service(changes: dict[str, Any] | None = None, name: str = "agent", **rest: Any) -> Any:
    document = changed(sample(f"swarm/raw-service-{name}.json"), changes or {})
    rest.setdefault("image", [IMAGE])
    rest.setdefault("network", [sample(f"swarm/raw-network-{one}-overlay.json") for one in ("plain", "secure")])
    return next(one for one in inventory(service=[document], **rest).subjects if one.kind == "service")


def plugin(changes: dict[str, Any] | None = None) -> Any:
    document = changed(sample("plugin/raw-plugin-enabled.json"), changes or {})
    return next(one for one in inventory(plugin=[document]).subjects if one.kind == "plugin")


def at(document: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


def sources(value: Any) -> list[str]:
    """Every pointer in the items of facts."""
    if isinstance(value, dict):
        own = value.get("source")
        found = list(own) if isinstance(own, list) else []
        return found + [
            one for key, entry in value.items() if key not in {"source", "engine"} for one in sources(entry)
        ]
    return [one for entry in value for one in sources(entry)] if isinstance(value, list) else []


def test_a_service_is_judged_like_its_containers() -> None:
    found = service()
    assert found.workload
    assert found.document is not None
    assert found.facts["privileged"] is False
    assert "NET_ADMIN" in found.facts["capabilities"]["added"]
    assert found.facts["env"]["POSTGRES_PASSWORD"] == "hunter2"  # noqa: S105
    assert {item["path"] for item in found.facts["host_paths"]} == {"/run/docker.sock", "/"}
    assert found.facts["on_manager"] is True
    assert found.facts["plugin"] is False
    assert found.facts["state"] is None
    assert found.facts["paths"]["proc_sys_writable"] is False
    assert found.facts["namespaces"]["net"]["effective"] == "private"
    assert found.facts["limits"]["memory"] == 0
    assert found.facts["restart"] == {"policy": "always", "max": 0}


def test_pointers_of_items_lead_into_the_service() -> None:
    found = service()
    (item,) = [item for item in found.facts["capabilities"]["items"] if item["name"] == "NET_ADMIN"]
    assert item["source"] == ["/Spec/TaskTemplate/ContainerSpec/CapabilityAdd/0"]
    assert at(found.document, item["source"][0]) == "CAP_NET_ADMIN"
    for entry in found.facts["host_paths"]:
        assert [at(found.document, one)["Source"] for one in entry["source"]] == [entry["raw"]]
    for entry in found.facts["published"]:
        assert [at(found.document, one)["TargetPort"] for one in entry["source"]] == [entry["port"]]
    assert found.facts["published"], "the sample publishes a port"
    for one in sources(found.facts):
        at(found.document, one)


def test_the_same_task_and_service_hold_the_same() -> None:
    task = inventory(container=[sample("swarm/raw-container-task-agent.json")], info=sample("swarm/raw-info.json"))
    container = next(one for one in task.subjects if one.kind == "container").facts
    facts = service(image=[], info=sample("swarm/raw-info.json")).facts
    same = ("privileged", "capabilities", "namespaces", "sandbox", "seccomp", "lsm", "no_new_privileges", "paths")
    for key in same[2:]:
        assert facts[key] == container[key], key
    assert facts["capabilities"]["bounding"] == container["capabilities"]["bounding"]
    assert {item["path"] for item in facts["host_paths"]} == {item["path"] for item in container["host_paths"]}


@pytest.mark.parametrize(
    ("changes", "argv"),
    [
        ({}, ["/init", "--", "run"]),
        ({f"{SPEC}.Args": ["other"]}, ["/init", "--", "other"]),
        ({f"{SPEC}.Command": ["/bin/x"]}, ["/bin/x"]),
        ({f"{SPEC}.Command": ["/bin/x"], f"{SPEC}.Args": ["y"]}, ["/bin/x", "y"]),
    ],
)
def test_the_command_of_a_service(changes: dict[str, Any], argv: list[str]) -> None:
    assert service(changes).facts["argv"] == argv


def test_what_a_service_leaves_to_its_image() -> None:
    facts = service().facts
    assert facts["user"]["name"] == "app"
    assert facts["env"] == {"POSTGRES_PASSWORD": "hunter2", "A": "1", "B": "2"}
    assert facts["healthcheck"] is True
    assert service({f"{SPEC}.User": "0", f"{SPEC}.Env": ["A=9"]}).facts["env"] == {"A": "9", "B": "2"}


def test_an_image_that_was_not_collected_makes_it_unknown() -> None:
    found = service(image=[]).facts
    assert found["user"]["root"] is None
    assert found["argv"] is None
    assert {"user.root", "argv", "env", "healthcheck"} <= set(reasons(found))
    assert "image" in reasons(found)["argv"]


@pytest.mark.parametrize(
    ("privileges", "fact", "expected"),
    [
        ({"Seccomp": {"Mode": "unconfined"}}, "seccomp", "unconfined"),
        ({"Seccomp": {"Mode": "default"}}, "seccomp", "default"),
        ({"Seccomp": {"Mode": "custom", "Profile": '{"defaultAction": "SCMP_ACT_ALLOW"}'}}, "seccomp", "permissive"),
        (
            {
                "Seccomp": {
                    "Mode": "custom",
                    "Profile": base64.b64encode(json.dumps({"defaultAction": "SCMP_ACT_ERRNO"}).encode()).decode(),
                }
            },
            "seccomp",
            "custom",
        ),
        ({"Seccomp": {"Mode": "custom", "Profile": "%%%"}}, "seccomp", None),
        ({"AppArmor": {"Mode": "disabled"}}, "apparmor", "unconfined"),
        ({"SELinuxContext": {"Disable": True}}, "selinux", "disabled"),
        ({"SELinuxContext": {"Type": "spc_t"}}, "selinux", "disabled"),
        ({"NoNewPrivileges": True}, "no_new_privileges", True),
        ({"NoNewPrivileges": False}, "no_new_privileges", False),
        (None, "seccomp", "default"),
        ("x", "seccomp", None),
    ],
)
def test_privileges_of_a_service(privileges: Any, fact: str, expected: Any) -> None:
    told = info({"SecurityOptions": ["name=apparmor", "name=selinux", "name=seccomp,profile=builtin"]})
    found = service({f"{SPEC}.Privileges": privileges}, info=told).facts
    assert found[fact] == expected
    assert (fact in reasons(found)) is (expected is None)


def test_a_service_on_the_hosts_network() -> None:
    networks = [{"Name": "host", "Id": "h1", "Driver": "host"}]
    found = service({"Spec.TaskTemplate.Networks": [{"Target": "h1"}]}, network=networks).facts
    assert found["namespaces"]["net"]["effective"] == "host"
    assert found["sources"]["namespaces.net"] == ["/Spec/TaskTemplate/Networks/0"]


def test_the_swarms_own_host_network_is_in_no_list_but_its_tasks_name_it() -> None:
    changes = {"Spec.TaskTemplate.Networks": [{"Target": "its-own"}]}
    attachment = {"Network": {"ID": "its-own", "Spec": {"Name": "host", "Scope": "swarm"}}}
    task = {"ID": "t1", "ServiceID": sample("swarm/raw-service-agent.json")["ID"], "NetworksAttachments": [attachment]}
    found = service(changes, task=[task]).facts
    assert found["namespaces"]["net"]["effective"] == "host"
    other = {**task, "NetworksAttachments": [{"Network": {"ID": "its-own", "Spec": {"Name": "bridge"}}}]}
    assert service(changes, task=[other]).facts["namespaces"]["net"]["effective"] == "private"
    for broken in (None, [], [7], [{"Network": 7}], [{"Network": {"ID": 7, "Spec": {"Name": "host"}}}]):
        unknown = service(changes, task=[{**task, "NetworksAttachments": broken}]).facts
        assert unknown["namespaces"]["net"]["effective"] is None
        assert "namespaces.net" in reasons(unknown)
    assert service({"Spec.TaskTemplate.Networks": [{"Target": "host"}]}).facts["namespaces"]["net"]["mode"] == "host"


def test_limits_and_restart_of_a_service() -> None:
    limits = {"MemoryBytes": 5, "NanoCPUs": 2_000_000_000, "Pids": 7}
    changes = {
        "Spec.TaskTemplate.Resources.Limits": limits,
        "Spec.TaskTemplate.RestartPolicy": {"Condition": "on-failure", "MaxAttempts": 3},
        "Spec.TaskTemplate.LogDriver": {"Name": "none"},
        f"{SPEC}.ReadOnly": True,
        f"{SPEC}.CapabilityDrop": ["ALL"],
    }
    found = service(changes).facts
    assert found["limits"] == {"memory": 5, "swap": 0, "cpus": 2.0, "pids": 7}
    assert found["restart"] == {"policy": "on-failure", "max": 3}
    assert found["log"] == {"driver": "none", "options": {}}
    assert found["read_only_rootfs"] is True
    assert found["capabilities"]["bounding"] == ["NET_ADMIN"]


def test_a_service_that_installs_plugins_has_no_container() -> None:
    found = service({"Spec.TaskTemplate.Runtime": "plugin", SPEC: DELETE}).facts
    assert found["plugin"] is True
    assert found["privileged"] is None
    assert "privileged" in reasons(found)


@pytest.mark.parametrize(
    ("constraints", "expected"),
    [
        (["node.role==manager"], True),
        (["node.role == manager"], True),
        (["node.role!=manager"], False),
        (["node.labels.zone==x"], False),
        (None, False),
        (DELETE, False),
    ],
)
def test_constraints(*, constraints: Any, expected: bool) -> None:
    found = service({"Spec.TaskTemplate.Placement.Constraints": constraints}).facts
    assert found["on_manager"] is expected
    assert "on_manager" not in reasons(found)


def test_a_plugin_is_a_workload() -> None:
    found = plugin()
    facts = found.facts
    assert found.workload
    assert facts["argv"] == ["/server"]
    assert facts["env"] == {"TOKEN": "hunter2"}
    assert {"SYS_ADMIN", "NET_ADMIN"} == set(facts["capabilities"]["added"])
    effective = {name: facts["namespaces"][name]["effective"] for name in ("pid", "ipc", "net")}
    assert effective == {"pid": "host", "ipc": "host", "net": "host"}
    assert [(item["path"], item["rw"]) for item in facts["host_paths"]] == [("/", False)]
    assert [(item["path"], item["given_by"]) for item in facts["devices"]] == [
        ("/dev/null", "device"),
        ("a *:* rwm", "rule"),
    ]
    assert (facts["enabled"], facts["pinned"], facts["all_devices"]) == (True, True, True)
    assert facts["interfaces"] == ["docker.volumedriver/1.0"]


def test_what_a_plugin_has_not_is_null_and_not_unknown() -> None:
    facts = plugin().facts
    for key in ("state", "seccomp", "apparmor", "selinux", "lsm", "no_new_privileges", "healthcheck", "restart"):
        assert facts[key] is None, key
        assert key not in reasons(facts)
    assert facts["limits"]["memory"] is None
    assert "limits.memory" not in reasons(facts)


def test_pointers_of_items_lead_into_the_plugin() -> None:
    found = plugin()
    assert sorted(sources(found.facts))
    for one in sources(found.facts):
        at(found.document, one)
    items = {item["name"]: item["source"] for item in found.facts["capabilities"]["items"]}
    assert items["SYS_ADMIN"] == ["/Config/Linux/Capabilities/0"]
    assert [item["source"] for item in found.facts["devices"]] == [
        ["/Settings/Devices/0"],
        ["/Config/Linux/AllowAllDevices"],
    ]


def test_settings_of_a_plugin_count_before_what_it_asked_for_but_for_mounts() -> None:
    mount = {"Type": "bind", "Source": "/run", "Destination": "/host", "Options": ["rbind"]}
    narrowed = plugin({"Settings.Mounts": [], "Settings.Devices": [], "Config.Mounts": [mount]}).facts
    assert [(item["path"], item["source"]) for item in narrowed["host_paths"]] == [("/run", ["/Config/Mounts/0"])]
    assert [item["given_by"] for item in narrowed["devices"]] == ["rule"]
    got = plugin({"Config.Mounts": None})
    assert [item["source"] for item in got.facts["host_paths"]] == [["/Settings/Mounts/0"]]


@pytest.mark.parametrize(
    ("kind", "options", "writable"),
    [("bind", ["rbind"], True), ("none", ["bind", "rw", "ro"], False), ("", ["rbind", "ro", "rw"], True)],
)
def test_a_mount_of_a_plugin_as_the_runtime_reads_it(kind: str, options: list[str], *, writable: bool) -> None:
    mount = {"Type": kind, "Source": "/etc", "Destination": "/host", "Options": options}
    (item,) = plugin({"Config.Mounts": [mount]}).facts["host_paths"]
    assert (item["path"], item["rw"]) == ("/etc", writable)


def test_the_engine_does_not_read_a_plugins_user() -> None:
    assert plugin({"Config.User": {"UID": 1000, "GID": 1000}}).facts["user"]["root"] is True


@pytest.mark.parametrize(
    ("reference", "pinned"),
    [("x/y:latest", False), ("x/y", False), ("x/y:1.0", True), ("x/y@sha256:" + "a" * 64, True)],
)
def test_pinned_plugins(*, reference: str, pinned: bool) -> None:
    assert plugin({"PluginReference": reference}).facts["pinned"] is pinned


def compose(changes: dict[str, Any] | None = None, image: Any = None) -> Any:
    document = changed(sample("docker-26.1.5/container-default.json"), changes or {}) | {"Id": "", "Name": "/shop/web"}
    document = changed(document, {"Image": DELETE, "Config.Image": "busybox:local"})
    document["Compose"] = {
        "hooks": [{"when": "post_start", "user": "root", "privileged": True}],
        "provider": {"type": "model"},
        "build": {"privileged": False, "entitlements": ["security.insecure"]},
    }
    found = inventory(
        compose=[document], image=[image] if image else [], info=None, version=None, complete=("compose",)
    )
    return next(one for one in found.subjects if one.kind == "compose")


def test_a_service_of_a_compose_file() -> None:
    found = compose()
    assert found.workload
    assert found.name == "shop/web"
    assert found.state is None
    assert found.facts["user"]["root"] is None
    assert "user.root" in reasons(found.facts)
    assert found.facts["provider"] == {"type": "model"}
    assert [(hook["name"], hook["root"], hook["privileged"]) for hook in found.facts["hooks"]] == [
        ("post_start", True, True),
        ("build", None, False),
    ]
    assert found.facts["hooks"][1]["entitlements"] == ["security.insecure"]
    assert found.facts["hooks"][0]["source"] == ["/Compose/hooks/0"]


def test_the_user_of_a_compose_service() -> None:
    assert compose(image=IMAGE).facts["user"]["name"] == "app"
    assert compose({"Config.User": "0"}).facts["user"]["root"] is True


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({f"{SPEC}.Mounts": 7}, "host_paths"),
        ({f"{SPEC}.Mounts": {"Source": "/var/run/docker.sock"}}, "dood"),
        ({f"{SPEC}.Privileges": {"Seccomp": "unconfined"}}, "seccomp"),
        ({f"{SPEC}.Privileges": {"Seccomp": {"Mode": "off"}}}, "seccomp"),
        ({f"{SPEC}.Privileges": {"AppArmor": "disabled"}}, "seccomp"),
        ({f"{SPEC}.Privileges": {"SELinuxContext": {"Disable": "true"}}}, "no_new_privileges"),
        ({"Spec.TaskTemplate.Networks": 7}, "namespaces.net"),
        ({"Spec.TaskTemplate.Networks": {"Target": "host"}}, "namespaces.net"),
        ({"Spec.TaskTemplate.Networks": [7]}, "namespaces.net"),
    ],
)
def test_a_broken_part_of_a_service_is_unknown(changes: dict[str, Any], path: str) -> None:
    assert path in reasons(service(changes, name="web").facts)
    assert path not in reasons(service(name="web").facts)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"Config.PidHost": "true"}, "namespaces.pid"),
        ({"Config.PidHost": 1}, "namespaces.pid"),
        ({"Config.IpcHost": []}, "namespaces.ipc"),
        ({"Config.Network": 7}, "namespaces.net"),
        ({"Config.Network": {"Type": 7}}, "namespaces.net"),
        ({"Config.Linux": 7}, "devices"),
        ({"Config.Linux": 7}, "capabilities"),
        ({"Config.Linux.AllowAllDevices": "true"}, "devices"),
        ({"Settings.Devices": [7]}, "devices"),
        ({"Config.Mounts": 7}, "host_paths"),
        ({"Config.Mounts": [{"Type": "bind", "Source": 7, "Destination": "/x"}]}, "host_paths"),
        ({"Config.Mounts": None, "Settings.Mounts": {"Source": "/"}}, "host_paths"),
    ],
)
def test_a_broken_part_of_a_plugin_is_unknown(changes: dict[str, Any], path: str) -> None:
    assert path in reasons(plugin(changes).facts)
    assert path not in reasons(plugin().facts)


def test_an_empty_mapping_of_a_plugin_is_none() -> None:
    quiet: dict[str, Any] = {"Config.PidHost": None, "Config.Network": None, "Config.Linux": {}, "Settings.Devices": []}
    found = plugin(quiet).facts
    assert found["namespaces"]["pid"]["effective"] == "private"
    assert found["devices"] == []
    assert "devices" not in reasons(found)
