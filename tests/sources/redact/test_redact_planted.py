"""Secrets planted in every place of real documents are nowhere in what is left, in no encoding."""

import base64
import copy
import json
import random
import shlex
import string
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from test_redact_documents import DOCUMENTS

from inspector.sources.redact import Redactor

REDACTOR = Redactor()
Plant = Callable[[dict[str, Any], str, str], None]


def _alphabets() -> list[str]:
    letters = string.ascii_letters + string.digits
    return [
        string.ascii_lowercase,
        string.digits + "abcdef",
        letters,
        letters + "+/=",
        letters + "_-.!%&*?;'\"$()[]{} @:#,~\\|<>^`",
    ]


def _secrets(count: int) -> list[str]:
    """Random secrets that no fixed word of a document holds: words, hex, base64, and every printable character."""
    maker = random.Random(20)  # noqa: S311 - the same secrets in each run
    alphabets = _alphabets()
    made = ["".join(maker.choices(alphabets[turn % len(alphabets)], k=maker.randint(12, 40))) for turn in range(count)]
    return [f"q{secret}z" for secret in made]  # begins and ends with a letter: no path, no flag, no number


SECRETS = _secrets(60)


def _set(*path: str | int) -> Callable[[dict[str, Any], Any], None]:
    """Puts a value at `path`, making what is missing on the way."""

    def put(document: dict[str, Any], value: Any) -> None:
        node: Any = document
        for step in path[:-1]:
            child = node.get(step)
            if not isinstance(child, dict):
                child = node[step] = {}
            node = child
        node[path[-1]] = value

    return put


def _at(*path: str, make: Callable[[str, str], Any]) -> Plant:
    return lambda document, name, secret: _set(*path)(document, make(name, secret))


def _json(secret: str) -> str:
    return json.dumps(
        {"defaultAction": "SCMP_ACT_ERRNO", "comment": secret, secret[:3]: [secret], "syscalls": [{"comment": secret}]}
    )


def _bare(secret: str) -> str:
    """`secret` as it can stand in a shell word or a URL: without what would end it."""
    return quote(secret, safe="")


