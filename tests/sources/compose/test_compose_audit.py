"""Compose files through the whole audit: what is not known passes no rule, findings tell their place, secrets stay."""

import json
from pathlib import Path

import pytest

from inspector.audit import audit, load_rules, read
from inspector.facts.project import project
from inspector.model import FindingPart, Report
from inspector.sources.store import write

RULES = load_rules()


def judged(folder: Path, body: str, rest: str = "", **files: str) -> Report:
    """The report on a file with the service `web`."""
    lines = "\n".join("    " + line for line in body.strip().splitlines())
    (folder / "compose.yaml").write_text(f"name: shop\nservices:\n  web:\n    image: nginx:1\n{lines}\n{rest}")
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(content)
    return audit(read(str(folder / "compose.yaml")), RULES)


def undecided(report: Report, rule: str) -> bool:
    return any(rule in part["rules"] and any("web" in name for name in part["objects"]) for part in report["undecided"])


def failed(report: Report, rule: str) -> list[FindingPart]:
    return [one for one in report["findings"] if rule in (one["rule"], *one["also"])]


UNKNOWN = [
    ("volumes: ['../../../etc:/e']", "MNT-001"),
    ("volumes: ['../../../etc:/e']", "DOOD-001"),
    ("volumes: [{type: bind, source: ../.., target: /e, read_only: true}]", "MNT-003"),
    ("env_file: missing.env", "DOOD-008"),
    ("env_file: [{path: missing.env, required: true}]", "DOOD-008"),
    ("env_file: ${FILE}", "DOOD-008"),
    ("environment: [DOCKER_HOST]", "DOOD-008"),
    ("environment: {DOCKER_HOST: }", "DOOD-008"),
    ("environment: {DOCKER_HOST: '${ENGINE}'}", "DOOD-008"),
    ("environment: ['DOCKER_HOST=tcp://${ENGINE}:2375']", "DOOD-008"),
    ("privileged: ${PRIVILEGED}", "PRIV-001"),
    ("cap_add: ['${CAPABILITY}']", "PRIV-002"),
    ("pid: ${PID}", "NS-001"),
    ("volumes: ['${SOCKET}:/s']", "DOOD-001"),
    ("volumes: ['${FOLDER}/run:/s']", "DOOD-001"),
    ("volumes: [{type: bind, source: '${SOCKET}', target: /s}]", "DOOD-001"),
    ("volumes_from: ['${OTHER}']", "DOOD-001"),
]


@pytest.mark.parametrize(("body", "rule"), UNKNOWN)
def test_what_is_not_known_passes_no_rule(tmp_path: Path, body: str, rule: str) -> None:
    if rule not in RULES.by_id:
        pytest.fail(f"no rule {rule}")
    report = judged(tmp_path, body)
    assert not failed(report, rule)
    assert undecided(report, rule)
    assert [gap for gap in report["gaps"] if gap["kind"] == "compose"]


@pytest.mark.parametrize("device", ["${SOCKET}", "../../run/docker.sock"])
def test_a_volume_whose_device_is_not_known(tmp_path: Path, device: str) -> None:
    rest = f"volumes:\n  data: {{driver_opts: {{type: none, o: bind, device: '{device}'}}}}"
    assert undecided(judged(tmp_path, "volumes: ['data:/s']", rest), "DOOD-001")


@pytest.mark.parametrize(
    ("rest", "kind", "variable"),
    [
        ("volumes:\n  data: {driver_opts: {type: none, o: bind, device: '${SOCKET}'}}", "volume", "SOCKET"),
        ("volumes:\n  data: {driver_opts: {type: none, o: '${O}', device: /etc}}", "volume", "O"),
        ("volumes:\n  data: {name: '${NAME}'}", "volume", "NAME"),
        ("networks:\n  back: {driver_opts: {com.docker.network.bridge.enable_icc: '${ICC}'}}", "network", "ICC"),
    ],
)
def test_an_unset_variable_of_a_volume_or_network_is_a_gap(tmp_path: Path, rest: str, kind: str, variable: str) -> None:
    (gap,) = [one for one in judged(tmp_path, "restart: always", rest)["gaps"] if one["kind"] == kind]
    assert gap["id"] == {"volume": "data", "network": "back"}[kind]
    assert gap["reason"].startswith(f"the variable {variable} has neither value nor default (")
    assert "compose.yaml:7:" in gap["reason"]


