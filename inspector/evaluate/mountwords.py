"""An entry of a container's Mounts in the words of those who make one: `-v`, `--mount`, a map in a compose file."""

import csv
import io
from dataclasses import dataclass

from inspector.facts import raw
from inspector.facts.mountentries import PROPAGATION
from inspector.model import Document
from inspector.pasted import plain

_RECURSIVE = {"NonRecursive": "disabled", "ReadOnlyNonRecursive": "writable", "ReadOnlyForceRecursive": "readonly"}
USUAL = "rprivate"
"""The propagation that a bind has by itself."""


@dataclass(frozen=True)
class Mount:
    """One mount.

    Attributes:
        kind: bind, volume, ....
        source: path or name of a volume; empty when there is none.
        target: path in the container.
        read_only: whether it is.
        spread: propagation where it is not the usual one, else empty.
        below: what is said of the mounts below it, else empty.
    """

    kind: str
    source: str
    target: str
    read_only: bool
    spread: str
    below: str

    @property
    def short(self) -> str | None:
        """`SOURCE:TARGET[:MODE]`; None where a colon makes it say something else."""
        if ":" in self.source + self.target:
            return None
        modes = ",".join(word for word in ("ro" if self.read_only else "", self.spread) if word)
        return ":".join(one for one in (self.source, self.target, modes) if one)

    @property
    def fields(self) -> str:
        """The value of `--mount`: comma-separated fields, quoted as in a CSV file."""
        spread, below = self.spread, self.below
        last = {"bind-propagation": spread, "bind-recursive": below}
        words = [f"{name}={one}" for name, one in {**self._named, **last}.items() if one]
        if self.read_only:
            words.insert(len(self._named), "readonly")
        made = io.StringIO()
        csv.writer(made, lineterminator="").writerow(words)
        return made.getvalue()

    @property
    def long(self) -> str:
        """A volume of a compose file as a map."""
        words = [f"{name}: {plain(one)}" for name, one in self._named.items()]
        inside = [f"{name}: {one}" for name, one in (("propagation", self.spread), ("recursive", self.below)) if one]
        words += ["read_only: true"] * self.read_only
        return "{" + ", ".join([*words, *([f"bind: {{{', '.join(inside)}}}"] if inside else [])]) + "}"

    @property
    def _named(self) -> dict[str, str]:
        named = {"type": self.kind, "source": self.source, "target": self.target}
        return {name: one for name, one in named.items() if one}


def mount(value: Document) -> Mount:
    """An entry of Mounts (`Destination`, `RW`) or of HostConfig.Mounts (`Target`, `ReadOnly`)."""
    options = raw.section(value, "BindOptions") or raw.EMPTY
    spread = raw.text(value, "Propagation") or raw.text(options, "Propagation") or ""
    return Mount(
        kind=raw.text(value, "Type") or "bind",
        source=(value.get("Type") == "volume" and raw.text(value, "Name")) or raw.text(value, "Source") or "",
        target=raw.text(value, "Destination") or raw.text(value, "Target") or "",
        read_only=value.get("RW") is False or value.get("ReadOnly") is True,
        spread=spread if spread in PROPAGATION and spread != USUAL else "",
        below=next((word for name, word in _RECURSIVE.items() if options.get(name) is True), ""),
    )
