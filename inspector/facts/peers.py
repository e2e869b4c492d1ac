"""Who shares networks and files with whom, worked out once for an engine."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from inspector.facts import raw
from inspector.facts.facet import Context, Workload
from inspector.facts.memo import once
from inspector.facts.mounts import Mount, mounts
from inspector.facts.paths import components
from inspector.facts.types import ShareCount
from inspector.facts.usage import project_of

SAMPLE = 5
"""Names that a count comes with."""
PATH_MAX = 4096
"""Longest path that Linux takes (limits.h); a hostile one may be of any length."""
_ALONE = frozenset({"none", "host"})
_ICC = "com.docker.network.bridge.enable_icc"


class Holder(NamedTuple):
    """A workload and one of its mounts."""

    workload: Workload
    mount: Mount


class Holders:
    """All that mount one volume or one path."""

    def __init__(self) -> None:
        self.items: list[Holder] = []
        self.ids: set[int] = set()
        self.projects: set[str | None] = set()

    def add(self, workload: Workload, mount: Mount) -> None:
        """Takes up one mount."""
        self.items.append(Holder(workload, mount))
        if id(workload) not in self.ids:
            self.ids.add(id(workload))
            self.projects.add(project_of(workload))


class Peers:
    """Neighbours of workloads."""

    def __init__(self, context: Context) -> None:
        self._links = context.links
        self._by_id: dict[int, Workload] = {}
        self._networks: dict[str, dict[int, None]] = {}
        self._networks_by: dict[int, list[str]] = {}
        self._volumes: dict[str, Holders] = {}
        self._paths: dict[str, Holders] = {}
        self._lengths: set[int] = set()
        self._merged: dict[tuple[str, ...], dict[int, None]] = {}
        for workload in context.links.workloads:
            self._by_id[id(workload)] = workload
            self._networks_by[id(workload)] = names = self._names_of(workload)
            for network in names:
                self._networks.setdefault(network, {})[id(workload)] = None
            for mount in mounts(workload, context).items:
                if mount.path:
                    key = "/".join(components(mount.path))
                    self._paths.setdefault(key, Holders()).add(workload, mount)
                    self._lengths.add(len(key))
                elif mount.volume:
                    self._volumes.setdefault(mount.volume, Holders()).add(workload, mount)

    def _names_of(self, workload: Workload) -> list[str]:
        """Networks on which a workload meets others; the host's own namespace counts as one."""
        links = self._links
        owner = links.owner(workload, "net").value
        host = raw.section(owner.document, "HostConfig") if owner is not None else None
        if host is not None and host.get("NetworkMode") == "host":
            return ["host"]
        found = [name for name in links.networks_of(workload).value if name not in _ALONE and self._is_open(name)]
        if owner is not None and (owner is not workload or links.joined_to(owner, "net").value):
            found.append(f"container:{owner.id}")
        return found

    def _is_open(self, name: str) -> bool:
        """Whether members of a network reach each other: not on the default bridge without ICC."""
        network = self._links.network(name).value
        options = raw.section(network, "Options") if network else None
        return not (options and options.get(_ICC) == "false")

    def _networks_of(self, workload: Workload) -> list[str]:
        known = self._networks_by.get(id(workload))
        return self._names_of(workload) if known is None else known

    def together(self, workload: Workload) -> dict[int, None]:
        """Ids of all that share a network or its namespace with a workload, itself among them; not to be changed."""
        return self._of(tuple(name for name in self._networks_of(workload) if name in self._networks))

    def in_namespace(self, workload: Workload) -> dict[int, None]:
        """Ids of all in the network namespace of a workload, itself among them; not to be changed."""
        return self._of(tuple(name for name in self._namespaces_of(workload) if name in self._networks))

    def _of(self, names: tuple[str, ...]) -> dict[int, None]:
        """Ids of all on these networks; those who are on the same ones share the answer."""
        if len(names) == 1:
            return self._networks[names[0]]
        if names not in self._merged:
            self._merged[names] = {key: None for name in names for key in self._networks[name]}
        return self._merged[names]

    def workload(self, key: int) -> Workload:
        """The workload of an id."""
        return self._by_id[key]

    def near_count(self, workload: Workload) -> ShareCount:
        """How many those are, and the first by name."""
        together = self.together(workload)
        first = list(islice((key for key in together if key != id(workload)), SAMPLE))
        count = len(together) - (id(workload) in together)
        return ShareCount(count=count, sample=[self._by_id[key].name for key in first])

    def _namespaces_of(self, workload: Workload) -> list[str]:
        return [name for name in self._networks_of(workload) if name == "host" or name.startswith("container:")]

    def _upwards(self, path: str) -> Iterator[str]:
        """A path and those above it, of the lengths that are mounted; of what names no file only itself."""
        yield path
        end = len(path) if len(path) <= PATH_MAX else 0
        while end > 0:
            end = max(path.rfind("/", 0, end), 0)
            if end in self._lengths:
                yield path[:end]

    def beneath(self, mount: Mount, rest: tuple[str, ...] = ()) -> Iterator[Holders]:
        """Those who see what lies at `rest` below a mount: by the same volume, or by the path or one above it."""
        if not mount.path:
            groups = [self._volumes.get(mount.volume or "")]
        else:
            groups = [self._paths.get(key) for key in self._upwards("/".join((*components(mount.path), *rest)))]
        for group in groups:
            if group is not None:
                yield group


@once
def peers(context: Context) -> Peers:
    """The neighbours in the engine of this context."""
    return Peers(context)


def share_count(workloads: Iterable[Workload]) -> ShareCount:
    """How many different workloads, and the first few by name."""
    unique = {id(workload): workload for workload in workloads}
    return ShareCount(count=len(unique), sample=[workload.name for workload in list(unique.values())[:SAMPLE]])


def unread_network(workload: Workload, context: Context) -> str | None:
    """Why it is not known who else is on a workload's networks, or None.

    The inventory of containers tells it, where it is complete; else a network that was read with its members, which
    a list of networks leaves out (then a running container misses itself there).
    """
    links = context.links
    answer = links.networks_of(workload)
    if links.complete("container") and answer.known:
        return None
    if not answer.known:
        return "not all of its networks are known, or those of the container whose network it joins"
    for name in answer.value:
        if name in _ALONE:
            continue
        network = links.network(name).value
        members = raw.section(network, "Containers") if network else None
        if members is None or workload.id not in members:
            return "not all containers were collected, and its networks were not read with their members"
        if any(links.container(member).value is None for member in members):
            return "a container on one of its networks was not collected"
    return None