def test_labels_of_a_volume_are_no_gap(tmp_path: Path) -> None:
    report = judged(tmp_path, "restart: always", "volumes:\n  data: {labels: {a: '${A}'}}")
    assert [one for one in report["gaps"] if one["kind"] == "volume"] == []


@pytest.mark.parametrize(
    ("recursive", "fails", "unknown"),
    [("writable", True, False), ("disabled", False, False), ("enabled", False, True), ("readonly", False, False)],
)
def test_what_is_mounted_below_a_read_only_bind(tmp_path: Path, recursive: str, *, fails: bool, unknown: bool) -> None:
    mount = f"{{type: bind, source: /, target: /host, read_only: true, bind: {{recursive: {recursive}}}}}"
    report = judged(tmp_path, f"volumes: [{mount}]")
    assert bool(failed(report, "MNT-001")) is fails
    assert undecided(report, "MNT-001") is unknown
    (finding,) = failed(report, "DOOD-001")
    leads = ("MNT-003", "high") if recursive == "disabled" else ("MNT-011", "critical")
    assert (finding["rule"], finding["severity"]) == (("MNT-001", "critical") if fails else leads)


def test_a_network_that_is_not_known_hides_nobody(tmp_path: Path) -> None:
    engine = (
        "  engine:\n    image: docker:dind\n    privileged: true\n    command: [dockerd, -H, 'tcp://0.0.0.0:2375']\n"
    )
    rest = engine + "    networks: ['${N}', b]\nnetworks: {b: {}, c: {}}"
    (finding,) = failed(judged(tmp_path, "networks: [b]", rest), "DIND-003")
    assert finding["severity"] == "critical"
    (inventory,) = project([*read(str(tmp_path / "compose.yaml"))])
    (facts,) = [one.facts for one in inventory.subjects if one.name == "shop-engine-1"]
    unknown = {entry["path"]: entry["reason"] for entry in facts["unknown"]}
    assert "not all of its networks are known" in unknown["reachable_by"]
    assert "not known" in unknown["networks"]
    assert facts["networks"] == ["shop_b"]


def test_the_reason_names_the_environment(tmp_path: Path) -> None:
    reasons = [one["reason"] for one in judged(tmp_path, "env_file: missing.env")["undecided"]]
    assert any("not every variable of its environment is known" in reason for reason in reasons)
    assert not any("broken" in reason for reason in reasons)


def test_an_env_file_with_an_unset_variable(tmp_path: Path) -> None:
    report = judged(tmp_path, "env_file: a.env", a__env="DOCKER_HOST=tcp://${ENGINE}:2375\n")
    assert undecided(report, "DOOD-008")


@pytest.mark.parametrize(
    "body",
    [
        "env_file: [{path: missing.env, required: false}]",
        "env_file: a.env",
        "environment: {DATABASE_PASSWORD: '${X}', TZ: '${TZ}', COLOUR: }",
        "environment: {DOCKER_HOST: '${ENGINE:-}'}",
    ],
)
def test_what_says_nothing_of_an_engine_stays_decided(tmp_path: Path, body: str) -> None:
    without = judged(tmp_path, "restart: always")
    report = judged(tmp_path, body, a__env="COLOUR=blue\n")
    assert undecided(report, "DOOD-008") == undecided(without, "DOOD-008")
    assert not failed(report, "DOOD-008")


def test_what_is_known_fails_beside_what_is_not(tmp_path: Path) -> None:
    report = judged(tmp_path, "env_file: missing.env\nenvironment: ['DOCKER_HOST=tcp://172.17.0.1:2375']")
    assert failed(report, "DOOD-008")


def test_volumes_from_over_several_services(tmp_path: Path) -> None:
    rest = """
  first: {image: a, volumes: ['/var/run/docker.sock:/s']}
  second: {image: a, volumes_from: [first], volumes: ['data:/d']}
volumes: {data: {}}
"""
    report = judged(tmp_path, "volumes_from: [second]\nvolumes: ['data:/own']", rest)
    (finding,) = [one for one in failed(report, "DOOD-001") if "web" in one["object"]["name"]]
    assert [Path(place).name for place in finding["places"]] == ["compose.yaml:5:20"]


def test_an_own_volume_does_not_tell_what_is_inherited(tmp_path: Path) -> None:
    report = judged(tmp_path, "volumes_from: ['container:elsewhere']\nvolumes: ['/srv/data:/own']")
    assert undecided(report, "DOOD-001")


