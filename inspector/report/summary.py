"""The numbers and the verdict; computed once, after waivers and baseline, and shown by every format."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from inspector.model import FindingPart, Report, Severity, SummaryPart, ThresholdWord

NEVER: Final = "never"
EMPTY: SummaryPart = {
    "findings": {}, "status": {}, "workloads": 0, "takeover": 0, "near": 0, "reach": 0, "unread": 0, "dind": 0,
    "dood": 0, "gaps": 0, "undecided": 0, "fail_on": NEVER, "counted": 0, "undecided_counted": 0, "exit_code": 0,
    "verdict": "",
}  # fmt: skip
FAILED, INCOMPLETE, CLEAN = 1, 3, 0


def summarise(report: Report, fail_on: ThresholdWord, *, allow_undecided: bool = False) -> Report:
    """The report with its summary; `fail_on` is a severity word or `never`.

    The exit code is 1 when an open finding of certainty certain or likely reaches the threshold, else 3 when a gap or
    an unknown of a rule that reaches it is left (unless allowed), else 0.
    """
    threshold = None if fail_on == NEVER else Severity.of(fail_on)
    counted = [one for one in report["findings"] if counts(one, threshold)]
    undecided = _undecided_counted(report, threshold)
    near, reach = _tiers(report)
    summary: SummaryPart = {
        "findings": _by_severity(one for one in report["findings"] if one["status"] == "open"),
        "status": _by_status(report["findings"]),
        "workloads": len(report["workloads"]),
        "takeover": sum(1 for one in report["workloads"] if one["takeover"]),
        "near": near,
        "reach": reach,
        "unread": _unread(report),
        "dind": sum(1 for one in report["workloads"] if one["dind"]),
        "dood": sum(1 for one in report["workloads"] if any(way.get("access") != "none" for way in one["dood"])),
        "gaps": sum(1 for gap in report["gaps"] if not gap.get("vanished")),
        "undecided": sum(one["pairs"] for one in report["undecided"]),
        "fail_on": fail_on,
        "counted": len(counted),
        "undecided_counted": undecided,
        "exit_code": FAILED if counted else INCOMPLETE if undecided and not allow_undecided else CLEAN,
        "verdict": "",
    }
    summary["verdict"] = verdict(report, summary)
    return {**report, "summary": summary}


def counts(finding: FindingPart, threshold: Severity | None) -> bool:
    """Whether a finding counts against the threshold."""
    return (
        threshold is not None
        and finding["status"] == "open"
        and finding["certainty"] != "hint"
        and Severity.of(finding["severity"]) >= threshold
    )


def _undecided_counted(report: Report, threshold: Severity | None) -> int:
    """Gaps and undecided pairs that could hide something at or above the threshold."""
    if threshold is None:
        return 0
    gaps = sum(
        1
        for gap in report["gaps"]
        if not gap.get("vanished") and Severity.of(gap.get("severity", "critical")) >= threshold
    )
    return gaps + sum(one["pairs"] for one in report["undecided"] if Severity.of(one["severity"]) >= threshold)


def _by_severity(findings: Iterable[FindingPart]) -> dict[str, int]:
    tally = Counter(finding["severity"] for finding in findings)
    return {one.word: tally[one.word] for one in sorted(Severity, reverse=True)}


def _by_status(findings: Iterable[FindingPart]) -> dict[str, int]:
    tally = Counter(finding["status"] for finding in findings)
    return {status: tally[status] for status in ("open", "waived", "baseline")}


def _tiers(report: Report) -> tuple[int, int]:
    """Workloads without takeover whose worst open finding is high, and medium."""
    worst: dict[tuple[str, str, str], Severity] = {}
    for finding in report["findings"]:
        about = finding["object"]
        key = (about["engine"], about["kind"], about["id"])
        if finding["status"] == "open":
            worst[key] = max(worst.get(key, Severity.INFO), Severity.of(finding["severity"]))
    rest = [
        worst.get((one["engine"], one["kind"], one["id"]), Severity.INFO)
        for one in report["workloads"]
        if not one["takeover"]
    ]
    return sum(1 for one in rest if one >= Severity.HIGH), sum(1 for one in rest if one is Severity.MEDIUM)


def _unread(report: Report) -> int:
    """Nested engines that were found and not read."""
    read = {engine["nested_in"] for engine in report["engines"]}
    return sum(1 for one in report["workloads"] if one["dind"] and f"{one['engine']}/{one['name']}" not in read)


def verdict(report: Report, summary: SummaryPart) -> str:
    """One sentence with the numbers that matter; nothing that was not judged sounds like a pass."""
    sentence = _headline(report, summary)
    left = [
        text
        for number, text in (
            (summary["gaps"], f"{summary['gaps']} {'gap' if summary['gaps'] == 1 else 'gaps'}"),
            (summary["undecided"], f"{summary['undecided']} not decided"),
        )
        if number
    ]
    return f"{sentence} Not fully judged: {', '.join(left)}." if left else sentence


def _headline(report: Report, summary: SummaryPart) -> str:
    total, bad = summary["workloads"], summary["takeover"]
    noun = "container" if all(one["kind"] == "container" for one in report["workloads"]) else "workload"
    nouns = noun if total == 1 else f"{noun}s"
    where = _where(report)
    if bad:
        return f"{bad} of {total} {nouns} {'amounts' if bad == 1 else 'amount'} to root on {where}."
    if summary["counted"]:
        number = summary["counted"]
        return f"{number} open {'finding' if number == 1 else 'findings'} at or above {summary['fail_on']} on {where}."
    if summary["fail_on"] == NEVER:
        return f"No container or service amounts to root on {where}, as far as judged."
    return f"No open finding at or above {summary['fail_on']} on {where}."


def _where(report: Report) -> str:
    hosts = [engine["name"] for engine in report["engines"] if engine["nested_in"] is None]
    return hosts[0] if len(hosts) == 1 else f"{len(hosts)} hosts"
