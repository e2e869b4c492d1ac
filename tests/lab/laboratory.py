"""The lab's engines, what its host holds that containers must not reach, and its containers."""

import json
import os
import re
import secrets
import shlex
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from certificates import Certificates
from harness import Engine, require, short_folder, wait_for

from . import images
from .experiment import Box, Way
from .table import WAYS

NETWORKS = ("jobs", "jobs-apart", "full", "read", "shut", "open")
ROLES = ("portainer/portainer-ce:2", "gitlab/gitlab-runner:v17")
AT_ONCE = 4
_HERE = Path(__file__).parent
_GROUPS = "/sys/fs/cgroup/pids"
UNIFIED = not Path(_GROUPS).exists()
"""Whether this machine has version 2 of cgroups only, with one tree for all."""
_PRIVATE = """
mkdir -p /run/lab/secret /run/lab/share /run/lab/prepared /run/systemd
for place in /home /etc/cron.d /var/log /mnt /run/lab/share; do mount -t tmpfs -o mode=755 tmpfs $place; done
mount --make-shared /run/lab/share
mkdir -p /home/lab/.ssh /mnt/one
mount -t tmpfs -o mode=755 tmpfs /mnt/one
"""
_CANARIES = ("/home/lab/.ssh/id_lab", "/run/lab/secret/canary", "/run/lab/prepared/memory.max")


class Laboratory:
    """The engines with their containers.

    Attributes:
        engines: by the names that boxes give.
        meanings: what the words in capitals stand for.
    """

    def __init__(self, engines: dict[str, Engine], meanings: dict[str, str]) -> None:
        self.engines = engines
        self.meanings = meanings

    def meant(self, text: str, **more: str) -> str:
        """A text with the words in capitals replaced."""
        known = self.meanings | more
        return re.sub(r"\b[A-Z]+\b", lambda found: known.get(found[0], found[0]), text)

    def fill(self, boxes: Sequence[Box]) -> None:
        """Starts these containers, some at a time."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._start, boxes))

    def _start(self, box: Box) -> None:
        words = [self.meant(word) for word in ("--name", box.name, *box.options, box.image, *shlex.split(box.command))]
        self.engines[box.engine].run(*words)

    def end(self) -> None:
        """Ends the containers, some at a time; their engines would do it one by one."""
        running = [(engine, name) for engine in self.engines.values() for name in engine.docker("ps", "-q").split()]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda one: one[0].docker("kill", one[1], check=False), running))

    def proves(self, way: Way) -> tuple[bool, str]:
        """Whether the proof succeeds on one side of an experiment, and what was printed."""
        experiment, engine = way.experiment, self.engines[way.box.engine]
        names = {"NAME": way.name, "JUDGED": way.judged}
        words = ["docker", "exec", way.prover, "sh", "-c", self.meant(experiment.proof, **names)]
        printed = self._run(engine, words)
        if experiment.seen:
            printed = self.on_host(engine, self.meant(experiment.seen, **names))
        said = self.meant(experiment.said, **names)
        return re.search(rf"{re.escape(said)}\b", printed) is not None, printed

    def _run(self, engine: Engine, words: Sequence[str]) -> str:
        done = subprocess.run(words, env=engine.environ, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        return (done.stdout + done.stderr).decode(errors="replace")

    def on_host(self, engine: Engine, command: str) -> str:
        """What a command prints in an engine's mount and network namespaces."""
        return self._run(engine, ["nsenter", "-t", str(engine.pid), "-m", "-n", "sh", "-c", command])


@contextmanager
def laboratory(start: Callable[..., Engine]) -> Iterator[Laboratory]:
    """The engines with all that lies on their hosts, and no containers yet."""
    require("gcc", "haproxy", "openssl", "losetup", "mke2fs", "nsenter", "setpriv")
    token = f"lab{secrets.token_hex(8)}"
    with ExitStack() as stack:
        folder = short_folder()
        stack.callback(lambda: subprocess.run(["rm", "-rf", folder], check=True))
        certificates = Certificates(folder / "certificates")
        engines = dict(_engines(start, stack, certificates, folder))
        lab = Laboratory(engines, {"TOKEN": token, "GROUPS": "/sys/fs/cgroup" if UNIFIED else _GROUPS})
        program = images.prove(folder)
        _prepare(lab, program, certificates)
        lab.meanings |= _on_disks(stack, lab, program, folder)
        lab.meanings |= _in_kernel(stack, program, token)
        lab.meanings |= _services(stack, lab.engines["plain"], token)
        stack.callback(_remove_groups)
        stack.callback(lab.end)
        yield lab


def _engines(
    start: Callable[..., Engine], stack: ExitStack, certificates: Certificates, folder: Path
) -> Iterator[tuple[str, Engine]]:
    cert, key = map(str, certificates.server)
    tls = ("--tlsverify", "--tlscacert", str(certificates.folder / "ca.pem"), "--tlscert", cert, "--tlskey", key)
    profile = folder / "profile.json"
    profile.write_text(json.dumps({"defaultAction": "SCMP_ACT_ALLOW"}))
    port = ("--host", "tcp://0.0.0.0:2375")
    yield "plain", start()
    yield "tcp", start(*port, "--tls=false")
    yield "tls", start(*port, *tls)
    yield "unfiltered", start("--seccomp-profile", profile)
    hosts = ("--host", "unix:///var/run/docker.sock", "--host", "unix://SOCKET")
    remapping = Engine(["sh", _HERE / "remapping.sh", *hosts], "/var/lib/docker")
    stack.callback(remapping.end)
    yield "remapping", remapping


