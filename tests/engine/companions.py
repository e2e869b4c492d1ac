"""What stands around an engine in the tests: socket proxies, sshd, podman, a plugin, a swarm."""

import json
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

from harness import SCRIPTS, Engine, Program, filled, require, short_folder, wait_for

PLUGIN = "example/volumes:1.0"


class Haproxy(Program):
    """A proxy in front of an engine's socket; its own is `address`."""

    def __init__(self, engine: Engine, config: str, **environ: str) -> None:
        require("haproxy")
        self.socket = short_folder() / "s"
        self.address = f"unix://{self.socket}"
        environ |= {"SOCKET": str(self.socket), "ENGINE": str(engine.socket)}
        super().__init__(self.socket.parent, ["haproxy", "-f", SCRIPTS / config], environ)
        self.wait_until(self.socket.exists)

    def requests(self) -> list[str]:
        """METHOD STATUS PATH of what record.cfg wrote; a line comes when its answer has ended."""
        return re.findall(r"^[A-Z<]\S* -?\d+ .*$", self.log.read_text(), re.MULTILINE)

    def end(self) -> None:
        super().end()
        shutil.rmtree(self.folder, ignore_errors=True)


class Sshd(Program):
    """sshd on loopback with throw-away keys; whoever comes in finds `docker` pointed at an engine.

    Attributes:
        environ: an environment in which `ssh` knows the host `engine` and nothing of the real ~/.ssh.
    """

    def __init__(self, engine: Engine) -> None:
        require("ssh", "ssh-keygen", "/usr/sbin/sshd")
        folder = short_folder()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        Path("/run/sshd").mkdir(exist_ok=True)
        for key in ("host", "user", "stranger"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / key], check=True)
        (folder / "known").write_text(f"[127.0.0.1]:{self.port} {(folder / 'host.pub').read_text()}")
        (folder / "sshd").write_text(filled("sshd.conf", PORT=self.port, FOLDER=folder, ENGINE=engine.address))
        self.environ = {"PATH": f"{folder}/bin:{os.environ['PATH']}", "HOME": str(folder)}
        (folder / "bin").mkdir()
        self._client(folder, "user", "known")
        super().__init__(folder, ["/usr/sbin/sshd", "-D", "-e", "-f", folder / "sshd"])
        self.wait_until(lambda: "Server listening" in self.log.read_text())

    def with_key(self, key: str, known: str = "known") -> dict[str, str]:
        """An environment in which `ssh` uses another key, or another file of known hosts."""
        self._client(self.folder, key, known)
        return self.environ

    def _client(self, folder: Path, key: str, known: str) -> None:
        (folder / "client").write_text(filled("ssh.conf", PORT=self.port, FOLDER=folder, KEY=key, KNOWN=known))
        wrapper = folder / "bin" / "ssh"
        wrapper.write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} -F {folder}/client "$@"\n')  # ssh ignores HOME
        wrapper.chmod(0o755)

    def end(self) -> None:
        super().end()
        shutil.rmtree(self.folder, ignore_errors=True)


def podman() -> Engine:
    """A private `podman system service`; its CLI is not needed, the API can do what a test needs."""
    require("podman", "runc", "unshare", "setpriv", "ip")
    return Engine(
        ["podman", "system", "service", "--time=0", "unix://SOCKET"],
        "/var/lib/containers",
        files={"containers.conf": filled("podman.conf")},
        environ={"CONTAINERS_CONF": "FOLDER/containers.conf"},
    )


def volume_plugin(engine: Engine, name: str = PLUGIN) -> None:
    """A managed volume plugin that asks for a lot, created and left disabled: that needs no program that runs."""
    folder = short_folder()
    (folder / "rootfs").mkdir()
    shutil.copy("/bin/busybox", folder / "rootfs" / "server")
    (folder / "config.json").write_text(json.dumps(_PLUGIN_CONFIG))
    try:
        engine.docker("plugin", "create", name, str(folder))
    finally:
        shutil.rmtree(folder)


_PLUGIN_CONFIG = {
    "description": "An example volume driver",
    "entrypoint": ["/server"],
    "interface": {"types": ["docker.volumedriver/1.0"], "socket": "volume.sock"},
    "network": {"type": "host"},
    "pidhost": True,
    "mounts": [{"name": "host", "source": "/", "destination": "/host", "type": "bind", "options": ["rbind"]}],
    "env": [{"name": "TOKEN", "value": "hunter2", "settable": ["value"]}],
    "linux": {"capabilities": ["CAP_SYS_ADMIN"], "allowAllDevices": True},
}


def cable(one: Engine, other: Engine) -> tuple[str, str]:
    """Connects the networks of two engines; gives their addresses there."""
    addresses = ("10.77.0.1", "10.77.0.2")
    ends = ("netns", str(one.pid), "type", "veth", "peer", "name", "cable", "netns", str(other.pid))
    subprocess.run(["ip", "link", "add", "cable", *ends], check=True)
    for engine, address in zip((one, other), addresses, strict=True):
        inside = ["nsenter", "-t", str(engine.pid), "-n", "ip"]
        subprocess.run([*inside, "address", "add", f"{address}/24", "dev", "cable"], check=True)
        subprocess.run([*inside, "link", "set", "cable", "up"], check=True)
    return addresses


def small_swarm(engine: Engine) -> None:
    """One of everything that a swarm has; tasks need not run."""
    engine.docker("swarm", "init", "--advertise-addr", "127.0.0.1")
    engine.docker("network", "create", "-d", "overlay", "--opt", "encrypted", "back")
    engine.docker("secret", "create", "password", "-", stdin=b"hunter2-secret")
    engine.docker("config", "create", "settings", "-", stdin=b"hunter2-config")
    engine.docker(
        "service", "create", "--detach", "--no-resolve-image", "--name", "web", "--network", "back",
        "--secret", "password", "--config", "source=settings,target=/etc/settings",
        "--mount", "type=bind,source=/,target=/host", "busybox:local",
    )  # fmt: skip
    wait_for(lambda: engine.json("/tasks"), "a task")
