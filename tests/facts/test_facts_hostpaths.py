"""Paths of the host, from whichever place says so."""

from typing import Any

import pytest
from facts_samples import DELETE, facts, named, reasons, sample, snapshot

from inspector.facts.project import project
from inspector.model import Document

HEX = "ab" * 32


def bind(source: str, dest: str = "/x", *, rw: bool = True, **more: Any) -> Document:
    return {
        "Type": "bind",
        "Source": source,
        "Destination": dest,
        "Mode": "",
        "RW": rw,
        "Propagation": "rprivate",
        **more,
    }


def volume_mount(name: str, dest: str = "/v", *, rw: bool = True) -> Document:
    source = f"/srv/engine-d26/data/volumes/{name}/_data"
    return {
        "Type": "volume",
        "Name": name,
        "Source": source,
        "Destination": dest,
        "Driver": "local",
        "Mode": "z",
        "RW": rw,
    }


def volume(options: Any, name: str = "data", **more: Any) -> Document:
    return {"Name": name, "Driver": "local", "Mountpoint": "", "Options": options, "Scope": "local", **more}


def paths(found: Any) -> list[str]:
    return [item["path"] for item in found["host_paths"]]


@pytest.mark.parametrize(
    ("changes", "source"),
    [
        ({"Mounts": [bind("/etc")]}, ["/Mounts/0"]),
        ({"HostConfig.Binds": ["/etc:/x"]}, ["/HostConfig/Binds/0"]),
        ({"HostConfig.Mounts": [{"Type": "bind", "Source": "/etc", "Target": "/x"}]}, ["/HostConfig/Mounts/0"]),
        (
            {"Mounts": [bind("/etc")], "HostConfig.Binds": ["//etc/:/x/"]},
            ["/Mounts/0", "/HostConfig/Binds/0"],
        ),
        (
            {
                "Mounts": [bind("/etc")],
                "HostConfig.Mounts": [{"Type": "bind", "Source": "/etc", "Target": "/x"}],
                "HostConfig.Binds": ["/etc:/x"],
            },
            ["/Mounts/0", "/HostConfig/Binds/0", "/HostConfig/Mounts/0"],
        ),
        ({"Mounts": DELETE, "HostConfig.Binds": ["/etc:/x"]}, ["/HostConfig/Binds/0"]),
        ({"Mounts": "none", "HostConfig.Binds": ["/etc:/x"]}, ["/HostConfig/Binds/0"]),
        ({"Mounts": [{"Source": "/etc", "Destination": "/x", "RW": True}]}, ["/Mounts/0"]),
    ],
)
def test_any_one_place_suffices_and_one_mount_is_one_item(changes: dict[str, Any], source: list[str]) -> None:
    found = facts(changes)
    (item,) = found["host_paths"]
    assert (item["path"], item["write"], item["via"], item["rw"]) == ("/etc", "code", "bind", True)
    assert item["source"] == source
    assert "host_paths" not in reasons(found)


def test_two_sources_of_one_destination_are_both_named() -> None:
    found = facts({"Mounts": [bind("/srv/a")], "HostConfig.Binds": ["/etc:/x"]})
    assert paths(found) == ["/srv/a", "/etc"]


@pytest.mark.parametrize(
    ("changes", "rw"),
    [
        ({"Mounts": [bind("/etc", rw=False)]}, False),
        ({"HostConfig.Binds": ["/etc:/x:ro"]}, False),
        ({"HostConfig.Binds": ["/etc:/x:z,ro"]}, False),
        ({"HostConfig.Binds": ["/etc:/x:rw,z"]}, True),
        ({"HostConfig.Mounts": [{"Type": "bind", "Source": "/etc", "Target": "/x", "ReadOnly": True}]}, False),
        ({"Mounts": [bind("/etc", RW=None)]}, True),
        ({"Mounts": [bind("/etc", rw=False)], "HostConfig.Binds": ["/etc:/x"]}, True),
    ],
)
def test_read_only(changes: dict[str, Any], *, rw: bool) -> None:
    (item,) = facts(changes)["host_paths"]
    assert item["rw"] is rw
    assert item["write"] == ("code" if rw else None)
    assert item["read"] == "secrets"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"type": "none", "o": "bind", "device": "/etc"}, ("/etc", "bind", True)),
        ({"type": "ext4", "o": "ro,rbind", "device": "/etc"}, ("/etc", "bind", False)),
        ({"type": "none", "o": "rbind", "device": "//var/run/"}, ("/run", "bind", True)),
        ({"type": "ext4", "device": "/dev/sda1"}, ("/dev/sda1", "device", True)),
        ({"type": "xfs", "o": "ro", "device": "UUID=1"}, ("UUID=1", "device", False)),
        ({"type": "proc", "device": "proc"}, ("/proc", "special", True)),
        ({"type": "sysfs", "device": "sysfs"}, ("/sys", "special", True)),
        ({"type": "cgroup2", "device": "none"}, ("/sys/fs/cgroup", "special", True)),
    ],
)
def test_a_volume_is_what_its_options_say(options: dict[str, str], expected: tuple[str, str, bool]) -> None:
    found = facts({"Mounts": [volume_mount("data")]}, volume=[volume(options)])
    (item,) = found["host_paths"]
    assert (item["path"], item["volume_kind"], item["rw"]) == expected
    assert (item["via"], item["volume"]) == ("volume", "data")
    assert "host_paths" not in reasons(found)


