"""The engine's capability algorithm (moby daemon/pkg/oci/caps/utils.go); helper of several facets."""

from functools import cache, lru_cache
from typing import NamedTuple

from inspector.facts import raw, tables
from inspector.facts.types import EngineFacts
from inspector.model import Document

REMEMBERED = 100
"""Capabilities in both lists that are worth remembering; no real workload names more."""

OLD = [20, 10]
"""The last release line that does not know the three youngest capabilities."""


class Baseline(NamedTuple):
    """What one engine starts from."""

    every: tuple[str, ...]
    default: frozenset[str]
    podman: bool


class Bounding(NamedTuple):
    """A workload's bounding set.

    Attributes:
        sources: name -> pointers to what gives it; empty for one that the engine gives to all.
        dropped: CapDrop, normalised.
        default: the engine's default set.
        key: the sources in a form that can be remembered by.
        whole: whether everything that counts could be read.
    """

    sources: dict[str, list[str]]
    dropped: list[str]
    default: frozenset[str]
    key: tuple[tuple[str, tuple[str, ...]], ...]
    whole: bool


@cache
def _baseline(*, podman: bool, old: bool) -> Baseline:
    table = tables.load("capabilities")
    unknown = table["unknown_up_to_20_10"] if old else []
    lacking = table["podman_lacks"] if podman else []
    every = tuple(name for name in table["all"] if name not in unknown)
    return Baseline(every, frozenset(table["docker"]) - frozenset(lacking), podman)


def baseline(engine: EngineFacts) -> Baseline:
    """The sets of an engine; Docker's newest where it is unknown."""
    podman = engine["kind"] == "podman"
    version = engine["version"]
    return _baseline(podman=podman, old=not podman and version is not None and version[:2] <= OLD)


def normalised(name: str) -> str:
    """A capability in upper case without `CAP_`. `CAP_ALL` stays, the engine does not take it for ALL."""
    upper = name.strip().upper()
    return upper if upper == "CAP_ALL" else upper.removeprefix("CAP_")


def bounding(document: Document, engine: EngineFacts) -> Bounding | None:
    """The bounding set of a workload in container shape; None when it has no HostConfig.

    Where Privileged cannot be read it counts as off, and the set is not whole. Podman's own API tells the set
    (`BoundingCaps`), which then counts.
    """
    host = raw.section(document, "HostConfig")
    if host is None:
        return None
    add, add_whole = raw.texts(host, "CapAdd")
    drop, drop_whole = raw.texts(host, "CapDrop")
    privileged = host.get("Privileged")
    whole = add_whole and drop_whole and isinstance(privileged, bool)
    if not add_whole:
        add = [name if isinstance(name, str) else "" for name in raw.items(host, "CapAdd") or []]
    made = _bounding if len(add) + len(drop) <= REMEMBERED else _bounding.__wrapped__
    found = made(tuple(add), tuple(drop), privileged is True, baseline(engine))
    told = document.get("BoundingCaps")
    if isinstance(told, list):
        names = {normalised(name) for name in told if isinstance(name, str)}
        sources = {name: found.sources.get(name, ["/BoundingCaps"]) for name in names}
        found = _made(sources, found.dropped, baseline(engine))
        whole = len(names) == len(told)
    return found if whole else found._replace(whole=False)


@lru_cache(maxsize=1024)
def _bounding(add: tuple[str, ...], drop: tuple[str, ...], privileged: bool, base: Baseline) -> Bounding:  # noqa: FBT001 cached by position
    """The set for these lists. Cached: most containers of a host ask for the same."""
    dropped = [normalised(name) for name in drop]
    gone = frozenset(dropped)
    if privileged:
        # Docker ignores CapDrop then; Podman tells with it what the set really lacks
        names = [name for name in base.every if not (base.podman and name in gone)]
        return _made({name: ["/HostConfig/Privileged"] for name in names}, dropped, base)
    added = {normalised(name): [raw.pointer("HostConfig", "CapAdd", at)] for at, name in enumerate(add) if name}
    everything = added.pop("ALL", None) or added.pop("CAP_ALL", None)
    if everything is not None:
        sources = {name: everything for name in base.every if name not in gone}
        # a name that no table knows stays, for ALL may not hold it
        sources |= {name: at for name, at in added.items() if name not in sources and name not in gone}
    elif "ALL" in gone:
        sources = added
    else:
        sources = {name: [] for name in base.default if name not in gone} | added
    return _made(sources, dropped, base)


def _made(sources: dict[str, list[str]], dropped: list[str], base: Baseline) -> Bounding:
    key = tuple((name, tuple(source)) for name, source in sorted(sources.items()))
    return Bounding(sources, dropped, base.default, key, True)
