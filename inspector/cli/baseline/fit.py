"""Whether a run is fit to become the baseline."""

from inspector.model import Gap, Report
from inspector.policy.baseline import refusal


def unfit(report: Report, old: Report | None = None) -> str:
    """Why a run may not become the baseline; empty when it may.

    What an old engine never tells about itself, whoever asks, hides no object: it is judged as the worse of both, so
    that nothing comes back as new. Without this no baseline could ever be made on such an engine.
    """
    read = {engine["name"] for engine in report["engines"]}
    return refusal({**report, "gaps": [gap for gap in report["gaps"] if not _untold(gap, read)]}, old)


def _untold(gap: Gap, read: set[str]) -> bool:
    """Whether a gap is a question that an engine, which was read, does not answer, of a known worst outcome."""
    return gap["kind"] == "engine" and bool(gap["id"]) and gap["engine"] in read and "severity" in gap
