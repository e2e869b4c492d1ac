"""The docker command's own configuration: the current context, a context's address and certificates.

Read here and not through docker.context of the SDK, for reasons that were tried: the SDK takes a context that does not
exist, and a broken config.json, for the default socket; it overlooks a context whose only certificate is ca.pem; it
reads the process's own environment; and its import takes longer than a whole scan.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector.errors import SourceError
from inspector.sources.live.faults import one_line
from inspector.sources.live.tls import TlsFiles

SIZE_LIMIT = 4_194_304
"""Bytes of a configuration file."""


@dataclass(frozen=True)
class Endpoint:
    """Where a context leads.

    Attributes:
        host: address as the context has it.
        tls: its certificates, or None for a connection without TLS.
    """

    host: str
    tls: TlsFiles | None


def folder(environ: Mapping[str, str]) -> Path | None:
    """The docker command's configuration folder; None when nobody says where it is."""
    if given := environ.get("DOCKER_CONFIG"):
        return Path(given)
    return Path(home) / ".docker" if (home := environ.get("HOME") or environ.get("USERPROFILE")) else None


def current(environ: Mapping[str, str]) -> str:
    """Name of the current context: DOCKER_CONTEXT, else `currentContext` of config.json, else `default`."""
    if name := environ.get("DOCKER_CONTEXT"):
        return name
    place = folder(environ)
    config = _read(place / "config.json") if place else None
    name = config.get("currentContext", "") if config else ""
    if not isinstance(name, str):
        raise SourceError(f"{place}/config.json", "currentContext is no text")
    return name or "default"


def endpoint(name: str, environ: Mapping[str, str]) -> Endpoint:
    """Address and certificates of the context `name`; raises SourceError when there is no such context."""
    from hashlib import sha256

    place = folder(environ)
    digest = sha256(name.encode()).hexdigest()
    path = place / "contexts" / "meta" / digest / "meta.json" if place else None
    meta = _read(path) if path else None
    if meta is None or place is None:
        raise SourceError(f"context:{one_line(name)}", f"there is no such context in {place or 'an unknown folder'}")
    try:
        docker = meta["Endpoints"]["docker"]
        host, unverified = docker["Host"], docker.get("SkipTLSVerify", False)
    except (KeyError, TypeError, AttributeError) as error:
        raise SourceError(str(path), "the context has no docker endpoint") from error
    if not isinstance(host, str):
        raise SourceError(str(path), "the context's Host is no text")
    return Endpoint(host, _stored(place / "contexts" / "tls" / digest / "docker", wanted=bool(unverified)))


def environment_tls(environ: Mapping[str, str]) -> TlsFiles | None:
    """Certificates by DOCKER_TLS_VERIFY (or DOCKER_TLS; any value switches TLS on) and DOCKER_CERT_PATH.

    DOCKER_TLS asks for TLS that verifies nothing; it verifies here all the same.
    """
    if not (environ.get("DOCKER_TLS_VERIFY") or environ.get("DOCKER_TLS")):
        return None
    given = environ.get("DOCKER_CERT_PATH")
    place = Path(given) if given else folder(environ)
    if place is None:
        raise SourceError("DOCKER_CERT_PATH", "TLS is wanted, but nobody says where the certificates are")
    return _certificates(place, authority=True)


def _stored(place: Path, *, wanted: bool) -> TlsFiles | None:
    """A context's certificates; TLS is on when there are any, or when the context speaks of not verifying it."""
    return _certificates(place, authority=False) if place.is_dir() or wanted else None


def _certificates(place: Path, *, authority: bool) -> TlsFiles:
    """ca.pem, cert.pem and key.pem of a folder; `authority`: ca.pem has to be there (else the system's are trusted)."""
    ca, cert, key = (path if (path := place / name).exists() else None for name in ("ca.pem", "cert.pem", "key.pem"))
    if authority and ca is None:
        raise SourceError(str(place / "ca.pem"), "no such file, and without it the engine cannot be verified")
    if (cert is None) != (key is None):
        raise SourceError(str(place), "cert.pem and key.pem belong together, one is missing")
    return TlsFiles(ca, cert, key)


def _read(path: Path) -> dict[str, Any] | None:
    """A JSON object, or None when there is no such file."""
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
        document = json.loads(data) if len(data) <= SIZE_LIMIT else None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise SourceError(str(path), one_line(error.strerror or str(error))) from error
    except (ValueError, RecursionError) as error:
        raise SourceError(str(path), f"broken JSON: {one_line(str(error))}") from error
    if not isinstance(document, dict):
        raise SourceError(str(path), "no JSON object")
    return document
