"""What a workload sees of its host and of volumes, whoever said so and however it is dressed.

Four places hide a path of the host: `Mounts`, `HostConfig.Binds`, `HostConfig.Mounts`, and a named volume whose driver
options are a bind (its Source always lies in the engine's own data). `--volumes-from` brings in those of another
container. Any one of them suffices; what several say of one mount is one item with several pointers.

The API does not resolve symbolic links: a bind of `/opt/sock`, a link to the engine's socket, shows as `/opt/sock`.
Any path may be such a link, but not every bind can be called unknown. So these are, when nothing is known of the path
otherwise:
- what lies in a directory where anybody on the host may put a link (`/tmp`, `/var/tmp`, `/dev/shm`);
- what is named like a socket (`*.sock`, `docker-socket`), or is mounted to such a name.
A link elsewhere has to be put there by somebody who may write there, and counts as what it is called. Where the
mount table of the running container was read (`local`), it says what the bind really is, and nothing is unknown.
"""

import re
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from inspector.facts import raw
from inspector.facts.environment import environment
from inspector.facts.facet import Context, Workload
from inspector.facts.inherited import Described, Via, inherited, via, written_of
from inspector.facts.memo import remembered
from inspector.facts.mountentries import UNSET, Entry, place
from inspector.facts.paths import covers, is_windows, normalise
from inspector.facts.pathtable import areas
from inspector.facts.sockets import is_default, socket_at
from inspector.facts.volumes import PLAIN, Place, Volume, options_volume, volume_of
from inspector.model import CertaintyWord, Document

ANYBODY = ("/tmp/", "/var/tmp/", "/dev/shm/")  # noqa: S108, paths to compare with
"""Directories where every user of a host may put a symbolic link."""
_SOCKET_NAME = re.compile(r"\.sock(?:et)?\Z|(?:\A|[._-])sock(?:et)?s?(?:\Z|[._-])|docker.?sock", re.IGNORECASE)
_ANONYMOUS = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Mount:
    """One mount.

    Attributes:
        path: on the host, normalised; empty for a volume that keeps its own data.
        raw: as written.
        dest: in the container.
        rw: whether it is writable.
        via: how it got there.
        volume: name of the volume, or None.
        volume_kind: bind, device, special, overlay when the volume's options say so, else None.
        data: path of a volume's own data on the host, for what shares it; empty otherwise.
        propagation: as given, or None.
        non_recursive: whether mounts below the source are left out.
        ro_non_recursive: whether a read-only mount leaves those below writable on purpose.
        ro_forced: whether the engine starts it read-only all the way down or not at all.
        link: why it may be something else than it is called, or None.
        certainty: how sure it is.
        source: pointers to all that say so.
    """

    path: str
    raw: str
    dest: str
    rw: bool
    via: Via
    volume: str | None
    volume_kind: str | None
    data: str
    propagation: str | None
    non_recursive: bool
    ro_non_recursive: bool
    ro_forced: bool
    link: str | None
    certainty: CertaintyWord
    source: tuple[str, ...]


class Mounts(NamedTuple):
    """All mounts of a workload.

    Attributes:
        items: what is known of them, volumes that keep their own data included.
        unknown: why there may be more, one reason each.
    """

    items: tuple[Mount, ...]
    unknown: tuple[str, ...]


NONE = Mounts((), ())


@remembered
def mounts(workload: Workload, context: Context) -> Mounts:
    """Every mount of a workload, in the order of its document."""
    document = workload.document
    host = raw.section(document, "HostConfig")
    if (
        document.get("Mounts") == []
        and host is not None
        and not (host.get("Binds") or host.get("Mounts") or host.get("VolumesFrom"))
    ):
        return NONE
    entries = written_of(workload, context)
    # a plugin's mount without a source is one that nobody has set
    unknown = [fault for fault in entries.faults if workload.kind != "plugin" or fault != UNSET]
    if not _told(document, host):
        unknown.append(_why_untold(document, host))
    own = [Described(entry, via(entry)) for entry in entries.items]
    others, missing = inherited(workload, context, own)
    unknown += missing
    found: list[Mount] = []
    for one in [*own, *others]:
        resolved, why = _resolved(one, document, context)
        found += [_looked_up(mount, workload, context) for mount in resolved]
        unknown += [why] if why else []
    return Mounts(tuple(found), tuple(dict.fromkeys(unknown)))


