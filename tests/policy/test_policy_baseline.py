from pathlib import Path
from typing import Any

import pytest
from sample_policy import finding, report

from inspector.errors import ReportError
from inspector.model import Report
from inspector.policy.baseline import read, refusal
from inspector.policy.config import Config


def _gap(**changes: Any) -> dict[str, Any]:
    return {"engine": "ci-01", "kind": "volume", "id": "", "reason": "403"} | changes


UNTOLD = _gap(kind="engine", id="no-new-privileges", reason="old", severity="medium")
"""What an old engine never tells, whoever asks."""
WHOLE = report(finding("A-1", "web"))
NESTED = {"name": "ci-01/dind", "nested_in": "ci-01/dind", "complete": []}


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (WHOLE, None),
        (WHOLE, WHOLE),
        (report(gaps=[_gap(vanished=True)]), WHOLE),
        (report(gaps=[_gap()]), report(gaps=[_gap()])),
        (report(gaps=[_gap(engine="ci-01/dind", kind="engine", reason="no certificate")]), None),
        (report(gaps=[UNTOLD]), None),
        (report(), report(engines=[{"name": "ci-01"}, NESTED])),
    ],
)
def test_a_run_that_saw_everything_may_become_the_baseline(new: Report, old: Report | None) -> None:
    assert refusal(new, old) == ""


@pytest.mark.parametrize(
    ("new", "old", "reason"),
    [
        (report(gaps=[_gap()]), None, "the run is not complete: ci-01 volume (403)"),
        (report(gaps=[_gap(), _gap(kind="plugin")]), WHOLE, "the run is not complete: ci-01 volume (403) and 1 more"),
        (
            report(gaps=[_gap(id="data")]),
            report(gaps=[_gap(id="other")]),
            "the run is not complete: ci-01 volume data (403)",
        ),
        (report(gaps=[_gap(engine="ci-02", kind="engine")]), WHOLE, "the run is not complete: ci-02 engine (403)"),
        (report(filters=["--state running"]), None, "the run was narrowed by --state running"),
        (report(filters=["--select A"]), WHOLE, "the run was narrowed by --select A"),
        (report(filters=["--select A"]), None, "the run was narrowed by --select A"),
        (report(filters=["--ignore B"]), report(filters=["--ignore B"]), "the run was narrowed by --ignore B"),
        (
            report(filters=["--ignore A", "--no-default-rules"]),
            WHOLE,
            "the run was narrowed by --ignore A, --no-default-rules",
        ),
        (
            report(gaps=[UNTOLD | {"engine": "ci-02"}]),
            None,
            "the run is not complete: ci-02 engine no-new-privileges (old)",
        ),
        (
            report(gaps=[UNTOLD | {"kind": "volume"}]),
            None,
            "the run is not complete: ci-01 volume no-new-privileges (old)",
        ),
        (report(gaps=[_gap(kind="engine", id="info")]), None, "the run is not complete: ci-01 engine info (403)"),
        (report(engines=[]), WHOLE, "engine ci-01 of the baseline was not read"),
        (
            report(others=["dind"]),
            report(engines=[{"name": "ci-01"}, NESTED]),
            "engine ci-01/dind of the baseline was not read",
        ),
    ],
)
def test_an_incomplete_or_narrowed_run_may_not(new: Report, old: Report | None, reason: str) -> None:
    assert refusal(new, old) == reason


def test_rules_that_the_configuration_leaves_out_are_no_narrowing() -> None:
    """Every run leaves them out; when one does not, they are `new rule`."""
    standing = Config(ignore=("B",), default_rules=False).filters()
    run = report(filters=["--ignore B", "--no-default-rules"])
    assert refusal(run, None, standing) == refusal(run, WHOLE, standing) == ""
    assert refusal(report(filters=["--ignore B", "--ignore C"]), None, standing) == "the run was narrowed by --ignore C"


def test_states_are_a_narrowing_wherever_they_stand() -> None:
    """What restarts just now would come back as new tomorrow."""
    standing = Config(state=("running",)).filters()
    assert refusal(report(filters=list(standing)), WHOLE, standing) == "the run was narrowed by --state running"


def test_a_baseline_that_is_no_report_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text('{"version": "1.2", "findings": []}')
    with pytest.raises(ReportError, match="no report of inspector's"):
        read(str(path))


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_baseline_that_cannot_be_read_is_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReportError) as caught:
        read(str(tmp_path / name))
    assert "\n" not in str(caught.value)
    assert caught.value.reason in ("No such file or directory", "Is a directory")
