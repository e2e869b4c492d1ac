"""What only this machine can tell, on a real engine: links, mounts below, and the container we run in."""

import json
import os
import subprocess
import sys
from pathlib import Path

from harness import Engine
from reading import snapshot

import inspector

REPOSITORY = Path(inspector.__file__).parent.parent

SCRIPT = """
import json, sys
from inspector.sources.live import parse, take
class Open:
    def document(self, kind, document): return document
found = take(parse("unix:///var/run/docker.sock", {}), Open(), timeout=30)
print(json.dumps([found.auditor, found.local]))
"""


def inside(engine: Engine, *words: str) -> None:
    """Runs a command in the engine's own mount namespace."""
    subprocess.run(["nsenter", "-t", str(engine.pid), "-m", *words], check=True)


def test_a_symbolic_link_is_told_and_a_plain_bind_keeps_its_name(engine: Engine) -> None:
    inside(engine, "ln", "-sfn", "/var/run/docker.sock", "/run/innocent")
    identity = engine.run("-v", "/run/innocent:/x", "-v", "/usr:/u:ro", "-v", "data:/data", "busybox:local")
    stopped = engine.docker("create", "-v", "/run/innocent:/x", "busybox:local")
    found = snapshot(engine.address)
    assert stopped not in found.local
    mounts = {mount["dest"]: mount for mount in found.local[identity]["mounts"]}
    assert mounts["/x"] == {"dest": "/x", "rw": True, "fstype": "tmpfs", "path": "/run/docker.sock"}
    assert mounts["/u"]["path"] == "/usr"
    assert mounts["/u"]["rw"] is False
    assert mounts["/data"]["path"] == "/var/lib/docker/volumes/data/_data"


def test_writable_mounts_below_a_read_only_bind_are_told(engine: Engine) -> None:
    identity = engine.run("-v", "/:/host:ro", "busybox:local")
    engine.run("busybox:local")
    mounts = {mount["dest"]: mount for mount in snapshot(engine.address).local[identity]["mounts"]}
    assert mounts["/host"]["rw"] is False
    assert (mounts["/host/run"]["rw"], mounts["/host/run"]["path"]) == (True, "/run")
    assert not any("/merged" in dest for dest in mounts)


def test_over_tcp_nothing_is_looked_up_on_this_machine(start_engine: object, engine: Engine) -> None:
    assert callable(start_engine)
    other = start_engine("--host", "tcp://127.0.0.1:2375")
    other.image("busybox:local")
    other.run("-v", "/:/host", "busybox:local")
    assert other.inside(lambda: snapshot("tcp://127.0.0.1:2375")).local == {}
    assert snapshot(engine.address).auditor is None


def test_the_container_of_the_auditor_is_marked(engine: Engine) -> None:
    engine.run("busybox:local")
    places = {"/usr", "/lib", "/lib64", sys.prefix, sys.base_prefix, str(REPOSITORY)}
    binds = [
        word
        for place in sorted(places)
        if Path(place).exists()
        for word in ("-v", f"{os.path.realpath(place)}:{place}:ro")
    ]
    words = ["run", "--rm", "--name", "auditor", "-v", "/var/run/docker.sock:/var/run/docker.sock", *binds]
    # Where images come from is nobody's business here: the program's libraries are this machine's.
    said = engine.docker(*words, "-e", f"PYTHONPATH={REPOSITORY}", "busybox:local", sys.executable, "-c", SCRIPT)
    auditor, local = json.loads(said)
    assert auditor is not None
    assert local == {}
    assert len(auditor) == 64
