"""The end of a test run says what the lab proved."""

import pytest

PROPERTY = "lab"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the lab's table: each row comes with the report of its test, from whichever worker ran it."""
    rows = [
        list(map(str, value))
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        if getattr(report, "when", "") == "call"
        for name, value in getattr(report, "user_properties", [])
        if name == PROPERTY
    ]
    if rows:
        terminalreporter.section("lab: rule, set-up, proof, near miss, result")
        for row in sorted(rows):
            terminalreporter.write_line(" | ".join(row))
        terminalreporter.write_line(f"{len({row[0] for row in rows})} rules, {len(rows)} experiments")
