"""The baseline: read from a saved report, and replaced only by a run that saw everything."""

from collections.abc import Sequence
from pathlib import Path

from inspector.errors import ReportError
from inspector.formats.json_report import load
from inspector.model import Gap, Report
from inspector.policy.apply import Baseline
from inspector.policy.hidden import STATE

Place = tuple[str, str, str]


def read(path: str) -> Baseline:
    """The baseline in a file; raises ReportError with one line when it holds no report that this program can read."""
    try:
        data = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise ReportError(path, getattr(error, "strerror", None) or str(error)) from error
    return Baseline(load(data, path), path)


def refusal(report: Report, old: Report | None = None, standing: Sequence[str] = ()) -> str:
    """Why a run may not become the baseline; empty when it may.

    What such a run did not see would be missing from the baseline, and come back as new. Only what the old baseline
    did not see either, and nested engines that were not read, do not matter.

    Args:
        report: of the run.
        old: the baseline that it would replace, if there is one.
        standing: filters that every run has, for they stand in the configuration, as `filters` writes them.
    """
    narrowed = [one for one in report.get("filters", []) if one not in standing or one.startswith(STATE)]
    if narrowed:
        return f"the run was narrowed by {', '.join(narrowed)}"
    before = {_place(gap) for gap in old["gaps"]} if old else set()
    fresh = [gap for gap in report["gaps"] if _matters(gap, report) and _place(gap) not in before]
    if fresh:
        what = " ".join(word for word in _place(fresh[0]) if word)
        more = f" and {len(fresh) - 1} more" if len(fresh) > 1 else ""
        return f"the run is not complete: {what} ({fresh[0]['reason']}){more}"
    lost = _lost(report, old) if old else []
    return f"engine {lost[0]} of the baseline was not read" if lost else ""


def _lost(report: Report, old: Report) -> list[str]:
    """Engines that the baseline knows and the run did not read, though nothing says that they are gone."""
    read = {engine["name"] for engine in report["engines"]}
    there = {f"{each['engine']}/{each['name']}" for each in report["workloads"]}
    missing = (engine["name"] for engine in old["engines"] if engine["name"] not in read)
    return [name for name in missing if "/" not in name or name in there]


def _matters(gap: Gap, report: Report) -> bool:
    """Whether a gap hides what may come back as new.

    Nested engines are read where that is possible; that one is not is said, but it does not end in a rut. Nor does a
    question that an engine, which was read, does not answer whoever asks: it is judged as the worse of both already.
    """
    if gap.get("vanished"):
        return False
    if gap["kind"] != "engine":
        return True
    read = {one["name"] for one in report["engines"]}
    nested = not gap["id"] and gap["engine"] not in read and "/" in gap["engine"]
    untold = bool(gap["id"]) and gap["engine"] in read and "severity" in gap
    return not (nested or untold)


def _place(gap: Gap) -> Place:
    return gap["engine"], gap["kind"], gap["id"]
