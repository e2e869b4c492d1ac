"""The nested engine of a workload (Docker in Docker)."""

from collections.abc import Iterator
from typing import Literal

from inspector.facts import raw, runtimes, tables
from inspector.facts.bindings import Binding, bindings
from inspector.facts.daemons import Daemon, daemon
from inspector.facts.environment import environment
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.flags import last
from inspector.facts.listen import Listen
from inspector.facts.memo import remembered
from inspector.facts.mounts import Mount, mounts
from inspector.facts.peers import peers, share_count
from inspector.facts.served import place_of, seen_in
from inspector.facts.types import DataRoot, DindFacts, FlagItem, ListenItem, ShareCount
from inspector.model import Unknown

Kind = Literal["sysbox", "kata", "gvisor", "rootless", "privileged", "unprivileged"]
Published = Literal["none", "loopback", "any"]
_NONE = Facet({"dind": None})


def dind(workload: Workload, context: Context) -> Facet:
    """`dind`: null, or which engine the workload runs, where that answers and how it is held in.

    `controls` is late (see access.py).
    """
    found = daemon(workload, context)
    if found.unknown is not None:
        return Facet({"dind": None}, [{"path": "dind", "reason": found.unknown}])
    if found.daemon is None:
        return _NONE
    nested = found.daemon
    unknown: list[Unknown] = []
    if nested.answers.unknown:
        unknown.append({"path": "dind.listens", "reason": nested.answers.unknown})
    facts = DindFacts(
        kind=kind_of(workload, context, nested),
        engine=nested.engine,
        listens=[
            *(listen_item(workload, context, listen) for listen in nested.answers.listens),
            *_closed(workload, context, nested),
        ],
        data_root=_data_root(workload, context),
        flags=[FlagItem(name=flag.name, value=flag.value, source=[flag.place]) for flag in nested.answers.flags],
        controls=None,
        certainty=nested.certainty,
        source=list(nested.source),
    )
    host = raw.section(workload.document, "HostConfig") or raw.EMPTY
    held = ["/HostConfig/Privileged"] if host.get("Privileged") is True else []
    return Facet({"dind": facts}, unknown, {"dind": list(nested.source), "dind.controls": held, "dind.kind": held})


def kind_of(workload: Workload, context: Context, nested: Daemon) -> Kind:
    """How the nested engine is held in: the first that holds of the sandboxes, rootless, privileged, unprivileged."""
    sandbox, _ = runtimes.sandbox(workload.document, context.engine)
    if sandbox in {"sysbox", "kata", "gvisor"}:
        return sandbox
    if nested.rootless:
        return "rootless"
    host = raw.section(workload.document, "HostConfig") or raw.EMPTY
    return "privileged" if host.get("Privileged") is True else "unprivileged"


def listen_item(workload: Workload, context: Context, listen: Listen) -> ListenItem:
    """A listener as a fact, with who gets there."""
    return ListenItem(
        transport=listen.transport,
        address=listen.address,
        port=listen.port,
        tls=listen.tls,
        verify=listen.verify,
        published=published(workload, context, listen),
        shared_with=_shared_with(workload, context, listen) if listen.transport == "unix" else None,
        source=list(listen.source),
    )


def _closed(workload: Workload, context: Context, nested: Daemon) -> Iterator[ListenItem]:
    """The ports of an engine's API that are published though it does not answer there.

    The official image names both as its own, so that publishing all ports publishes the plain one, too.
    """
    answers = nested.answers
    if answers.unknown or nested.engine not in {"docker", "podman"}:
        return
    table = tables.load("images")["docker"]
    answered = {listen.port for listen in answers.listens if listen.transport == "tcp" and not listen.loopback}
    for port in sorted({table["port"], table["tls_port"]} - answered):
        found = [one for one in bindings(workload, context).items if one.port == port and one.protocol == "tcp"]
        if found:
            yield ListenItem(
                transport="closed",
                address=f"0.0.0.0:{port}",
                port=port,
                tls=None,
                verify=None,
                published=widest(found),
                shared_with=None,
                source=[place for one in found for place in one.source],
            )


def published(workload: Workload, context: Context, listen: Listen) -> Published:
    """Whether a listener's port is published on the host, and how far."""
    if listen.transport != "tcp" or listen.loopback:
        return "none"
    found = [one for one in bindings(workload, context).items if one.port == listen.port and one.protocol == "tcp"]
    return widest(found)


def widest(found: list[Binding]) -> Published:
    """The farthest of these ports' reach."""
    if not found:
        return "none"
    return "loopback" if all(one.loopback for one in found) else "any"


def _shared_with(workload: Workload, context: Context, listen: Listen) -> ShareCount:
    """The others that mount the directory of a socket."""
    return share_count(socket_sharers(workload, context, listen.address))


def socket_sharers(workload: Workload, context: Context, address: str) -> list[Workload]:
    """The others that see a socket of this workload."""
    place = place_of(workload, address, context)
    if place is None:
        return []
    return [
        holder.workload
        for group in peers(context).beneath(place.mount, place.rest)
        for holder in group.items
        if holder.workload is not workload and seen_in(holder.mount, place) is not None
    ]


def _data_root(workload: Workload, context: Context) -> DataRoot | None:
    """The volume or path that holds the engine's data, and who else has it as such."""
    mount = _data_mount(workload, context)
    if mount is None:
        return None
    others = [
        holder.workload
        for group in peers(context).beneath(mount)
        for holder in group.items
        if holder.workload is not workload
        and (other := _data_mount(holder.workload, context)) is not None
        and (other.volume, other.path) == (mount.volume, mount.path)
    ]
    return DataRoot(volume=mount.volume or mount.path, shared_with=share_count(others))


@remembered
def _data_mount(workload: Workload, context: Context) -> Mount | None:
    """The mount at the directory of an engine's data: as `--data-root` says, else where engines keep it."""
    found = daemon(workload, context).daemon
    option = last(list(found.answers.flags), "--data-root") if found else None
    roots = [option.value] if option else tables.load("images")["data_roots"]
    home = environment(workload, context).get("HOME")
    if home and not option:
        roots = [*roots, f"{home}/.local/share/docker"]
    for mount in mounts(workload, context).items:
        if mount.dest.rstrip("/") in roots:
            return mount
    return None
