"""How it was judged: outcomes, waivers, engines and versions."""

from typing import Any

from inspector.formats.html_report.index import Index
from inspector.formats.html_report.words import count, number
from inspector.model import EnginePart


def view(index: Index) -> dict[str, Any]:
    """What the appendix's template shows."""
    report = index.report
    outcomes = {"fail": 0, "pass": 0, "skip": 0, "unknown": 0}
    for rule in report["rules"].values():
        for name in outcomes:
            outcomes[name] += rule["outcomes"].get(name, 0)
    status = report["summary"]["status"]
    objects = sum(report["coverage"]["objects"].values())
    return {
        "judged": (
            f"{count(report['coverage']['rules'], 'rule')} on {count(objects, 'object')}: "
            f"{count(status.get('open', 0), 'open finding')}, {number(status.get('baseline', 0))} known, "
            f"{number(status.get('waived', 0))} waived. By rule and object: {number(outcomes['fail'])} failed, "
            f"{number(outcomes['unknown'])} unknown, {number(outcomes['pass'])} passed, "
            f"{number(outcomes['skip'])} did not apply."
        ),
        "not_seen": report["coverage"]["not_seen"],
        "waivers": report["waivers"],
        "engines": [(engine["name"], engine["source"], _versions(engine)) for engine in report["engines"]],
        "digest": report["rules_digest"][:12],
    }


def _versions(engine: EnginePart) -> str:
    """Versions, and what sets the engine's rights."""
    said = [f"{name} {version}" for name, version in sorted(engine["versions"].items())]
    said += ["rootless"] if engine["rootless"] else []
    said += ["user namespaces remapped"] if engine["userns"] else []
    return ", ".join(said)
