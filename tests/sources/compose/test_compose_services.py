"""A service becomes the container that `docker compose up` would create."""

from pathlib import Path
from typing import Any

import pytest

from inspector.sources.compose.document import Draft
from inspector.sources.compose.interpolate import Interpolation, read_env
from inspector.sources.compose.mounts import volume_documents
from inspector.sources.compose.networks import network_documents
from inspector.sources.compose.project import Project, load
from inspector.sources.compose.service import service_draft
from inspector.sources.compose.tree import TreeError


def project(folder: Path, text: str, name: str = "compose.yaml", **files: str) -> Project:
    (folder / name).write_text(text)
    for other, content in files.items():
        (folder / other.replace("__", ".")).write_text(content)
    return load(folder / name)


def draft(folder: Path, body: str, rest: str = "") -> Draft:
    lines = "\n".join("    " + line for line in body.strip().splitlines())
    made = project(folder, f"name: shop\nservices:\n  web:\n{lines}\n{rest}")
    return service_draft(made, "web", made.services["web"])


def at(document: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        document = document[int(part) if isinstance(document, list) else part.replace("~1", "/")]
    return document


@pytest.mark.parametrize(
    ("body", "pointer", "wanted"),
    [
        ("privileged: true", "/HostConfig/Privileged", True),
        ("privileged: yes", "/HostConfig/Privileged", True),
        ("privileged: 'true'", "/HostConfig/Privileged", True),
        ("privileged: off", "/HostConfig/Privileged", False),
        ("image: x", "/HostConfig/Privileged", False),
        ("privileged: true", "/HostConfig/MaskedPaths", None),
        ("cap_add: [sys_admin, ALL]", "/HostConfig/CapAdd", ["sys_admin", "ALL"]),
        ("pid: host", "/HostConfig/PidMode", "host"),
        ("pid: service:db", "/HostConfig/PidMode", "container:shop/db"),
        ("network_mode: service:db", "/HostConfig/NetworkMode", "container:shop/db"),
        ("network_mode: host", "/HostConfig/NetworkMode", "host"),
        ("image: x", "/HostConfig/NetworkMode", "shop_default"),
        ("user: 1000", "/Config/User", "1000"),
        ("environment: [A=1, B]", "/Config/Env", ["A=1", "B"]),
        ("environment: {A: 1, B: , C: 'x=y'}", "/Config/Env", ["A=1", "B", "C=x=y"]),
        ("security_opt: ['seccomp:unconfined']", "/HostConfig/SecurityOpt", ["seccomp:unconfined"]),
        ("command: sh -c 'a b'", "/Config/Cmd", ["sh", "-c", "a b"]),
        ("entrypoint: [dockerd]\ncommand: [-H, 'tcp://0.0.0.0:2375']", "/Path", "dockerd"),
        ("entrypoint: [dockerd]\ncommand: [-H, 'tcp://0.0.0.0:2375']", "/Args", ["-H", "tcp://0.0.0.0:2375"]),
        ("mem_limit: 64m", "/HostConfig/Memory", 64 << 20),
        ("deploy: {resources: {limits: {memory: 1gb, cpus: '0.5', pids: 9}}}", "/HostConfig/NanoCpus", 500_000_000),
        ("deploy: {resources: {limits: {memory: 1gb, cpus: '0.5', pids: 9}}}", "/HostConfig/Memory", 1 << 30),
        ("restart: on-failure:3", "/HostConfig/RestartPolicy", {"Name": "on-failure", "MaximumRetryCount": 3}),
        ("devices: ['/dev/sda:/dev/x:r', /dev/kvm]", "/HostConfig/Devices/0/CgroupPermissions", "r"),
        ("devices: ['/dev/sda:/dev/x:r', /dev/kvm]", "/HostConfig/Devices/1/PathInContainer", "/dev/kvm"),
        ("gpus: all", "/HostConfig/DeviceRequests/0/Count", -1),
        ("ports: ['127.0.0.1:80:8080/udp']", "/HostConfig/PortBindings/8080~1udp", [{"HostIp": "127.0.0.1", "HostPort": "80"}]),  # noqa: E501 a table
        ("ports: ['22:22']", "/HostConfig/PortBindings/22~1tcp", [{"HostIp": "", "HostPort": "22"}]),
        ("ports: [{target: 80, published: '8080', host_ip: '::1'}]", "/HostConfig/PortBindings/80~1tcp/0/HostIp", "::1"),  # noqa: E501 a table
        ("ports: ['9000-9001:80-81']", "/HostConfig/PortBindings/81~1tcp/0/HostPort", "9001"),
        ("volumes_from: ['db:ro', 'container:x']", "/HostConfig/VolumesFrom", ["shop/db:ro", "x"]),
        ("use_api_socket: true", "/Mounts/0/Source", "/var/run/docker.sock"),
        ("volumes: ['/var/run/docker.sock:/s:ro']", "/Mounts/0/RW", False),
        ("volumes: ['/:/host']", "/Mounts/0/Source", "/"),
        ("volumes: ['./data:/data']", "/Mounts/0/Source", "/srv/shop/data"),
        ("volumes: ['../common:/data']", "/Mounts/0/Source", "/srv/common"),
        ("volumes: ['..:/data']", "/Mounts/0/Source", "/srv/srv"),
        ("volumes: ['../../../etc:/data']", "/Mounts/0/Source", None),
        ("volumes: ['../..:/data']", "/Mounts/0/Source", None),
        (f"volumes: ['{'../' * 30}etc:/data']", "/Mounts/0/Source", "/etc"),
        (f"volumes: ['{'../' * 30}:/data']", "/Mounts/0/Source", "/"),
        ("volumes: ['~/.docker:/data']", "/Mounts/0/Source", "/home/user/.docker"),
        ("volumes: ['C:\\\\data:/data']", "/Mounts/0/Source", "C:\\\\data"),
        ("volumes: ['//var/run/docker.sock:/s']", "/Mounts/0/Source", "//var/run/docker.sock"),
        ("volumes: [/data]", "/Mounts/0/Type", "volume"),
        ("volumes: ['db:/data:ro']", "/Mounts/0/Name", "shop_db"),
        ("volumes: [{type: bind, source: /etc, target: /e, read_only: true}]", "/Mounts/0/RW", False),
        ("volumes: [{type: bind, source: /etc, target: /e, bind: {propagation: shared}}]", "/Mounts/0/Propagation", "shared"),  # noqa: E501 a table
        ("extra_hosts: ['h:host-gateway']", "/HostConfig/ExtraHosts", ["h:host-gateway"]),
        ("healthcheck: {disable: true}", "/Config/Healthcheck/Test", ["NONE"]),
        ("post_start: [{command: x, privileged: true}]", "/Compose/hooks/0/privileged", True),
        ("pre_start: [{image: y, privileged: true}]", "/Compose/hooks/0/when", "pre_start"),
        ("labels: [a=b]", "/Config/Labels/a", "b"),
        ("networks: {back: {aliases: [db]}}", "/NetworkSettings/Networks/shop_back/Aliases", ["web", "db"]),
    ],
)  # fmt: skip
def test_fields(tmp_path: Path, body: str, pointer: str, wanted: Any) -> None:
    assert at(draft(tmp_path, body).document, pointer) == wanted


def test_places(tmp_path: Path) -> None:
    made = draft(tmp_path, "privileged: true\nvolumes:\n  - /a:/a\n  - /b:/b")
    file = tmp_path / "compose.yaml"
    assert made.places["/HostConfig/Privileged"] == f"{file}:4:5"
    assert made.places["/Mounts/1"] == f"{file}:7:9"


@pytest.mark.parametrize(
    ("body", "pointer", "reason"),
    [
        ("privileged: ${P}", "/HostConfig/Privileged", "the variable P has neither value nor default"),
        ("privileged: maybe", "/HostConfig/Privileged", "privileged is neither true nor false"),
        ("volumes: ['${D}:/data']", "/Mounts/0/Source", "the variable D has neither value nor default"),
        ("volumes: ['../../../etc:/data']", "/Mounts/0/Source", "../../../etc climbs out of the project's folder"),
        ("user: $U", "/Config/User", "the variable U has neither value nor default"),
        ("environment: [DOCKER_HOST]", "/Config/Env/0", "the value of DOCKER_HOST is not in the file"),
        ("security_opt: [seccomp=no.json]", "/HostConfig/SecurityOpt/0", "the seccomp profile no.json was not read"),
        ("env_file: no.env", "/Config/User", "env_file no.env"),
        ("networks: ['${N}', back]", "/NetworkSettings/Networks/", "the variable N has neither value nor default"),
        ("networks: ['${N}']", "/HostConfig/NetworkMode", "the variable N has neither value nor default"),
        ("networks: {back: {aliases: ['${A}']}}", "/Config/User", "the variable A has neither value nor default"),
    ],
)
def test_what_is_not_known_is_a_gap(tmp_path: Path, body: str, pointer: str, reason: str) -> None:
    made = draft(tmp_path, body)
    assert at(made.document, pointer) in (None, "", "DOCKER_HOST")
    assert any(gap["reason"].startswith(reason) for gap in made.gaps), made.gaps


def test_a_path_that_climbs_within_its_checkout_stays_below_srv(tmp_path: Path) -> None:
    folder = tmp_path / "deploy" / "shop"
    folder.mkdir(parents=True)
    body = "volumes: ['../../data:/a', '../..:/b', '../../../etc:/c']"
    assert [one["Source"] for one in draft(folder, body).document["Mounts"]] == [None, None, None]
    (tmp_path / ".git").write_text("gitdir: elsewhere")
    made = draft(folder, body)
    assert [one["Source"] for one in made.document["Mounts"]] == ["/srv/data", "/srv/shop", None]
    assert len(made.gaps) == 1


def test_networks_that_are_known_stand_beside_one_that_is_not(tmp_path: Path) -> None:
    document = draft(tmp_path, "networks: ['${N}', back]").document
    assert list(document["NetworkSettings"]["Networks"]) == ["shop_back", ""]
    assert document["HostConfig"]["NetworkMode"] == "shop_back"
    assert list(draft(tmp_path, "networks: ['${N}']").document["NetworkSettings"]["Networks"]) == [""]
    assert list(draft(tmp_path, "networks: []").document["NetworkSettings"]["Networks"]) == ["shop_default"]


def test_values_of_others_are_no_gap(tmp_path: Path) -> None:
    assert draft(tmp_path, "environment: {DB_PASSWORD: '${DB_PASSWORD}'}\nlabels: {a: $B}").gaps == []


@pytest.mark.parametrize(
    ("text", "wanted", "unset"),
    [
        ("$A-${A}", "1-1", []), ("${B:-x}", "x", []), ("${E:-x}", "x", []), ("${E-x}", "", []), ("${B-${A}}", "1", []),
        ("${A:+y}", "y", []), ("${B:+y}", "", []), ("${B:?oh}", "", ["B"]), ("$$A", "$A", []), ("${B}", "", ["B"]),
        ("a$", "a$", []), ("${", "${", []), ("$1", "$1", []), ("${B:-${C:-z}}", "z", []),
    ],
)  # fmt: skip
def test_interpolation(text: str, wanted: str, unset: list[str]) -> None:
    assert Interpolation({"A": "1", "E": ""}).text(text) == (wanted, unset)


def test_deep_interpolation_ends() -> None:
    text = "${A:-" * 5000 + "x" + "}" * 5000
    assert isinstance(Interpolation({}).text(text)[0], str)


def test_env_file(tmp_path: Path) -> None:
    made = project(
        tmp_path,
        "services: {web: {privileged: '${P}', env_file: [web.env], environment: {A: own}}}",
        __env="P=true\n",
        web__env="A=file\nB='two words' # no\n#C=1\nexport D=4\n",
    )
    document = service_draft(made, "web", made.services["web"]).document
    assert document["HostConfig"]["Privileged"] is True
    assert document["Config"]["Env"] == ["A=own", "B=two words", "D=4"]
    assert read_env("X=1 # c") == {"X": "1"}


def test_anchors_and_merge_keys(tmp_path: Path) -> None:
    text = "x-base: &base {privileged: true, user: '0'}\nservices:\n  web: {<<: *base, user: '1'}\n"
    made = project(tmp_path, text)
    document = service_draft(made, "web", made.services["web"]).document
    assert (document["HostConfig"]["Privileged"], document["Config"]["User"]) == (True, "1")


def test_override_beside_a_default_name(tmp_path: Path) -> None:
    made = project(
        tmp_path,
        "services: {web: {cap_add: [A], volumes: ['/a:/x'], environment: [E=1], command: [a]}}",
        compose__override__yaml=(
            "services: {web: {cap_add: [B], volumes: ['/b:/x', '/c:/y'], environment: {E: 2}, command: [b], privileged: true}}"  # noqa: E501 a table
        ),
    )
    document = service_draft(made, "web", made.services["web"]).document
    assert document["HostConfig"]["CapAdd"] == ["A", "B"]
    assert [one["Source"] for one in document["Mounts"]] == ["/b", "/c"]
    assert document["Config"]["Env"] == ["E=2"]
    assert document["Config"]["Cmd"] == ["b"]
    assert document["HostConfig"]["Privileged"] is True


def test_reset_and_override_tags(tmp_path: Path) -> None:
    made = project(
        tmp_path,
        "services: {web: {cap_add: [A], privileged: true}}",
        compose__override__yml="services: {web: {cap_add: !override [B], privileged: !reset false}}",
    )
    host = service_draft(made, "web", made.services["web"]).document["HostConfig"]
    assert (host["CapAdd"], host["Privileged"]) == (["B"], False)


def test_extends_over_files(tmp_path: Path) -> None:
    made = project(
        tmp_path,
        "services: {web: {extends: {file: base.yml, service: one}, user: '5'}}",
        base__yml="services: {one: {extends: two, cap_add: [A]}, two: {privileged: true, cap_add: [B]}}",
    )
    document = service_draft(made, "web", made.services["web"]).document
    assert document["HostConfig"]["Privileged"] is True
    assert document["HostConfig"]["CapAdd"] == ["B", "A"]
    assert made.missing == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("services: {web: {extends: {file: no.yml, service: x}}}", "extends no.yml: No such file or directory"),
        ("services: {web: {extends: web}}", "extends web: no such service or a circle"),
        (
            "include: ['https://example.org/c.yml']\nservices: {web: {}}",
            "https://example.org/c.yml is remote and was not read",
        ),
        ("include: [no.yml]\nservices: {web: {}}", "include no.yml: No such file or directory"),
    ],
)
def test_what_is_not_read_is_told(tmp_path: Path, text: str, reason: str) -> None:
    assert [why for _, why in project(tmp_path, text).missing] == [reason]


