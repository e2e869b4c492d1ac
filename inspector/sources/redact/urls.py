"""URLs: scheme, host and port are kept; user, password, query and fragment never, the path where it is asked for."""

import re
from dataclasses import dataclass

from inspector.sources.redact.hide import Hider
from inspector.sources.redact.mark import ATOM, is_mark

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.:-]{0,31}")
_SCHEME_CHARS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-")
_REST = re.compile(rf"(?:{ATOM}|[^\s\"'<>`])*+")
"""What belongs to a URL inside a longer text, after its `://`; a mark counts as one character."""

_AUTHORITY = re.compile(r"[^/?#]*")
_PATH = re.compile(r"[^?#]*")
_HOST = re.compile(r"(?:[\w.*-]*|\[[0-9A-Fa-f:.%\w]*\])(?::\d{1,5})?(?:,(?:[\w.*-]+|\[[0-9A-Fa-f:.]*\])(?::\d{1,5})?)*")
"""One host or several (MongoDB, etcd), each with a port at most."""

LOCAL = frozenset({"unix", "npipe", "fd"})
"""Schemes whose path is a path on the host: structure, not a value."""

_LOGIN_SCHEMES = frozenset({"ssh", "sftp", "git", "git+ssh", "rsync", "svn+ssh"})
"""Where a user without a password is no secret."""

_SECRET_LENGTH = 16
"""Characters from which on a user without a password is taken for a token."""


@dataclass(frozen=True)
class _Url:
    scheme: str
    user: str
    """User and password, empty when there are none."""
    host: str
    path: str
    query: str
    """Query and fragment, with what separates them."""
    doubtful: bool
    """Whether it is unclear where the user ends."""


class Urls:
    """Redacts URLs."""

    def __init__(self, hider: Hider) -> None:
        self._hider = hider

    def whole(self, text: str, *, keep_path: bool) -> str | None:
        """`text`, which is one URL from end to end, redacted; None when it is none."""
        scheme, separator, rest = text.partition("://")
        if not separator or not _SCHEME.fullmatch(scheme) or not _REST.fullmatch(rest):
            return None
        url = _split(scheme, rest)
        return None if url is None else self._shown(url, keep_path=keep_path)

    def inside(self, text: str) -> str:
        """`text` with every URL in it redacted, paths kept; linear in its length."""
        if "://" not in text:
            return text
        parts: list[str] = []
        done = 0
        at = text.find("://")
        while at >= 0:
            start = _scheme_start(text, at, done)
            rest = _REST.match(text, at + 3)
            end = rest.end() if rest else at + 3
            parts += (text[done:start], self._inner(text[start:at], text[at + 3 : end]))
            done = end
            at = text.find("://", end)
        parts.append(text[done:])
        return "".join(parts)

    def _inner(self, scheme: str, rest: str) -> str:
        url = _split(scheme, rest) if scheme else None
        if url is not None:
            return self._shown(url, keep_path=True)
        return f"{scheme}://{self._hider.hide_as('url-credentials', rest)}"

    def _shown(self, url: _Url, *, keep_path: bool) -> str:
        user = f"{self._user(url)}@" if url.user else ""
        path = url.path
        if not keep_path and url.scheme.lower() not in LOCAL and len(path) > 1:
            path = f"/{self._part(path[1:])}"
        query = f"{url.query[0]}{self._part(url.query[1:])}" if url.query else ""
        return f"{url.scheme}://{user}{url.host}{path}{query}"

    def _part(self, text: str) -> str:
        return text if not text or is_mark(text) else self._hider.hide("", text)

    def _user(self, url: _Url) -> str:
        user = url.user
        if is_mark(user):
            return user
        if url.doubtful:
            return self._hider.hide("", user)
        name, colon, password = user.partition(":")
        if colon and password:
            return self._hider.hide_as("url-credentials", user)
        short = len(name) < _SECRET_LENGTH or url.scheme.lower() in _LOGIN_SCHEMES
        return self._hider.hide("" if short else "token", user)


def _scheme_start(text: str, end: int, floor: int) -> int:
    """Where the scheme that ends at `end` begins; at most 32 characters back."""
    start = end
    floor = max(floor, end - 32)
    while start > floor and text[start - 1] in _SCHEME_CHARS:
        start -= 1
    return start


def _split(scheme: str, rest: str) -> _Url | None:
    """The parts of a URL; None when what should be the host is none, so that nothing of it may be kept.

    A password may hold `/`, `?`, `#` and `@` unescaped. So where the part before the first of them is no plain host,
    or an `@` follows in the path, everything up to the last `@` is taken for the user.
    """
    if scheme.lower() in LOCAL:
        return _Url(scheme, "", "", *_path_and_query(rest), doubtful=False)
    authority = _match(_AUTHORITY, rest)
    user, at, host = authority.rpartition("@")
    tail = rest[len(authority) :]
    plain = not at and _HOST.fullmatch(host) is not None
    if "@" in tail and not (plain and ":" not in host and "@" not in _match(_PATH, tail)):
        user, _, after = rest.rpartition("@")
        host = _match(_AUTHORITY, after)
        tail = after[len(host) :]
        return _Url(scheme, user, host, *_path_and_query(tail), doubtful=plain) if _HOST.fullmatch(host) else None
    return _Url(scheme, user, host, *_path_and_query(tail), doubtful=False) if _HOST.fullmatch(host) else None


def _path_and_query(rest: str) -> tuple[str, str]:
    path = _match(_PATH, rest)
    return path, rest[len(path) :]


def _match(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return found[0] if found else ""
