"""Findings by rule and by object, worst first: how every format that is read by people tells them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from inspector.formats.shown import shown
from inspector.model import Certainty, FindingPart, ObjectPart, Report, Severity, SeverityWord

Identity = tuple[str, str, str]
"""Engine, kind and name of an object."""

LONGEST_KIND = 20
FIRST = ("path", "endpoint", "address", "capability", "device", "option", "setting", "name", "port", "how", "dest")
"""Evidence that is told first; the rest by name, for a saved report keeps no order."""

PLACE = {name: at for at, name in enumerate(FIRST)}
"""Where evidence that is told first stands."""

WORDING = ("among", "below", "does", "way")
"""Evidence that is there to word the message; where the message holds it, it is not told again."""


@dataclass(frozen=True)
class Group:
    """What one rule found.

    Attributes:
        rule: its id.
        severity: the worst among the findings.
        findings: worst first, never empty.
    """

    rule: str
    severity: SeverityWord
    findings: list[FindingPart]

    def objects(self) -> list[list[FindingPart]]:
        """The findings by object, in their order."""
        found: dict[Identity, list[FindingPart]] = {}
        for one in self.findings:
            found.setdefault(identity(one["object"]), []).append(one)
        return list(found.values())


def by_rule(findings: Iterable[FindingPart]) -> list[Group]:
    """One group a rule; the worst first, then the most objects, then by id."""
    found: dict[str, list[FindingPart]] = {}
    for one in findings:
        found.setdefault(one["rule"], []).append(one)
    groups = [_group(rule, members) for rule, members in found.items()]
    return sorted(groups, key=lambda group: (-Severity.of(group.severity), -len(group.objects()), group.rule))


def _group(rule: str, members: list[FindingPart]) -> Group:
    ordered = sorted(members, key=weight)
    return Group(rule, ordered[0]["severity"], ordered)


def weight(one: FindingPart) -> tuple[int, int, str, str, str, str]:
    """Sorts findings worst first, and the same way every time."""
    about = one["object"]
    return (
        -Severity.of(one["severity"]),
        -Certainty.of(one["certainty"]),
        about["engine"],
        about["name"],
        one["key"],
        one["fingerprint"],
    )


def identity(about: ObjectPart) -> Identity:
    """What tells an object apart within a report."""
    return about["engine"], about["kind"], about["name"]


def opened(report: Report) -> list[FindingPart]:
    """The findings that are neither waived nor known."""
    return [one for one in report["findings"] if one["status"] == "open"]


def counts(one: FindingPart, fail_on: str) -> bool:
    """Whether a finding fails the audit at this threshold (a severity or `never`)."""
    return one["status"] == "open" and reaches(one, fail_on)


def reaches(one: FindingPart, fail_on: str) -> bool:
    """Whether a finding would fail the audit at this threshold if nobody had accepted it."""
    if fail_on == "never" or one["certainty"] == "hint":
        return False
    return Severity.of(one["severity"]) >= Severity.of(fail_on)


def title(report: Report, rule: str) -> str:
    """A rule's title, or its id when the report does not say."""
    part = report["rules"].get(rule)
    return part["title"] if part else rule


@dataclass(frozen=True)
class Names:
    """How objects are called in one report; not yet made safe to show.

    Attributes:
        host: the only engine that is not nested, which need not be said each time; None when there are several.
    """

    host: str | None

    @classmethod
    def of(cls, report: Report) -> "Names":
        """The names of a report."""
        outer = [engine["name"] for engine in report["engines"] if engine["nested_in"] is None]
        return cls(outer[0] if len(outer) == 1 else None)

    def __call__(self, about: ObjectPart) -> str:
        """`web`; where that is not enough, `host/web` or `host/dind/web`."""
        name = about["name"] or about["id"] or f"({about['kind']})"
        return name if about["kind"] == "engine" else self.short(f"{about['engine']}/{name}")

    def short(self, name: str) -> str:
        """`engine/name` without the engine that goes without saying."""
        return name.removeprefix(f"{self.host}/") if self.host else name


def name_in_full(about: ObjectPart) -> str:
    """`engine/name`; not yet made safe to show."""
    return about["engine"] if about["kind"] == "engine" else f"{about['engine']}/{about['name'] or about['id']}"


def words_message(one: FindingPart, name: str) -> bool:
    """Whether this evidence is no more than a part of the finding's message."""
    value = one["evidence"].get(name)
    return name in WORDING and isinstance(value, str) and value in one["message"]


def because(one: FindingPart) -> str:
    """`medium because ...`, `likely because ...`; empty when nothing is said. Not yet made safe to show."""
    if not one["because"]:
        return ""
    unsure = one["severity"] == one["severity_base"] and one["certainty"] != "certain"
    return f"{one['certainty'] if unsure else one['severity']} because {one['because']}"


def evidence_pairs(one: FindingPart) -> list[tuple[str, str]]:
    """Evidence as names and values, safe to show; what is null or empty says nothing and is left out."""
    evidence = {name: value for name, value in one["evidence"].items() if not words_message(one, name)}
    order = sorted(evidence, key=lambda name: (PLACE.get(name, len(PLACE)), name))
    said = [(shown(name, 60), value_text(evidence[name])) for name in order]
    return [(name, text) for name, text in said if text]


def changes(one: FindingPart) -> list[str]:
    """What to change, in the words of what made the workload: its compose file, else `docker run`."""
    if "change" not in one:
        return []
    about = one["object"]
    return one["change"]["compose" if about["kind"] == "compose" or about["project"] else "run"]


def value_text(value: Any) -> str:
    """One value of evidence in a line, safe to show."""
    match value:
        case None | [] | "":
            return ""
        case dict() if not value:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return shown(value)
        case list() if not any(isinstance(item, (list, dict)) for item in value):
            return shown(", ".join(text for item in value if (text := value_text(item))))
    return shown(_json(value))


def _json(value: Any) -> str:
    try:
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    except ValueError:  # an integer of thousands of digits
        return "(a number too long to show)"
    except RecursionError:
        return "(nested too deeply to show)"


def plural(count: int, word: str) -> str:
    """`1 container`, `2 containers`."""
    many = word.removesuffix("y") + ("ies" if word.endswith("y") else "s")
    return f"{count} {word if count == 1 else many}"


def kind_word(kind: str) -> str:
    """A kind of object as a word of a sentence; what is no such word is an `object`."""
    if kind == "compose":
        return "compose service"
    return kind if kind.isascii() and kind.isalpha() and kind.islower() and len(kind) <= LONGEST_KIND else "object"