def test_an_overlay_shows_its_directories() -> None:
    options = {"type": "overlay", "o": "lowerdir=/etc:/srv/base,upperdir=/srv/up,workdir=/srv/w", "device": "overlay"}
    found = facts({"Mounts": [volume_mount("data")]}, volume=[volume(options)])
    assert [(item["path"], item["rw"]) for item in found["host_paths"]] == [
        ("/etc", False), ("/srv/base", False), ("/srv/up", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "options",
    [
        None,
        {},
        {"type": "tmpfs", "o": "size=64m", "device": "tmpfs"},
        {"type": "nfs", "o": "addr=192.0.2.7,rw", "device": ":/export"},
        {"type": "none", "device": "/etc"},
        {"o": "size=1g"},
    ],
)
def test_other_volumes_show_no_path_of_the_host(options: Any) -> None:
    found = facts({"Mounts": [volume_mount("data")]}, volume=[volume(options)])
    assert found["host_paths"] == []
    assert "host_paths" not in reasons(found)


@pytest.mark.parametrize("options", ["bind", {"o": 7}, {"type": ["none"], "device": "/etc"}])
def test_options_of_the_wrong_type_are_unknown(options: Any) -> None:
    found = facts({"Mounts": [volume_mount("data")]}, volume=[volume(options)])
    assert {"host_paths", "dood", "credentials"} <= set(reasons(found))


def test_absent_options_are_unknown() -> None:
    document = volume(None)
    del document["Options"]
    assert "host_paths" in reasons(facts({"Mounts": [volume_mount("data")]}, volume=[document]))


def test_a_volume_that_was_not_collected_is_unknown_and_hides_nothing() -> None:
    found = facts({"Mounts": [volume_mount("gone"), bind("/etc")]}, complete=())
    assert paths(found) == ["/etc"]
    assert {"host_paths", "dood", "credentials"} <= set(reasons(found))


def test_options_that_were_sent_with_the_container_stand_in_for_the_volume() -> None:
    config = {"Name": "local", "Options": {"type": "none", "o": "bind", "device": "/etc"}}
    asked = {"Type": "volume", "Source": "etc", "Target": "/v", "VolumeOptions": {"DriverConfig": config}}
    found = facts({"Mounts": [volume_mount("etc")], "HostConfig.Mounts": [asked]}, complete=())
    (item,) = found["host_paths"]
    assert (item["path"], item["certainty"], item["source"]) == (
        "/etc",
        "likely",
        ["/Mounts/0", "/HostConfig/Mounts/0"],
    )


def test_the_volume_itself_counts_more_than_what_was_sent() -> None:
    config = {"Name": "local", "Options": {"type": "none", "o": "bind", "device": "/etc"}}
    asked = {"Type": "volume", "Source": "etc", "Target": "/v", "VolumeOptions": {"DriverConfig": config}}
    changes = {"Mounts": [volume_mount("etc")], "HostConfig.Mounts": [asked]}
    assert facts(changes, volume=[volume(None, "etc")])["host_paths"] == []


def test_a_directory_within_a_volume() -> None:
    asked = {"Type": "volume", "Source": "data", "Target": "/v", "VolumeOptions": {"Subpath": "ssl/../shadow"}}
    changes = {"Mounts": [volume_mount("data")], "HostConfig.Mounts": [asked]}
    found = facts(changes, volume=[volume({"type": "none", "o": "bind", "device": "/etc"})])
    assert paths(found) == ["/etc/shadow"]


@pytest.mark.parametrize(
    ("changes", "unknown"),
    [
        ({"Mounts": [volume_mount(HEX)], "Config.Volumes": {"/v": {}}}, False),
        ({"Mounts": [volume_mount(HEX)], "Config.Volumes": None}, True),
        ({"Mounts": [volume_mount(HEX)], "Config.Volumes": {"/v": {}}, "HostConfig.Binds": [f"{HEX}:/v"]}, True),
        ({"Mounts": [volume_mount("data")], "Config.Volumes": {"/v": {}}}, True),
    ],
)
def test_an_anonymous_volume_is_known_by_how_it_came(changes: dict[str, Any], *, unknown: bool) -> None:
    assert ("host_paths" in reasons(facts(changes, complete=()))) is unknown


def test_a_volume_that_another_driver_puts_somewhere_is_there() -> None:
    mount = {**volume_mount("disk"), "Driver": "persist", "Source": "/etc"}
    (item,) = facts({"Mounts": [mount]}, volume=[volume(None, "disk", Driver="persist")])["host_paths"]
    assert (item["path"], item["write"], item["certainty"]) == ("/etc", "code", "likely")


def test_where_another_driver_puts_a_volume_may_be_told_by_the_volume_alone() -> None:
    asked = {"Mounts": [], "HostConfig.Mounts": [{"Type": "volume", "Source": "disk", "Target": "/x"}]}
    (item,) = facts(asked, volume=[volume(None, "disk", Driver="persist", Mountpoint="/etc")])["host_paths"]
    assert (item["path"], item["write"], item["certainty"]) == ("/etc", "code", "likely")


@pytest.mark.parametrize(
    ("options", "unknown"),
    [
        ({"mountpoint": "/etc"}, True),
        ({"mountpoint": "<redacted text 1>"}, True),
        ({"mountpoint": {"unset": ["WHERE"]}}, True),
        ({"size": "10"}, False),
        (None, False),
        ({"x": None}, False),
    ],
)
def test_a_driver_whose_options_may_name_a_path_leaves_it_unknown(options: Document | None, *, unknown: bool) -> None:
    asked: Any = {"Mounts": [], "HostConfig.Mounts": [{"Type": "volume", "Source": "disk", "Target": "/x"}]}
    found = facts(asked, volume=[volume(options, "disk", Driver="persist")])
    assert ("host_paths" in reasons(found)) is unknown
    assert found["host_paths"] == []
    config: Document = {"Name": "persist", "Options": options}
    asked["HostConfig.Mounts"][0]["VolumeOptions"] = {"DriverConfig": config}
    assert ("host_paths" in reasons(facts(asked))) is unknown


def test_podman_writes_binds_for_volumes() -> None:
    told = {"info": sample("podman-5.4.2/info.json"), "version": sample("podman-5.4.2/version.json")}
    found = facts(None, "podman-5.4.2/container-caps.json", volume=[volume(None, "eco-vol")], **told)
    assert found["host_paths"] == []
    assert "host_paths" not in reasons(found)


def test_volumes_from_over_hops_and_round_in_circles() -> None:
    first = named("first", {"HostConfig.VolumesFrom": ["second"], "Mounts": DELETE})
    second = named("second", {"HostConfig.VolumesFrom": ["third:ro", "first"], "Mounts": DELETE})
    third = named("third", {"HostConfig.VolumesFrom": ["first"], "Mounts": DELETE, "HostConfig.Binds": ["/etc:/y"]})
    found = facts({"HostConfig.VolumesFrom": ["first"]}, others=[first, second, third])
    (item,) = found["host_paths"]
    assert (item["path"], item["via"], item["rw"]) == ("/etc", "volumes-from", False)
    assert item["source"] == ["/HostConfig/VolumesFrom/0"]


def test_what_mounts_shows_as_inherited_is_called_so() -> None:
    donor = named("donor", {"Mounts": [bind("/var/run/docker.sock", "/s")]})
    changes = {"HostConfig.VolumesFrom": ["donor"], "Mounts": [bind("/var/run/docker.sock", "/s"), bind("/etc")],
               "HostConfig.Binds": ["/etc:/x"]}  # fmt: skip
    found = facts(changes, others=[donor])
    assert [(item["path"], item["via"]) for item in found["host_paths"]] == [
        ("/run/docker.sock", "volumes-from"), ("/etc", "bind"),
    ]  # fmt: skip
    assert found["host_paths"][0]["source"] == ["/Mounts/0", "/HostConfig/VolumesFrom/0"]
    assert found["dood"][0]["source"] == found["host_paths"][0]["source"]


def test_volumes_of_a_container_that_was_not_collected_are_unknown() -> None:
    assert "host_paths" in reasons(facts({"HostConfig.VolumesFrom": ["gone"], "Mounts": []}, complete=()))
    # what was mounted stands in Mounts, inherited or not
    assert "host_paths" not in reasons(facts({"HostConfig.VolumesFrom": ["gone"], "Mounts": [bind("/srv")]}))


def test_a_mount_of_the_other_container_that_cannot_be_read_is_unknown() -> None:
    donor = named("donor", {"Mounts": [7, bind("/etc")]})
    found = facts({"HostConfig.VolumesFrom": ["donor"], "Mounts": []}, others=[donor])
    assert paths(found) == ["/etc"]
    assert "host_paths" in reasons(found)


@pytest.mark.parametrize(
    "changes",
    [
        {"HostConfig.Mounts": [{"Type": "bind", "Source": 7, "Target": "/x"}]},
        {"HostConfig.Mounts": [{"Type": "bind", "Target": "/x"}]},
        {"Mounts": None, "HostConfig": None},
        {"Mounts": DELETE, "HostConfig": {"Privileged": False}},
        {"Mounts": [None]},
        {"Mounts": [{"Type": "bind", "Destination": "/x"}]},
        {"Mounts": [{"Type": "new", "Source": "/etc", "Destination": "/x"}]},
        {"HostConfig.Binds": [7]},
        {"HostConfig.Mounts": ["x"]},
        {"HostConfig.VolumesFrom": "x"},
    ],
)
def test_what_cannot_be_read_is_unknown(changes: dict[str, Any]) -> None:
    assert "host_paths" in reasons(facts(changes))


@pytest.mark.parametrize(
    "mount",
    [
        {"Type": "tmpfs", "Destination": "/x"},
        {"Type": "image", "Source": "sha256:1", "Destination": "/x"},
        {"Type": "cluster", "Source": "csi", "Destination": "/x"},
    ],
)
def test_other_types_show_nothing_of_the_host(mount: Document) -> None:
    found = facts({"Mounts": [mount]})
    assert found["host_paths"] == []
    assert "host_paths" not in reasons(found)


@pytest.mark.parametrize(
    ("source", "dest"),
    [
        ("/tmp/link", "/s"),
        ("/var/tmp/x", "/s"),
        ("/dev/shm/x", "/s"),
        ("/srv/docker-socket", "/s"),
        ("/srv/app/php.sock", "/s"),
        ("/srv/x", "/app/engine.sock"),
        ("/run/mysqld/mysqld.sock", "/m"),
    ],
)
def test_a_possible_symbolic_link_is_unknown(source: str, dest: str) -> None:
    unknown = reasons(facts({"Mounts": [bind(source, dest)]}))
    for path in ("host_paths[0].write", "host_paths[0].read", "host_paths[0].areas", "dood"):
        assert "symbolic link" in unknown[path]


def test_what_may_be_a_link_is_at_least_what_it_is_called() -> None:
    found = facts({"Mounts": [bind("/opt/app/app.sock", "/s")]})
    unknown = reasons(found)
    assert found["host_paths"][0]["write"] == "later"
    assert "host_paths[0].write" not in unknown
    assert {"host_paths[0].read", "host_paths[0].areas", "dood"} <= unknown.keys()


def test_what_is_read_only_cannot_be_written_through_a_link_either() -> None:
    unknown = reasons(facts({"Mounts": [bind("/tmp/link", rw=False)]}))
    assert "host_paths[0].read" in unknown
    assert "host_paths[0].write" not in unknown


@pytest.mark.parametrize(
    "source",
    ["/srv/app/data", "/home/dev/project", "/data", "/tmp", "/tmp/.X11-unix", "/run/docker.sock", "/etc/ssl/certs",
     "/srv/websocket-app", "/srv/socks5.conf.d", "/run/dbus/system_bus_socket"],
)  # fmt: skip
def test_an_ordinary_bind_is_not_called_a_possible_link(source: str) -> None:
    unknown = reasons(facts({"Mounts": [bind(source)]}))
    assert not any("symbolic" in reason for reason in unknown.values())


def with_evidence(mount: Document, entries: list[Document]) -> Any:
    document = named("web", {"Mounts": [mount]})
    taken = snapshot(container=[document])
    taken.local = {document["Id"]: {"mounts": entries}}
    (inventory,) = project([taken])
    return next(subject.facts for subject in inventory.subjects if subject.name == "web")


@pytest.mark.parametrize(
    ("real", "path", "dood"),
    [
        ("/run/docker.sock", "/run/docker.sock", 1),
        ("/var/run/docker.sock", "/run/docker.sock", 1),
        ("/etc/cron.d", "/etc/cron.d", 0),
        ("/tmp/link", "/tmp/link", 0),
    ],
)
def test_local_evidence_says_what_a_link_is(real: str, path: str, dood: int) -> None:
    found = with_evidence(bind("/tmp/link", "/s"), [{"dest": "/s", "path": real, "fstype": "ext4", "rw": True}])
    (item,) = found["host_paths"]
    assert (item["path"], item["raw"]) == (path, "/tmp/link")
    assert len(found["dood"]) == dood
    assert not any("symbolic" in reason for reason in reasons(found).values())


@pytest.mark.parametrize(
    "entries",
    [[], [{"dest": "/s", "rw": True}], [{"dest": "/other", "path": "/x"}], [{"dest": "/s", "path": 7}], [None, 7]],
)
def test_evidence_that_says_nothing_leaves_a_link_unknown(entries: list[Any]) -> None:
    assert "dood" in reasons(with_evidence(bind("/tmp/link", "/s"), entries))


def test_any_bind_is_what_the_evidence_says() -> None:
    found = with_evidence(bind("/srv/app", "/s"), [{"dest": "/s", "path": "/etc", "rw": True}])
    assert found["host_paths"][0]["write"] == "code"


@pytest.mark.parametrize("also", [["/run/docker.sock"], ["/srv/x", "/run/docker.sock"], [7, "/run/docker.sock"]])
def test_a_place_with_several_paths_counts_as_the_weightiest(also: list[Any]) -> None:
    found = with_evidence(bind("/srv/app", "/s"), [{"dest": "/s", "path": "/srv/app", "also": also, "rw": True}])
    assert len(found["dood"]) == 1


@pytest.mark.parametrize(("rw", "recursive"), [(True, False), (False, True)])
def test_local_evidence_says_what_is_writable_below(*, rw: bool, recursive: bool) -> None:
    below = [{"dest": "/h", "path": "/", "rw": False}, {"dest": "/h/run", "path": "/run", "rw": rw}]
    assert with_evidence(bind("/", "/h", rw=False), below)["host_paths"][0]["ro_recursive"] is recursive


@pytest.mark.parametrize(
    ("engine", "more", "expected"),
    [
        ("docker-26.1.5", {}, True),
        ("docker-20.10.24", {}, False),
        ("podman-5.4.2", {}, False),
        ("docker-26.1.5", {"ReadOnlyNonRecursive": True}, False),
        ("docker-20.10.24", {"NonRecursive": True}, True),
        ("docker-26.1.5", {"ReadOnlyForceRecursive": True}, True),
        ("docker-26.1.5", {"ReadOnlyForceRecursive": True, "ReadOnlyNonRecursive": True}, False),
    ],
)
def test_read_only_below(engine: str, more: dict[str, bool], *, expected: bool) -> None:
    told = {"info": sample(f"{engine}/info.json"), "version": sample(f"{engine}/version.json")}
    asked = [{"Type": "bind", "Source": "/", "Target": "/h", "ReadOnly": True, "BindOptions": more}]
    changes = {"Mounts": [bind("/", "/h", rw=False)], "HostConfig.Mounts": asked, "HostConfig.Binds": None}
    (item,) = facts(changes, f"{engine}/container-default.json", **told)["host_paths"]
    assert item["ro_recursive"] is expected


def test_read_only_below_is_known_where_it_is_forced() -> None:
    asked: list[Document] = [{"Type": "bind", "Source": "/", "Target": "/x", "ReadOnly": True}]
    changes = {"Mounts": [bind("/", rw=False)], "HostConfig.Binds": None, "HostConfig.Mounts": asked}
    assert facts(changes, info=None, version=None)["host_paths"][0]["ro_recursive"] is None
    asked[0]["BindOptions"] = {"ReadOnlyForceRecursive": True}
    assert facts(changes, info=None, version=None)["host_paths"][0]["ro_recursive"] is True


def test_read_only_below_is_asked_only_where_something_lies_below() -> None:
    assert facts({"Mounts": [bind("/etc", rw=False)]})["host_paths"][0]["ro_recursive"] is None
    assert facts({"Mounts": [bind("/", rw=True)]})["host_paths"][0]["ro_recursive"] is None
    without = facts({"Mounts": [bind("/", rw=False)]}, info=None, version=None)
    assert "host_paths[0].ro_recursive" in reasons(without)


@pytest.mark.parametrize(
    ("value", "path", "via"),
    [
        ("C:\\data:C:\\x", "C:\\data", "bind"),
        ("c:/:c:/host:ro", "C:\\", "bind"),
        ("\\\\.\\pipe\\docker_engine:\\\\.\\pipe\\docker_engine", "\\\\.\\pipe\\docker_engine", "pipe"),
        ("//./pipe/docker_engine://./pipe/docker_engine", "\\\\.\\pipe\\docker_engine", "pipe"),
    ],
)
def test_windows_binds(value: str, path: str, via: str) -> None:
    (item,) = facts({"HostConfig.Binds": [value]})["host_paths"]
    assert (item["path"], item["via"]) == (path, via)


def test_a_pipe_in_mounts() -> None:
    mount = {"Type": "npipe", "Source": "\\\\.\\pipe\\DOCKER_engine", "Destination": "\\\\.\\pipe\\docker_engine"}
    found = facts({"Mounts": [mount]})
    assert found["host_paths"][0]["via"] == "pipe"
    assert (found["dood"][0]["how"], found["dood"][0]["engine"]) == ("pipe", "docker")


def test_docker_desktop_shows_one_mount_under_two_names() -> None:
    changes = {"Mounts": [bind("/run/host-services/docker.proxy.sock", "/var/run/docker.sock")],
               "HostConfig.Binds": ["/var/run/docker.sock:/var/run/docker.sock"]}  # fmt: skip
    found = facts(changes)
    assert len(found["host_paths"]) == 1
    assert found["dood"][0]["controls"] == "account"


def test_what_lies_in_run_is_there_for_certain() -> None:
    (item,) = facts({"Mounts": [bind("/run/udev")]})["host_paths"]
    assert (item["write"], item["certainty"]) == ("run", "certain")


def test_a_socket_of_an_engine_is_no_area() -> None:
    (item,) = facts({"Mounts": [bind("/var/run/docker.sock")]})["host_paths"]
    assert (item["areas"], item["write"], item["certainty"], item["raw"]) == (
        [],
        None,
        "certain",
        "/var/run/docker.sock",
    )


def test_propagation() -> None:
    (item,) = facts({"Mounts": [bind("/srv", Propagation="rshared")]})["host_paths"]
    assert item["propagation"] == "rshared"
    (item,) = facts({"HostConfig.Binds": ["/srv:/x:ro,rslave"]})["host_paths"]
    assert item["propagation"] == "rslave"


def test_real_documents() -> None:
    for engine in ("docker-20.10.24", "docker-26.1.5", "docker-28.5.2", "podman-4.3.1", "podman-5.4.2", "podman-5.8.6"):
        told = {"info": sample(f"{engine}/info.json"), "version": sample(f"{engine}/version.json")}
        found = facts(None, f"{engine}/container-socket.json", **told)
        assert min(item["path"] for item in found["host_paths"]) == "/"
        assert all(len(item["source"]) == 2 for item in found["host_paths"])
        assert facts(None, f"{engine}/container-default.json", **told)["host_paths"] == []


@pytest.mark.parametrize(
    ("path", "version", "expected"),
    [
        ("/sys/fs/cgroup", "1", False), ("/sys/fs/cgroup", "2", None), ("/sys/fs/cgroup/memory", "1", None),
        ("/sys", "1", False), ("/sys", "2", False), ("/sys/fs", "2", False), ("/sys/kernel", "1", None),
    ],
)  # fmt: skip
def test_trees_of_cgroups_lie_below_a_read_only_mount(path: str, version: str, *, expected: bool | None) -> None:
    told = sample("docker-20.10.24/info.json") | {"CgroupVersion": version}
    more = {"info": told, "version": sample("docker-20.10.24/version.json")}
    (item,) = facts({"Mounts": [bind(path, "/s", rw=False)]}, "docker-20.10.24/container-default.json", **more)[
        "host_paths"
    ]
    assert item["ro_recursive"] is expected
    assert item["write"] is None


@pytest.mark.parametrize(
    ("engine", "path", "more", "expected"),
    [
        ("docker-20.10.24", "/", {}, "proc"),
        ("docker-20.10.24", "/proc/1/root", {}, "proc"),
        ("docker-20.10.24", "/", {"NonRecursive": True}, None),
        ("docker-20.10.24", "/home", {}, None),
        ("docker-26.1.5", "/", {}, None),
        ("docker-26.1.5", "/", {"ReadOnlyNonRecursive": True}, "proc"),
        ("podman-5.4.2", "/", {}, "proc"),
    ],
)
def test_what_a_read_only_root_leaves_writable(
    engine: str, path: str, more: dict[str, bool], expected: str | None
) -> None:
    told = {"info": sample(f"{engine}/info.json"), "version": sample(f"{engine}/version.json")}
    asked = [{"Type": "bind", "Source": path, "Target": "/h", "ReadOnly": True, "BindOptions": more}]
    changes = {"Mounts": [bind(path, "/h", rw=False)], "HostConfig.Mounts": asked, "HostConfig.Binds": None}
    found = facts(changes, f"{engine}/container-default.json", **told)
    assert found["host_paths"][0]["write"] == expected
    assert "host_paths[0].write" not in reasons(found)


def test_what_a_read_only_root_leaves_writable_is_unknown_without_the_versions() -> None:
    found = facts({"Mounts": [bind("/", rw=False)]}, info=None, version=None)
    assert "versions" in reasons(found)["host_paths[0].write"]
    assert "host_paths[0].write" not in reasons(facts({"Mounts": [bind("/")]}, info=None, version=None))


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ({"dest": "/h/proc", "path": "/proc", "rw": True}, "proc"),
        ({"dest": "/h/proc", "path": "/proc", "rw": False}, None),
        ({"dest": "/h/mnt", "path": "/mnt", "rw": True}, None),
    ],
)
def test_local_evidence_says_whether_the_kernel_is_writable_below(below: Document, expected: str | None) -> None:
    entries = [{"dest": "/h", "path": "/", "rw": False}, below]
    found = with_evidence(bind("/", "/h", rw=False), entries)
    assert found["host_paths"][0]["write"] == expected
    assert "host_paths[0].write" not in reasons(found)


