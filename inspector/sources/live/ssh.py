"""An engine on another machine: one `ssh HOST docker system dial-stdio` carries all requests.

Measured on 100 inspects: 0.1 s and 0.4 s to connect; the docker SDK's own ways start one remote process (12 s) or one
ssh connection (39 s) for every request. `ssh` asks nothing (BatchMode): no password, no unknown host.
"""

import shlex
import socket
import subprocess

from inspector.sources.live.faults import Unreachable, one_line
from inspector.sources.live.target import Target

CONNECT_LIMIT = 60
"""Seconds that `ssh` itself gives a connection at most."""

LAST_WORDS = 0.5
"""Seconds that a failing `ssh` gets to say why."""

_ERRORS_LIMIT = 65_536


class SshChannel(socket.socket):
    """Our end of a pair of sockets; the other end is the standard input and output of `ssh`."""

    def __init__(self, ours: socket.socket, process: "subprocess.Popen[bytes]") -> None:
        super().__init__(ours.family, ours.type, ours.proto, fileno=ours.detach())
        self.process = process

    def close(self) -> None:
        """Ends the connection and the `ssh` that carried it."""
        super().close()
        self.process.terminate()
        if self.process.stderr:
            self.process.stderr.close()
        try:
            self.process.wait(LAST_WORDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def last_words(self) -> str:
        """The last line that `ssh` wrote to its standard error, safe to show."""
        try:
            self.process.wait(LAST_WORDS)
        except subprocess.TimeoutExpired:
            return ""
        said = self.process.stderr.read(_ERRORS_LIMIT) if self.process.stderr else b""
        lines = [line for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
        return one_line(lines[-1]) if lines else f"ssh ended with status {self.process.returncode}"


def command(target: Target, timeout: float) -> list[str]:
    """The `ssh` command line for `target`. Host and user were checked not to look like an option."""
    far = ["docker", *(["--host", f"unix://{target.path}"] if target.path else []), "system", "dial-stdio"]
    seconds = min(CONNECT_LIMIT, max(1, round(timeout)))
    options = ["-T", "-o", "BatchMode=yes", "-o", f"ConnectTimeout={seconds}"]
    options += ["-l", target.user] if target.user else []
    options += ["-p", str(target.port)] if target.port else []
    return ["ssh", *options, "--", target.host, *map(shlex.quote, far)]


def connect(target: Target, timeout: float) -> SshChannel:
    """Starts `ssh`; raises Unreachable when there is no such program."""
    ours, theirs = socket.socketpair()
    try:
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - a list, no shell; see `command`
                command(target, timeout),
                stdin=theirs.fileno(), stdout=theirs.fileno(), stderr=subprocess.PIPE,
                env=dict(target.environ) or None, start_new_session=True,
            )  # fmt: skip
    except OSError as error:
        ours.close()
        raise Unreachable(f"ssh cannot be started: {one_line(error.strerror or str(error))}") from error
    return SshChannel(ours, process)