def test_unprotected_kernel_paths(tmp_path: Path) -> None:
    report = judged(tmp_path, "security_opt: ['no-new-privileges:true', 'systempaths=unconfined']")
    (finding,) = failed(report, "SEC-008")
    assert [Path(place).name for place in finding["places"]] == ["compose.yaml:5:46"]
    assert finding["severity"] == "critical"


@pytest.mark.parametrize("host", ["ssh://root@172.17.0.1", "tcp://me:hunter2@172.17.0.1:2375", "ssh://172.17.0.1"])
def test_an_address_with_a_user_is_one_still_when_the_user_was_taken_out(tmp_path: Path, host: str) -> None:
    (finding,) = failed(judged(tmp_path, f"environment: {{DOCKER_HOST: '{host}'}}"), "DOOD-008")
    assert finding["severity"] == "critical"


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("privileged: true\ncommand: dockerd -H tcp://0.0.0.0:2375", "DIND-003"),
        ("privileged: true\ncommand: [tini, --, buildkitd, --addr, 'tcp://0.0.0.0:1234']", "DIND-003"),
        ("command: docker -H tcp://172.17.0.1:2375 ps", "DOOD-008"),
        ("command: ['--providers.docker.endpoint=tcp://172.17.0.1:2375']", "DOOD-008"),
    ],
)
def test_arguments_for_an_image_whose_entrypoint_is_not_known(tmp_path: Path, body: str, rule: str) -> None:
    (finding,) = failed(judged(tmp_path, body), rule)
    assert finding["places"]


def test_arguments_for_another_program_start_no_engine(tmp_path: Path) -> None:
    assert not failed(judged(tmp_path, "entrypoint: [echo]\ncommand: dockerd -H tcp://0.0.0.0:2375"), "DIND-003")
    assert not failed(judged(tmp_path, "command: serve dockerd -H tcp://0.0.0.0:2375"), "DIND-003")


def test_the_default_bridge_is_shared(tmp_path: Path) -> None:
    body = "network_mode: bridge\nprivileged: true\nentrypoint: dockerd -H tcp://0.0.0.0:2375"
    for other, severity in (("bridge", "critical"), ("none", "high")):
        report = judged(tmp_path, body, f"  other: {{image: a, network_mode: {other}}}\n")
        (finding,) = failed(report, "DIND-003")
        assert finding["severity"] == severity


@pytest.mark.parametrize("key", ["secrets", "configs"])
@pytest.mark.parametrize("form", ["[given]", "[{source: given, target: /s}]"])
def test_files_as_secrets_and_configs_are_mounts(tmp_path: Path, key: str, form: str) -> None:
    for file, rule in (("/var/run/docker.sock", "DOOD-001"), ("/etc/shadow", "MNT-003")):
        report = judged(tmp_path, f"{key}: {form}", f"{key}: {{given: {{file: {file}}}}}\n")
        (place,) = [place for one in failed(report, rule) for place in one["places"]]
        assert Path(place).name == f"compose.yaml:5:{8 + len(key)}"
    assert undecided(judged(tmp_path, f"{key}: {form}", f"{key}: {{given: {{file: '${{F}}'}}}}\n"), "DOOD-001")
    for about in ("file: ./given.txt", "content: x", "environment: X", "external: true"):
        report = judged(tmp_path, f"{key}: {form}", f"{key}: {{given: {{{about}}}}}\n")
        assert {one["rule"] for one in report["findings"]} <= {"SEC-006"}
        assert not undecided(report, "DOOD-001")


def test_a_device_of_the_container_device_interface_is_no_path(tmp_path: Path) -> None:
    report = judged(tmp_path, "devices: ['nvidia.com/gpu=all']")
    assert [one["severity"] for one in failed(report, "DEV-005")] == ["low"]
    assert not undecided(report, "DEV-001")


def test_findings_tell_file_line_and_column(tmp_path: Path) -> None:
    report = judged(
        tmp_path,
        "privileged: true\nvolumes:\n  - /etc:/e\n  - type: bind\n    source: /var/run/docker.sock\n    target: /s",
    )
    file = str(tmp_path / "compose.yaml")
    assert [place.removeprefix(file) for one in failed(report, "PRIV-001") for place in one["places"]] == [":5:5"]
    assert [place.removeprefix(file) for one in failed(report, "DOOD-001") for place in one["places"]] == [":8:9"]
    assert all(one["places"] for one in report["findings"] if one["object"]["kind"] == "compose")


