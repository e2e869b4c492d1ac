"""The policy on a report: which findings are waived, which are known, which are new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from inspector.model import BaselinePart, FindingPart, Report, WaiverPart
from inspector.policy.diff import Diff, Known, diff
from inspector.policy.waivers import Waiver
from inspector.query import QueryError

State = Literal["used", "unused", "expired", "broken"]


@dataclass(frozen=True)
class Baseline:
    """An earlier report whose findings are known.

    Attributes:
        report: the earlier one.
        source: the file, as the user wrote it.
    """

    report: Report
    source: str


@dataclass(frozen=True)
class Policy:
    """What a team has accepted.

    Attributes:
        waivers: accepted risks.
        baseline: what is known from before, or None.
        new_only: findings of rules that the baseline's run did not have count as known, too.
    """

    waivers: tuple[Waiver, ...] = ()
    baseline: Baseline | None = None
    new_only: bool = False


@dataclass(frozen=True)
class _Ruling:
    """What the waivers say of one finding.

    Attributes:
        holds: the first waiver that accepts it, or None.
        lapsed: whether one that has expired would.
    """

    holds: Waiver | None
    lapsed: bool


def apply(report: Report, policy: Policy, now: datetime) -> Report:
    """The report with statuses set; it is not changed itself, and its summary is not computed again.

    A waiver comes before the baseline. What an expired waiver speaks of is open whatever the baseline knows: its day
    has come, and somebody said that they would look again.

    Args:
        report: as evaluated, every finding open.
        policy: waivers and baseline.
        now: the time of the run.
    """
    bench = _Bench(policy.waivers, now.astimezone(UTC).date() if now.tzinfo else now.date())
    known = Known(policy.baseline.report) if policy.baseline else None
    findings = [_ruled(one, bench.rule(one), known, new_only=policy.new_only) for one in report["findings"]]
    applied: Report = {**report, "findings": findings, "waivers": bench.parts()}
    if policy.baseline:
        applied["baseline"] = _baseline(policy.baseline, diff(policy.baseline.report, applied), findings)
    return applied


def _ruled(one: FindingPart, ruling: _Ruling, known: Known | None, *, new_only: bool) -> FindingPart:
    """A finding with its status."""
    if ruling.holds is not None:
        return {**one, "status": "waived", "waiver": ruling.holds.reason}
    if known is None:
        return one
    news = known.news(one)
    if ruling.lapsed:
        return {**one, "new": news or "reopened"}
    if news is None:
        return {**one, "status": "baseline"}
    if news == "new rule" and new_only:
        return {**one, "status": "baseline", "new": news}
    return {**one, "new": news}


class _Bench:
    """Asks every waiver about every finding, and remembers what they said."""

    def __init__(self, waivers: Sequence[Waiver], today: date) -> None:
        self._waivers = waivers
        self._today = today
        self._marks: list[list[str]] = [[] for _ in waivers]
        self._used = [0] * len(waivers)
        self._broken = [False] * len(waivers)

    def rule(self, one: FindingPart) -> _Ruling:
        """What the waivers say of a finding."""
        holds, lapsed = None, False
        for place, waiver in enumerate(self._waivers):
            if not self._asked(place, waiver, one):
                continue
            if waiver.expired(self._today):
                lapsed = True
            else:
                holds = holds or waiver
        return _Ruling(holds, lapsed)

    def _asked(self, place: int, waiver: Waiver, one: FindingPart) -> bool:
        try:
            matches = waiver.matches(one)
        except QueryError:  # the finding stays open
            self._broken[place] = True
            return False
        if matches:
            self._used[place] += 1
            self._marks[place].append(one["fingerprint"])
        return matches

    def parts(self) -> list[WaiverPart]:
        """Every waiver with what became of it, in the order of the configuration."""
        return [self._part(place, waiver) for place, waiver in enumerate(self._waivers)]

    def _part(self, place: int, waiver: Waiver) -> WaiverPart:
        return {
            "match": waiver.match.text,
            "reason": waiver.reason,
            "owner": waiver.owner,
            "expires": waiver.expires.isoformat(),
            "state": self._state(place, waiver),
            "used": self._used[place],
            "findings": sorted(set(self._marks[place])),
            "place": waiver.place,
        }

    def _state(self, place: int, waiver: Waiver) -> State:
        if waiver.expired(self._today):
            return "expired"
        if self._used[place]:
            return "used"
        return "broken" if self._broken[place] else "unused"


def _baseline(baseline: Baseline, found: Diff, findings: Sequence[FindingPart]) -> BaselinePart:
    """The comparison in numbers, as the findings say it; those that are waived are no news.

    What an expired waiver speaks of is as the baseline knows it, and yet reopened: it counts as that only.
    """
    said = [one.get("new") for one in findings]
    return {
        "source": baseline.source,
        "date": baseline.report["finished_at"],
        "unchanged": sum(1 for one in found.unchanged if "new" not in one),
        "new": said.count("new"),
        "risen": said.count("risen"),
        "reopened": said.count("reopened"),
        "new_rule": said.count("new rule"),
        "fixed": found.fixed,
        "unseen": found.unseen,
    }
