"""Networks that services and containers name and that no list holds.

The swarm has networks `host` and `bridge` of its own, whose ids stand in no answer to GET /networks; each can be asked
for by itself (moby daemon/cluster, GetNetwork). A service of no replicas has no task that would name them.
"""

from collections.abc import Iterator

from inspector.model import Document
from inspector.sources.live import limits
from inspector.sources.live.reader import Reader, identity


def read(reader: Reader) -> None:
    """Adds them to the snapshot, with one request each; one that is not there any more is no fault.

    Where networks could not all be read, that is a gap already, and nothing more is asked for.
    """
    objects = reader.snapshot.objects
    if "network" not in reader.snapshot.complete:
        return
    listed = objects["network"]
    known = {value for document in listed for value in (document.get("Id"), document.get("Name"))}
    named = [one for kind in ("service", "container") for entry in objects.get(kind, []) for one in _named(entry)]
    wanted = {one: one for one in named if one not in known}
    asked = dict(list(wanted.items())[: limits.NETWORKS])
    found = reader.inspect("network", "/networks/{}", asked, asked)
    objects["network"] = sorted([*listed, *(reader.redacted("network", one) for one in found)], key=identity)


def _named(document: Document) -> Iterator[str]:
    """Ids (a service's may be names) of the networks that a service or a container is to be on."""
    spec = _map(document.get("Spec"))
    for holder in (_map(spec.get("TaskTemplate")), spec):
        networks = holder.get("Networks")
        for one in networks if isinstance(networks, list) else []:
            yield from _text(_map(one).get("Target"))
    endpoints = _map(_map(document.get("NetworkSettings")).get("Networks"))
    for endpoint in endpoints.values():
        yield from _text(_map(endpoint).get("NetworkID"))


def _map(value: object) -> Document:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value
