"""A sample container, changed and audited alone or with others, as the tests of whole verdicts need it."""

import json
from collections.abc import Sequence
from typing import Any

from inspector.audit import audit, load_rules
from inspector.model import Document, Report
from inspector.resources import bundled
from inspector.ruleset.selftest import merge
from inspector.sources.snapshot import Snapshot

RULES = load_rules()
ENGINE = "docker-26.1.5"


def sample(name: str) -> Document:
    """The one object in a sample document."""
    value = json.loads(bundled("rules").joinpath("samples", *name.split("/")).read_text(encoding="utf-8"))
    found: Document = value[0] if isinstance(value, list) else value
    return found


def container(patch: Document, name: str = "container-default", engine: str = ENGINE) -> Document:
    """A sample container with a merge patch."""
    made: Document = merge(sample(f"{engine}/{name}.json"), patch)
    return made


def report(
    containers: Sequence[Document],
    *,
    volumes: Sequence[Document] = (),
    info: Document | None = None,
    engine: str = ENGINE,
) -> Report:
    """The report on one engine with these objects and no others, as a live scan would have read it."""
    snapshot = Snapshot(
        "lab", "lab", "live", merge(sample(f"{engine}/info.json"), info or {}), sample(f"{engine}/version.json")
    )
    snapshot.objects |= {
        "container": list(containers),
        "volume": list(volumes),
        "network": [],
        "image": [],
        "plugin": [],
    }
    snapshot.complete = set(snapshot.objects) - {"network", "image"}
    return audit([snapshot], RULES)


def bind(source: str, **more: Any) -> Document:
    """A patch that mounts a path of the host."""
    mount = {"Type": "bind", "Source": source, "Destination": "/x", "Mode": "", "RW": True, "Propagation": "rprivate"}
    mode = "" if more.get("RW", True) else ":ro"
    return {"HostConfig": {"Binds": [f"{source}:/x{mode}"]}, "Mounts": [mount | more]}


def volume(name: str, options: Document | None, destination: str = "/v") -> tuple[Document, Document]:
    """A patch that mounts a volume, and the volume."""
    where = f"/srv/engine-d26/data/volumes/{name}/_data"
    mount = {
        "Type": "volume", "Name": name, "Source": where, "Destination": destination, "Driver": "local", "Mode": "z",
        "RW": True, "Propagation": "",
    }  # fmt: skip
    made = {
        "CreatedAt": "2026-11-24T02:20:19Z", "Driver": "local", "Labels": None, "Mountpoint": where, "Name": name,
        "Options": options, "Scope": "local",
    }  # fmt: skip
    return {"Mounts": [mount]}, made


def above(findings: Report, name: str, floor: Sequence[str] = ("critical", "high", "medium")) -> list[tuple[str, str]]:
    """Severity and rule of what was found in the container called `name`."""
    return [
        (one["severity"], one["rule"])
        for one in findings["findings"]
        if one["severity"] in floor and one["object"]["name"] == name
    ]
