"""Paths of a host: one spelling for each, and patterns compared component by component.

Pure text work: nothing is looked up on any machine. A symbolic link that every distribution has is known
(`/var/run` is `/run`); one that a user made is not (see mounts.py).
"""

import re
from functools import lru_cache

_DRIVE = re.compile(r"[A-Za-z]:(?:[\\/]|$)")
_LETTER = re.compile(r"[A-Za-z]\Z")
_PROCESS = re.compile(r"self\Z|thread-self\Z|[0-9]+\Z")
_DEVICE = re.compile(r"//[.?]/|\\\\")

_MERGED_USR = frozenset({"bin", "sbin", "lib", "lib32", "lib64", "libx32"})
_SHARES = (("host_mnt",), ("run", "desktop", "mnt", "host"), ("mnt", "host"))
"""Where Docker Desktop's virtual machine sees the files of the real machine."""

PIPES = r"\\.\pipe"
HOMES = ("/home/*", "/root", "/Users/*", "C:/Users/*")
"""What `~` at the start of a pattern stands for."""


def is_windows(path: str) -> bool:
    """Whether it is a path of Windows: with a drive letter, a share, a device or a named pipe."""
    return _DRIVE.match(path) is not None or _DEVICE.match(path) is not None


CACHED = 512
"""Longest text that is remembered, so that hostile documents cannot fill the memory."""


def normalise(path: str) -> str:
    """The one spelling of a path that two binds of the same directory share.

    Doubled slashes, `.` and `..` go as in Go's filepath.Clean, which the engine applies too; then the links that
    every host has are followed (`/var/run`, `/bin`, `/proc/1/root`), and Docker Desktop's view of the machine's
    files (`/host_mnt/c/Users`) becomes the machine's own path. A path of Windows keeps its case and gets
    backslashes. A text without leading slash stays relative.
    """
    return _remembered(path) if len(path) <= CACHED else _normalise(path)


def _normalise(path: str) -> str:
    if is_windows(path):
        return _windows(path)
    parts = _clean(path.split("/"))
    if not path.startswith("/"):
        return "/".join(parts)
    for _ in range(8):  # each step may uncover another, as in /proc/1/root/var/run
        followed = _follow(parts)
        if followed == parts:
            break
        parts = followed
    if parts and _DRIVE.match(parts[0]):
        return "\\".join(parts) if len(parts) > 1 else f"{parts[0]}\\"
    return "/" + "/".join(parts)


_remembered = lru_cache(maxsize=4096)(_normalise)


def _clean(parts: list[str]) -> list[str]:
    """The components without empty ones and `.`, each `..` taken together with the one before it."""
    kept: list[str] = []
    for part in parts:
        if part == "..":
            if kept:
                kept.pop()
        elif part not in {"", "."}:
            kept.append(part)
    return kept


def _follow(parts: list[str]) -> list[str]:
    """The components after one well-known link, or the same when there is none."""
    match parts:
        case ["var", "run", *rest]:
            return ["run", *rest]
        case ["var", "lock", *rest]:
            return ["run", "lock", *rest]
        case ["proc", process, "root", *rest] if _PROCESS.match(process):
            return rest
        case [first, *_] if first in _MERGED_USR:
            return ["usr", *parts]
    for share in _SHARES:
        if tuple(parts[: len(share)]) == share and len(parts) > len(share):
            return _shared(parts, len(share))
    return parts


def _shared(parts: list[str], length: int) -> list[str]:
    """A file of the real machine, seen from Docker Desktop's virtual machine below a prefix of `length`."""
    first, *rest = parts[length:]
    if _LETTER.match(first):
        return [f"{first.upper()}:", *rest]
    if first == "wsl":
        return ["mnt", "wsl", *rest]
    return [first, *rest] if parts[0] == "host_mnt" else parts


def _windows(path: str) -> str:
    """One spelling of a Windows path; the prefix that only switches off length limits goes."""
    text = path.replace("/", "\\")
    text = text.removeprefix("\\\\?\\")
    if text.startswith("\\\\"):
        return "\\\\" + "\\".join(part for part in text.split("\\") if part)
    drive, rest = text[:2].upper(), text[2:]
    return f"{drive}\\" + "\\".join(_clean(rest.split("\\")))


def components(path: str) -> tuple[str, ...]:
    """The components of a normalised path; those of Windows in lower case, for it does not tell case apart."""
    if is_windows(path):
        return tuple(part for part in path.replace("/", "\\").lower().split("\\") if part)
    return tuple(part for part in path.split("/") if part)


def covers(path: str, pattern: str) -> bool:
    """Whether what lies at `path` holds something that `pattern` describes: it is that, or a directory above.

    Compared by components after normalisation, so `/runner` does not cover `/run/docker.sock`. In the pattern,
    `*` stands for any text within one component, `**` for any number of components, and `~` at its start for
    any home directory. Takes time in proportion to the lengths of both.
    """
    if pattern == "~" or pattern.startswith("~/"):
        return any(covers(path, home + pattern[1:]) for home in HOMES)
    wanted = components(normalise(pattern))
    reached = _closure({0}, wanted)
    for part in components(normalise(path)):
        reached = _step(reached, wanted, part)
        if not reached:
            return False
    return path.startswith("/") == pattern.startswith(("/", "**")) or is_windows(path)


def _step(reached: set[int], wanted: tuple[str, ...], part: str) -> set[int]:
    """The places in the pattern that can be reached by reading one more component."""
    following = set[int]()
    for place in reached:
        if place < len(wanted):
            if wanted[place] == "**":
                following.add(place)
            elif matches(part, wanted[place]):
                following.add(place + 1)
    return _closure(following, wanted)


def _closure(reached: set[int], wanted: tuple[str, ...]) -> set[int]:
    """These places and those after a `**`, which may stand for nothing."""
    for place in sorted(reached):
        following = place
        while following < len(wanted) and wanted[following] == "**":
            following += 1
            reached.add(following)
    return reached


def matches(part: str, pattern: str) -> bool:
    """Whether one component fits a pattern in which `*` is any text; never slower than length times length."""
    if "*" not in pattern:
        return part == pattern
    head, *middle, tail = pattern.split("*")
    if len(part) < len(head) + len(tail) or not part.startswith(head) or not part.endswith(tail):
        return False
    start, end = len(head), len(part) - len(tail)
    for piece in middle:
        found = part.find(piece, start, end)
        if found < 0:
            return False
        start = found + len(piece)
    return True
