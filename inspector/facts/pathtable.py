"""What a path of the host is good for: the areas of the path table that it touches."""

from functools import cache, lru_cache
from typing import NamedTuple

from inspector.facts import tables
from inspector.facts.paths import CACHED, components, normalise
from inspector.facts.pathtrie import PathTrie

_EXCEPT = "x"


class Areas(NamedTuple):
    """What a path touches.

    Attributes:
        areas: all areas, in the order of the table.
        write: the weightiest area for somebody who can write there, or None.
        read: the weightiest for somebody who can read there, or None.
    """

    areas: tuple[str, ...]
    write: str | None
    read: str | None


class _Area(NamedTuple):
    name: str
    write: bool
    read: bool
    stop: bool


NOTHING = Areas((), None, None)


def areas(path: str, root_dir: str | None) -> Areas:
    """The areas that a normalised path touches.

    Args:
        path: as `paths.normalise` spells it.
        root_dir: the engine's data root (Info.DockerRootDir): itself, inside and above it is `engine-data`.
    """
    return _remembered(path, root_dir) if len(path) <= CACHED else _areas(path, root_dir)


def _areas(path: str, root_dir: str | None) -> Areas:
    found = _trie().find(path)
    touched = {index for index, matched in found.exact + found.inside if matched != _EXCEPT}
    touched -= {index for index, matched in found.exact + found.inside if matched == _EXCEPT}
    touched |= {index for index, _ in found.ancestor}
    table = _table()
    if root_dir and _related(path, root_dir):
        touched.add(next(index for index, area in enumerate(table) if area.name == "engine-data"))
    if not touched:
        return NOTHING
    weighed = [table[index] for index in sorted(touched)]
    if len(weighed) > 1 and weighed[-1].name == "run":
        weighed.pop()  # something better is known of it
    write = next((area.name for area in weighed if area.write), None)
    read = next((area for area in weighed if area.read or area.stop), None)
    return Areas(tuple(area.name for area in weighed), write, read.name if read and read.read else None)


_remembered = lru_cache(maxsize=4096)(_areas)


def _related(path: str, root_dir: str) -> bool:
    """Whether one of the two holds the other."""
    one, two = components(path), components(normalise(root_dir))
    length = min(len(one), len(two))
    return one[:length] == two[:length]


@cache
def _table() -> list[_Area]:
    return [
        _Area(row["area"], row["write"] != "-", row["read"] != "-", row.get("stop", False))
        for row in tables.load("paths")
    ]


@cache
def _trie() -> PathTrie[tuple[int, str]]:
    trie = PathTrie[tuple[int, str]]()
    for index, row in enumerate(tables.load("paths")):
        for match, patterns in row["patterns"].items():
            for pattern in patterns:
                trie.add(pattern, "ei" if match == _EXCEPT else match, (index, match))
    return trie
