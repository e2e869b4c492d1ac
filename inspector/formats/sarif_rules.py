"""Rules of a SARIF log.

SARIF gives a rule one severity, and GitHub decides by it. A finding that is judged otherwise than its rule's base is
therefore reported under an id of its own, `DIND-002/critical`; a hint, which never counts, under `DMN-026/hint`.
"""

from typing import Any, NamedTuple

from inspector.formats.markdown_safe import paragraphs
from inspector.formats.prose import blocks
from inspector.formats.sarif_safe import message, plain
from inspector.formats.sarif_taxa import Taxa
from inspector.model import FindingPart, Report, SeverityWord

LEVEL: dict[SeverityWord, str] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "note",
    "info": "note",
}
SCORE: dict[SeverityWord, str] = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
"""Security severity as GitHub reads it: over 9.0 critical, from 7.0 high, from 4.0 medium; info has none."""
NAME, DESCRIPTION, TAGS = 255, 1024, 10
"""What GitHub shows of a rule: characters of its name and descriptions, number of tags."""


class Variant(NamedTuple):
    """A rule at one severity."""

    rule: str
    severity: SeverityWord
    hint: bool


def rule_id(one: FindingPart, base: SeverityWord) -> str:
    """The id under which a finding is reported.

    Args:
        one: the finding.
        base: severity of its rule.
    """
    rule = plain(one["rule"], 100)
    if one["certainty"] == "hint":
        return f"{rule}/hint"
    return rule if one["severity"] == base else f"{rule}/{one['severity']}"


def base_of(report: Report, one: FindingPart) -> SeverityWord:
    """The severity of a finding's rule."""
    part = report["rules"].get(one["rule"])
    return part["severity"] if part else one["severity_base"]


def descriptors(report: Report, results: list[FindingPart], taxa: Taxa) -> list[dict[str, Any]]:
    """A descriptor for every rule of the report and every other id that a result has, by id."""
    wanted = {plain(rule, 100): Variant(rule, part["severity"], False) for rule, part in report["rules"].items()}
    for one in results:
        wanted[rule_id(one, base_of(report, one))] = Variant(
            one["rule"], one["severity"], hint=one["certainty"] == "hint"
        )
    return [_descriptor(name, wanted[name], report, taxa) for name in sorted(wanted)]


def _descriptor(name: str, variant: Variant, report: Report, taxa: Taxa) -> dict[str, Any]:
    rule, severity, hint = variant
    part = report["rules"].get(rule)
    title = part["title"] if part else rule
    why, fix = (part["why"], part["fix"]) if part else (title, title)
    first = next((block.lines[0] for block in blocks(why) if not block.code), title)
    return {
        "id": name,
        "name": plain(title, NAME),
        "shortDescription": {"text": message(title, DESCRIPTION)},
        "fullDescription": {"text": message(first, DESCRIPTION)},
        "help": {"text": _help(why, fix), "markdown": _markdown(why, fix)},
        "defaultConfiguration": {"level": "note" if hint else LEVEL[severity]},
        "properties": _properties(variant, _tags(part["category"], part["tags"]) if part else ["security"]),
        "relationships": taxa.relationships(rule, part["references"] if part else {}),
    }


def _properties(variant: Variant, tags: list[str]) -> dict[str, Any]:
    level = "note" if variant.hint else LEVEL[variant.severity]
    found: dict[str, Any] = {
        "tags": tags,
        "precision": "low" if variant.hint else "high",
        "problem.severity": {"note": "recommendation"}.get(level, level),
    }
    if variant.severity in SCORE and not variant.hint:
        found["security-severity"] = SCORE[variant.severity]
    return found


def _tags(category: str, tags: list[str]) -> list[str]:
    named = ["security", category.lower(), *tags]
    return list(dict.fromkeys(plain(tag, 60) for tag in named if tag))[:TAGS]


def _help(why: str, fix: str) -> str:
    lines = [line for text in (why, "How to fix it:\n\n" + fix) for block in blocks(text) for line in block.lines]
    return "\n".join(message(line, 2000) for line in lines) or "-"


def _markdown(why: str, fix: str) -> str:
    return "\n".join([*paragraphs(why), "", "**How to fix it**", "", *paragraphs(fix)])
