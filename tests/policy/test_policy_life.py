"""A scheduled job's life with a policy: what counts on each night, and nothing else."""

from datetime import UTC, date, datetime

from sample_policy import finding, report, waiver

from inspector.model import FindingPart
from inspector.policy import Baseline, Policy, apply

NIGHT = datetime(2026, 11, 24, 2, 10, tzinfo=UTC)


def _counting(
    *findings: FindingPart, policy: Policy, rules: tuple[str, ...] = ("A-1", "B-2"), now: datetime = NIGHT
) -> list[str]:
    """What is open after the policy, as `name: why it is new`."""
    done = apply(report(*findings, rules=list(rules)), policy, now)
    return [f"{one['object']['name']}: {one.get('new', '')}" for one in done["findings"] if one["status"] == "open"]


def test_each_night_fails_for_its_own_reason_only() -> None:
    runner, web = finding("A-1", "runner"), finding("B-2", "web", severity="high")
    assert _counting(runner, web, policy=Policy()) == ["runner: ", "web: "]

    accepted = waiver("rule == 'A-1' && object.name == 'runner'", date(2026, 12, 31))
    known = Baseline(report(runner, web, rules=["A-1", "B-2"]), "baseline.json")
    policy = Policy((accepted,), known)
    assert _counting(runner, web, policy=policy) == []

    again = finding("B-2", "web", severity="high", id="made-again")
    assert _counting(runner, again, again, policy=policy) == []

    socket = finding("A-1", "newcomer")
    assert _counting(runner, web, socket, policy=policy) == ["newcomer: new"]

    later = datetime(2027, 1, 1, 2, 10, tzinfo=UTC)
    assert _counting(runner, web, policy=policy, now=later) == ["runner: reopened"]

    of_new_rule = finding("C-3", "web")
    updated = ("A-1", "B-2", "C-3")
    assert _counting(runner, web, of_new_rule, policy=policy, rules=updated) == ["web: new rule"]
    only_new = Policy((accepted,), known, new_only=True)
    assert _counting(runner, web, of_new_rule, policy=only_new, rules=updated) == []
    assert _counting(runner, web, of_new_rule, socket, policy=only_new, rules=updated) == ["newcomer: new"]

    worse = finding("B-2", "web", severity="critical")
    assert _counting(runner, worse, policy=policy) == ["web: risen"]
