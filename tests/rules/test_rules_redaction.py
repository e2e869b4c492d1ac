"""Redaction changes no verdict: what is judged of a redacted document is what the document itself says.

Every example of the rules that begins at a real document, every folder of samples as one engine, compose files, and
settings written to be hidden: each is judged twice, by all rules, with and without redaction.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from audited import ENGINE, RULES, bind, container, sample

from inspector.evaluate.run import Evaluation, evaluate
from inspector.facts.access import resolve
from inspector.facts.project import project
from inspector.model import Document, Severity
from inspector.resources import bundled
from inspector.ruleset import Rule
from inspector.ruleset.selftest import _Reader, merge
from inspector.ruleset.yaml import load
from inspector.sources.compose import read_compose
from inspector.sources.files import FileSource, read_files
from inspector.sources.redact import Redactor, Redacts, Unredacted
from inspector.sources.snapshot import Snapshot

Make = Callable[[Redacts], list[Snapshot]]
Verdict = tuple[str, str, str]
"""Object, rule and key; the key is empty for what could not be decided."""

RAISED = {
    "DOOD-014": "a proxy's clients read secrets that only redaction tells from other values, by its marks",
}
"""Rules whose severity redaction may raise, and why; it lowers none."""


def verdicts(snapshots: list[Snapshot]) -> tuple[dict[Verdict, tuple[Severity, str]], set[Verdict]]:
    """What failed, how badly and how surely; and what could not be decided."""
    done: Evaluation = evaluate(project(snapshots), RULES, resolve)
    fails: dict[Verdict, tuple[Severity, str]] = {
        (one.subject.name, one.rule.id, one.key): (one.severity, one.certainty.word) for one in done.fails
    }
    return fails, {(subject.name, rule.id, "") for rule, subject, _ in done.unknown}


def differences(make: Make, redactor: Redacts | None = None) -> Iterator[str]:
    """What redaction changes of the verdicts on the same documents."""
    plain, open_plain = verdicts(make(Unredacted()))
    redacted, open_redacted = verdicts(make(redactor or Redactor(b"a key of sixteen")))
    for name in sorted(plain.keys() | redacted.keys()):
        one, other = plain.get(name), redacted.get(name)
        raised = name[1] in RAISED and one is not None and other is not None and other[0] > one[0]
        if one != other and not raised:
            yield f"{name}: {one} plain, {other} redacted"
    yield from (f"{name}: undecided plain" for name in sorted(open_plain - open_redacted))
    yield from (f"{name}: undecided redacted" for name in sorted(open_redacted - open_plain))


def example(rule: Rule, one: Document) -> Make:
    """The documents of an example as one engine."""

    def make(redactor: Redacts) -> list[Snapshot]:
        reader = _Reader(rule)
        snapshot = Snapshot("example", "example", "files")
        for entry in (one, *one.get("with", [])):
            kind, document = reader.document(entry)
            snapshot.objects.setdefault(kind, []).append(redactor.document(kind, document))
        info = merge(reader.beside(one["from"], "info") or {}, one.get("info", {}))
        snapshot.info = redactor.document("info", info) or None
        version = reader.beside(one["from"], "version")
        snapshot.version = redactor.document("version", version) if version is not None else None
        return [snapshot]

    return make


def examples(rule: Rule) -> list[Make]:
    """Those of a rule that begin at a real document."""
    groups = load(rule.examples).value["examples"]
    return [example(rule, one) for group in groups.values() for one in group if "from" in one]


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_on_the_examples_of_a_rule(rule: Rule) -> None:
    found = [line for make in examples(rule) for line in differences(make)]
    assert not found


SAMPLES = Path(str(bundled("rules"))) / "samples"


@pytest.mark.parametrize("folder", sorted({str(path.parent.relative_to(SAMPLES)) for path in SAMPLES.rglob("*.json")}))
def test_on_an_engine_of_the_samples(folder: str) -> None:
    def make(redactor: Redacts) -> list[Snapshot]:
        return read_files([FileSource(str(SAMPLES / folder))], None, redactor).snapshots

    assert make(Unredacted())
    assert not list(differences(make))


BRIDGE = {
    "HostConfig": {"NetworkMode": "bridge"},
    "NetworkSettings": {"Networks": {"bridge": {"Gateway": "172.17.0.1", "IPAddress": "172.17.0.2"}}},
}
SOCKET = bind("/var/run/docker.sock", Destination="/var/run/docker.sock")
PROXY = {"Path": "/docker-entrypoint.sh", "Name": "/proxy", "Id": "a" * 64}
SERVER = {"Name": "/engine", "Id": "b" * 64, "HostConfig": {"Privileged": True}, "Path": "dockerd"}


def config(image: str, *env: str, **more: Any) -> Document:
    return {"Config": {"Image": image, "Env": list(env), **more}}


HIDDEN: dict[str, tuple[str, list[Document]]] = {
    "an endpoint with a user": ("DOOD-008", [config("acme/a", "DOCKER_HOST=ssh://root@host.example.org")]),
    "an endpoint with a password": ("DOOD-008", [config("acme/a", "DOCKER_HOST=tcp://user:swordfish@172.17.0.1:2375")]),
    "an endpoint with a query": ("DOOD-008", [config("acme/a", "DOCKER_HOST=tcp://172.17.0.1:2375/?token=swordfish")]),
    "a socket of another name": (
        "DOOD-001",
        [config("acme/a", "DOCKER_HOST=unix:///tools/d.sock") | bind("/srv/tools", Destination="/tools")],
    ),
    "an endpoint among arguments": (
        "DOOD-008",
        [{"Path": "docker", "Args": ["-H", "tcp://u:swordfish@172.17.0.1:2375", "ps"]}],
    ),
    "an endpoint glued to its flag": (
        "DOOD-008",
        [config("traefik:v3") | {"Args": ["--providers.docker.endpoint=tcp://u:swordfish@172.17.0.1:2375"]}],
    ),
    "an endpoint in a label": (
        "DOOD-008",
        [config("acme/a", Labels={"acme.docker.host": "tcp://u:swordfish@172.17.0.1:2375"})],
    ),
    "certificates": (
        "DOOD-009",
        [
            config(
                "acme/a", "DOCKER_HOST=tcp://10.1.2.3:2376", "DOCKER_TLS_VERIFY=1", "DOCKER_CERT_PATH=/certs/swordfish"
            )
            | bind("/srv/certs", Destination="/certs/swordfish", RW=False)
        ],
    ),
    "a nested engine": (
        "DIND-003",
        [SERVER | {"Args": ["-H", "tcp://0.0.0.0:2375", "--registry-mirror=https://u:swordfish@m/"]}],
    ),
    "a nested engine that verifies": (
        "DIND-002",
        [
            SERVER
            | config("docker:27-dind", "DOCKER_TLS_CERTDIR=/certs", "REGISTRY_TOKEN=swordfish")
            | {
                "Args": [
                    "--host=tcp://0.0.0.0:2376",
                    "--tlsverify",
                    "--tlscacert",
                    "/certs/ca.pem",
                    "--label=swordfish",
                ]
            }
        ],
    ),
    "a proxy's switches": (
        "DOOD-014",
        [PROXY | config("tecnativa/docker-socket-proxy", "CONTAINERS=1", "POST=true", "EXEC=02ab", "INFO=0") | SOCKET],
    ),
    "a proxy's switches with letters": (
        "DOOD-013",
        [
            PROXY
            | config(
                "acme/proxy",
                *[f"{one}=1x" for one in ("AUTH", "BUILD", "COMMIT", "CONTAINERS", "EXEC", "POST", "IMAGES")],
            )
            | SOCKET
        ],
    ),
    "a proxy's patterns": (
        "DOOD-013",
        [
            PROXY
            | config("wollomatic/socket-proxy:1")
            | {"Path": "/socket-proxy", "Args": ["-allowGET=/v1\\..{1,2}/(containers|swordfish)/.*", "-allowPOST=.*"]}
            | SOCKET
        ],
    ),
    "a proxy's patterns in its environment": (
        "DOOD-014",
        [
            PROXY
            | config("wollomatic/socket-proxy:1", "SP_ALLOW_GET=/(containers|swordfish)/.*", "SP_LISTENIP=0.0.0.0")
            | SOCKET
        ],
    ),
    "a relay": (
        "DOOD-013",
        [PROXY | {"Path": "socat", "Args": ["TCP-LISTEN:2375,fork", "UNIX-CONNECT:/var/run/docker.sock"]} | SOCKET],
    ),
    "a profile of system calls": (
        "SEC-001",
        [{"HostConfig": {"SecurityOpt": ['seccomp={"defaultAction":"SCMP_ACT_ALLOW","comment":"swordfish"}']}}],
    ),
    "graphics cards": (
        "DEV-005",
        [
            config("acme/a", "NVIDIA_VISIBLE_DEVICES=swordfish", "TOKEN=swordfish")
            | {"HostConfig": {"Runtime": "nvidia"}}
        ],
    ),
    "a device of a volume": (
        "MNT-001",
        [
            {
                "HostConfig": {
                    "Mounts": [
                        {
                            "Type": "volume",
                            "Source": "v",
                            "Target": "/v",
                            "VolumeOptions": {
                                "DriverConfig": {
                                    "Options": {"type": "none", "o": "bind,password=swordfish", "device": "/etc"}
                                }
                            },
                        }
                    ]
                }
            }
        ],
    ),
    "a path that looks like a key": ("MNT-003", [bind("/home/me/.ssh/8f14e45fceea167a5a36dedd4bea2543")]),
}
"""Settings that redaction hides in part, each with a rule that fails on it."""


@pytest.mark.parametrize("name", HIDDEN)
def test_on_settings_that_are_hidden_in_part(name: str) -> None:
    rule, patches = HIDDEN[name]
    assert rule in {found for _, found, _ in verdicts(engine(patches, Redactor()))[0]}
    assert not list(differences(lambda redactor: engine(patches, redactor)))


def engine(patches: list[Document], redactor: Redacts) -> list[Snapshot]:
    """The containers that these patches make, on one engine that tells everything."""
    snapshot = Snapshot("lab", "lab", "live", sample(f"{ENGINE}/info.json"), sample(f"{ENGINE}/version.json"))
    snapshot.objects = {
        "container": [redactor.document("container", container(merge(BRIDGE, patch))) for patch in patches]
    }
    snapshot.objects |= {"volume": [], "network": [], "image": [], "plugin": []}
    snapshot.complete = set(snapshot.objects) - {"network", "image"}
    return [snapshot]


COMPOSE = """
services:
  proxy:
    image: tecnativa/docker-socket-proxy
    environment: {CONTAINERS: 1, POST: 1, INFO: swordfish}
    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
    networks: [api]
  client:
    image: acme/client
    environment: ["DOCKER_HOST=tcp://user:swordfish@proxy:2375", "API_KEY=swordfish"]
    networks: [api]
  engine:
    image: acme/engine
    command: dockerd -H tcp://0.0.0.0:2375 --label=swordfish
    privileged: true
  files:
    image: acme/files
    volumes: [etc:/x]
    security_opt: ["seccomp:unconfined", "systempaths=unconfined"]
