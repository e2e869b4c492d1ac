"""Real engines for the tests: private, short-lived, and gone when the test run is.

An engine lives in its own network and mount namespaces below a short folder in /tmp (a socket's path has 107 bytes).
Everything is made from Debian's packages; nothing is pulled. Where something is missing, a test is skipped with the
reason, but fails when CI=true.
"""

import ctypes
import http.client
import io
import json
import os
import shutil
import socket
import subprocess
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import docker
import pytest

SCRIPTS = Path(__file__).parent / "scripts"
PATIENCE = 60.0
BUSYBOX = Path("/bin/busybox")
NEW_NETWORK = 0x4000_0000

_USERS = "root:x:0:0:root:/:/bin/sh\napp:x:1000:1000::/:/bin/sh\n"
_GROUPS = "root:x:0:\napp:x:1000:\n"


def require(*programs: str) -> None:
    """Skips the test (fails it when CI=true) unless we are root and have these programs."""
    missing = [program for program in programs if shutil.which(program) is None]
    reason = f"not on this machine: {', '.join(missing)}" if missing else "needs root" if os.geteuid() != 0 else ""
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


def wait_for(happened: Callable[[], object], what: str) -> None:
    """Returns as soon as something is true; fails the test when that takes too long."""
    end = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > end:
            pytest.fail(f"waited {PATIENCE:g} s for {what}")
        time.sleep(0.05)


def short_folder() -> Path:
    """A new folder with a short path."""
    return Path(tempfile.mkdtemp(prefix="i", dir="/tmp"))


def filled(script: str, **words: object) -> str:
    """A file of scripts/ with words put in."""
    text = (SCRIPTS / script).read_text()
    for word, value in words.items():
        text = text.replace(word, str(value))
    return text


class UnixConnection(http.client.HTTPConnection):
    """Plain HTTP over a unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("engine", timeout=PATIENCE)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


class Program:
    """A program that runs until it is ended, and is ended when we are; its output is in `log`."""

    def __init__(self, folder: Path, words: Sequence[str | Path], environ: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.log = folder / "log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", *map(str, words)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | (environ or {}),
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    def wait_until(self, ready: Callable[[], object]) -> None:
        """Waits until it is up; fails the test with the end of its log when it is not."""
        end = time.monotonic() + PATIENCE
        while not ready():
            if self.process.poll() is not None or time.monotonic() > end:
                self.process.kill()
                pytest.fail(f"{self.process.args!r} did not come up:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.05)

    def end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Engine(Program):
    """A private engine.

    Attributes:
        socket: its unix socket on this machine's file system.
        address: the same as DOCKER_HOST.
        environ: environment for programs that talk to it.
    """

    def __init__(
        self,
        program: Sequence[str | Path],
        store: str,
        files: dict[str, str] | None = None,
        environ: dict[str, str] | None = None,
    ) -> None:
        """`store`: where its data lie; `files`: put into its folder. SOCKET and FOLDER in words stand for its own."""
        folder = short_folder()
        self.socket = folder / "docker.sock"
        self.address = f"unix://{self.socket}"
        self.environ = {"DOCKER_HOST": self.address, "PATH": os.environ["PATH"], "HOME": str(folder)}
        (folder / "store").mkdir()
        _kit(folder / "kit")
        alone = ["unshare", "--net", "--mount", "--propagation", "private", "sh", SCRIPTS / "engine.sh", folder, store]
        for name, text in (files or {}).items():
            (folder / name).write_text(text)

        def own(word: object) -> str:
            return str(word).replace("SOCKET", str(self.socket)).replace("FOLDER", str(folder))

        super().__init__(
            folder, [*map(own, (*alone, *program))], {key: own(value) for key, value in (environ or {}).items()}
        )
        self.wait_until(self.answers)

    def answers(self) -> bool:
        with suppress(OSError, http.client.HTTPException):
            return self.get("/_ping") is not None
        return False

    def get(self, path: str) -> bytes:
        """The raw body that the engine answers; fails for any status but 200."""
        connection = UnixConnection(self.socket)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        assert answer.status == 200, body
        return body

    def json(self, path: str) -> Any:
        return json.loads(self.get(path))

    @contextmanager
    def api(self) -> Iterator[docker.APIClient]:
        """The SDK's client, for what a test has to change."""
        client = docker.APIClient(self.address, timeout=int(PATIENCE))
        try:
            yield client
        finally:
            client.close()

    def docker(self, *words: str, check: bool = True, stdin: bytes = b"") -> str:
        """What the docker command prints; `check`: fails the test when the command fails."""
        done = subprocess.run(["docker", *words], env=self.environ, input=stdin, capture_output=True, check=False)
        if check and done.returncode:
            pytest.fail(f"docker {' '.join(words)}: {done.stderr.decode()}")
        return done.stdout.decode().strip()

    def run(self, *words: str) -> str:
        """Id of a container that runs in the background; `words` as for `docker run`, image included."""
        return self.docker("run", "-d", *words)

    def image(self, *names: str, changes: Sequence[str] = ('CMD ["/bin/sleep", "100000"]',)) -> None:
        """A small image of Debian's static busybox, under these names."""
        with self.api() as api:
            api.import_image_from_data(busybox_layer(), repository=names[0], changes=list(changes))
        for name in names[1:]:
            self.docker("tag", names[0], name)

    def clear(self) -> None:
        """Removes all containers, volumes and networks."""
        wait_for(self._no_container, "the engine to remove its containers")
        if volumes := self.docker("volume", "ls", "-q").split():
            self.docker("volume", "rm", "-f", *volumes)
        self.docker("network", "prune", "-f")

    def _no_container(self) -> bool:
        """Whether none is left; one that is being removed already, by `--rm`, makes the command fail."""
        if containers := self.docker("ps", "-aq").split():
            self.docker("rm", "-f", *containers, check=False)
        return not containers

    def inside(self, do: Callable[[], Any]) -> Any:
        """Calls `do` in a thread that is in the engine's network: its loopback, its containers' addresses."""
        results: list[Any] = []

        def enter() -> None:
            own = os.open(f"/proc/{self.pid}/ns/net", os.O_RDONLY)
            entered = ctypes.CDLL(None).setns(own, NEW_NETWORK)
            os.close(own)
            try:
                results.append(do() if entered == 0 else OSError("setns failed"))
            except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
                results.append(error)

        thread = threading.Thread(target=enter)
        thread.start()
        thread.join()
        if isinstance(results[0], BaseException):
            raise results[0]
        return results[0]

    def end(self) -> None:
        """Ends it with all its containers, and removes its folder."""
        if running := self.docker("ps", "-q", check=False).split():
            self.docker("kill", *running, check=False)  # a first process ignores SIGTERM: ten seconds each
        super().end()
        shutil.rmtree(self.folder, ignore_errors=True)


