import json
from typing import Any

import pytest
from hostile import PAYLOADS, plant
from jsonschema import Draft202012Validator
from sample_report import empty, many, story

from inspector.formats import schema
from inspector.formats.json_report import render
from inspector.model import Report
from inspector.resources import bundled


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    stored = json.loads((bundled("reports") / "schema" / "report-1.json").read_text("utf-8"))
    Draft202012Validator.check_schema(stored)
    return Draft202012Validator(stored)


def test_the_stored_schema_is_the_one_that_the_types_make() -> None:
    stored = (bundled("reports") / "schema" / "report-1.json").read_text("utf-8")
    assert stored == schema.text(), "run: python -m inspector.formats.schema > reports/schema/report-1.json"


@pytest.mark.parametrize("report", [story(), many(40, hosts=3), empty()], ids=["story", "many", "empty"])
def test_reports_are_valid(report: Report, validator: Draft202012Validator) -> None:
    validator.validate(json.loads(render(report)))


def test_a_hostile_report_is_valid_where_it_may_hold_any_text(validator: Draft202012Validator) -> None:
    report: Any = plant(story(), PAYLOADS["markup"])
    report["workloads"] = []  # whose facts are words
    report["findings"][0]["object"]["kind"] = "x"
    validator.validate(json.loads(render(report)))


def _objects(node: Any) -> Any:
    if isinstance(node, dict):
        if "properties" in node:
            yield node
        for below in node.values():
            yield from _objects(below)
    elif isinstance(node, list):
        for below in node:
            yield from _objects(below)


def test_every_object_is_closed_and_described() -> None:
    objects = list(_objects(schema.schema()))
    assert len(objects) > 20
    for one in objects:
        assert one["additionalProperties"] is False
        assert one["description"]


def test_keys_carry_their_docstrings() -> None:
    finding = schema.schema()["$defs"]["FindingPart"]["properties"]
    assert "JSON pointers" in finding["source"]["description"]
    assert finding["severity"]["enum"] == ["critical", "high", "medium", "low", "info"]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("findings", 0, "more"), 1),
        (("findings", 0, "fingerprint"), "XYZ"),
        (("findings", 0, "severity"), "fatal"),
        (("workloads", 0, "privilege", "more"), 1),
        (("workloads", 0, "dood", 0, "how"), "magic"),
        (("workloads", 6, "dind", "listens", 0, "more"), 1),
        (("summary", "more"), 1),
        (("schema",), "inspector.report/2"),
    ],
)
def test_what_the_model_does_not_declare_is_invalid(
    place: tuple[Any, ...], value: Any, validator: Draft202012Validator
) -> None:
    report: Any = json.loads(render(story()))
    below = report
    for step in place[:-1]:
        below = below[step]
    below[place[-1]] = value
    assert not validator.is_valid(report)
