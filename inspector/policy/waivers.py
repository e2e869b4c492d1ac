"""Accepted findings: each waiver says which, why, who answers for it, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inspector.model import FindingPart
from inspector.policy.probes import families
from inspector.query import Query, QueryError


@dataclass(frozen=True)
class Waiver:
    """One accepted risk.

    Attributes:
        match: expression over the finding; true where the waiver holds.
        reason: why it is accepted.
        owner: who answers for it.
        expires: the last day on which it holds.
        place: file and line, as errors and reports name it.
    """

    match: Query = field(compare=False)
    reason: str
    owner: str
    expires: date
    place: str = ""

    def expired(self, today: date) -> bool:
        """Whether it holds no more."""
        return today > self.expires

    def matches(self, one: FindingPart) -> bool:
        """Whether it speaks of this finding; raises QueryError when its expression gives no answer on it."""
        return accepts(self.match, one)


def accepts(match: Query, one: Mapping[str, Any]) -> bool:
    """What the expression says of a finding; only a plain true accepts.

    Raises:
        QueryError: it cannot be applied, or gives something other than true, false or null.
    """
    answer = match.search(view(one))
    if answer is not None and not isinstance(answer, bool):
        raise QueryError("gives neither true nor false")
    return answer is True


def view(one: Mapping[str, Any]) -> dict[str, Any]:
    """A finding as `match` sees it: the report's keys less what the policy itself sets, and `rules`, all its rules."""
    kept = {key: value for key, value in one.items() if key not in ("status", "waiver", "new")}
    return {**kept, "rules": [one["rule"], *one["also"]]}


def too_wide(match: Query) -> bool:
    """Whether an expression accepts findings whatever their rule and object are."""
    return any(all(_quietly(match, one) for one in family) for family in families(match))


def _quietly(match: Query, one: Mapping[str, Any]) -> bool:
    try:
        return accepts(match, one)
    except QueryError:
        return False
