"""What a compose file keeps secret reaches no report, wherever in it a value stands."""

from pathlib import Path

import pytest

from inspector.audit import audit, load_rules, read
from inspector.formats import FORMATS, Options
from inspector.model import Report

RULES = load_rules()
SECRET = "ghp_abcdefghijklmnopqrstuvwxyz0123456789"  # noqa: S105 made up
VARIABLE = "$API_TOKEN"

VOLUME = [
    "x-token: SECRET", "token: SECRET", "consistency: SECRET", "bind: {x-token: SECRET}", "bind: {selinux: SECRET}",
    "bind: {recursive: SECRET}", "bind: {create_host_path: SECRET}", "bind: SECRET", "bind: [SECRET]",
    "bind: {propagation: SECRET}", "volume: {labels: {password: SECRET}}", "volume: {labels: ['password=SECRET']}",
    "volume: {nocopy: SECRET}", "volume: {subpath: SECRET}", "volume: {x-a: {b: SECRET}}", "tmpfs: {size: SECRET}",
    "tmpfs: {mode: SECRET}", "image: {subpath: SECRET}", "cluster: {SECRET: SECRET}", "SECRET: SECRET",
    "x-from: 'https://me:SECRET@host.example.org/'", "x-list: [{a: [SECRET]}]",
]  # fmt: skip
DEVICE = ["x-password: SECRET", "permissions: 'rwm,SECRET'", "options: {o: 'password=SECRET'}", "SECRET: SECRET"]
FILE = ["x-token: SECRET", "uid: SECRET", "gid: SECRET", "mode: SECRET", "SECRET: {SECRET: SECRET}"]
NETWORK = [
    "x-token: SECRET", "driver_opts: {password: SECRET}", "aliases: [a], link_local_ips: [SECRET]", "priority: SECRET",
]  # fmt: skip

ENTRIES = [
    *(f"volumes: [{{type: bind, source: /var/run/docker.sock, target: /s, {one}}}]" for one in VOLUME),
    *(f"volumes: [{{type: volume, source: disk, target: /d, {one}}}]" for one in VOLUME),
    "volumes: ['/var/run/docker.sock:/s:ro,password=SECRET']",
    *(f"devices: [{{source: /dev/sda, target: /dev/a, {one}}}]" for one in DEVICE),
    *(f"secrets: [{{source: key, target: k, {one}}}]" for one in FILE),
    *(f"configs: [{{source: conf, target: /k, {one}}}]" for one in FILE),
    *(f"networks: {{theirs: {{{one}}}}}" for one in NETWORK),
    "environment: {DOCKER_HOST: 'tcp://me:SECRET@10.0.0.1:2375', TOKEN: SECRET}",
    "environment: ['DOCKER_HOST=tcp://me:SECRET@10.0.0.1:2375', 'TOKEN=SECRET', 'SECRET']",
    "command: [docker, -H, 'tcp://me:SECRET@10.0.0.1:2375', ps]",
    "security_opt: ['seccomp:unconfined', 'label=user:SECRET', 'credentialspec=raw://SECRET']",
    "{privileged: true, x-token: SECRET, labels: {token: SECRET}, annotations: {token: SECRET}}",
    "{pid: host, logging: {driver: x, options: {token: SECRET}}, healthcheck: {test: 'curl -u me:SECRET host'}}",
    "{cap_add: [SYS_ADMIN], build: {args: {TOKEN: SECRET}}, post_start: [{command: 'login -p SECRET', user: root}]}",
    "{device_cgroup_rules: ['b *:* rwm'], tmpfs: ['/t:x=SECRET'], sysctls: {net.a: SECRET}, x-a: [SECRET]}",
    "use_api_socket: true",
]
REST = """
volumes: {disk: {driver_opts: {type: ext4, device: /dev/sda1, o: 'rw,password=SECRET'}, labels: {a: SECRET}}}
secrets: {key: {file: /etc/shadow, x-token: SECRET, labels: {a: SECRET}}}
configs: {conf: {file: /etc/shadow, x-token: SECRET}}
networks: {theirs: {external: true, name: host, driver_opts: {a: SECRET}}}
x-token: SECRET
"""


def report_on(folder: Path, entry: str, secret: str) -> Report:
    inside = entry[1:-1] if entry.startswith("{") else entry
    text = f"name: shop\nservices:\n  web: {{image: acme/x, {inside}}}{REST}".replace("SECRET", secret)
    (folder / ".env").write_text(f"API_TOKEN={SECRET}\n")
    (folder / "compose.yaml").write_text(text)
    return audit(read(str(folder / "compose.yaml")), RULES)


@pytest.mark.parametrize("secret", [SECRET, VARIABLE], ids=["in the file", "from the environment"])
@pytest.mark.parametrize("entry", ENTRIES)
def test_no_report_has_it(tmp_path: Path, entry: str, secret: str) -> None:
    report = report_on(tmp_path, entry, secret)
    assert any("change" in one and one["rule"] != "SEC-006" for one in report["findings"]) or "command" in entry
    for one in FORMATS.values():
        assert SECRET not in one.render(report, Options(verbose=True)), one.name
