"""Every way to take over a host that this kind of machine can show: where it works it is found, and nowhere else."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from harness import Engine

from inspector.cli import main

from .conftest import PROPERTY
from .experiment import Experiment, Way
from .laboratory import UNIFIED, Laboratory, laboratory
from .on_engine import PROPS
from .table import EXPERIMENTS, boxes, result, row

Report = dict[str, Any]


@pytest.fixture(scope="module")
def lab(start_engine: Callable[..., Engine]) -> Iterator[Laboratory]:
    """All engines with all containers."""
    with laboratory(start_engine) as made:
        made.fill(PROPS)
        made.fill(boxes())
        yield made


@pytest.fixture(scope="module")
def reports(lab: Laboratory) -> dict[str, Report]:
    """One scan of each engine, before any proof has changed something."""
    return {name: scan(engine) for name, engine in lab.engines.items()}


def scan(engine: Engine) -> Report:
    """What the command says of an engine."""
    out, err = io.StringIO(), io.StringIO()
    words = ("scan", "--format", "json", "--fail-on", "never", engine.address)
    assert main(words, environ={}, stdin=io.BytesIO(), stdout=out, stderr=err) == 0, err.getvalue()
    found: Report = json.loads(out.getvalue())
    return found


def fired(report: Report, way: Way) -> list[str]:
    """Severities at which the rule of an experiment fires on what it judges."""
    experiment, own = way.experiment, report["engines"][0]["name"]
    return sorted(
        one["severity"]
        for one in report["findings"]
        if experiment.rule in (one["rule"], *one["also"])
        and (one["object"]["engine"], one["object"]["kind"]) == (own, experiment.kind)
        and (experiment.kind == "engine" or one["object"]["name"] == way.judged)
    )


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=[one.name for one in EXPERIMENTS])
def test_it_fires_exactly_where_the_proof_succeeds(
    lab: Laboratory,
    reports: dict[str, Report],
    experiment: Experiment,
    record_property: Callable[[str, object], None],
) -> None:
    setup, near = experiment.ways
    proven, printed = lab.proves(setup)
    near_proven, near_printed = lab.proves(near)
    found, near_found = (fired(reports[way.box.engine], way) for way in (setup, near))
    record_property(PROPERTY, row(experiment, result((found, near_found), (proven, near_proven))))
    assert proven, printed
    assert not near_proven, near_printed
    assert found == [experiment.fires(unified=UNIFIED)]
    assert near_found == ([experiment.near_severity] if experiment.near_severity else [])


def test_no_near_miss_is_merely_undecided(reports: dict[str, Report]) -> None:
    """Not found means passed or not applicable: that of a near miss nothing is unknown."""
    doubts = {
        (rule, name.rpartition("/")[2]): one["reason"]
        for report in reports.values()
        for one in report["undecided"]
        for rule in one["rules"]
        for name in one["objects"]
    }
    near = {(experiment.rule, experiment.ways[1].judged) for experiment in EXPERIMENTS}
    assert {key: reason for key, reason in doubts.items() if key in near} == {}
