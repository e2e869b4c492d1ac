"""Small reports to try the policy on."""

from datetime import date
from hashlib import blake2s
from typing import Any, cast

from inspector.model import FindingPart, Report
from inspector.policy import Waiver
from inspector.query import compile as compile_query

KINDS = ["container", "volume"]


def finding(rule: str, name: str, **changes: Any) -> FindingPart:
    """A critical finding on a container; `kind`, `engine`, `id` and `state` are the object's."""
    about: dict[str, Any] = {
        "engine": changes.pop("engine", "ci-01"),
        "kind": changes.pop("kind", "container"),
        "id": changes.pop("id", f"id-of-{name}"),
        "name": name,
        "project": None,
        "service": None,
        "state": changes.pop("state", "running"),
    }
    key = changes.get("key", "")
    rules = [rule, *changes.get("also", [])]
    marks = [blake2s(f"{one} {about['engine']} {name} {key}".encode()).hexdigest()[:16] for one in rules]
    usual: dict[str, Any] = {
        "fingerprint": marks[0],
        "fingerprints": marks,
        "rule": rule,
        "also": [],
        "implies": [],
        "severity": "critical",
        "severity_base": "critical",
        "because": None,
        "certainty": "certain",
        "status": "open",
        "object": about,
        "key": key,
        "message": f"{name} fails {rule}",
        "evidence": {"path": f"/srv/{name}"},
        "source": [],
        "proof": None,
        "waiver": None,
    }
    return cast("FindingPart", usual | changes)


def report(*findings: FindingPart, **changes: Any) -> Report:
    """A report of one complete engine with these findings; `rules`, `workloads` and the like can be changed.

    Every container with a finding is a workload; `others` names more of them.
    """
    names = {one["object"]["name"]: one["object"] for one in findings if one["object"]["kind"] == "container"}
    others = {name: finding("X-1", name)["object"] for name in changes.pop("others", ())}
    rules = changes.pop("rules", ["A-1", "B-2", "C-3"])
    usual: dict[str, Any] = {
        "schema": "inspector.report/1",
        "finished_at": "2026-11-01T02:10:00Z",
        "engines": [{"name": "ci-01", "nested_in": None, "complete": KINDS}],
        "workloads": [dict(about) for about in (names | others).values()],
        "findings": list(findings),
        "undecided": [],
        "rules": {rule: {} for rule in rules},
        "gaps": [],
        "waivers": [],
    }
    return cast("Report", usual | changes)


def waiver(match: str, expires: date = date(2026, 12, 31), **changes: Any) -> Waiver:
    """A waiver that holds until the end of 2026."""
    usual: dict[str, Any] = {"reason": "it is meant so", "owner": "ops", "place": "inspector.toml:1"}
    return Waiver(compile_query(match), expires=expires, **(usual | changes))
