"""A finding's remedy as lines that people paste."""

import shlex
from typing import Any

import pytest
import yaml

from inspector.evaluate.remedy import applied, change, typed

REMOVE = {"remove": "source"}
DOCUMENT: dict[str, Any] = {
    "HostConfig": {
        "Privileged": True, "PidMode": "host", "NetworkMode": "host", "CapAdd": ["CAP_SYS_ADMIN", "NET_ADMIN"],
        "SecurityOpt": ["seccomp=unconfined"], "Binds": ["/:/host:ro"], "MaskedPaths": [], "ReadonlyPaths": [],
        "Devices": [{"PathOnHost": "/dev/sda", "PathInContainer": "/dev/x", "CgroupPermissions": "r"}],
    },
    "Mounts": [
        {"Type": "bind", "Source": "/", "Destination": "/host", "RW": False},
        {"Type": "volume", "Name": "data", "Source": "/var/lib/docker/volumes/data/_data", "Destination": "/d", "RW": True},  # noqa: E501 a document
    ],
    "Config": {"Env": ["DOCKER_HOST=tcp://10.0.0.1:2375"]},
}  # fmt: skip


@pytest.mark.parametrize(
    ("source", "run", "compose"),
    [
        ("/HostConfig/Privileged", "- --privileged", "- privileged: true"),
        ("/HostConfig/PidMode", "- --pid host", "- pid: host"),
        ("/HostConfig/NetworkMode", "- --network host", "- network_mode: host"),
        ("/HostConfig/CapAdd/0", "- --cap-add CAP_SYS_ADMIN", "- cap_add: ['CAP_SYS_ADMIN']"),
        ("/HostConfig/SecurityOpt/0", "- --security-opt seccomp=unconfined", "- security_opt: ['seccomp=unconfined']"),
        ("/HostConfig/Devices/0", "- --device /dev/sda:/dev/x:r", "- devices: ['/dev/sda:/dev/x:r']"),
        ("/Mounts/0", "- -v /:/host:ro", "- volumes: ['/:/host:ro']"),
        ("/Mounts/1", "- -v data:/d", "- volumes: ['data:/d']"),
        ("/Config/Env/0", "- -e DOCKER_HOST", "- environment: ['DOCKER_HOST']"),
        ("/HostConfig/MaskedPaths", "- --security-opt systempaths=unconfined", "- security_opt: ['systempaths=unconfined']"),  # noqa: E501 a table
    ],
)  # fmt: skip
def test_lines(source: str, run: str, compose: str) -> None:
    assert change(DOCUMENT, [source], REMOVE) == {"run": [run], "compose": [compose]}


def test_a_mount_that_stands_twice_is_one_line() -> None:
    lines = change(DOCUMENT, ["/Mounts/0", "/HostConfig/Binds/0"], REMOVE)
    assert lines is not None
    assert lines["run"] == ["- -v /:/host:ro"]


@pytest.mark.parametrize(
    ("bind", "target"),
    [("C:\\Users:/c:ro", "/c"), ("/etc:/a/../e", "/e"), ("/etc:/d//s/", "/d/s")],
    ids=["drive", "dots", "slashes"],
)
def test_a_mount_stands_twice_however_its_path_was_typed(bind: str, target: str) -> None:
    mount = {"Type": "bind", "Source": "/etc", "Destination": target, "RW": True}
    lines = change({"HostConfig": {"Binds": [bind]}, "Mounts": [mount]}, ["/Mounts/0", "/HostConfig/Binds/0"], REMOVE)
    assert lines is not None
    assert len(lines["run"]) == 1


