"""The report as SARIF 2.1.0, as GitHub's code scanning wants it (docs/sarif.md lists what that is).

Waived findings are left out: GitHub does not read SARIF's suppressions and would show them as open alerts. What was
not judged becomes notifications of the tool, which no reader takes for a pass.
"""

import json
from collections.abc import Iterable
from typing import Any

from inspector.formats.groups import because, name_in_full, value_text, weight
from inspector.formats.options import Options
from inspector.formats.place import place_of
from inspector.formats.sarif_rules import LEVEL, base_of, descriptors, rule_id
from inspector.formats.sarif_safe import address, file_address, message, plain
from inspector.formats.sarif_taxa import Taxa
from inspector.formats.unjudged import gap_groups
from inspector.model import FindingPart, Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MAX_RESULTS = 25_000
"""GitHub refuses a run with more."""
MAX_NOTES = 200
"""Notifications of what was not judged."""


def render(report: Report, options: Options | None = None) -> str:  # noqa: ARG001 same call for every format
    """The report as one SARIF run, ASCII-only, with a newline at its end."""
    found = _distinct(sorted((one for one in report["findings"] if one["status"] != "waived"), key=weight), report)
    kept = found[:MAX_RESULTS]
    taxa = Taxa(report)
    rules = descriptors(report, kept, taxa)
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    run = {
        "tool": {"driver": _driver(report, rules, taxa)},
        "taxonomies": taxa.components(),
        "automationDetails": {"id": "inspector/"},
        "invocations": [_invocation(report, len(found) - len(kept))],
        "results": [_result(one, report, places) for one in kept],
        "columnKind": "unicodeCodePoints",
        "properties": {
            "verdict": plain(report["summary"]["verdict"], 400),
            "coverage": plain(report["coverage"]["line"], 1000),
            "waived": report["summary"]["status"].get("waived", 0),
        },
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=1, sort_keys=True) + "\n"


def _distinct(findings: Iterable[FindingPart], report: Report) -> list[FindingPart]:
    """One finding an alert: replicas of a service have the same fingerprint and the same place."""
    seen: dict[tuple[str, str, str], FindingPart] = {}
    for one in findings:
        seen.setdefault((rule_id(one, base_of(report, one)), one["fingerprint"], address(one["object"])), one)
    return list(seen.values())


def _driver(report: Report, rules: list[dict[str, Any]], taxa: Taxa) -> dict[str, Any]:
    version = plain(report["tool"]["version"], 60) or "0"
    return {
        "name": "inspector",
        "version": version,
        "rules": rules,
        "supportedTaxonomies": taxa.references(),
        "shortDescription": {"text": "Audits Docker hosts: who could take over the host, and how."},
    }


def _result(one: FindingPart, report: Report, places: dict[str, int]) -> dict[str, Any]:
    rule = rule_id(one, base_of(report, one))
    about = one["object"]
    result: dict[str, Any] = {
        "ruleId": rule,
        "ruleIndex": places[rule],
        "level": "note" if one["certainty"] == "hint" else LEVEL[one["severity"]],
        "message": {"text": message(_sentence(one))},
        "locations": [_location(one)],
        # GitHub reads the first only; both change together
        "partialFingerprints": {"primaryLocationLineHash": one["fingerprint"], "inspector/v1": one["fingerprint"]},
        "properties": {
            "severity": one["severity"],
            "certainty": one["certainty"],
            "status": one["status"],
            "object": plain(name_in_full(about), 300),
            "also": [plain(other, 100) for other in one["also"]],
            "evidence": {plain(name, 100): value_text(value) for name, value in one["evidence"].items()},
            "source": [plain(pointer, 300) for pointer in one["source"]],
            "proof": plain(one["proof"] or "", 2000),
        },
    }
    state = _state(one, report)
    return result | ({"baselineState": state} if state else {})


def _sentence(one: FindingPart) -> str:
    return (one["message"] or one["rule"]) + (f" ({because(one)})" if one["because"] else "")


def _state(one: FindingPart, report: Report) -> str:
    if "baseline" not in report:
        return ""
    return {"risen": "updated", "reopened": "updated", None: "unchanged"}.get(one.get("new"), "new")


def _location(one: FindingPart) -> dict[str, Any]:
    """The place in a compose file; for an object that stands in no file, line 1 of an address of its own."""
    about = one["object"]
    name = plain(name_in_full(about), 300)
    place = place_of(one)
    line, column = (place.line, place.column) if place else (1, 1)
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": file_address(place.file) if place else address(about)},
            "region": {"startLine": line, "startColumn": column, "endLine": line, "endColumn": column + 1},
        },
        "logicalLocations": [{"fullyQualifiedName": name, "kind": plain(about["kind"], 40) or "object"}],
    }


def _invocation(report: Report, cut: int) -> dict[str, Any]:
    """How the run went: times, exit code, and everything that was not judged."""
    notes = [f"{group.engine}: {group.subject} not read: {group.reason}" for group in gap_groups(report)]
    notes += [
        f"undecided on {one['count']} of kind {one['kind']} ({', '.join(one['rules'])}): {one['reason']}"
        for one in report["undecided"]
    ]
    if len(notes) > MAX_NOTES:
        notes = [*notes[: MAX_NOTES - 1], f"{len(notes) - MAX_NOTES + 1} more reasons; the JSON report has them"]
    notes += [f"{cut} findings are left out: a run holds {MAX_RESULTS}"] if cut else []
    made: dict[str, Any] = {
        "executionSuccessful": report["summary"]["exit_code"] != 2,  # noqa: PLR2004 nothing could be audited
        "exitCode": report["summary"]["exit_code"],
        "toolExecutionNotifications": [{"level": "warning", "message": {"text": message(note)}} for note in notes],
    }
    times = {"startTimeUtc": report["started_at"], "endTimeUtc": report["finished_at"]}
    return made | {name: time for name, time in times.items() if _is_time(time)}


def _is_time(text: str) -> bool:
    from inspector.formats.moment import parse

    return text.endswith("Z") and parse(text) is not None
