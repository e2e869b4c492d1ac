"""Two reports compared: what is new, what is fixed, what is the same, and what cannot be seen any more."""

from dataclasses import dataclass, field
from typing import Literal

from inspector.model import ChangePart, FindingPart, Report, Severity
from inspector.policy.hidden import Sight

News = Literal["new", "new rule", "risen", "reopened"]


@dataclass(frozen=True)
class Diff:
    """What changed from one report to another.

    Attributes:
        new: findings that the old report did not have.
        new_rule: likewise, but by rules only that the old run did not have either.
        risen: graver than the old report knew them.
        reopened: waived then, open now.
        unchanged: as the old report knew them.
        fixed: findings of the old report that are gone, with `gone` (the object) or `changed` as the reason.
        unseen: findings of the old report of which nobody can say whether they are gone, with the reason.
    """

    new: list[FindingPart] = field(default_factory=list)
    new_rule: list[FindingPart] = field(default_factory=list)
    risen: list[FindingPart] = field(default_factory=list)
    reopened: list[FindingPart] = field(default_factory=list)
    unchanged: list[FindingPart] = field(default_factory=list)
    fixed: list[ChangePart] = field(default_factory=list)
    unseen: list[ChangePart] = field(default_factory=list)


class Known:
    """What a report knows, by fingerprint.

    Args:
        report: the older one.
    """

    def __init__(self, report: Report) -> None:
        self._rules = set(report["rules"])
        self._known: dict[str, list[FindingPart]] = {}
        for one in report["findings"]:
            for mark in one["fingerprints"]:
                self._known.setdefault(mark, []).append(one)

    def news(self, one: FindingPart) -> News | None:
        """How a finding is new; None when it is known as it is."""
        olds = [old for mark in one["fingerprints"] for old in self._known.get(mark, ())]
        if not olds:
            return "new rule" if self._rules.isdisjoint([one["rule"], *one["also"]]) else "new"
        if _weight(one) > max(map(_weight, olds)):
            return "risen"
        waived = all(old["status"] == "waived" for old in olds)
        return "reopened" if waived and one["status"] == "open" else None


def diff(old: Report, new: Report) -> Diff:
    """Compare two reports.

    A finding is known by any of its fingerprints. One that is not there any more is `fixed` only where the new run
    judged its object by its rule; what a gap, an undecided rule or a filter hides is `unseen`.
    """
    found = Diff()
    known = Known(old)
    lists = {"new": found.new, "new rule": found.new_rule, "risen": found.risen, "reopened": found.reopened}
    for one in new["findings"]:
        news = known.news(one)
        (found.unchanged if news is None else lists[news]).append(one)
    still = {mark for one in new["findings"] for mark in one["fingerprints"]}
    sight = Sight(new)
    for one in old["findings"]:
        if still.isdisjoint(one["fingerprints"]):
            _part(one, sight, found)
    return found


def _part(one: FindingPart, sight: Sight, found: Diff) -> None:
    """Put a finding that is not there any more among the fixed or the unseen."""
    hidden = sight.hides(one)
    change: ChangePart = {
        "fingerprint": one["fingerprint"],
        "rule": one["rule"],
        "severity": one["severity"],
        "object": one["object"],
        "key": one["key"],
        "message": one["message"],
        "because": hidden or ("changed" if sight.present(one["object"]) else "gone"),
    }
    (found.unseen if hidden else found.fixed).append(change)


def _weight(one: FindingPart) -> tuple[bool, Severity]:
    """A hint never counts, so that one that became sure has risen."""
    return one["certainty"] != "hint", Severity.of(one["severity"])
