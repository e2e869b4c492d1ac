"""What compose refuses passes no rule."""

from pathlib import Path

import pytest

from inspector.audit import audit, load_rules, read
from inspector.model import Report

RULES = load_rules()

MISFITS = [
    ("volumes: {a: b}", "DOOD-001"),
    ("volumes: [[/run/docker.sock]]", "MNT-001"),
    ("volumes: [{type: bind, source: /run/docker.sock}]", "DOOD-001"),
    ("volumes: [{}]", "DOOD-001"),
    ("secrets: [{target: /s}]", "MNT-003"),
    ("secrets: [nowhere]", "MNT-003"),
    ("configs: ['${UNSET}']", "DOOD-009"),
    ("use_api_socket: [true]", "DOOD-001"),
    ("use_api_socket: maybe", "DOOD-001"),
    ("networks: [[host]]", "NS-005"),
    ("networks: host", "NS-005"),
    ("volumes_from: {a: b}", "DOOD-001"),
    ("secrets: {a: b}", "MNT-003"),
    ("configs: [[a]]", "MNT-003"),
    ("devices: {a: b}", "DEV-001"),
    ("device_cgroup_rules: {a: b}", "DEV-001"),
    ("cap_add: {SYS_ADMIN: }", "PRIV-002"),
    ("cap_add: [{SYS_ADMIN: }]", "PRIV-002"),
    ("security_opt: {seccomp: unconfined}", "SEC-001"),
    ("pid: [host]", "NS-001"),
    ("ipc: {host: }", "NS-003"),
    ("network_mode: [host]", "NS-005"),
    ("environment: DOCKER_HOST=tcp://172.17.0.1:2375", "DOOD-008"),
    ("environment: [{DOCKER_HOST: 'tcp://172.17.0.1:2375'}]", "DOOD-008"),
    ("env_file: {path: a.env}", "DOOD-008"),
]


def judged(folder: Path, text: str) -> Report:
    (folder / "compose.yaml").write_text(text)
    return audit(read(str(folder / "compose.yaml")), RULES)


@pytest.mark.parametrize(("body", "rule"), MISFITS)
def test_a_field_of_the_wrong_type_passes_no_rule(tmp_path: Path, body: str, rule: str) -> None:
    report = judged(tmp_path, f"services: {{web: {{image: acme/x, {body}}}}}")
    assert [part for part in report["undecided"] if rule in part["rules"]]
    assert [gap["reason"] for gap in report["gaps"] if "compose.yaml:1:" in gap["reason"]]


@pytest.mark.parametrize(
    "body", ["use_api_socket: false", "use_api_socket: ", "secrets: ", "networks: ", "networks: {}"]
)
def test_what_is_left_out_is_decided(tmp_path: Path, body: str) -> None:
    report = judged(tmp_path, f"services: {{web: {{image: acme/x, {body}}}}}")
    assert (report["gaps"], report["undecided"]) == ([], [])


def test_a_service_that_is_no_map_is_a_gap(tmp_path: Path) -> None:
    report = judged(tmp_path, "services: {web: acme/x, db: {image: acme/y}}")
    assert [gap["id"] for gap in report["gaps"]] == ["web"]


@pytest.mark.parametrize("volume", ["7", "{driver_opts: [o=bind, device=/etc]}", "{driver_opts: device=/etc}"])
def test_a_volume_of_the_wrong_type_passes_no_rule(tmp_path: Path, volume: str) -> None:
    report = judged(tmp_path, f"services: {{web: {{image: x, volumes: ['vol:/v']}}}}\nvolumes: {{vol: {volume}}}")
    assert [part for part in report["undecided"] if "MNT-001" in part["rules"]]


@pytest.mark.parametrize("external", ["{external: true, name: host}", "{external: {name: host}}"])
def test_the_network_of_the_host_under_another_name(tmp_path: Path, external: str) -> None:
    report = judged(tmp_path, f"services: {{web: {{image: x, networks: [net]}}}}\nnetworks: {{net: {external}}}")
    assert "NS-005" in {finding["rule"] for finding in report["findings"]}


def test_whether_the_api_socket_is_asked_for_is_not_known(tmp_path: Path) -> None:
    report = judged(tmp_path, "services: {web: {image: x, use_api_socket: '${ASK}'}}")
    assert "DOOD-001" not in {finding["rule"] for finding in report["findings"]}
    assert [part for part in report["undecided"] if "DOOD-001" in part["rules"]]
