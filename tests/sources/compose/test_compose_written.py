"""The change that mends a finding, as the file has it: taken out there, the finding is gone and none is new."""

import json
import shlex
from pathlib import Path

import pytest
import yaml

from inspector.audit import audit, load_rules, read
from inspector.model import FindingPart, Report

RULES = load_rules()
REST = """
  other: {image: acme/y}
  named: {image: acme/y, container_name: theirs}
  holder: {image: acme/y, volumes: ['/run/docker.sock:/s']}
volumes: {vol: {driver_opts: {o: bind, device: /etc}}}
secrets: {key: {file: /etc/shadow}}
networks: {theirs: {external: true, name: host}, default: }
"""

CHANGES = [
    ("privileged: yes", "PRIV-001"),
    ("privileged: ${ASK:-true}", "PRIV-001"),
    ("pid: host", "NS-001"),
    ("pid: service:other", "NS-002"),
    ("ipc: host", "NS-003"),
    ("network_mode: host", "NS-005"),
    ("networks: ['theirs']", "NS-005"),
    ("cap_add: ['cap_sys_admin']", "PRIV-002"),
    ("cap_add: ['all']", "PRIV-002"),
    ("security_opt: ['seccomp:unconfined']", "SEC-001"),
    ("security_opt: ['systempaths=unconfined']", "SEC-008"),
    ("devices: ['/dev/sda']", "DEV-001"),
    ("devices: [{source: /dev/sda, target: /dev/a}]", "DEV-001"),
    ("device_cgroup_rules: ['b *:* rwm']", "DEV-001"),
    ("volumes: ['/var/run/docker.sock:/s:ro,z']", "DOOD-001"),
    ("volumes: [{type: bind, source: /, target: /h, bind: {propagation: rslave}}]", "MNT-001"),
    ("volumes: ['vol:/v']", "MNT-001"),
    ("volumes: ['~/.ssh:/k']", "MNT-003"),
    ("secrets: ['key']", "MNT-003"),
    ("use_api_socket: true", "DOOD-001"),
]


def judged(folder: Path, line: str) -> Report:
    (folder / "compose.yaml").write_text(f"name: shop\nservices:\n  web:\n    image: acme/x\n    {line}{REST}")
    return audit(read(str(folder / "compose.yaml")), RULES)


def of_web(report: Report) -> dict[str, FindingPart]:
    return {one["rule"]: one for one in report["findings"] if one["object"]["service"] == "web"}


@pytest.mark.parametrize(("line", "rule"), CHANGES)
def test_what_to_take_out_stands_in_the_file(tmp_path: Path, line: str, rule: str) -> None:
    found = of_web(judged(tmp_path, line))[rule]
    (out,) = found["change"]["compose"]
    assert out.replace("true", "${ASK:-true}" if "ASK" in line else "true") == f"- {line}"
    assert [place.rpartition("compose.yaml:")[2].partition(":")[0] for place in found["places"]] == ["5"]
    assert set(of_web(judged(tmp_path, ""))) == {"SEC-006"}


def change(folder: Path, line: str, rule: str) -> tuple[str, object]:
    """The flag to take out, and the line of the file, read as YAML."""
    found = of_web(judged(folder, line))[rule]["change"]
    (run,), (out,) = found["run"], found["compose"]
    return run, yaml.safe_load(out.removeprefix("- "))


@pytest.mark.parametrize(
    ("line", "rule", "run"),
    [
        ("pid: service:other", "NS-002", "- --pid container:shop-other-1"),
        ("pid: service:named", "NS-002", "- --pid container:theirs"),
        ("ipc: service:named", "NS-002", "- --ipc container:theirs"),
        ("network_mode: service:named", "NS-002", "- --network container:theirs"),
        ("volumes_from: ['holder:ro']", "DOOD-001", "- --volumes-from shop-holder-1:ro"),
        ("volumes_from: ['holder']", "DOOD-001", "- --volumes-from shop-holder-1"),
        ("use_api_socket: true", "DOOD-001", "- --use-api-socket"),
        (
            "volumes: [{type: bind, source: /, target: /h, bind: {propagation: rslave}}]",
            "MNT-001",
            "- -v /:/h:rslave",
        ),
    ],
)
def test_what_to_take_out_of_a_command_can_be_typed(tmp_path: Path, line: str, rule: str, run: str) -> None:
    found = change(tmp_path, line, rule)
    assert found == (run, yaml.safe_load(line))