def dockerd(*options: str | Path) -> Engine:
    """A private dockerd."""
    require("dockerd", "docker", "unshare", "setpriv", "ip", "iptables", str(BUSYBOX))
    hosts = ("--host", "unix:///var/run/docker.sock", "--host", "unix://SOCKET")
    return Engine(["dockerd", *hosts, *options], "/var/lib/docker")


def busybox_layer() -> bytes:
    """A root file system as tar: busybox, a link for each of its applets, two users."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        tar.add(BUSYBOX, "bin/busybox")
        for applet in subprocess.check_output([BUSYBOX, "--list"], text=True).split():
            if applet != "busybox":
                link = tarfile.TarInfo(f"bin/{applet}")
                link.type, link.linkname = tarfile.SYMTYPE, "busybox"
                tar.addfile(link)
        for name, text in (("etc/passwd", _USERS), ("etc/group", _GROUPS)):
            info = tarfile.TarInfo(name)
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text.encode()))
        for name in ("tmp", "var/run"):
            folder = tarfile.TarInfo(name)
            folder.type, folder.mode = tarfile.DIRTYPE, 0o777
            tar.addfile(folder)
    return data.getvalue()


def _kit(folder: Path) -> None:
    """Where this machine lacks a capability: a runc that does not ask for it, or no privileged container starts."""
    folder.mkdir()
    lacking = _lacking_capabilities()
    runc = shutil.which("runc")
    if not lacking or runc is None:
        return
    edit = ";".join(f's/"{name}",//g;s/,"{name}"//g' for name in lacking)
    wrapper = folder / "runc"
    wrapper.write_text(filled("runc.sh", **{"@EDIT@": edit, "@RUNC@": runc}))
    wrapper.chmod(0o755)


def _lacking_capabilities() -> list[str]:
    """Capabilities that the kernel knows and this machine's root has not; names for those that were met."""
    status = Path("/proc/self/status").read_text()
    bounding = int(next(line.split()[1] for line in status.splitlines() if line.startswith("CapBnd:")), 16)
    names = {21: "CAP_SYS_ADMIN", 24: "CAP_SYS_RESOURCE", 25: "CAP_SYS_TIME", 16: "CAP_SYS_MODULE", 17: "CAP_SYS_RAWIO"}
    return [name for number, name in names.items() if not bounding >> number & 1]
