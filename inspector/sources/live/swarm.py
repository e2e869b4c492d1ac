"""Objects of a swarm, which only a manager shows."""

from inspector.sources.live.faults import Garbled
from inspector.sources.live.inventory import whole
from inspector.sources.live.reader import Reader

LISTS = {"node": "/nodes", "service": "/services", "task": "/tasks", "config": "/configs", "secret": "/secrets"}
KINDS = ("swarm", *LISTS)


def read(reader: Reader) -> None:
    """All kinds of a swarm, metadata only. Outside a swarm and on a worker they do not apply.

    Info tells that; only where it does not, the engine is asked, and its 503 means the same.
    """
    state, manager = _membership(reader)
    if state in ("inactive", "") or (state == "active" and not manager):
        reader.snapshot.not_applicable.update(KINDS)
        return
    _swarm(reader)
    for kind, path in LISTS.items():
        whole(reader, kind, path, "ID")


def _membership(reader: Reader) -> tuple[str | None, bool]:
    """LocalNodeState and ControlAvailable; the state is None where info does not tell."""
    if reader.snapshot.info is None:
        return None, False
    part = reader.snapshot.info.get("Swarm")
    if not isinstance(part, dict):
        return "" if reader.podman else None, False
    state = part.get("LocalNodeState")
    return state if isinstance(state, str) else None, part.get("ControlAvailable") is True


def _swarm(reader: Reader) -> None:
    answer = reader.ask("swarm", "/swarm")
    if isinstance(answer, dict):
        reader.keep("swarm", [answer])
    elif answer is not None:
        reader.gap("swarm", "", Garbled("the answer is no object"))
