"""The change that mends a finding, as the file has it: taken out there, the finding is gone and none is new."""

from pathlib import Path

import pytest

from inspector.audit import audit, load_rules, read
from inspector.model import FindingPart, Report

RULES = load_rules()
REST = """
  other: {image: acme/y}
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
    assert [place.rpartition("/")[2] for place in found["places"]] == ["compose.yaml:7:11", "compose.yaml:7:17"]
