"""TCP to a real engine, with and without TLS: it verifies, or there is no connection."""

import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from socket import create_server
from typing import NamedTuple

import pytest
from certificates import Certificates
from harness import Engine
from reading import snapshot

from inspector.errors import SourceError
from inspector.sources.snapshot import Snapshot


class Tls(NamedTuple):
    """A TLS engine and what one needs to speak to it."""

    engine: Engine
    certificates: Certificates


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def tls(start_engine: Callable[..., Engine], certificates: Certificates) -> Tls:
    cert, key = map(str, certificates.server)
    ca = str(certificates.folder / "ca.pem")
    words = ("--tlsverify", "--tlscacert", ca, "--tlscert", cert, "--tlskey", key)
    return Tls(start_engine("--host", "tcp://127.0.0.1:2376", *words), certificates)


def environ(place: Path, **more: str) -> dict[str, str]:
    return {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(place), **more}


def read(tls: Tls, place: Path, **more: str) -> Snapshot:
    found: Snapshot = tls.engine.inside(lambda: snapshot("tcp://127.0.0.1:2376", environ(place, **more)))
    return found


def reason(tls: Tls, place: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read(tls, place)
    assert caught.value.place == "tcp://127.0.0.1:2376"
    return caught.value.reason


def test_with_our_certificate_the_engine_is_read(tls: Tls) -> None:
    found = read(tls, tls.certificates.client)
    assert found.gaps == []
    assert found.name == tls.engine.json("/info")["Name"]
    assert (found.source, found.socket) == ("tcp://127.0.0.1:2376", None)


def test_variables_of_requests_and_proxies_have_no_say(tls: Tls, monkeypatch: pytest.MonkeyPatch) -> None:
    variables = {"REQUESTS_CA_BUNDLE": "/none", "CURL_CA_BUNDLE": "/none"}
    variables |= dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert read(tls, tls.certificates.client, **variables).gaps == []


@pytest.mark.parametrize("place", ["nobody", "expired", "stranger"])
def test_another_client_certificate_is_refused_by_the_engine(tls: Tls, place: str) -> None:
    assert "the engine refused our client certificate" in reason(tls, tls.certificates.folder / place)


def test_an_engine_of_another_authority_is_refused(tls: Tls) -> None:
    said = reason(tls, tls.certificates.wrong_authority)
    assert said == "the engine's certificate is refused: unable to get local issuer certificate"


def test_a_plain_client_is_told_what_to_set(tls: Tls) -> None:
    with pytest.raises(SourceError, match="400 Client sent an HTTP request to an HTTPS server"):
        tls.engine.inside(lambda: snapshot("tcp://127.0.0.1:2376"))


@pytest.mark.parametrize(
    ("kind", "said"), [("expired_server", "has expired"), ("other_server", "not valid for '127.0.0.1'")]
)
def test_an_engine_that_cannot_be_verified_is_refused(certificates: Certificates, kind: str, said: str) -> None:
    with listening(*getattr(certificates, kind)) as port, pytest.raises(SourceError) as caught:
        snapshot(f"tcp://127.0.0.1:{port}", environ(certificates.client))
    assert caught.value.reason.startswith("the engine's certificate is refused: ")
    assert said in caught.value.reason


def test_a_plain_engine_is_told_from_one_with_tls(
    start_engine: Callable[..., Engine], certificates: Certificates
) -> None:
    engine = start_engine("--host", "tcp://127.0.0.1:2375")
    assert engine.inside(lambda: snapshot("tcp://127.0.0.1:2375")).gaps == []
    with pytest.raises(SourceError, match="does not speak TLS"):
        engine.inside(lambda: snapshot("tcp://127.0.0.1:2375", environ(certificates.client)))


def test_nobody_listens() -> None:
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(SourceError, match=f"tcp://127.0.0.1:{port}: no engine is listening"):
        snapshot(f"tcp://127.0.0.1:{port}")


@pytest.mark.parametrize("name", ["ca.pem", "cert.pem", "key.pem"])
def test_a_file_that_is_no_certificate_is_named(certificates: Certificates, tmp_path: Path, name: str) -> None:
    for file in certificates.client.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes() if file.name != name else b"garbage")
    with create_server(("127.0.0.1", 0)) as server, pytest.raises(SourceError) as caught:
        snapshot(f"tcp://127.0.0.1:{server.getsockname()[1]}", environ(tmp_path))
    assert f"{tmp_path}/{'ca.pem' if name == 'ca.pem' else 'cert.pem'}: no usable PEM" in caught.value.reason


class listening:  # noqa: N801 - reads like a function
    """A TLS server that shows a certificate and says nothing more; gives its port."""

    def __init__(self, cert: Path, key: Path) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(cert, key)
        self._server = create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)

    def _serve(self) -> None:
        channel, _ = self._server.accept()
        try:
            self._context.wrap_socket(channel, server_side=True).close()
        except (ssl.SSLError, OSError):
            channel.close()

    def __enter__(self) -> int:
        self._thread.start()
        port: int = self._server.getsockname()[1]
        return port

    def __exit__(self, *_: object) -> None:
        self._thread.join()
        self._server.close()


@pytest.fixture(scope="module")
def context_home(tls: Tls, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Contexts as the docker command itself writes them."""
    place = tmp_path_factory.mktemp("docker")
    client = tls.certificates.client
    environ = {"DOCKER_CONFIG": str(place), "HOME": str(place)}
    files = f"ca={client}/ca.pem,cert={client}/cert.pem,key={client}/key.pem"
    own = tls.engine.environ
    tls.engine.environ = {"PATH": own["PATH"]} | environ
    tls.engine.docker("context", "create", "inner", "--docker", f"host={tls.engine.address}")
    tls.engine.docker("context", "create", "far", "--docker", f"host=tcp://127.0.0.1:2376,{files}")
    tls.engine.docker("context", "create", "blind", "--docker", f"host=tcp://127.0.0.1:2376,ca={client}/ca.pem")
    tls.engine.docker("context", "use", "inner")
    tls.engine.environ = own
    return environ


def test_the_current_context_of_the_docker_command_is_read(tls: Tls, context_home: dict[str, str]) -> None:
    found = snapshot("", context_home)
    assert found.source == f"context:inner ({tls.engine.address})"
    assert (found.gaps, found.socket) == ([], str(tls.engine.socket))
    assert snapshot("", context_home | {"DOCKER_CONTEXT": "inner"}).info is not None


def test_a_context_with_certificates_is_read(tls: Tls, context_home: dict[str, str]) -> None:
    found = tls.engine.inside(lambda: snapshot("context:far", context_home))
    assert (found.source, found.gaps) == ("context:far (tcp://127.0.0.1:2376)", [])


def test_a_context_with_an_authority_only_is_tls_too(tls: Tls, context_home: dict[str, str]) -> None:
    with pytest.raises(SourceError, match="the engine refused our client certificate"):
        tls.engine.inside(lambda: snapshot("context:blind", context_home))
