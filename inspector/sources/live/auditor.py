"""Which container the auditor itself runs in, so that the report can mark it."""

import re
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path

from inspector.model import Document
from inspector.sources.live.mountinfo import table

PROC = Path("/proc")
MARKS = (Path("/.dockerenv"), Path("/run/.containerenv"))
"""Files that Docker and Podman put into every container."""

_ID = re.compile(r"(?:^|[^0-9a-f])([0-9a-f]{64})(?:$|[^0-9a-f])")
_OWN = {"/etc/hostname", "/etc/hosts", "/etc/resolv.conf"}
_SHORT = 12


def own_container(containers: Iterable[Document], proc: Path = PROC, marks: Iterable[Path] = MARKS) -> str | None:
    """Id of the one of an engine's containers that this process runs in; None outside, or in another engine's.

    An engine mounts /etc/hostname and the like from a folder named after the container; with cgroup v1, or the host's
    cgroup namespace, the control group is named after it too. The host's name is asked last, where there is a file that
    only containers have.
    """
    ids = {identity for container in containers if isinstance(identity := container.get("Id"), str)}
    if found := ids.intersection(_named(proc)):
        return found.pop()
    if not any(mark.exists() for mark in marks):
        return None
    name = socket.gethostname()
    same = [identity for identity in ids if len(name) == _SHORT and identity.startswith(name)]
    return same[0] if len(same) == 1 else None


def _named(proc: Path) -> Iterator[str]:
    """Ids that this process's own mounts and control groups name."""
    for entry in table(proc / "self" / "mountinfo"):
        if entry.point in _OWN:
            yield from _ID.findall(entry.root or "")
    try:
        groups = (proc / "self" / "cgroup").read_text("utf-8", "replace")
    except OSError:
        return
    for line in groups.splitlines():
        yield from _ID.findall(line.rpartition("/")[2])
