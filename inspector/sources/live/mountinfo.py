"""The kernel's mount tables: /proc/PID/mountinfo (man 5 proc_pid_mountinfo)."""

import re
from dataclasses import dataclass
from pathlib import Path

_OCTAL = re.compile(r"\\([0-7]{3})")
_FIELDS = 6
_GONE = "//deleted"


@dataclass(frozen=True)
class Entry:
    """One mount as a process sees it.

    Attributes:
        device: numbers of the file system.
        root: path inside the file system; None when that was removed meanwhile.
        point: where it is mounted.
        rw: whether this mount is writable, whatever the file system says.
        fstype: type of the file system.
    """

    device: str
    root: str | None
    point: str
    rw: bool
    fstype: str


def table(path: Path) -> list[Entry]:
    """The entries of a mount table, in the kernel's order; none where it cannot be read."""
    try:
        text = path.read_text("utf-8", "surrogateescape")
    except OSError:
        return []
    return [entry for line in text.splitlines() if (entry := _entry(line)) is not None]


def _entry(line: str) -> Entry | None:
    before, _, after = line.partition(" - ")
    fields, rest = before.split(" "), after.split(" ")
    if len(fields) < _FIELDS:
        return None
    root = None if fields[3].endswith(_GONE) else _plain(fields[3])
    return Entry(fields[2], root, _plain(fields[4]), "rw" in fields[5].split(","), rest[0])


def _plain(text: str) -> str:
    """Blanks and the like are written as octal numbers."""
    return _OCTAL.sub(lambda match: chr(int(match[1], 8)), text)
