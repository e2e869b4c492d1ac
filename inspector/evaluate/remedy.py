"""What to change so that a finding is gone, as lines of a diff against the workload's own settings.

A rule's `remedy` says what kind of change it takes: `remove: source` drops the settings that the finding stems from,
`add` adds entries to lists (by compose key). From the raw document follow the words: `docker run` flags and lines of a
compose file.
"""

import copy
import shlex
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from inspector.evaluate.causes import causes
from inspector.evaluate.settings import KINDS, UNMASKED, at, entries, setting
from inspector.facts import raw
from inspector.facts.mountentries import place, split_bind
from inspector.facts.securityopt import parts
from inspector.facts.tasks import TASK
from inspector.model import ChangeLines, Document
from inspector.pasted import quoted

OWN = ("/HostConfig/Binds/", "/HostConfig/Mounts/")
"""Where the mounts stand as they were asked for, with their options."""
TO_THE_LIST = "  # to the list that is there"


def typed(kind: str, document: Document) -> bool:
    """Whether an object's settings are flags of `docker run` or lines of a compose file.

    Services and plugins have neither all of these settings nor these flags, and a task's container is its service's.
    """
    return kind == "compose" or (kind == "container" and raw.label(raw.section(document, "Config"), TASK) is None)


def change(
    document: Document, source: Sequence[str], remedy: Document, keys: Collection[str] = ()
) -> ChangeLines | None:
    """The lines to take out (`- `) and put in (`+ `), or None where the settings have no words.

    Args:
        document: of a container or compose service.
        source: pointers of the finding.
        remedy: of the rule.
        keys: of all fails that the finding joins.
    """
    out = causes(document, source, keys) if remedy.get("remove") == "source" else []
    found = [one for pointer in _asked(document, out) if (one := setting(document, pointer)) is not None]
    run = [f"- {one.run}" for one in found]
    compose = [one.compose for one in found]
    for key, entry, beside in _added(document, out, remedy):
        run.append(f"+ {_kind(key)[1].flag} {shlex.quote(entry)}")
        compose.append(f"+ {key}: [{quoted(entry)}]{TO_THE_LIST if beside else ''}")
    return {"run": list(dict.fromkeys(run)), "compose": list(dict.fromkeys(compose))} if run else None


def _kind(key: str) -> tuple[str, Any]:
    """Where the entries of a compose key stand, and what kind of setting they are."""
    return next((place, kind) for place, kind in KINDS.items() if kind.key == key)


def _added(document: Document, out: Collection[str], remedy: Document) -> Iterator[tuple[str, str, bool]]:
    """Key and entry of what is to be added, and whether the file's list has others; nothing that is there already."""
    for key, wanted in (remedy.get("add") or {}).items():
        kept = [text for pointer, text in entries(document, _kind(key)[0]) if pointer not in out]
        beside = "Compose" in document and (bool(kept) or setting(document, UNMASKED[0]) is not None)
        there = {parts(text) for text in kept}
        yield from ((key, entry, beside) for entry in wanted if parts(entry) not in there)


def _asked(document: Document, source: Sequence[str]) -> Iterator[str]:
    """The pointers less those to Mounts that say again what Binds, HostConfig.Mounts or another container says."""
    own = {_target(at(document, one)) for one in source if one.startswith(OWN)}
    inherited = any(one.startswith("/HostConfig/VolumesFrom/") for one in source)
    for pointer in source:
        mount = at(document, pointer) if pointer.startswith("/Mounts/") else None
        if not isinstance(mount, dict) or not (inherited or _target(mount) in own):
            yield pointer


def _target(entry: Any) -> str:
    """Where in the container an entry of Binds, HostConfig.Mounts or Mounts is."""
    if isinstance(entry, dict):
        return place(raw.text(entry, "Destination") or raw.text(entry, "Target") or "")
    parted = split_bind(str(entry))
    return place(parted[1] if parted else str(entry))


def applied(
    document: Document, source: Sequence[str], remedy: Document, masked: Document, keys: Collection[str] = ()
) -> Document:
    """The document of the workload after the change, for proving that the finding is gone.

    Args:
        document: of a container.
        source: of the finding.
        remedy: of the rule.
        masked: MaskedPaths and ReadonlyPaths as the engine sets them by itself.
        keys: of all fails that the finding joins.
    """
    made: Document = copy.deepcopy(document)
    out = causes(document, source, keys) if remedy.get("remove") == "source" else []
    for pointer in sorted(out, key=_depth_first, reverse=True):
        _drop(made, pointer, masked)
    for key, entry, _ in _added(document, out, remedy):
        host = made.setdefault("HostConfig", {})
        name = _kind(key)[0].rpartition("/")[2]
        host[name] = [*(host.get(name) or []), entry]
    return made


def _depth_first(pointer: str) -> tuple[str, int]:
    """Later entries of a list go first, so that positions stay what they are."""
    head, _, last = pointer.rpartition("/")
    return (head, int(last)) if last.isdigit() else (pointer, 0)


def _drop(document: Document, pointer: str, masked: Document) -> None:
    if pointer.startswith(UNMASKED):
        document["HostConfig"] |= masked
        return
    head, _, last = pointer.rpartition("/")
    parent = at(document, head)
    if isinstance(parent, list) and last.isdigit() and int(last) < len(parent):
        del parent[int(last)]
    elif isinstance(parent, dict) and pointer in KINDS and KINDS[pointer].unset is not None:
        parent[last] = KINDS[pointer].unset