@pytest.mark.parametrize(
    "target", ["/a,b/docker.sock", "/a:b/docker.sock", "/it's", '/a "q"', "/a: b", "/{a}", "/a #b", "/a'b, c: d"]
)
@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_target_of_any_letters_is_yaml(tmp_path: Path, target: str, quote: str) -> None:
    written = json.dumps(target) if quote == '"' else "'" + target.replace("'", "''") + "'"
    line = f"volumes: [{{type: bind, source: /var/run/docker.sock, target: {written}}}]"
    run, out = change(tmp_path, line, "DOOD-001")
    assert out == yaml.safe_load(line)
    assert target in shlex.split(run)[2].replace('""', '"')


@pytest.mark.parametrize(
    ("line", "out"),
    [
        ("environment: {DOCKER_HOST: 'tcp://10.0.0.1:2375', A: b}", "- environment: {DOCKER_HOST: …}"),
        ("environment: ['A=b', 'DOCKER_HOST=tcp://10.0.0.1:2375']", "- environment: ['DOCKER_HOST=…']"),
        ("env_file: [prod.env]", "- DOCKER_HOST=…  # in prod.env"),
        ("env_file: [{path: prod.env, required: true}]", "- DOCKER_HOST=…  # in prod.env"),
    ],
)
def test_a_variable_stands_where_it_is_given(tmp_path: Path, line: str, out: str) -> None:
    (tmp_path / "prod.env").write_text("DOCKER_HOST=tcp://10.0.0.1:2375\n")
    found = of_web(judged(tmp_path, line))["DOOD-008"]["change"]
    assert found == {"run": ["- -e DOCKER_HOST"], "compose": [out]}


def test_what_is_put_in_says_when_the_key_is_there(tmp_path: Path) -> None:
    for line, comment in (
        ("security_opt: ['label=disable']", True),
        ("security_opt: ['systempaths=unconfined']", True),
        ("privileged: false", False),
    ):
        (out,) = of_web(judged(tmp_path, line))["SEC-006"]["change"]["compose"]
        assert out == "+ security_opt: ['no-new-privileges:true']" + "  # to the list that is there" * comment


@pytest.mark.parametrize("off", ["no-new-privileges:false", "no-new-privileges=0"])
def test_what_is_switched_off_goes(tmp_path: Path, off: str) -> None:
    found = of_web(judged(tmp_path, f"security_opt: ['{off}']"))["SEC-006"]["change"]
    assert found["compose"] == [f"- security_opt: ['{off}']", "+ security_opt: ['no-new-privileges:true']"]


def test_a_profile_is_named_as_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "open.json").write_text('{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": []}')
    found = of_web(judged(tmp_path, "security_opt: ['seccomp:open.json']"))["SEC-001"]["change"]
    assert found == {
        "run": ["- --security-opt seccomp=PROFILE.json"],
        "compose": ["- security_opt: ['seccomp:open.json']"],
    }


def test_what_to_put_in_mends(tmp_path: Path) -> None:
    (line,) = of_web(judged(tmp_path, ""))["SEC-006"]["change"]["compose"]
    assert not of_web(judged(tmp_path, line.removeprefix("+ ")))


def test_volumes_from_is_named_as_in_the_file(tmp_path: Path) -> None:
    text = "services:\n  a: {image: x, volumes: ['/run/docker.sock:/s']}\n  web: {image: y, volumes_from: ['a:ro']}\n"
    (tmp_path / "compose.yaml").write_text(text)
    found = of_web(audit(read(str(tmp_path / "compose.yaml")), RULES))["DOOD-001"]
    assert found["change"]["compose"] == ["- volumes_from: ['a:ro']"]


def test_a_url_in_what_is_written_keeps_its_secret(tmp_path: Path) -> None:
    report = judged(tmp_path, "volumes: [{type: bind, source: /etc, target: /e, x-from: 'https://me:hunter2@host/'}]")
    assert "MNT-001" in of_web(report)
    assert "hunter2" not in str(report)


def test_a_declared_volume_has_a_place(tmp_path: Path) -> None:
    (found,) = (one for one in judged(tmp_path, "")["findings"] if one["rule"] == "VOL-001")
    assert [place.rpartition("/")[2] for place in found["places"]] == ["compose.yaml:9:11", "compose.yaml:9:17"]
