"""What the filter and the numbers know a finding by."""

from inspector.model import FindingPart

USUAL = (None, "running")
"""States of a container that go without saying."""

STATUS = {"waived": "waived", "baseline": "known"}


def status(finding: FindingPart) -> str:
    """new, open, known or waived."""
    if finding["status"] != "open":
        return STATUS[finding["status"]]
    return "new" if "new" in finding else "open"
