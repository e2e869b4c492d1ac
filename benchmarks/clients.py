"""Collects all containers of an engine in one of three ways: `python benchmarks/clients.py ours|plain|sdk SOCKET`.

ours    what `inspector collect` does before it writes: every kind, redacted
plain   the standard library's HTTP client on one kept connection: the same GETs, parsed and thrown away
sdk     the docker SDK's `inspect_container` for each container
"""

import http.client
import json
import os
import socket
import sys
from typing import Any


def ours(path: str) -> None:
    """A snapshot by the inspector's own code."""
    from inspector.sources.live import parse, take
    from inspector.sources.redact import Redactor

    take(parse(f"unix://{path}", os.environ), Redactor(), timeout=60)


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: str) -> None:
        super().__init__("engine")
        self._path = path

    def connect(self) -> None:
        """Connects to the socket."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self._path)

    def get(self, path: str) -> Any:
        """The JSON at `path`."""
        self.request("GET", f"/v1.41{path}")
        return json.loads(self.getresponse().read())


def plain(path: str) -> None:
    """The same requests, one after another."""
    engine = UnixConnection(path)
    for name in ("/version", "/info", "/volumes", "/plugins"):
        engine.get(name)
    for container in engine.get("/containers/json?all=1"):
        engine.get(f"/containers/{container['Id']}/json")
    for image in engine.get("/images/json"):
        engine.get(f"/images/{image['Id']}/json")
        engine.get(f"/images/{image['Id']}/history")
    for network in engine.get("/networks"):
        engine.get(f"/networks/{network['Id']}")


def sdk(path: str) -> None:
    """The SDK's usual loop."""
    import docker

    engine = docker.APIClient(f"unix://{path}")
    for container in engine.containers(all=True):
        engine.inspect_container(container["Id"])


if __name__ == "__main__":
    {"ours": ours, "plain": plain, "sdk": sdk}[sys.argv[1]](sys.argv[2])