MOUNTED: dict[str, Any] = {
    "HostConfig": {
        "Binds": ["/:/host:ro,rslave", "/etc/my dir:/e"], "VolumesFrom": ["base:ro"],
        "Mounts": [{"Type": "bind", "Source": "/run/docker.sock", "Target": "/s", "ReadOnly": True}],
        "DeviceCgroupRules": ["b *:* rwm"],
    },
    "Mounts": [
        {"Type": "bind", "Source": "/", "Destination": "/host", "RW": False},
        {"Type": "bind", "Source": "/run/docker.sock", "Destination": "/s", "RW": False},
        {"Type": "bind", "Source": "/run/docker.sock", "Destination": "/inherited", "RW": False},
        {"Type": "bind", "Source": "/etc/my dir", "Destination": "/e", "RW": True},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("source", "run", "compose"),
    [
        (["/Mounts/0", "/HostConfig/Binds/0"], "- -v /:/host:ro,rslave", "- volumes: ['/:/host:ro,rslave']"),
        (["/Mounts/0"], "- -v /:/host:ro", "- volumes: ['/:/host:ro']"),
        (["/Mounts/1", "/HostConfig/Mounts/0"], "- --mount type=bind,source=/run/docker.sock,target=/s,readonly", "- volumes: [{type: bind, source: /run/docker.sock, target: /s, read_only: true}]"),  # noqa: E501 a table
        (["/Mounts/2", "/HostConfig/VolumesFrom/0"], "- --volumes-from base:ro", "- volumes_from: ['base:ro']"),
        (["/Mounts/3", "/HostConfig/Binds/1"], "- -v '/etc/my dir:/e'", "- volumes: ['/etc/my dir:/e']"),
        (["/HostConfig/DeviceCgroupRules/0"], "- --device-cgroup-rule 'b *:* rwm'", "- device_cgroup_rules: ['b *:* rwm']"),  # noqa: E501 a table
    ],
)  # fmt: skip
def test_a_line_is_what_was_asked_for_and_can_be_typed(source: list[str], run: str, compose: str) -> None:
    assert change(MOUNTED, source, REMOVE) == {"run": [run], "compose": [compose]}


def test_own_and_inherited_mounts_are_both_told() -> None:
    lines = change(MOUNTED, ["/Mounts/1", "/HostConfig/Mounts/0", "/Mounts/2", "/HostConfig/VolumesFrom/0"], REMOVE)
    assert lines is not None
    assert lines["run"] == [
        "- --mount type=bind,source=/run/docker.sock,target=/s,readonly",
        "- --volumes-from base:ro",
    ]


def test_a_volume_of_a_project_is_named_as_its_file_does() -> None:
    document = {
        "HostConfig": {"Binds": ["shop_sock:/s", "other_sock:/o"], "CapAdd": ["shop_sock"]},
        "Config": {"Labels": {"com.docker.compose.project": "shop"}},
    }
    lines = change(document, ["/HostConfig/Binds/0", "/HostConfig/Binds/1", "/HostConfig/CapAdd/0"], REMOVE)
    assert lines == {
        "run": ["- -v shop_sock:/s", "- -v other_sock:/o", "- --cap-add shop_sock"],
        "compose": ["- volumes: ['sock:/s']", "- volumes: ['other_sock:/o']", "- cap_add: ['shop_sock']"],
    }


def test_a_line_for_a_compose_file_is_yaml() -> None:
    texts = ["it's", "back\\slash", '"double"', "#no comment: {}"]
    lines = change({"HostConfig": {"Binds": texts}}, [f"/HostConfig/Binds/{at}" for at in range(4)], REMOVE)
    assert lines is not None
    assert [yaml.safe_load(line.removeprefix("- ")) for line in lines["compose"]] == [
        {"volumes": [one]} for one in texts
    ]


def test_added_settings() -> None:
    remedy = {"add": {"security_opt": ["no-new-privileges:true"]}}
    assert change({}, [], remedy) == {
        "run": ["+ --security-opt no-new-privileges:true"],
        "compose": ["+ security_opt: ['no-new-privileges:true']"],
    }
    assert applied({}, [], remedy, {})["HostConfig"]["SecurityOpt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize(
    "source", [[], ["/Path"], ["/HostConfig/CapAdd/9"], ["/HostConfig/Devices"], ["/Nowhere/0"], [""]]
)
def test_what_has_no_words_makes_no_line(source: list[str]) -> None:
    document: dict[str, Any] = DOCUMENT if source != ["/HostConfig/Devices"] else {"HostConfig": None}
    assert change(document, source, REMOVE) is None


def test_nothing_raises_on_hostile_documents() -> None:
    documents: list[dict[str, Any]] = [
        {},
        {"HostConfig": []},
        {"Mounts": [None]},
        {"Mounts": {"0": 1}},
        {"HostConfig": {"CapAdd": {"0": 1}}},
    ]
    for document in documents:
        change(document, ["/Mounts/0", "/HostConfig/CapAdd/0", "/HostConfig/Privileged"], REMOVE)


def test_the_document_itself_is_left_alone() -> None:
    made = applied(
        DOCUMENT, ["/HostConfig/CapAdd/0", "/Mounts/0", "/HostConfig/Binds/0", "/HostConfig/PidMode"], REMOVE, {}
    )
    assert made["HostConfig"]["CapAdd"] == ["NET_ADMIN"]
    assert (made["HostConfig"]["Binds"], made["HostConfig"]["PidMode"]) == ([], "")
    assert len(DOCUMENT["Mounts"]) == 2


def test_a_secret_of_a_container_stands_in_no_line() -> None:
    secret = "hunter2"  # noqa: S105 made up
    options = {"Labels": {"a": secret}, "DriverConfig": {"Name": secret, "Options": {"o": f"password={secret}"}}}
    document = {
        "HostConfig": {
            "Binds": [f"/etc:/e:ro,password={secret}"],
            "Mounts": [{"Type": "volume", "Source": "v", "Target": "/v", "VolumeOptions": options, "x": secret}],
            "Devices": [{"PathOnHost": "/dev/sda", "PathInContainer": "/dev/a", "x": secret}],
        },
        "Mounts": [{"Type": "bind", "Source": "/etc", "Destination": "/e", "Mode": secret, "x": secret}],
        "Config": {"Env": [f"DOCKER_HOST=tcp://me:{secret}@10.0.0.1:2375"]},
    }  # fmt: skip
    places = ("/HostConfig/Binds/0", "/HostConfig/Mounts/0", "/HostConfig/Devices/0", "/Mounts/0", "/Config/Env/0")
    for place in places:
        lines = change(document, [place], REMOVE)
        assert lines is not None
        assert secret not in str(lines)


def lines_of(pointer: str, host: Any, **more: Any) -> tuple[str, Any] | None:
    """The flag, and what the line of a compose file says, read as YAML."""
    lines = change({"HostConfig": host} | more, [pointer], REMOVE)
    if lines is None:
        return None
    (run,), (line,) = lines["run"], lines["compose"]
    return run.removeprefix("- "), yaml.safe_load(line.removeprefix("- "))


@pytest.mark.parametrize(
    ("entry", "flag", "told"),
    [
        (
            {
                "Type": "bind",
                "Source": "/",
                "Target": "/host",
                "ReadOnly": True,
                "BindOptions": {"Propagation": "rslave"},
            },
            "type=bind,source=/,target=/host,readonly,bind-propagation=rslave",
            {"type": "bind", "source": "/", "target": "/host", "read_only": True, "bind": {"propagation": "rslave"}},
        ),
        (
            {
                "Type": "bind",
                "Source": "/",
                "Target": "/h",
                "BindOptions": {"NonRecursive": True, "Propagation": "evil"},
            },
            "type=bind,source=/,target=/h,bind-recursive=disabled",
            {"type": "bind", "source": "/", "target": "/h", "bind": {"recursive": "disabled"}},
        ),
        (
            {"Type": "bind", "Source": "/etc", "Target": "/a:b"},
            "type=bind,source=/etc,target=/a:b",
            {"type": "bind", "source": "/etc", "target": "/a:b"},
        ),
        (
            {"Type": "bind", "Source": "/etc", "Target": '/a,b "q"'},
            'type=bind,source=/etc,"target=/a,b ""q"""',
            {"type": "bind", "source": "/etc", "target": '/a,b "q"'},
        ),
        (
            {"Type": "volume", "Source": "data", "Target": "/d"},
            "type=volume,source=data,target=/d",
            {"type": "volume", "source": "data", "target": "/d"},
        ),
    ],
)
def test_a_mount_with_options_loses_none(entry: dict[str, Any], flag: str, told: Any) -> None:
    found = lines_of("/HostConfig/Mounts/0", {"Mounts": [entry]})
    assert found is not None
    assert shlex.split(found[0]) == ["--mount", flag]
    assert found[1] == {"volumes": [told]}


@pytest.mark.parametrize(
    ("mount", "flag", "told"),
    [
        ({"Destination": "/a:b"}, ["--mount", "type=bind,source=/etc,target=/a:b"], {"type": "bind", "target": "/a:b"}),
        ({"Destination": "/a,b"}, ["-v", "/etc:/a,b"], None),
        ({"Propagation": "rshared", "RW": False}, ["-v", "/etc:/d:ro,rshared"], None),
        ({"Propagation": "rprivate"}, ["-v", "/etc:/d"], None),
    ],
)
def test_a_mount_that_the_engine_tells_of(mount: dict[str, Any], flag: list[str], told: Any) -> None:
    found = lines_of("/Mounts/0", {}, Mounts=[{"Type": "bind", "Source": "/etc", "Destination": "/d"} | mount])
    assert found is not None
    assert shlex.split(found[0]) == flag
    assert found[1] == {"volumes": [flag[1] if told is None else {"source": "/etc", **told}]}


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ({"MaskedPaths": [], "ReadonlyPaths": []}, True),
        ({"MaskedPaths": []}, False),
        ({"MaskedPaths": [], "ReadonlyPaths": ["/proc/sys"]}, False),
        ({"MaskedPaths": ["/proc/kcore"], "ReadonlyPaths": []}, False),
        ({"MaskedPaths": None, "ReadonlyPaths": None}, False),
    ],
)
def test_lists_of_paths_have_an_option_only_when_both_are_empty(host: dict[str, Any], said: bool) -> None:  # noqa: FBT001 a table
    assert (
        change({"HostConfig": host}, ["/HostConfig/MaskedPaths", "/HostConfig/ReadonlyPaths"], REMOVE) is None
    ) != said