def _prepare(lab: Laboratory, program: Path, certificates: Certificates) -> None:
    """Images, networks, and files in the engines' own file systems."""
    for engine in lab.engines.values():
        images.small(engine, program, "lab:1")
        subprocess.run(["nsenter", "-t", str(engine.pid), "-m", "sh", "-ec", _PRIVATE], check=True)
        for canary in _CANARIES:
            file = _inside(engine, canary)
            file.write_text(f"canary {lab.meanings['TOKEN']}\n")
            file.chmod(0o600)
    plain, tls = lab.engines["plain"], lab.engines["tls"]
    for name in ROLES:
        plain.docker("tag", "lab:1", name)
    images.proxy(plain, program)
    images.nested(plain, program)
    images.client(tls, program)
    for name in NETWORKS:
        plain.docker("network", "create", name)
    _copy(certificates.client.iterdir(), _inside(tls, "/run/lab/client"))
    server = (certificates.folder / "ca.pem", *certificates.server)
    _copy(iter(server), _inside(plain, "/run/lab/tls"))


def _copy(files: Iterator[Path], to: Path) -> None:
    to.mkdir()
    for file in files:
        (to / file.name).write_bytes(file.read_bytes())


def _inside(engine: Engine, path: str) -> Path:
    """A file of an engine's mount namespace."""
    return Path(f"/proc/{engine.pid}/root{path}")


def _on_disks(stack: ExitStack, lab: Laboratory, program: Path, folder: Path) -> dict[str, str]:
    """A disk of the host with a canary on it, and the handle of a canary beside the containers' own files."""
    text = f"canary {lab.meanings['TOKEN']}\n"
    content, disk, file = folder / "content", folder / "disk", lab.engines["plain"].folder / "canary"
    content.mkdir()
    for canary in (content / "canary", file):
        canary.write_text(text)
        canary.chmod(0o600)
    subprocess.run(
        ["mke2fs", "-qq", "-t", "ext4", "-O", "^has_journal", "-d", content, disk, "2M"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    loop = subprocess.check_output(["losetup", "--find", "--show", disk], text=True).strip()
    stack.callback(lambda: subprocess.run(["losetup", "-d", loop], check=True))
    handle = subprocess.check_output([program, "handle", file], text=True).strip()
    return {"LOOP": loop, "MINOR": loop.removeprefix("/dev/loop"), "HANDLE": handle}


def _in_kernel(stack: ExitStack, program: Path, token: str) -> dict[str, str]:
    """A process, a shared memory segment and a key of the host."""

    def run(*words: str) -> None:
        subprocess.run([program, *words], check=True)

    key, segment = f"lab-{secrets.token_hex(8)}", hex(secrets.randbits(30) | 1)
    run("key-add", key, token)
    stack.callback(run, "key-drop", key)
    run("segment-add", segment, token)
    stack.callback(run, "segment-drop", segment)
    named = ["bash", "-c", f"exec -a {token} sleep 100000"]
    sleeper = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", *named], env=os.environ | {"CANARY": token})
    stack.callback(sleeper.wait)
    stack.callback(sleeper.terminate)
    wait_for(lambda: Path(f"/proc/{sleeper.pid}/cmdline").read_text().startswith(token), "the host's process")
    return {"SLEEPER": str(sleeper.pid), "KEY": key, "SEGMENT": segment}


def _services(stack: ExitStack, engine: Engine, token: str) -> dict[str, str]:
    """Services of the host that say the token: on its loopback address, and on a socket for root only."""
    port: socket.socket = engine.inside(lambda: socket.create_server(("127.0.0.1", 0)))
    private = socket.socket(socket.AF_UNIX)
    path = _inside(engine, "/run/systemd/private")
    private.bind(str(path))
    path.chmod(0o600)
    private.listen()
    for server in (port, private):
        threading.Thread(target=_say, args=(server, token.encode()), daemon=True).start()
        stack.callback(server.close)
        stack.callback(server.shutdown, socket.SHUT_RDWR)
    return {"PORT": str(port.getsockname()[1])}


def _say(server: socket.socket, text: bytes) -> None:
    while True:
        try:
            channel, _ = server.accept()
        except OSError:
            return
        with channel:
            channel.sendall(text)


def _remove_groups() -> None:
    """The control groups that proofs made in the host's trees."""
    for way in WAYS:
        if way.experiment.seen.startswith("find /sys/fs/cgroup"):
            # not rglob, which trips over groups of other engines that go away meanwhile
            for folder, names, _ in os.walk("/sys/fs/cgroup"):
                if way.name in names:
                    Path(folder, way.name).rmdir()
