"""Whatever a document holds, redaction ends, keeps its shape, and changes nothing the second time."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.sources.redact import Redactor

REDACTOR = Redactor(b"a key of sixteen")
OTHER = Redactor(b"another key of 1")

FIELDS = [
    "Env",
    "Labels",
    "Annotations",
    "Options",
    "DriverOpts",
    "Args",
    "Cmd",
    "Entrypoint",
    "Command",
    "Test",
    "Path",
    "OnBuild",
    "CreatedBy",
    "Comment",
    "Output",
    "Data",
    "LogConfig",
    "Config",
    "Seccomp",
    "Profile",
    "SecurityOpt",
    "Tmpfs",
    "Status",
    "HttpProxy",
    "JoinTokens",
    "Value",
    "Name",
    "Networks",
    "Mountpoint",
    "o",
    "device",
    "type",
    "environment",
    "command",
    "other",
]

PIECES = [
    "sh",
    "-c",
    "dockerd",
    "-H",
    "--host",
    "tcp://h:2375",
    "unix:///run/x.sock",
    "--password",
    "--password=",
    "-p",
    "=",
    "PASSWORD=",
    "DOCKER_HOST=",
    "mysql",
    "'",
    '"',
    " ",
    "\n",
    "\\",
    "$",
    "${X}",
    "$(",
    ")",
    "`",
    ";",
    "|",
    "&&",
    "<",
    ">",
    "<redacted text 0123456789abcdef>",
    "<redacted url-credentials 0123456789abcdef>",
    "<redacted ",
    "0123456789abcdef>",
    "https://",
    "://",
    "u:p@",
    "@",
    "?a=b",
    "#",
    "/",
    "/x/y",
    ":",
    ",",
    "o=",
    "ro",
    "seccomp=",
    "{",
    "}",
    '{"comment":"x"}',
    "-----BEGIN",
    "changeme",
    "1",
    "99999",
    "true",
    "JAVA_OPTS=",
    "credentialspec=raw://",
    "\x00",
    "\ud800",
    "é",
    "[::1]",
]

texts = st.one_of(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.text(max_size=20))
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(-10, 10**6), st.floats(allow_nan=False, allow_infinity=False), texts
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5), st.dictionaries(st.one_of(st.sampled_from(FIELDS), texts), inner, max_size=4)
    ),
    max_leaves=20,
)
documents = st.dictionaries(st.sampled_from(FIELDS), values, max_size=5)


def shape(value: Any) -> Any:
    """Types only, as far as redaction keeps them."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return type(value).__name__


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_redaction_is_total_keeps_the_shape_and_is_idempotent(document: dict[str, Any]) -> None:
    once = REDACTOR.document("container", document)
    assert shape(once) == shape(document)
    assert OTHER.document("container", once) == once
    assert json.dumps(once)


@settings(max_examples=400, deadline=None)
@given(st.lists(texts, max_size=6))
def test_command_lines_are_idempotent(argv: list[str]) -> None:
    document = {
        "Path": "/x",
        "Args": argv,
        "Config": {"Cmd": argv, "Env": argv},
        "History": [{"CreatedBy": " ".join(argv)}],
    }
    once = REDACTOR.document("container", document)
    assert len(once["Args"]) == len(argv)
    assert OTHER.document("container", once) == once


SECRET = "qhunter2qz"  # noqa: S105 - that it is hidden is what is tested


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.just(SECRET)), min_size=1, max_size=8))
def test_a_secret_among_anything_is_hidden_in_named_places(parts: list[str]) -> None:
    value = "".join(parts)
    document = {"Labels": {"x": value}, "Options": {"x": value}, "Annotations": {"x": value}, "Env": [f"X={value}"]}
    shown = REDACTOR.document("container", document)
    text = json.dumps(shown)
    if "://" not in value:  # the host of a URL stays
        assert SECRET not in text
