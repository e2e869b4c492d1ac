"""What is known of a socket proxy."""

from typing import Literal, NamedTuple

from inspector.facts import tables
from inspector.facts.listen import Listen
from inspector.model import CertaintyWord

Product = Literal["tecnativa", "linuxserver", "wollomatic", "cetusguard", "other"]
Access = Literal["full", "filtered", "read", "none"]

EVERYTHING = ("ALL",)
"""Grants of what passes every call."""


class Power(NamedTuple):
    """One power that a proxy grants, the sections that give it and where they stand."""

    power: str
    by: tuple[str, ...]
    source: tuple[str, ...]


class Proxy(NamedTuple):
    """A socket proxy.

    Attributes:
        product: which one.
        grants: sections or patterns that are let through.
        powers: what they amount to, weightiest first.
        listens: where it answers.
        allow_from: clients that it takes (names, addresses, ranges), or None for all.
        upstream: the engine that it asks: a path in the container, or an address.
        unknown: why the powers are not known completely, or None.
        certainty: how sure it is that it is a proxy.
        source: pointers to what says so.
    """

    product: Product
    grants: tuple[str, ...]
    powers: tuple[Power, ...]
    listens: tuple[Listen, ...]
    allow_from: tuple[str, ...] | None
    upstream: str
    unknown: str | None
    certainty: CertaintyWord
    source: tuple[str, ...]

    @property
    def access(self) -> Access | None:
        """What its clients can do: `filtered` where something can be changed, `read`, `none`; None when unknown."""
        names = {power.power for power in self.powers}
        if self.grants == EVERYTHING:
            return "full"
        if names & set(power_names()[: power_names().index("read-files")]):
            return "filtered"
        if self.unknown is not None:
            return None
        return "read" if names else "none"


def power_names() -> list[str]:
    """All powers, weightiest first."""
    return [row["power"] for row in tables.load("proxies")["powers"]]