def test_places_of_an_included_file(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("services:\n  base:\n    privileged: true\n")
    report = judged(tmp_path, "extends: {file: base.yaml, service: base}")
    (finding,) = failed(report, "PRIV-001")
    assert [Path(place).name for place in finding["places"]] == ["base.yaml:3:5"]


def test_containers_have_no_places(tmp_path: Path) -> None:
    (tmp_path / "host.json").write_text(
        json.dumps([{"Id": "a", "Name": "/a", "Config": {}, "HostConfig": {"Privileged": True}}])
    )
    report = audit(read(str(tmp_path / "host.json")), RULES)
    assert report["findings"]
    assert not any("places" in one for one in report["findings"])


SECRETS = """
environment:
  COLOUR: hunter2
  DB_PASSWORD: ${SECRET}
  HTTP_PROXY: http://user:hunter2@proxy:3128
env_file: a.env
command: [serve, --password, hunter2, --token=hunter2, 'https://u:hunter2@h/?t=hunter2']
entrypoint: sh -c "mysql -phunter2"
labels: {note: hunter2}
annotations: {note: hunter2}
healthcheck: {test: 'curl -u me:hunter2 http://h/'}
logging: {driver: splunk, options: {splunk-token: hunter2}}
tmpfs: ['/t:size=1m,password=hunter2']
post_start: [{command: app hunter2, user: root, privileged: true, environment: [A=hunter2]}]
provider: {type: cloud, options: {password: hunter2}}
build: {context: 'https://u:hunter2@git/x', privileged: true, args: {TOKEN: hunter2}, entitlements: [network.host]}
security_opt: ['seccomp:missing.json']
"""


def test_no_secret_of_a_compose_file_is_kept(tmp_path: Path) -> None:
    rest = (
        "volumes:\n  v: {driver_opts: {type: cifs, o: 'username=u,password=hunter2', device: //h/x}}\n"
        "networks:\n  n: {driver_opts: {key: hunter2}, labels: {a: hunter2}}\n"
        "include: ['https://u:hunter2@git.example.com/compose.yaml?token=hunter2']\n"
    )
    (tmp_path / ".env").write_text("SECRET=hunter2\n")
    report = judged(tmp_path, SECRETS, rest, a__env="C=hunter2\nDOCKER_AUTH_CONFIG=hunter2\n")
    (snapshot,) = read(str(tmp_path / "compose.yaml"))
    (service,) = snapshot.objects["compose"]
    assert service["Compose"]["hooks"] == [{"when": "post_start", "user": "root", "privileged": True}]
    assert service["Compose"]["provider"] == {"type": "cloud"}
    assert service["Compose"]["build"] == {"privileged": True, "entitlements": ["network.host"]}
    assert "hunter2" not in write(snapshot)
    assert "hunter2" not in json.dumps(report)


def test_a_link_names_another_service(tmp_path: Path) -> None:
    rest = "  engine: {image: 'docker:dind', privileged: true, environment: {DOCKER_TLS_CERTDIR: ''}}\n"
    report = judged(tmp_path, "links: ['engine:docker']\nenvironment: {DOCKER_HOST: 'tcp://docker:2375'}", rest)
    assert [one["object"]["service"] for one in failed(report, "DOOD-026")] == ["web"]


def test_a_snapshot_of_a_file_is_judged_like_the_file(tmp_path: Path) -> None:
    body = "privileged: true\nvolumes: ['vol:/v']\nsecrets: [key]"
    rest = "volumes: {vol: {driver_opts: {o: bind, device: /etc}}}\nsecrets: {key: {file: /etc/shadow}}"
    report = judged(tmp_path, body, rest)
    (snapshot,) = read(str(tmp_path / "compose.yaml"))
    (tmp_path / "saved.json").write_text(write(snapshot))
    saved = audit(read(str(tmp_path / "saved.json")), RULES)
    assert saved["findings"] == report["findings"]
    assert saved["undecided"] == report["undecided"] == []
    assert saved["engines"][0]["assumed"] == report["engines"][0]["assumed"]


@pytest.mark.parametrize(
    ("options", "unknown"), [("{mountpoint: /var/run}", True), ("{where: '${UNSET}'}", True), ("{size: 10}", False)]
)
def test_where_another_driver_puts_a_volume_is_not_known(tmp_path: Path, options: str, *, unknown: bool) -> None:
    report = judged(tmp_path, "volumes: ['data:/v']", f"volumes: {{data: {{driver: persist, driver_opts: {options}}}}}")
    assert undecided(report, "DOOD-001") is unknown