@pytest.mark.parametrize("mark", ["=", ":"])
@pytest.mark.parametrize("profile", ['{"defaultAction":"SCMP_ACT_ALLOW"}', " {" + "x" * 50_000, "<redacted text 0>"])
def test_a_profile_is_named_not_recited(profile: str, mark: str) -> None:
    lines = change({"HostConfig": {"SecurityOpt": [f"seccomp{mark}{profile}"]}}, ["/HostConfig/SecurityOpt/0"], REMOVE)
    assert lines == {
        "run": ["- --security-opt seccomp=PROFILE.json"],
        "compose": ["- security_opt: ['seccomp=PROFILE.json']"],
    }


def test_a_profile_by_its_path_is_said_as_it_is() -> None:
    lines = change({"HostConfig": {"SecurityOpt": ["seccomp=/p.json"]}}, ["/HostConfig/SecurityOpt/0"], REMOVE)
    assert lines is not None
    assert lines["run"] == ["- --security-opt seccomp=/p.json"]


def test_a_value_is_yaml_behind_its_key() -> None:
    host = {"NetworkMode": "container:x # comment", "PidMode": "container:abc"}
    found = lines_of("/HostConfig/NetworkMode", host)
    assert found == ("--network 'container:x # comment'", {"network_mode": "container:x # comment"})
    lines = change({"HostConfig": host}, ["/HostConfig/PidMode"], REMOVE)
    assert lines is not None
    assert lines["compose"] == ["- pid: container:abc"]


