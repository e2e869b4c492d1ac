"""A machine that boots systemd around a private engine: for what only a real system manager can tell."""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from harness import SCRIPTS, Engine, Program, require, short_folder, wait_for

SYSTEMD = "/lib/systemd/systemd"
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
"""What root has on a plain Debian: its own Python, not one that lies in a home."""


class Machine(Program):
    """systemd as the first process of its own processes, /etc and /opt, with the engine at /run/docker.sock.

    Attributes:
        home: an empty folder that programs get as HOME.
    """

    def __init__(self, engine: Engine) -> None:
        require(SYSTEMD, "systemctl", "nsenter", "unshare", "setpriv")
        folder = short_folder()
        self.home = folder / "home"
        self.home.mkdir()
        # unshare does not hear TERM while its child lives; the child goes with it.
        super().__init__(
            folder, ["setpriv", "--pdeathsig", "KILL", "sh", SCRIPTS / "machine.sh", folder, str(engine.pid)]
        )
        self.wait_until(lambda: self.run("systemctl is-active basic.target").stdout == "active\n")

    def run(self, script: str, where: Path | str = "/", **environ: str) -> subprocess.CompletedProcess[str]:
        """Runs a shell script there, as root with next to no environment; each line has to succeed."""
        values = {"PATH": PATH, "HOME": str(self.home), **environ}
        words = ["bash", "-ec", f'cd "$1"\n{script}', "bash", str(where)]
        return subprocess.run(
            ["nsenter", "-t", str(self._first()), "-m", "-p", "-u", "-i", "-C", *words],
            env=values, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def _first(self) -> int:
        """Its first process, as we number it."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return int(children[0]) if children else self.pid

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