networks: {api: {}}
volumes: {etc: {driver_opts: {type: none, o: bind, device: /etc, password: swordfish}}}
"""


def test_on_a_compose_file(tmp_path: Path) -> None:
    file = tmp_path / "compose.yaml"
    file.write_text(COMPOSE)
    assert not list(differences(lambda redactor: [read_compose(str(file), redactor)]))


def test_what_redaction_raises_is_written_down_and_so() -> None:
    patches = [PROXY | config("tecnativa/docker-socket-proxy", "TASKS=1", "POST=0") | SOCKET]
    patches.append(config("postgres", "POSTGRES_PASSWORD=swordfish") | {"Name": "/db", "Id": "c" * 64})
    key = ("proxy", "DOOD-014", "read-env")
    plain, redacted = (verdicts(engine(patches, one))[0][key] for one in (Unredacted(), Redactor()))
    assert (plain[0], redacted[0]) == (Severity.MEDIUM, Severity.HIGH)
    assert set(RAISED) == {"DOOD-014"}


def test_a_switch_that_is_hidden_is_undecided_not_passed() -> None:
    """A value that no switch has is hidden; the proxy would take it for off, which nobody can tell any more."""
    patches = [PROXY | config("tecnativa/docker-socket-proxy", "CONTAINERS=1", "INFO=swordfish") | SOCKET]
    found = list(differences(lambda redactor: engine(patches, redactor)))
    assert found == [f"('proxy', '{rule}', ''): undecided redacted" for rule in ("DOOD-013", "DOOD-014")]


class Eager:
    """Hides what verdicts rest on, as no redactor should."""

    def document(self, kind: str, document: Document) -> Document:  # noqa: ARG002 - as Redactor
        made: Document = merge(document, {"Config": {"Env": ["<redacted text 0123456789abcdef>"]}})
        return made


def test_a_verdict_that_redaction_changes_is_told() -> None:
    found = list(differences(lambda redactor: engine(HIDDEN["an endpoint with a user"][1], redactor), Eager()))
    assert found
    assert all("DOOD-008" in line for line in found)
