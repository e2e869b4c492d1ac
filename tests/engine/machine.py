"""A machine that boots systemd, with a private engine as one of its services: for what only a real one can tell."""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from harness import BUSYBOX, SCRIPTS, Engine, require, wait_for

SYSTEMD = "/lib/systemd/systemd"
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
"""What root has on a plain Debian: its own Python, not one that lies in a home."""


class Machine(Engine):
    """An engine whose processes, /etc and /opt are its machine's own, and whose first process is systemd."""

    def __init__(self) -> None:
        require(SYSTEMD, "systemctl", "dockerd", "docker", "nsenter", "unshare", "setpriv", "ip", str(BUSYBOX))
        hosts = ("--host=unix:///run/docker.sock", "--host=unix://SOCKET")
        # unshare does not hear TERM while its child lives; the child goes with it.
        boot = ("setpriv", "--pdeathsig", "KILL", "sh", SCRIPTS / "machine.sh", "FOLDER")
        super().__init__([*boot, *hosts], "/var/lib/docker")

    def script(self, script: str, where: Path | str = "/", **environ: str) -> subprocess.CompletedProcess[str]:
        """Runs a shell script there, as root with next to no environment; each line has to succeed."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        values = {"PATH": PATH, "HOME": str(home), **environ}
        words = ["bash", "-ec", f'cd "$1"\n{script}', "bash", str(where)]
        return subprocess.run(
            ["nsenter", "-t", str(self._first()), "-m", "-p", "-u", "-i", "-C", *words],
            env=values, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def _first(self) -> int:
        """Its first process, as we number it."""
        (first,) = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return int(first)

    def end(self) -> None:
        """Ends it with all that it runs, and removes its folder and its control groups."""
        self.process.kill()
        self.process.wait()
        for mount in Path("/proc/self/mounts").read_text().splitlines():
            _, place, kind, *_ = mount.split()
            if kind.startswith("cgroup"):
                group = Path(place) / f"inspector-{self.folder.name}"
                wait_for(lambda group=group: _removed(group), f"an empty {group}")  # type: ignore[misc]
        shutil.rmtree(self.folder, ignore_errors=True)


def _removed(group: Path) -> bool:
    """Whether a control group is gone; a group with processes stays."""
    for folder, _, _ in os.walk(group, topdown=False):
        with suppress(OSError):
            Path(folder).rmdir()
    return not group.exists()
