"""Which named volumes a workload mounts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from inspector.facts import raw

if TYPE_CHECKING:
    from inspector.facts.facet import Workload


class VolumeUse(NamedTuple):
    """One mount of a volume."""

    workload: "Workload"
    dest: str
    rw: bool
    source: list[str]
    """Pointers into the workload's container-shaped document."""


def volume_uses(workload: "Workload") -> Iterator[tuple[str, VolumeUse]]:
    """The named volumes that a workload mounts, by Mounts, then by HostConfig what Mounts lacks."""
    seen = set[str]()
    for index, mount in enumerate(raw.items(workload.document, "Mounts") or []):
        if not isinstance(mount, dict) or mount.get("Type") != "volume":
            continue
        name, dest = raw.text(mount, "Name"), raw.text(mount, "Destination") or ""
        if name:
            seen.add(dest)
            yield (
                name,
                VolumeUse(workload, dest, mount.get("RW") is not False, [raw.pointer("Mounts", index)]),
            )
    host = raw.section(workload.document, "HostConfig") or raw.EMPTY
    for index, mount in enumerate(raw.items(host, "Mounts") or []):
        if not isinstance(mount, dict) or mount.get("Type") != "volume":
            continue
        name, dest = raw.text(mount, "Source"), raw.text(mount, "Target") or ""
        if name and dest not in seen:
            seen.add(dest)
            source = [raw.pointer("HostConfig", "Mounts", index)]
            yield name, VolumeUse(workload, dest, mount.get("ReadOnly") is not True, source)
    for index, bind in enumerate(raw.items(host, "Binds") or []):
        if not isinstance(bind, str):
            continue
        name, _, rest = bind.partition(":")
        dest, _, mode = rest.partition(":")
        if name and name[0] not in "/\\~." and len(name) > 1 and dest and dest not in seen:
            rw = "ro" not in mode.split(",")
            yield name, VolumeUse(workload, dest, rw, [raw.pointer("HostConfig", "Binds", index)])
