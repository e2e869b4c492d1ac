"""Reports that were saved, edited by somebody, and are read again: refused in one line, or told by every format."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from sample_report import story

from inspector.errors import ReportError
from inspector.explain import explain_finding
from inspector.formats import by_name
from inspector.formats.json_report import load
from inspector.formats.options import Options
from inspector.model import Report

FORMATS = ("html", "text", "json", "markdown", "sarif", "junit", "annotations")
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 10**30, 1e308, "", [], {}, [None], [[]], {"a": None}, "x" * 10_000, "\ud800", "nested:",
    {"a": {"b": [{"c": 1}]}}, ["x", 1], "2025-13-45T99:99:99Z",
)  # fmt: skip
DRAWN = 120
"""Edits that are tried."""

Place = tuple[str | int, ...]


def _places(value: Any, place: Place = ()) -> Iterator[Place]:
    """Where something stands in a JSON value."""
    if place:
        yield place
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from _places(value[key], (*place, key))


def _edited(report: Report, place: Place, value: Any) -> bytes:
    made: Any = copy.deepcopy(report)
    at = made
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    return json.dumps(made).encode()


def _loaded(data: bytes) -> Report | None:
    """The report, or None when it is refused in one line."""
    refused = ""
    try:
        return load(data, "edited.json")
    except ReportError as error:
        refused = str(error)
    assert "\n" not in refused
    return None


def _tell(data: bytes) -> None:
    """Load and write in every format, unless it is refused in one line."""
    report = _loaded(data)
    if report is None:
        return
    for name in FORMATS:
        by_name(name).render(report, Options(verbose=True)).encode()
    explain_finding(report, report["findings"][0]["fingerprint"]).encode()


@pytest.mark.parametrize("seed", range(4))
def test_an_edited_report_is_told_or_refused(seed: int) -> None:
    drawn = random.Random(seed)  # noqa: S311 - the same edits in every run
    report = story()
    places = list(_places(report))
    for _ in range(DRAWN // 4):
        _tell(_edited(report, drawn.choice(places), drawn.choice(VALUES)))


def _first(report: Report, key: str) -> int:
    """The first workload that has anything below `key`."""
    workloads: list[Any] = list(report["workloads"])
    return next(at for at, one in enumerate(workloads) if one[key])


def _deep(levels: int) -> Any:
    made: Any = "end"
    for _ in range(levels):
        made = [made]
    return made


@pytest.mark.parametrize("value", [[], {}], ids=["list", "object"])
def test_facts_of_another_shape_are_told(value: object) -> None:
    report = story()
    _tell(_edited(report, ("workloads", _first(report, "takeover"), "takeover"), [{}]))
    _tell(_edited(report, ("workloads", _first(report, "dood"), "dood", 0, "rw"), value))
    _tell(_edited(report, ("workloads", _first(report, "dind"), "dind", "listens", 0, "tls"), value))


def test_deep_evidence_is_told() -> None:
    _tell(_edited(story(), ("findings", 0, "evidence"), {"value": _deep(600)}))


def test_a_number_of_undecided_objects_is_only_a_number() -> None:
    data = _edited(story(), ("undecided", 0, "count"), 2_000_000_000)
    assert "+19" in by_name("text").render(load(data, "edited.json"), Options())
    _tell(data)
