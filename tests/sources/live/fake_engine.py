"""A tiny engine on a unix socket that misbehaves where a test wants it to; no dockerd needed."""

import json
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inspector.sources.live import take
from inspector.sources.live.target import Target
from inspector.sources.snapshot import Snapshot

Behaviour = Callable[[socket.socket], bool]
"""Answers one request by itself; false ends the connection."""

VERSION = {"Version": "20.10.24", "ApiVersion": "1.41", "MinAPIVersion": "1.12", "Components": [{"Name": "Engine"}]}
INFO = {"Name": "host", "Swarm": {"LocalNodeState": "inactive", "ControlAvailable": False}}


class Open:
    """A redactor that redacts nothing."""

    def document(self, _kind: str, document: dict[str, Any]) -> dict[str, Any]:
        return document


class FakeEngine:
    """Answers paths (without the version) from `answers`: a document, (status, document) or a Behaviour.

    Attributes:
        requests: "METHOD /path", as they came.
        connections: how many were made.
    """

    def __init__(self, folder: Path, answers: dict[str, Any] | None = None) -> None:
        self.answers: dict[str, Any] = {
            "/version": VERSION,
            "/info": INFO,
            "/containers/json?all=1": [],
            "/images/json": [],
            "/networks": [],
            "/volumes": {"Volumes": None, "Warnings": None},
            "/plugins": [],
        } | (answers or {})
        self.requests: list[str] = []
        self.connections = 0
        self.default: Any = (404, {"message": "page not found"})
        self._path = folder / "s"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._path))
        self._listener.listen(16)
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    @property
    def target(self) -> Target:
        return Target(f"unix://{self._path}", "unix", path=str(self._path))

    def take(self, timeout: float = 20) -> Snapshot:
        return take(self.target, Open(), timeout=timeout)

    def containers(self, *names: str) -> None:
        """Lets the engine have running containers."""
        self.answers["/containers/json?all=1"] = [{"Id": f"id-{name}", "Names": [f"/{name}"]} for name in names]
        for name in names:
            self.answers[f"/containers/id-{name}/json"] = {"Id": f"id-{name}", "Name": f"/{name}"}

    def close(self) -> None:
        if self._listener.fileno() < 0:
            return
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for channel in self._open:
            channel.close()

    def _accept(self) -> None:
        while True:
            try:
                channel, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(channel)
            threading.Thread(target=self._serve, args=(channel,), daemon=True).start()

    def _serve(self, channel: socket.socket) -> None:
        try:
            with channel, channel.makefile("rb") as reader:
                while (line := reader.readline()).strip():
                    while reader.readline().strip():
                        pass
                    if not self._answer(channel, line.decode()):
                        return
        except OSError:
            return

    def _answer(self, channel: socket.socket, line: str) -> bool:
        method, path, _ = line.split()
        self.requests.append(f"{method} {path}")
        path = "/" + path.split("/", 2)[2] if path.startswith("/v1.") else path
        answer = self.answers.get(path, self.default)
        if callable(answer):
            return bool(answer(channel))
        status, document = answer if isinstance(answer, tuple) else (200, answer)
        channel.sendall(whole(document if isinstance(document, bytes) else json.dumps(document).encode(), status))
        return True


def whole(body: bytes, status: int = 200, head: str = "") -> bytes:
    """A complete answer."""
    return f"HTTP/1.1 {status} x\r\nContent-Length: {len(body)}\r\n{head}\r\n".encode() + body
