"""A rule: everything about one risk, as its file says it, with its expressions compiled."""

from dataclasses import dataclass, field
from typing import Any, Literal

from inspector.model import Certainty, Document, Severity
from inspector.query import Query

Grants = Literal["host", "engine"]
Class = Literal["kernel", "files", "engine", "reach"]
TARGETS = (
    "workload", "container", "service", "plugin", "compose", "image", "network", "volume",
    "engine", "swarm", "node", "task", "secret", "config",
)  # fmt: skip


@dataclass(frozen=True)
class Adjustment:
    """A case in which the rule is judged otherwise; the first whose `when` holds wins.

    Attributes:
        when: condition over the rule's scope.
        severity: replaces the base, or None.
        certainty: replaces the rule's, or None.
        because: the reason, words that fit after "because".
    """

    when: Query
    severity: Severity | None
    certainty: Certainty | None
    because: str


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule.

    Attributes:
        id: permanent, `PRIV-002`.
        title: states the fault.
        target: kind of object, or `workload` for all that run programs.
        severity: the base.
        why, fix: Markdown-free prose.
        flag: true where the rule fails.
        message: with `{name}` for evidence of that name and `{object}`.
        path: file it came from, as shown to the user.
        grants: what code in the failing workload gets.
        risk: the column of the severity model (`class` in the file).
        params: values that expressions use; a user's configuration may change them.
        needs: raw fields that must be present, dotted.
        each: list whose items are judged one by one.
        key: tells two fails on one object apart.
        certainty: the highest that its findings get.
        remedy: settings to remove, add or change, for people to paste.
        examples: the second document of the file, not looked at before `rules test`.
    """

    id: str
    title: str
    target: str
    severity: Severity
    why: str
    fix: str
    flag: Query
    message: str
    path: str
    grants: Grants | None = None
    risk: Class | None = None
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    references: dict[str, list[str]] = field(default_factory=dict)
    params: dict[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    when: Query | None = None
    each: Query | None = None
    key: Query | None = None
    evidence: dict[str, Query] = field(default_factory=dict)
    adjust: tuple[Adjustment, ...] = ()
    certainty: Certainty = Certainty.CERTAIN
    remedy: Document | None = None
    examples: str = ""

    @property
    def category(self) -> str:
        """The part of the id before the number, `PRIV`."""
        return self.id.rpartition("-")[0]
