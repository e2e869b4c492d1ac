"""From what a user writes, and the environment, to an address; nothing is silently the default socket."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from inspector.errors import SourceError
from inspector.sources.live import Target, parse
from inspector.sources.live.contexts import SIZE_LIMIT
from inspector.sources.live.target import DEFAULT
from inspector.sources.live.tls import TlsFiles


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path


def written(config: Path, name: str, endpoint: Any, certificates: tuple[str, ...] = ()) -> dict[str, str]:
    """Writes a context as the docker command does, and makes it known to the environment that is returned."""
    digest = sha256(name.encode()).hexdigest()
    meta = config / "contexts" / "meta" / digest
    meta.mkdir(parents=True)
    (meta / "meta.json").write_text(json.dumps({"Name": name, "Metadata": {}, "Endpoints": {"docker": endpoint}}))
    if certificates:
        (tls := config / "contexts" / "tls" / digest / "docker").mkdir(parents=True)
        for certificate in certificates:
            (tls / certificate).write_text("x")
    return {"DOCKER_CONFIG": str(config)}


def current(config: Path, name: object) -> None:
    (config / "config.json").write_text(json.dumps({"currentContext": name}))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("unix:///run/x.sock", Target("unix:///run/x.sock", "unix", path="/run/x.sock")),
        ("tcp://box", Target("tcp://box:2375", "tcp", host="box", port=2375)),
        ("tcp://box:99/", Target("tcp://box:99", "tcp", host="box", port=99)),
        ("tcp://box:99/far/away/", Target("tcp://box:99/far/away", "tcp", host="box", port=99, path="/far/away")),
        ("tcp://[::1]:99", Target("tcp://[::1]:99", "tcp", host="::1", port=99)),
        ("tcp://b\u00fccher:1", Target("tcp://xn--bcher-kva:1", "tcp", host="xn--bcher-kva", port=1)),
        ('tcp://box:1/a\u00e4"x', Target("tcp://box:1/a%C3%A4%22x", "tcp", host="box", port=1, path="/a%C3%A4%22x")),
        ("ssh://me@MyBox:22", Target("ssh://me@MyBox:22", "ssh", host="MyBox", port=22, user="me")),
        ("ssh://box/a%20b", Target("ssh://box/a%20b", "ssh", host="box", path="/a b")),
        ("ssh://box", Target("ssh://box", "ssh", host="box")),
        ("ssh://me@box:22", Target("ssh://me@box:22", "ssh", host="box", port=22, user="me")),
        ("ssh://box/run/x.sock", Target("ssh://box/run/x.sock", "ssh", host="box", path="/run/x.sock")),
        ("ssh://a%40b@box", Target("ssh://a@b@box", "ssh", host="box", user="a@b")),
    ],
)
def test_an_address(text: str, wanted: Target) -> None:
    assert parse(text, {}) == wanted
    assert parse("", {"DOCKER_HOST": text, "DOCKER_CONTEXT": "other"}) == wanted


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("unix://", "absolute path"),
        ("unix://run/x.sock", "absolute path"),
        ("unix:///a\0b", "absolute path"),
        ("tcp://", "no host and port"),
        ("tcp://:2375", "no host and port"),
        ("tcp://box:port", "no host and port"),
        ("tcp://box:99999", "no host and port"),
        ("tcp://box:1?x=y", "no host and port"),
        ("tcp://bo x", "no host and port"),
        ("tcp://a..b", "no host and port"),
        ("tcp://" + "a" * 70, "no host and port"),
        ("tcp://[::1", "no host and port"),
        ("tcp://box\r\nX:1", "no host and port"),
        ("ssh://", "no host and port"),
        ("ssh://-oProxyCommand=x", "starts with -"),
        ("ssh://-lroot@box", "starts with -"),
        ("ssh://%2Dl@box", "starts with -"),
        ("fd://", "no address of an engine"),
        ("npipe:////./pipe/docker_engine", "no address of an engine"),
        ("http://box:2375", "no address of an engine"),
        ("box", "no address of an engine"),
        ("context:nowhere", "there is no such context"),
        ("context:", "there is no such context"),
    ],
)
def test_what_is_no_address_is_an_error(text: str, reason: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse(text, {"HOME": "/nonexistent"})
    assert reason in caught.value.reason
    assert "\n" not in str(caught.value)
    assert "\r" not in str(caught.value)


@pytest.mark.parametrize("text", ["tcp://me:hunter2@box:1", "ssh://me:hunter2@box", "tcp://hunter2@box"])
def test_a_password_in_an_address_is_refused_and_not_repeated(text: str) -> None:
    for source, environ in ((text, {}), ("", {"DOCKER_HOST": text})):
        with pytest.raises(SourceError) as caught:
            parse(source, environ)
        assert "hunter2" not in str(caught.value)
        assert caught.value.place in {"DOCKER_HOST", text.partition("//")[0] + "//...@" + text.rpartition("@")[2]}


def test_a_bare_host_is_tcp_in_docker_host_only() -> None:
    assert parse("", {"DOCKER_HOST": "box:99"}).shown == "tcp://box:99"
    with pytest.raises(SourceError):
        parse("box:99", {})


def test_nothing_said_is_the_default_socket() -> None:
    assert parse("", {}).shown == DEFAULT
    assert parse("", {"HOME": "/nonexistent"}).shown == DEFAULT
    assert parse("", {"DOCKER_HOST": "", "DOCKER_CONTEXT": ""}).shown == DEFAULT


def test_the_current_context_is_that_of_config_json(config: Path) -> None:
    environ = written(config, "inner", {"Host": "unix:///run/x.sock", "SkipTLSVerify": False})
    assert parse("", environ).shown == DEFAULT
    current(config, "inner")
    target = parse("", environ)
    assert (target.shown, target.path) == ("context:inner (unix:///run/x.sock)", "/run/x.sock")
    assert parse("context:inner", environ) == target
    assert parse("context:default", environ).shown == DEFAULT
    assert parse("", environ | {"DOCKER_CONTEXT": "default"}).shown == DEFAULT
    assert parse("", environ | {"DOCKER_HOST": "tcp://box:1"}).shown == "tcp://box:1"


def test_the_configuration_is_below_home_when_nothing_else_is_said(tmp_path: Path) -> None:
    written(tmp_path / ".docker", "inner", {"Host": "unix:///run/x.sock"})
    assert parse("", {"HOME": str(tmp_path), "DOCKER_CONTEXT": "inner"}).path == "/run/x.sock"


@pytest.mark.parametrize("environ", [{}, {"DOCKER_CONTEXT": "gone"}])
def test_a_context_that_does_not_exist_is_an_error(config: Path, environ: dict[str, str]) -> None:
    current(config, "gone")
    with pytest.raises(SourceError, match="context:gone: there is no such context"):
        parse("", environ | {"DOCKER_CONFIG": str(config)})


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"",
        b"[]",
        b"null",
        b'{"currentContext": 7}',
        b"\xff",
        b"[" * 100_000,
        b'{"a":"' + b"x" * SIZE_LIMIT + b'"}',
    ],
)
def test_a_broken_config_json_is_an_error(config: Path, content: bytes) -> None:
    (config / "config.json").write_bytes(content)
    with pytest.raises(SourceError) as caught:
        parse("", {"DOCKER_CONFIG": str(config)})
    assert caught.value.place == str(config / "config.json")
    parse("unix:///x", {"DOCKER_CONFIG": str(config)})


def test_a_config_json_that_cannot_be_read_is_an_error(config: Path) -> None:
    (config / "config.json").mkdir()
    with pytest.raises(SourceError, match=r"config\.json: Is a directory"):
        parse("", {"DOCKER_CONFIG": str(config)})


@pytest.mark.parametrize("endpoint", [None, [], {}, {"Host": 7}, {"Host": "box"}, {"Host": ""}, "unix:///x"])
def test_a_broken_context_is_an_error(config: Path, endpoint: object) -> None:
    environ = written(config, "inner", endpoint)
    with pytest.raises(SourceError):
        parse("context:inner", environ)


def test_a_context_brings_its_certificates(config: Path) -> None:
    environ = written(config, "far", {"Host": "tcp://box:2376"}, ("ca.pem", "cert.pem", "key.pem"))
    place = config / "contexts" / "tls" / sha256(b"far").hexdigest() / "docker"
    assert parse("context:far", environ).tls == TlsFiles(place / "ca.pem", place / "cert.pem", place / "key.pem")


def test_a_context_with_an_authority_only_is_tls_too(config: Path) -> None:
    environ = written(config, "far", {"Host": "tcp://box"}, ("ca.pem",))
    target = parse("context:far", environ)
    assert target.tls is not None
    assert (target.port, target.tls.cert) == (2376, None)


def test_a_context_that_would_skip_verification_verifies(config: Path) -> None:
    environ = written(config, "far", {"Host": "tcp://box", "SkipTLSVerify": True})
    assert parse("context:far", environ).tls == TlsFiles(None, None, None)


def test_tls_of_the_environment_is_not_a_contexts_business(config: Path) -> None:
    environ = written(config, "far", {"Host": "tcp://box"}) | {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/nowhere"}
    assert parse("context:far", environ).tls is None


@pytest.mark.parametrize("switch", ["DOCKER_TLS_VERIFY", "DOCKER_TLS"])
def test_certificates_of_the_environment(tmp_path: Path, switch: str) -> None:
    environ = {switch: "1", "DOCKER_CERT_PATH": str(tmp_path)}
    with pytest.raises(SourceError, match="cannot be verified"):
        parse("tcp://box", environ)
    (tmp_path / "ca.pem").write_text("x")
    assert parse("tcp://box", environ).tls == TlsFiles(tmp_path / "ca.pem", None, None)
    assert parse("tcp://box", environ).port == 2376
    (tmp_path / "key.pem").write_text("x")
    with pytest.raises(SourceError, match="belong together"):
        parse("tcp://box", environ)
    assert parse("tcp://box", {"DOCKER_CERT_PATH": str(tmp_path)}).tls is None


def test_certificates_lie_beside_the_configuration_when_nobody_says_where(config: Path) -> None:
    (config / "ca.pem").write_text("x")
    tls = parse("tcp://box", {"DOCKER_TLS_VERIFY": "1", "DOCKER_CONFIG": str(config)}).tls
    assert tls == TlsFiles(config / "ca.pem", None, None)
    with pytest.raises(SourceError, match="nobody says where"):
        parse("tcp://box", {"DOCKER_TLS_VERIFY": "1"})


def test_tls_is_no_business_of_a_unix_socket() -> None:
    assert parse("unix:///x", {"DOCKER_TLS_VERIFY": "1"}).tls is None