def _told(document: Document, host: Document | None) -> bool:
    """Whether one of the places is there, so that what is not in it is not mounted."""
    if isinstance(document.get("Mounts"), list):
        return True
    return host is not None and (raw.items(host, "Binds") is not None or raw.items(host, "Mounts") is not None)


def _why_untold(document: Document, host: Document | None) -> str:
    told = raw.fault(document, "Mounts")
    return f"{told}, and {raw.fault(host if host is not None else document, 'Binds' if host else 'HostConfig')}"


def _resolved(one: Described, document: Document, context: Context) -> tuple[list[Mount], str | None]:
    """The mounts that an entry stands for (an overlay's directories are several), and what is unknown."""
    entry = one.entry
    if entry.type != "volume":
        return [_mount(one, Place(normalise(_home(entry.source)), entry.source, rw=True), None)], None
    volume, why, certainty = _volume(one, document, context)
    if volume.kind == "driver":
        source, why = _driven(entry, context)
        if _elsewhere(source, context):
            chosen = Place(normalise(source), source, rw=True)
            return [replace(_mount(one, chosen, None), certainty="likely")], None
    if not volume.places:
        return [_mount(one, Place("", entry.source, rw=True), None)], why
    found = [_mount(one, _sub(each, entry.subpath), volume.kind) for each in volume.places]
    if volume.kind in {"bind", "overlay"}:
        found = [_below(mount, volume, one) for mount in found]
    return [replace(mount, certainty=certainty) for mount in found], why


def _driven(entry: Entry, context: Context) -> tuple[str, str | None]:
    """Where a volume of another driver lies, and why that is not known.

    Its options may say so in the driver's own words (local-persist's `mountpoint`), of which only that it is a text or
    a path is seen here: then it may be any directory of the host.
    """
    known = context.links.volume(entry.name).value if entry.name else None
    told = entry.source if entry.origin == "Mounts" else ""
    told = told or (raw.text(known, "Mountpoint") or "" if known else "")
    options = (raw.section(known, "Options") if known else entry.options) or raw.EMPTY
    if not told and any(map(_may_be_path, options.values())):
        return "", "a driver's options say where a volume that it mounts lies, which may be a path of the host"
    return told, None


def _may_be_path(option: Any) -> bool:
    return option.startswith(("/", "<redacted")) if isinstance(option, str) else isinstance(option, dict)


def _below(mount: Mount, volume: Volume, one: Described) -> Mount:
    """The mount with what a volume's options say of mounts below its device.

    `bind` and an overlay leave them out, `rbind` brings them in; a `ro` among the options stops at the first
    (measured on 20.10). Only a mount that is read-only itself is made so all the way down, where the engine can.
    """
    if "rbind" not in volume.options:
        return replace(mount, non_recursive=True)
    return replace(mount, ro_non_recursive=True) if one.entry.rw is not False and not mount.rw else mount


def _home(source: str) -> str:
    """A path from `~`, which only a compose file has: somebody's home."""
    return f"/home/{source}" if source == "~" or source.startswith("~/") else source


def _sub(where: Place, subpath: str) -> Place:
    return Place(normalise(f"{where.path}/{subpath}"), where.raw, where.rw) if subpath else where


def _elsewhere(source: str, context: Context) -> bool:
    """Whether a volume's Source lies outside the engine's own data, so that another program chose it."""
    roots = ["/var/lib/docker", "/var/lib/containers", context.engine["root_dir"] or "/var/lib/docker"]
    return source.startswith("/") and not any(covers(root, normalise(source)) for root in roots)


def _volume(one: Described, document: Document, context: Context) -> tuple[Volume, str | None, CertaintyWord]:
    """What the volume of an entry is, why that is unknown, and how sure it is."""
    entry = one.entry
    known = context.links.volume(entry.name).value if entry.name else None
    if known is not None:
        volume = volume_of(known)
        why = None if volume.kind else f"the options of the volume {entry.name} were not given in a usable form"
        return volume, why, "certain"
    if entry.driver not in {None, "", "local"}:
        return Volume("driver"), None, "likely"
    if entry.options is not None:
        # made with these options unless a volume of that name was there before
        return options_volume(entry.options), None, "certain" if not entry.name else "likely"
    if _anonymous(one, document):
        return PLAIN, None, "certain"
    return PLAIN, "a volume that it mounts was not collected and may be a path of the host", "certain"


