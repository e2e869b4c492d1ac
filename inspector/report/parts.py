"""The parts of a report that are projections of facts and rules."""

from typing import Any

from inspector.facts.inventory import EngineInventory, Subject
from inspector.model import EnginePart, RulePart, WorkloadPart
from inspector.ruleset import Rule

PRIVILEGE = (
    "privileged", "capabilities", "user", "namespaces", "sandbox", "seccomp", "apparmor", "selinux",
    "no_new_privileges", "devices", "host_paths", "published",
)  # fmt: skip
"""Facts that stand below `privilege`, under the same keys."""


def workload_part(subject: Subject) -> WorkloadPart:
    """A workload with the facts that the three questions need."""
    facts = subject.facts
    image = facts.get("image")
    part: WorkloadPart = {
        "engine": subject.engine,
        "kind": subject.kind,
        "id": subject.id,
        "name": subject.name,
        "image": image.get("ref") if isinstance(image, dict) else None,
        "state": subject.state,
        "project": subject.project,
        "service": subject.service,
        "roles": facts.get("roles") or [],
        "dind": facts.get("dind"),
        "dood": facts.get("dood") or [],
        "privilege": {key: _without_items(facts.get(key)) for key in PRIVILEGE},
        "takeover": [{"of": one["of"], "rule": one["rule"]} for one in facts.get("takeover") or []],
    }
    if subject.auditor:
        part["self"] = True
    return part


def _without_items(value: Any) -> Any:
    """Capabilities without their items, which say the same again."""
    if isinstance(value, dict) and "bounding" in value:
        return {key: value[key] for key in ("bounding", "effective", "added", "dropped")}
    return value


def engine_part(inventory: EngineInventory) -> EnginePart:
    """An engine, its versions and what was assumed of it."""
    facts = inventory.facts
    return {
        "name": inventory.name,
        "source": inventory.source,
        "kind": facts.get("kind"),
        "versions": versions(_version(inventory)),
        "rootless": facts.get("rootless"),
        "userns": facts.get("userns_remap"),
        "nested_in": facts.get("nested_in"),
        "objects": dict(sorted(inventory.counts.items())),
        "assumed": list(inventory.assumed),
        "complete": sorted(inventory.complete),
    }


def _version(inventory: EngineInventory) -> Any:
    """The answer of GET /version, which stands in the engine's own document."""
    return next((one.document.get("Version") for one in inventory.subjects if one.kind == "engine"), None)


def versions(version: Any) -> dict[str, str]:
    """Engine, API and component versions of a GET /version body."""
    if not isinstance(version, dict):
        return {}
    found = {"engine": version.get("Version"), "api": version.get("ApiVersion"), "kernel": version.get("KernelVersion")}
    components = version.get("Components")
    for one in components if isinstance(components, list) else []:
        if isinstance(one, dict) and isinstance(one.get("Name"), str):
            found.setdefault(one["Name"].lower(), one.get("Version"))
    return {name: value for name, value in found.items() if isinstance(value, str) and value}


def rule_part(rule: Rule, outcomes: dict[str, int]) -> RulePart:
    """What is said once for all findings of a rule."""
    part: RulePart = {
        "title": rule.title,
        "category": rule.category,
        "severity": rule.severity.word,
        "tags": list(rule.tags),
        "aliases": list(rule.aliases),
        "why": rule.why,
        "fix": rule.fix,
        "references": rule.references,
        "outcomes": outcomes,
        "risk": rule.risk,
    }
    if rule.remedy:
        part["remedy"] = rule.remedy
    return part