NNP = {"remove": "source", "add": {"security_opt": ["no-new-privileges:true"]}}


@pytest.mark.parametrize(
    ("given", "source", "run", "beside"),
    [
        (["no-new-privileges=false"], [0], ["- no-new-privileges=false", "+ no-new-privileges:true"], False),
        (["no-new-privileges:false"], [0], ["- no-new-privileges:false", "+ no-new-privileges:true"], False),
        (["no-new-privileges", "no-new-privileges=0"], [1], ["- no-new-privileges=0"], False),
        (["label=disable"], [], ["+ no-new-privileges:true"], True),
        ([], [], ["+ no-new-privileges:true"], False),
        (None, [], ["+ no-new-privileges:true"], False),
    ],
)
def test_what_is_switched_off_is_taken_out_first(given: Any, source: list[int], run: list[str], beside: bool) -> None:  # noqa: FBT001 a table
    pointers = [f"/HostConfig/SecurityOpt/{one}" for one in source] or ["/HostConfig/SecurityOpt"]
    lines = change({"HostConfig": {"SecurityOpt": given}, "Compose": {}}, pointers, NNP)
    assert lines is not None
    assert [line.replace("--security-opt ", "") for line in lines["run"]] == run
    assert any("to the list that is there" in line for line in lines["compose"]) == beside
    assert all(yaml.safe_load(line.lstrip("+- ")) for line in lines["compose"])


def test_of_a_file_that_is_not_seen_nothing_is_said() -> None:
    """All containers without the option then have the same change, which a report says once."""
    one, other = (change({"HostConfig": {"SecurityOpt": given}}, [], NNP) for given in (["label=disable"], None))
    assert one == other


@pytest.mark.parametrize(
    ("kind", "labels", "said"),
    [
        ("container", {}, True),
        ("compose", {}, True),
        ("container", {"com.docker.swarm.service.id": "x"}, False),
        ("service", {}, False),
        ("plugin", {}, False),
    ],
)
def test_only_what_is_run_or_composed_has_such_settings(kind: str, labels: Any, said: bool) -> None:  # noqa: FBT001 a table
    assert typed(kind, {"Config": {"Labels": labels}}) == said
