"""TLS to an engine: it verifies, or there is no connection."""

from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING

from inspector.sources.live.faults import Unreachable, one_line

if TYPE_CHECKING:
    import ssl

    from docker.tls import TLSConfig


REFUSED = "the engine refused our client certificate (none, expired, or of another authority)"


@dataclass(frozen=True)
class TlsFiles:
    """Certificates in PEM.

    Attributes:
        ca: whom to trust; None for the system's authorities.
        cert, key: who we are; None when we say nothing about that.
    """

    ca: Path | None
    cert: Path | None
    key: Path | None


def wrap(channel: socket, host: str, files: TlsFiles) -> "ssl.SSLSocket":
    """A verified TLS connection over `channel`; raises Unreachable for unusable files, OSError for a failed handshake.

    Neither REQUESTS_CA_BUNDLE nor CURL_CA_BUNDLE nor a proxy variable has a say: nothing of `requests` is used.
    """
    return _context(files).wrap_socket(channel, server_hostname=host)


def settings(files: TlsFiles) -> "TLSConfig":
    """The SDK's own settings: it knows which files belong together. `verify` is what makes it look at the CA at all.

    Only the settings are its: the SDK's connection is one of `requests`, whose CA an environment variable replaces.
    """
    from docker.errors import TLSParameterError
    from docker.tls import TLSConfig

    pair = (str(files.cert), str(files.key)) if files.cert and files.key else None
    try:
        return TLSConfig(client_cert=pair, ca_cert=str(files.ca) if files.ca else None, verify=True)
    except TLSParameterError as error:
        raise Unreachable(f"{files.ca or files.cert}: {one_line(str(error.args[0]))}") from error


def _context(files: TlsFiles) -> "ssl.SSLContext":
    import ssl

    config = settings(files)
    path: object = config.ca_cert
    try:
        context = ssl.create_default_context(cafile=config.ca_cert)
        # Docker's own recipe makes certificates without key usage; the strict mode of newer Pythons refuses them.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        if config.cert:
            path = config.cert[0]
            context.load_cert_chain(*config.cert, password="")  # nothing is asked for on the terminal
    except OSError as error:
        raise Unreachable(f"{path}: {_unusable(error)}") from error
    return context


def _unusable(error: OSError) -> str:
    import ssl

    if not isinstance(error, ssl.SSLError):
        return error.strerror or "cannot be read"
    return f"no usable PEM certificate or key ({error.reason or 'not understood'})"


def failure(error: OSError) -> str | None:
    """What an error of TLS means, or None when it is none, or only says that the connection ended.

    An engine that refuses our certificate says the same for none, an expired and a foreign one; with TLS 1.3 it says so
    only when the first answer is read.
    """
    import ssl

    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the engine's certificate is refused: {one_line(error.verify_message)}"
    if not isinstance(error, ssl.SSLError) or isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return None
    name = error.reason or ""
    if ("ALERT" in name and "CERTIFICATE" in name) or name == "TLSV1_ALERT_UNKNOWN_CA":
        return REFUSED
    if name in {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"}:
        return "what answers there does not speak TLS"
    return f"TLS failed: {one_line(name or str(error))}"