PLACES: dict[str, Plant] = {
    "env": _at("Config", "Env", make=lambda n, s: [f"{n}={s}", f"PASSWORD={s}", f"DOCKER_{n}_TOKEN={s}"]),
    "env url": _at(
        "Config",
        "Env",
        make=lambda _, s: [f"DATABASE_URL=postgres://u:{s}@db:5432/x", f"DOCKER_HOST=tcp://u:{_bare(s)}@h:1"],
    ),
    "env query": _at("Config", "Env", make=lambda n, s: [f"{n}=https://h/{_bare(s)}?a={_bare(s)}#{_bare(s)}"]),
    "env json": _at("Config", "Env", make=lambda n, s: [f"{n}={json.dumps({n: s})}"]),
    "env options": _at(
        "Config", "Env", make=lambda n, s: [f"JAVA_TOOL_OPTIONS=-D{n}={_bare(s)} -javaagent:{_bare(s)}"]
    ),
    "labels": _at("Config", "Labels", make=lambda n, s: {n: s, "traefik.http.middlewares.a.basicauth.users": f"u:{s}"}),
    "label lists": _at("Labels", make=lambda n, s: [f"{n}={s}"]),
    "annotations": _at("HostConfig", "Annotations", make=lambda n, s: {n: s}),
    "arguments": _at(
        "Args",
        make=lambda n, s: [s, f"--{n}={s}", f"--{n}", s, f"-p{s}", f"{n}={s}", "-H", s, f"-H{s}", "--password", s],
    ),
    "cmd": _at("Config", make=lambda n, s: {"Entrypoint": ["/e"], "Cmd": [s, "-c", f"x --{n} {_bare(s)}", f"-e{s}"]}),
    "entrypoint": _at(
        "Config",
        "Entrypoint",
        make=lambda n, s: ["sh", "-c", f"export {n}={_bare(s)}; x '{_bare(s)}' \"{_bare(s)}\" {_bare(s)}"],
    ),
    "healthcheck": _at(
        "Config", "Healthcheck", "Test", make=lambda _, s: ["CMD", "curl", "-u", f"u:{s}", "-H", f"X: {s}", s]
    ),
    "shell healthcheck": _at(
        "Config", "Healthcheck", "Test", make=lambda n, s: ["CMD-SHELL", f"curl -u u:{_bare(s)} --{n}={_bare(s)} x"]
    ),
    "health log": _at("State", "Health", make=lambda _, s: {"Log": [{"Output": s}]}),
    "state error": _at("State", "Error", make=lambda _, s: f"exec: {s}: not found"),
    "history": _at(
        "History", make=lambda n, s: [{"CreatedBy": f"|1 {n}={_bare(s)} /bin/sh -c make {_bare(s)}", "Comment": s}]
    ),
    "author": _at("Author", make=lambda _, s: s),
    "log options": _at(
        "HostConfig", "LogConfig", make=lambda n, s: {"Type": "x", "Config": {n: s, "splunk-url": f"https://u:{s}@h/"}}
    ),
    "volume options": _at(
        "Options", make=lambda n, s: {n: s, "o": f"username={n},password={s},{n}={s}", "device": f"//u:{_bare(s)}@h/x"}
    ),
    "volume status": lambda document, name, secret: document.update(Mountpoint="/x", Status={name: secret}),
    "mount options": _at(
        "HostConfig",
        "Mounts",
        make=lambda n, s: [{"VolumeOptions": {"DriverConfig": {"Options": {n: s, "o": f"x={s}"}}, "Labels": {n: s}}}],
    ),
    "endpoint options": _at("NetworkSettings", "Networks", make=lambda n, s: {n: {"DriverOpts": {n: s}}}),
    "seccomp": _at("HostConfig", "SecurityOpt", make=lambda _, s: [f"seccomp={_json(s)}"]),
    "credential spec": _at("HostConfig", "SecurityOpt", make=lambda _, s: [f"credentialspec=raw://{s}"]),
    "config": _at("Spec", "Data", make=lambda _, s: base64.b64encode(s.encode()).decode()),
    "join tokens": _at("JoinTokens", make=lambda _, s: {"Worker": s, "Manager": s}),
    "unlock key": _at("UnlockKey", make=lambda _, s: s),
    "signing key": _at(
        "Spec",
        "CAConfig",
        make=lambda _, s: {
            "SigningCAKey": s,
            "ExternalCAs": [{"URL": f"https://u:{_bare(s)}@h/", "Options": {"x": s}}],
        },
    ),
    "service": _at(
        "Spec",
        "TaskTemplate",
        make=lambda n, s: {
            "ContainerSpec": {"Env": [f"{n}={s}"], "Args": [s], "Command": ["x", f"--{n}={s}"], "Labels": {n: s}}
        },
    ),
    "service log": _at("Spec", "TaskTemplate", "LogDriver", make=lambda n, s: {"Name": "x", "Options": {n: s}}),
    "service seccomp": _at(
        "Spec", "TaskTemplate", "Seccomp", make=lambda _, s: {"Profile": base64.b64encode(_json(s).encode()).decode()}
    ),
    "task error": _at("Status", "Err", make=lambda _, s: s),
    "plugin": _at("Settings", make=lambda n, s: {"Env": [f"{n}={s}"], "Args": [s, f"--{n}={s}"]}),
    "plugin request": _at(
        "Config", make=lambda n, s: {"Env": [{"Name": n, "Value": s}], "Args": {"Name": n, "Value": [s]}}
    ),
    "exec": _at(
        "ExecInspects",
        make=lambda n, s: [{"ProcessConfig": {"entrypoint": "sh", "arguments": ["-c", f"{n}={_bare(s)} x", s]}}],
    ),
    "proxy": _at("HttpProxy", make=lambda _, s: f"http://u:{_bare(s)}@p:3128"),
    "bare proxy": _at("HttpsProxy", make=lambda _, s: f"u:{s}@p:3128"),
    "mirror": _at("RegistryConfig", "Mirrors", make=lambda _, s: [f"https://u:{_bare(s)}@m/x?token={_bare(s)}"]),
    "runtime": _at(
        "Runtimes", "x", make=lambda n, s: {"path": "/x", "runtimeArgs": [f"--{n}={s}", s], "options": {n: s}}
    ),
    "any field": _at("Future", "Field", make=lambda _, s: [f"see https://u:{_bare(s)}@h/?x={_bare(s)}"]),
    "nested": _at(
        "Future", make=lambda n, s: [{"Deeper": [{"Env": [f"{n}={s}"], "Labels": {n: s}, "Command": f"x {s}"}]}]
    ),
    "quoted": _at(
        "Config",
        make=lambda n, s: {
            "Cmd": ["sh", "-c", f"x --{n} {shlex.quote(s)} {n}={shlex.quote(s)}; {shlex.quote(s)} | cat"]
        },
    ),
    "heredoc": _at(
        "History",
        make=lambda _, s: [{"CreatedBy": f"RUN <<EOF sh\ncat {shlex.quote(s)}\nexport X={shlex.quote(s)}\nEOF"}],
    ),
    "podman": _at(
        "Config", "CreateCommand", make=lambda n, s: ["podman", "run", "-e", f"{n}={s}", f"--secret={s}", "x", s]
    ),
    "compose": _at(
        "build",
        make=lambda n, s: {"args": {n: s}, "labels": [f"{n}={s}"], "environment": {n: s}, "command": f"x {_bare(s)}"},
    ),
    "registry login": _at(
        "AuthConfig", make=lambda _, s: {"auth": s, "Password": s, "identitytoken": s, "RegistryToken": s}
    ),
}
"""Where a secret may stand, by name of the place."""

OBJECTS = dict(reversed(DOCUMENTS))
"""One real document of each kind."""


def forms(secret: str) -> list[str]:
    """A secret as it would show itself."""
    raw = secret.encode()
    return [
        secret,
        json.dumps(secret)[1:-1],
        quote(secret),
        quote(secret, safe=""),
        base64.b64encode(raw).decode().rstrip("=")[:-1],
    ]


@pytest.mark.parametrize("place", PLACES)
def test_a_planted_secret_is_nowhere(place: str) -> None:
    for turn, secret in enumerate(SECRETS):
        kind, document = list(OBJECTS.items())[turn % len(OBJECTS)]
        planted = copy.deepcopy(document)
        PLACES[place](planted, f"N{turn}x", secret)
        shown = REDACTOR.document(kind, planted)
        text = json.dumps(shown) + json.dumps(shown, ensure_ascii=False)
        for form in forms(secret):
            assert form not in text, (secret, shown)
        assert REDACTOR.document(kind, shown) == shown


@pytest.mark.parametrize("place", PLACES)
def test_planting_plants(place: str) -> None:
    """The test above can fail: before redaction the secret is there."""
    planted = "qplantedplantedz"
    document: dict[str, Any] = {}
    PLACES[place](document, "N", planted)
    text = json.dumps(document)
    assert base64.b64encode(_json(planted).encode()).decode() in text or any(form in text for form in forms(planted))