@pytest.mark.parametrize(
    ("options", "rw", "recursive", "write"),
    [
        ({"type": "none", "o": "bind,ro", "device": "/"}, True, True, None),
        ({"type": "none", "o": "rbind,ro", "device": "/"}, True, False, "proc"),
        ({"type": "none", "o": "rbind,ro", "device": "/"}, False, True, None),
        ({"type": "none", "o": "rbind", "device": "/"}, False, True, None),
        ({"type": "none", "o": "bind", "device": "/"}, True, None, "root"),
        ({"type": "overlay", "o": "lowerdir=/,upperdir=/srv/u,workdir=/srv/w", "device": "overlay"}, True, True, None),
    ],
)
def test_mounts_below_the_device_of_a_volume(
    options: dict[str, str], *, rw: bool, recursive: bool | None, write: str | None
) -> None:
    found = facts({"Mounts": [volume_mount("data", rw=rw)]}, volume=[volume(options)])
    item = found["host_paths"][0]
    assert (item["ro_recursive"], item["write"]) == (recursive, write)


@pytest.mark.parametrize(("o", "certainty"), [("bind", "hint"), ("rbind", "certain")])
def test_run_is_not_in_a_volume_without_the_mounts_below(o: str, certainty: str) -> None:
    options = {"type": "none", "o": o, "device": "/"}
    (way,) = facts({"Mounts": [volume_mount("data")]}, volume=[volume(options)])["dood"]
    assert way["certainty"] == certainty


def test_what_is_mounted_below_may_be_left_out() -> None:
    asked = [{"Type": "bind", "Source": "/", "Target": "/x", "BindOptions": {"NonRecursive": True}}]
    (item,) = facts({"Mounts": [bind("/")], "HostConfig.Mounts": asked})["host_paths"]
    assert item["recursive"] is False
    assert "recursive" not in facts({"Mounts": [bind("/")]})["host_paths"][0]