def _anonymous(one: Described, document: Document) -> bool:
    """Whether the engine made the volume for this container, so that it has no options.

    A volume of any name may be mounted by hand; then Binds or HostConfig.Mounts name it.
    """
    entry = one.entry
    if not entry.name:
        return True
    if not _ANONYMOUS.match(entry.name) or entry.source_pointers != entry.source_pointers[:1] or one.via != "volume":
        return False
    if entry.origin != "Mounts":
        return False
    declared = raw.section(raw.section(document, "Config") or raw.EMPTY, "Volumes") or raw.EMPTY
    return any(place(dest) == place(entry.dest) for dest in declared)


def _mount(one: Described, where: Place, kind: str | None) -> Mount:
    entry = one.entry
    return Mount(
        path=where.path,
        raw=where.raw,
        dest=entry.dest,
        rw=entry.rw is not False and where.rw,
        via=one.via,
        volume=entry.name or None,
        volume_kind=kind if kind in {"bind", "device", "special", "overlay"} else None,
        data=normalise(entry.source) if entry.type == "volume" and entry.source and not where.path else "",
        propagation=entry.propagation,
        non_recursive=entry.non_recursive,
        ro_non_recursive=entry.ro_non_recursive,
        ro_forced=entry.ro_forced,
        link=None,
        certainty="certain",
        source=tuple(entry.source_pointers),
    )


def _looked_up(mount: Mount, workload: Workload, context: Context) -> Mount:
    """The mount with what local evidence says of it, or with the doubt that it is a symbolic link."""
    if not mount.path or mount.volume_kind in {"device", "special"} or mount.via == "pipe" or is_windows(mount.path):
        return mount
    real = _evidence(mount, context.links.local(workload), context)
    if real is not None:
        return mount if real == mount.path else replace(mount, path=real)
    if _may_be_link(mount, context):
        return replace(mount, link=f"{mount.path} may be a symbolic link, which the API does not resolve")
    return mount


def _evidence(mount: Mount, local: Document | None, context: Context) -> str | None:
    """The real path of a bind, by the mount table of the running container; None where that was not read.

    A place that is mounted twice on the host has several paths: the one that weighs most counts.
    """
    for entry in local_mounts(local):
        if place(raw.text(entry, "dest") or "") == place(mount.dest):
            path = raw.text(entry, "path")
            paths = [path, *raw.texts(entry, "also")[0]] if path else []
            return max(map(normalise, paths), key=lambda one: (_weight(one, context), one == mount.path), default=None)
    return None


def _weight(path: str, context: Context) -> int:
    """How much hangs on a path: an engine's socket, an area of the path table, nothing."""
    if socket_at(path, context.engine) is not None:
        return 2
    return int(bool(set(areas(path, context.engine["root_dir"]).areas) - {"temp", "run", "later"}))


def local_mounts(local: Document | None) -> list[Document]:
    """What was read of a container's mount table on this machine: `dest`, `path` on the host, `rw`."""
    entries = raw.items(local, "mounts") if local else None
    return [entry for entry in entries or [] if isinstance(entry, dict)]


def _may_be_link(mount: Mount, context: Context) -> bool:
    """Whether a bind is one of those that may well be a link to something else (see the module)."""
    in_reach_of_all = mount.path.startswith(ANYBODY)
    names = (mount.path.rpartition("/")[2], mount.dest.rpartition("/")[2])
    if not in_reach_of_all and not any(map(_SOCKET_NAME.search, names)) and not is_default(mount.dest):
        return False
    if socket_at(mount.path, context.engine) is not None:
        return False
    touched = areas(mount.path, context.engine["root_dir"]).areas
    return not touched or set(touched) <= {"temp", "run", "later"}


def answers_at(mount: Mount, workload: Workload, context: Context) -> bool:
    """Whether the container looks for its engine where this is mounted: by default, or as DOCKER_HOST says."""
    told = environment(workload, context).get("DOCKER_HOST") or ""
    if told.startswith("unix://"):
        return place(told.removeprefix("unix://")) == place(mount.dest)
    return is_default(mount.dest)


def looks_below(mount: Mount, workload: Workload, context: Context) -> bool:
    """Whether the container is told that its engine's socket lies in the directory that is mounted."""
    told = environment(workload, context).get("DOCKER_HOST") or ""
    path = place(told.removeprefix("unix://")) if told.startswith("unix:///") else ""
    return bool(mount.dest) and path.startswith(place(mount.dest).rstrip("/") + "/") and place(mount.dest) != "/"
