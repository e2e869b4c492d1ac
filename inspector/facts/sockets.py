"""Which engine's control socket a path of the host is, or holds."""

from functools import cache, lru_cache
from typing import Literal, NamedTuple

from inspector.facts import tables
from inspector.facts.paths import CACHED, PIPES, is_windows, normalise
from inspector.facts.pathtrie import PathTrie
from inspector.facts.types import EngineFacts
from inspector.model import CertaintyWord

EngineWord = Literal["docker", "podman", "containerd", "crio", "buildkit", "other", "unknown"]
KINDS: tuple[EngineWord, ...] = ("docker", "containerd", "crio", "podman", "buildkit")


class Socket(NamedTuple):
    """One way to an engine through a path.

    Attributes:
        engine: whose socket it is.
        how: socket, pipe, or parent-directory of a socket.
        account: whether it gives an account only: a rootless engine's, or the user's of Docker Desktop.
        own: whether it is the socket of the engine that was read, or a directory above that.
        certainty: likely where no engine need listen there.
    """

    engine: EngineWord
    how: Literal["socket", "parent-directory", "pipe"]
    account: bool
    own: bool
    certainty: CertaintyWord


def socket_at(path: str, engine: EngineFacts, containerd: str | None = None) -> Socket | None:
    """The control socket that a normalised path is or holds, or None.

    Args:
        path: on the host.
        engine: the engine whose host it is; its own socket counts wherever it lies.
        containerd: Info.Containerd.Address, where the engine told it.
    """
    if is_windows(path):
        return _pipe(path)
    rootless = engine["rootless"] is True
    own = normalise(engine["socket"]) if engine["socket"] else None
    kind: EngineWord = "podman" if engine["kind"] == "podman" else "docker"
    if path == own:
        return Socket(kind, "socket", rootless or _is_account(path), own=True, certainty="certain")
    if containerd is not None and path == normalise(containerd):
        return Socket("containerd", "socket", rootless, own=False, certainty="certain")
    if own is not None and path == own.rpartition("/")[0] and path:
        return Socket(kind, "parent-directory", rootless or _is_account(own), own=True, certainty="certain")
    return _remembered(path, kind, rootless) if len(path) <= CACHED else _known(path, kind, rootless)


def _known(path: str, kind: EngineWord, rootless: bool) -> Socket | None:  # noqa: FBT001, a cache's key
    """A socket or directory of the table."""
    found = _trie().find(path).exact
    for engine in found:
        if engine in KINDS:
            account = rootless or _is_account(path)
            return Socket(engine, "socket", account, own=False, certainty="certain")
    parent = _parents().find(path).exact
    if not parent:
        return None
    engine, sure = parent[0]
    if path in {"/", "/run"}:
        engine = kind
    account = rootless or _is_account(f"{path}/x")
    return Socket(engine, "parent-directory", account, own=False, certainty="certain" if sure else "likely")


_remembered = lru_cache(maxsize=4096)(_known)


def _pipe(path: str) -> Socket | None:
    parent, _, name = normalise(path).rpartition("\\")
    if parent.lower() != PIPES:
        return None
    for engine, names in tables.load("sockets")["pipes"].items():
        if name.lower() in {entry.lower() for entry in names}:
            return Socket(engine, "pipe", account=False, own=False, certainty="certain")
    return None


def is_default(path: str) -> bool:
    """Whether programs look for an engine at this path (of a container) when nobody tells them."""
    return normalise(path) in tables.load("sockets")["defaults"]


def _is_account(path: str) -> bool:
    found = _accounts().find(path)
    return bool(found.exact or found.inside)


@cache
def _trie() -> PathTrie[EngineWord]:
    trie = PathTrie[EngineWord]()
    for engine in KINDS:
        for pattern in tables.load("sockets")[engine]:
            trie.add(pattern, "e", engine)
    return trie


@cache
def _accounts() -> PathTrie[str]:
    trie = PathTrie[str]()
    table = tables.load("sockets")
    for pattern in table["rootless"] + table["desktop"]:
        trie.add(pattern, "e", pattern)
    return trie


@cache
def _parents() -> PathTrie[tuple[EngineWord, bool]]:
    trie = PathTrie[tuple[EngineWord, bool]]()
    for row in tables.load("sockets")["parents"]:
        trie.add(row["path"], "e", (row["engine"], row["sure"]))
    return trie