def test_include(tmp_path: Path) -> None:
    made = project(
        tmp_path, "include: [{path: other.yml}]\nservices: {web: {}}", other__yml="services: {db: {privileged: true}}"
    )
    assert set(made.services) == {"web", "db"}


def test_volumes_and_networks_of_the_file(tmp_path: Path) -> None:
    made = project(
        tmp_path,
        "name: shop\nservices: {web: {}}\n"
        "volumes: {data: {driver_opts: {type: none, o: bind, device: /etc}}, other: {external: true}, plain: }\n"
        "networks: {back: {internal: true}, theirs: {external: true}}\n",
    )
    volumes = {one["Name"]: one["Options"] for one in volume_documents(made)}
    assert volumes == {"shop_data": {"type": "none", "o": "bind", "device": "/etc"}, "shop_plain": None}
    assert {one["Name"]: one["Internal"] for one in network_documents(made)} == {
        "shop_back": True,
        "shop_default": False,
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("a: [", "line 2: did not find expected node content"),
        ("- a", "no compose file: the top is no map"),
        ("services: &a {web: *a}", "an alias of what it stands in"),
        ("services: {a: 1, a: 2}", "line 1: the key 'a' stands twice"),
        ("a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "\n".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)), "more than"),  # noqa: E501 a table
    ],
)  # fmt: skip
def test_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(TreeError, match=reason.replace("[", r"\[")):
        project(tmp_path, text)
