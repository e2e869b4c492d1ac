"""Open findings by severity, hints told apart."""

from typing import Any, cast

from inspector.formats.tally import tally
from inspector.model import Report


def words(*findings: str) -> list[str]:
    """The tally of findings, each as `severity certainty status`."""
    parts: list[Any] = [dict(zip(("severity", "certainty", "status"), one.split(), strict=True)) for one in findings]
    return [text for _, text in tally(cast("Report", {"findings": parts}))]


def test_the_gravest_first_and_only_what_is_open() -> None:
    assert words("low certain open", "critical likely open", "low likely open", "high certain waived") == [
        "1 critical",
        "2 low",
    ]
    assert words("high certain baseline") == []


def test_hints_are_told_apart() -> None:
    assert words("high hint open") == ["1 high (hint)"]
    assert words("high hint open", "high certain open", "low hint open", "low hint open", "info hint waived") == [
        "2 high (1 hint)",
        "2 low (2 hints)",
    ]
