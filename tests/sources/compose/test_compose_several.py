"""Several files make one project: overrides, `extends`, `include` and `.env` as compose-go puts them together."""

from pathlib import Path
from typing import Any

import pytest

from inspector.sources.compose.interpolate import read_env
from inspector.sources.compose.project import Project, load
from inspector.sources.compose.service import service_draft

RISKY = "services: {web: {image: x, privileged: true, volumes: ['/run/docker.sock:/s'], env_file: a.env}}"


def project(folder: Path, files: dict[str, str]) -> Project:
    """The project of `compose.yaml` among these files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return load(folder / "compose.yaml")


def web(folder: Path, files: dict[str, str]) -> Any:
    """What became of the service `web`."""
    made = project(folder, files)
    return service_draft(made, "web", made.services["web"]).document


@pytest.mark.parametrize("over", ["", "{volumes: , privileged: , env_file: , devices: }", "{env_file: [b.env]}"])
def test_nothing_laid_on_something_leaves_it(tmp_path: Path, over: str) -> None:
    files = {"compose.override.yaml": f"services: {{web: {over}}}", "a.env": "A=1\n", "b.env": "B=1\n"}
    document = web(tmp_path, {"compose.yaml": RISKY} | files)
    assert document["HostConfig"]["Privileged"] is True
    assert [one["Source"] for one in document["Mounts"]] == ["/run/docker.sock"]
    assert document["Config"]["Env"][0] == "A=1"


def test_a_variable_without_value_is_laid_on_one_with(tmp_path: Path) -> None:
    over = "services: {web: {environment: {A: }}}"
    document = web(
        tmp_path, {"compose.yaml": "services: {web: {environment: [A=1, B=2]}}", "compose.override.yaml": over}
    )
    assert document["Config"]["Env"] == ["A", "B=2"]


def test_a_declared_volume_laid_on_itself(tmp_path: Path) -> None:
    base = "services: {web: {}}\nvolumes: {data: {driver_opts: {device: /etc}}}"
    made = project(tmp_path, {"compose.yaml": base, "compose.override.yaml": "volumes: {data: }"})
    assert made.top.get("volumes", "data", "driver_opts", "device") is not None


@pytest.mark.parametrize(
    ("base", "over", "pointer", "wanted"),
    [
        ("devices: ['/dev/sda:/dev/a']", "devices: ['/dev/sda:/dev/b:r']", "Devices", ["/dev/a", "/dev/b"]),
        ("devices: ['/dev/sda:/dev/a']", "devices: ['/dev/null:/dev/a']", "Devices", ["/dev/a"]),
        ("gpus: [{count: 1}]", "gpus: [{count: 2}]", "DeviceRequests", [1, 2]),
    ],
)
def test_lists_of_devices(tmp_path: Path, base: str, over: str, pointer: str, wanted: list[Any]) -> None:
    files = {
        name: f"services: {{web: {{{text}}}}}"
        for name, text in (("compose.yaml", base), ("compose.override.yaml", over))
    }
    found = web(tmp_path, files)["HostConfig"][pointer]
    assert [one.get("PathInContainer", one.get("Count")) for one in found] == wanted


def test_mounts_are_one_by_their_target(tmp_path: Path) -> None:
    over = "services: {web: {volumes: ['/srv/x:/s/'], env_file: !reset null}}"
    document = web(tmp_path, {"compose.yaml": RISKY, "compose.override.yaml": over})
    assert [one["Source"] for one in document["Mounts"]] == ["/srv/x"]


def test_a_secret_of_another_target_stays(tmp_path: Path) -> None:
    top = "secrets: {a: {file: /etc/shadow}, b: {file: /srv/b}}"
    files = {
        "compose.yaml": f"services: {{web: {{secrets: [a]}}}}\n{top}",
        "compose.override.yaml": "services: {web: {secrets: [{source: b, target: a}]}}",
    }
    assert [one["Source"] for one in web(tmp_path, files)["Mounts"]] == ["/etc/shadow", "/srv/b"]


def test_ports_of_two_addresses_stay(tmp_path: Path) -> None:
    port = "{target: 1, published: 1%s}"
    files = {
        "compose.yaml": f"services: {{web: {{ports: [{port % ''}]}}}}",
        "compose.override.yaml": f"services: {{web: {{ports: [{port % ', host_ip: 127.0.0.1'}]}}}}",
    }
    found = web(tmp_path, files)["HostConfig"]["PortBindings"]["1/tcp"]
    assert [one["HostIp"] for one in found] == ["", "127.0.0.1"]


def test_a_service_may_be_called_like_a_field(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "services: {web: {}, command: {privileged: true}}",
        "compose.override.yaml": "services: {command: {image: x}}",
    }
    made = project(tmp_path, files)
    assert made.services["command"].get("privileged") is not None


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("privileged: !reset true", False),  # taken out of its own file
        ("<<: *base, privileged: !reset null", True),  # what is merged in the same file stays
        ("<<: *base", True),
    ],
)
def test_reset_in_one_file(tmp_path: Path, body: str, *, wanted: bool) -> None:
    text = f"x-base: &base {{privileged: true}}\nservices: {{web: {{{body}}}}}"
    assert web(tmp_path, {"compose.yaml": text})["HostConfig"]["Privileged"] is wanted


def test_paths_of_an_extended_file_are_relative_to_it(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "name: shop\nservices: {web: {extends: {file: sub/c.yml, service: one}}}",
        "sub/c.yml": "services: {one: {env_file: e.env, volumes: ['./d:/d']}}",
        "sub/e.env": "WHERE=sub\n",
        "e.env": "WHERE=top\n",
    }
    document = web(tmp_path, files)
    assert document["Config"]["Env"] == ["WHERE=sub"]
    assert document["Mounts"][0]["Source"] == "/srv/shop/sub/d"


def test_a_service_that_the_extended_file_lacks_is_told(tmp_path: Path) -> None:
    files = {"compose.yaml": "services: {web: {extends: {file: b.yml, service: x}}}", "b.yml": "services: {y: {}}"}
    assert [why for _, why in project(tmp_path, files).missing] == ["extends x: no such service or a circle"]


VARIABLE = "services: {web: {privileged: '${P:-false}', env_file: [{path: e.env, required: false}]}}"


@pytest.mark.parametrize(
    ("include", "files"),
    [
        ("[sub/c.yml]", {"sub/.env": "P=true\n"}),
        ("[{path: sub/c.yml, env_file: x.env}]", {"x.env": "P=true\n", "sub/.env": "P=false\n"}),
        ("[{path: sub/c.yml, env_file: [y.env, x.env]}]", {"x.env": "P=$Q\n", "y.env": "P=false\nQ=true\n"}),
        ("[{path: sub/c.yml, project_directory: other}]", {"other/.env": "P=true\n", "sub/.env": "P=false\n"}),
        ("[sub/c.yml]", {"sub/.env": "P=false\n", ".env": "P=true\n"}),
        ("[{path: [sub/c.yml, over.yml]}]", {"over.yml": "services: {web: {privileged: true}}"}),
    ],
)
def test_an_included_project_has_its_own_variables(tmp_path: Path, include: str, files: dict[str, str]) -> None:
    document = web(tmp_path, {"compose.yaml": f"include: {include}", "sub/c.yml": VARIABLE} | files)
    assert document["HostConfig"]["Privileged"] is True


@pytest.mark.parametrize(
    ("more", "wanted"), [("", "sub"), (", project_directory: .", "top"), (", project_directory: other", "other")]
)
def test_paths_of_an_included_project(tmp_path: Path, more: str, wanted: str) -> None:
    files = {
        name: f"WHERE={where}\n" for name, where in (("e.env", "top"), ("sub/e.env", "sub"), ("other/e.env", "other"))
    }
    files |= {"compose.yaml": f"include: [{{path: sub/c.yml{more}}}]", "sub/c.yml": VARIABLE}
    assert web(tmp_path, files)["Config"]["Env"] == [f"WHERE={wanted}"]


def test_an_env_file_of_an_include_that_is_not_there_is_told(tmp_path: Path) -> None:
    files = {"compose.yaml": "include: [{path: c.yml, env_file: no.env}]", "c.yml": VARIABLE}
    assert [why for _, why in project(tmp_path, files).missing] == ["env_file no.env: cannot be read"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A: 1\n", {"A": "1"}),
        ("A = 1 # c\n", {"A": "1"}),
        ("export  A=1\r\nB=2\r\n", {"A": "1", "B": "2"}),
        ("A='x\ny'\nB=1\n", {"A": "x\ny", "B": "1"}),
        ('A="x\nB=2\n"\nB=1', {"A": "x\nB=2\n", "B": "1"}),
        ("A=/run\nB=${A}/d.sock\n", {"A": "/run", "B": "/run/d.sock"}),
        ("A=$KNOWN\nKNOWN=own\n", {"A": "given", "KNOWN": "own"}),
        ("A='$KNOWN'\n", {"A": "$KNOWN"}),
        ('A="a\\"b\\$c"\n', {"A": 'a"b$c'}),
        ("A=$B\n", {"A": None}),
        ("A=${B:-x}\n", {"A": "x"}),
        ("KNOWN\nA\n", {"KNOWN": "given", "A": None}),
        ("# A=1\n\n  B=1", {"B": "1"}),
        ("A=\nB=1\n", {"A": "", "B": "1"}),
        ('A="open\nB=1\n', {"A": '"open', "B": "1"}),
    ],
)
def test_variables_of_a_file(text: str, wanted: dict[str, str | None]) -> None:
    assert read_env(text, {"KNOWN": "given"}) == wanted


def test_a_variable_of_unknown_value_takes_no_default(tmp_path: Path) -> None:
    files = {"compose.yaml": "services: {web: {privileged: '${P:-false}'}}", ".env": "P=$ELSEWHERE\n"}
    made = project(tmp_path, files)
    draft = service_draft(made, "web", made.services["web"])
    assert draft.document["HostConfig"]["Privileged"] is None
    assert draft.gaps


def test_variables_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / ".env").symlink_to(".env")
    made = project(tmp_path, {"compose.yaml": "services: {web: {privileged: '${P:-false}'}}"})
    assert made.missing == [(str(tmp_path / ".env"), "Too many levels of symbolic links")]
