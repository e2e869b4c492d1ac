"""From an address to an open connection; every way to fail is said in one line."""

import errno
import os
import socket
from collections.abc import Callable

from inspector.sources.live.faults import Dropped, Fault, Slow, Unreachable, one_line
from inspector.sources.live.http import Connection
from inspector.sources.live.target import Target

UNIX_PATH_LIMIT = 107
"""Bytes of a unix socket's path (Linux, sockaddr_un)."""

_REASONS = {
    errno.ECONNREFUSED: "no engine is listening",
    errno.ENOENT: "no such socket",
    errno.ENOTDIR: "no such socket",
    errno.EACCES: "no permission on the socket (be root, or in the group that owns it)",
    errno.EPERM: "no permission on the socket (be root, or in the group that owns it)",
    errno.EHOSTUNREACH: "the host is not reachable",
    errno.ENETUNREACH: "the host is not reachable",
}


def connect(target: Target, left: Callable[[], float], timeout: float) -> Connection:
    """An open connection to `target`; raises Unreachable or Slow."""

    def explain(error: OSError | None) -> Fault:
        fault = _broken(error, timeout)
        # A write that meets the closed connection hides the alert that would tell why it was closed.
        refused = target.tls and isinstance(fault, Dropped) and not connection.answered
        return Unreachable(f"the connection was closed at once: it seems that {_refusal()}") if refused else fault

    try:
        if target.scheme == "ssh":
            return _over_ssh(target, timeout)
        channel = _unix(target.path, left()) if target.scheme == "unix" else _tcp(target, left())
    except OSError as error:
        raise _unreachable(error, timeout) from error
    host = "engine" if target.scheme == "unix" else target.host
    connection = Connection(channel, f"[{host}]" if ":" in host else host, explain)
    return connection


def _unix(path: str, timeout: float) -> socket.socket:
    channel = socket.socket(socket.AF_UNIX)
    channel.settimeout(timeout)
    try:
        if len(os.fsencode(path)) <= UNIX_PATH_LIMIT:
            channel.connect(path)
        else:
            _connect_long(channel, path)
    except OSError:
        channel.close()
        raise
    return channel


def _connect_long(channel: socket.socket, path: str) -> None:
    """By way of its folder, opened first: sockets of nested engines lie deep below /proc/PID/root."""
    place, name = os.path.split(path)
    folder = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        channel.connect(f"/proc/self/fd/{folder}/{name}")
    finally:
        os.close(folder)


def _tcp(target: Target, timeout: float) -> socket.socket:
    """Straight to the host: a proxy variable of the environment has no say."""
    channel = socket.create_connection((target.host, target.port), timeout)
    channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if target.tls is None:
        return channel
    from inspector.sources.live import tls

    try:
        return tls.wrap(channel, target.host, target.tls)
    except (OSError, Fault):
        channel.close()
        raise


def _over_ssh(target: Target, timeout: float) -> Connection:
    from inspector.sources.live import ssh

    channel = ssh.connect(target, timeout)

    def explain(error: OSError | None) -> Fault:
        if isinstance(error, TimeoutError) or not (words := channel.last_words()):
            return _broken(error, timeout)
        return Dropped(words) if connection.answered else Unreachable(words)

    connection = Connection(channel, "engine", explain)
    return connection


def _unreachable(error: OSError, timeout: float) -> Fault:
    if isinstance(error, TimeoutError):
        return Slow(f"no connection within {timeout:g} s")
    if isinstance(error, socket.gaierror):
        return Unreachable(f"the host name is not known ({one_line(error.strerror or '')})")
    return Unreachable(_secure(error) or _REASONS.get(error.errno or 0) or one_line(error.strerror or str(error)))


def _broken(error: OSError | None, timeout: float) -> Fault:
    """What became of a connection that once stood; None is its end without an error."""
    if isinstance(error, TimeoutError):
        return Slow(f"no answer within {timeout:g} s")
    if error is not None and (reason := _secure(error)):
        return Unreachable(reason)
    return Dropped("the connection was closed before the answer was complete")


def _refusal() -> str:
    from inspector.sources.live import tls

    return tls.REFUSED


def _secure(error: OSError) -> str | None:
    """What an error of TLS means; the module is not even loaded where nobody uses it."""
    if not type(error).__module__.startswith("ssl"):
        return None
    from inspector.sources.live import tls

    return tls.failure(error)
