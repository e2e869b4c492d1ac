"""What the user calls an engine, made into an address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from inspector.errors import SourceError
from inspector.sources.live import contexts
from inspector.sources.live.faults import one_line
from inspector.sources.live.tls import TlsFiles

DEFAULT = "unix:///var/run/docker.sock"
"""Where the docker command looks when nothing is said."""

SCHEMES = ("unix://", "tcp://", "ssh://", "context:")
"""How a source begins that is a running engine."""

PLAIN_PORT, TLS_PORT = 2375, 2376


@dataclass(frozen=True)
class Target:
    """One engine's address.

    Attributes:
        shown: the address for people, without credentials.
        scheme: how it is reached.
        path: of the unix socket; of the far socket for ssh; what stands before every path for tcp.
        host, port, user: for tcp and ssh; port 0 is ssh's own default.
        tls: certificates; None is a connection without TLS.
        environ: what the `ssh` program gets as its environment.
        name: what the user calls the engine; empty for the engine's own name.
    """

    shown: str
    scheme: Literal["unix", "tcp", "ssh"]
    path: str = ""
    host: str = ""
    port: int = 0
    user: str = ""
    tls: TlsFiles | None = None
    environ: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    name: str = ""


def parse(text: str, environ: Mapping[str, str]) -> Target:
    """The engine that `text` names: an address, `context:NAME`, or nothing (DOCKER_HOST, else the current context).

    `environ` is the environment: DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH, HOME.
    Raises SourceError for what is no address, a context that does not exist, a broken configuration file. Nothing is
    ever silently the default socket (docker-py does that).
    """
    if text.startswith("context:"):
        return _context(text.removeprefix("context:"), environ)
    if text:
        return _address(text, text, lambda: contexts.environment_tls(environ), environ)
    if environ.get("DOCKER_HOST"):
        return _context("default", environ)
    return _context(contexts.current(environ), environ)


def _context(name: str, environ: Mapping[str, str]) -> Target:
    """As the docker command does it, the context `default` is the environment's."""
    if name == "default":
        address = environ.get("DOCKER_HOST") or DEFAULT
        return _address(address, "DOCKER_HOST", lambda: contexts.environment_tls(environ), environ)
    endpoint = contexts.endpoint(name, environ)
    target = _address(endpoint.host, f"context:{name}", lambda: endpoint.tls, environ)
    return replace(target, shown=f"context:{name} ({target.shown})")


def _address(text: str, place: str, tls: Callable[[], TlsFiles | None], environ: Mapping[str, str]) -> Target:
    """`place` is what an error names; `tls` is only asked by the one scheme that uses it."""
    scheme, separator, rest = text.partition("://")
    if not separator and place == "DOCKER_HOST":
        scheme, rest = "tcp", text
    if scheme == "unix":
        return _unix(rest, place)
    if scheme == "tcp":
        return _tcp(rest, place, tls())
    if scheme == "ssh":
        return _ssh(rest, place, environ)
    raise SourceError(_safe(place), f"{_safe(text)} is no address of an engine (unix://, tcp:// or ssh://)")


def _unix(path: str, place: str) -> Target:
    if not path.startswith("/") or "\0" in path:
        raise SourceError(_safe(place), "a unix:// address needs an absolute path")
    return Target(f"unix://{one_line(path)}", "unix", path=path)


def _tcp(rest: str, place: str, tls: TlsFiles | None) -> Target:
    user, host, port, path = _split(rest, place)
    if user:
        raise SourceError(_safe(place), "a tcp:// address takes no user or password")
    port = port or (TLS_PORT if tls else PLAIN_PORT)
    path = path.rstrip("/")
    return Target(f"tcp://{_bracketed(host)}:{port}{one_line(path)}", "tcp", path=path, host=host, port=port, tls=tls)


def _ssh(rest: str, place: str, environ: Mapping[str, str]) -> Target:
    from urllib.parse import unquote

    user, host, port, path = _split(rest, place)
    user, password, _ = user.partition(":")
    if password:
        raise SourceError(_safe(place), "a password in an ssh:// address is not used; ssh needs a key")
    if user.startswith("-") or host.startswith("-"):
        raise SourceError(_safe(place), "a host or user name that starts with - is refused")
    at, colon = f"{user}@" if user else "", f":{port}" if port else ""
    shown = one_line(f"ssh://{at}{_bracketed(host)}{colon}{path}")
    return Target(shown, "ssh", path=unquote(path.rstrip("/")), host=host, port=port, user=user, environ=environ)


def _split(rest: str, place: str) -> tuple[str, str, int, str]:
    """User, host, port (0: not given) and path of what stands behind `//`, fit for a request."""
    from urllib.parse import quote, unquote, urlsplit

    try:
        parts = urlsplit(f"//{rest}", allow_fragments=False)
        given, port = parts.hostname or "", parts.port or 0
        host = given.encode("idna").decode()
    except ValueError as error:
        raise SourceError(_safe(place), f"no host and port: {one_line(str(error))}") from error
    if not host or parts.query or any(character <= " " or character == "\x7f" for character in rest):
        raise SourceError(_safe(place), "no host and port")
    user, _, after = parts.netloc.rpartition("@")
    if after.lower().startswith(host):  # urlsplit makes it small; an alias of ssh may have capitals
        host = after[: len(host)]
    return unquote(user), host, port, quote(parts.path, safe="/:@%+,=~")


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _safe(place: str) -> str:
    """`place` without a password."""
    before, at, after = place.rpartition("@")
    scheme, separator, _ = before.partition("://")
    return one_line(f"{scheme}{separator}...@{after}" if at and separator else place)
