"""One way in which a workload controls an engine."""

from dataclasses import dataclass, field
from typing import Literal

from inspector.facts.facet import Workload
from inspector.facts.proxytypes import Access
from inspector.facts.sockets import EngineWord
from inspector.model import CertaintyWord

How = Literal["socket", "parent-directory", "pipe", "tcp", "ssh", "proxy", "namespace"]
Via = Literal["bind", "volume", "volumes-from", "env", "argv", "label", "image-default"]

_ORDER: tuple[CertaintyWord, ...] = ("hint", "likely", "certain")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to an engine; see types.DoodItem for what the words mean.

    Attributes:
        nested: the container whose engine it is, where it is one.
        why: key of the item -> why it is unknown.
    """

    engine: EngineWord
    how: How
    via: Via | None
    controls: str | None
    source: tuple[str, ...]
    path: str | None = None
    endpoint: str | None = None
    dest: str | None = None
    rw: bool | None = None
    access: Access | None = "full"
    through: str | None = None
    grants: tuple[str, ...] = ()
    powers: tuple[str, ...] = ()
    group: str | None = None
    nested: Workload | None = None
    certainty: CertaintyWord = "certain"
    why: dict[str, str] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class Ways:
    """All ways of a workload, and why there may be more."""

    items: tuple[Way, ...]
    unknown: tuple[str, ...]


def least(*words: CertaintyWord) -> CertaintyWord:
    """The least certain of these."""
    return min(words, key=_ORDER.index)
