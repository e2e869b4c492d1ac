"""What could not be judged, grouped as every format tells it."""

from collections import Counter
from dataclasses import dataclass, field

from inspector.formats.groups import kind_word, opened, plural, reaches
from inspector.model import Report, Severity, SeverityWord, WorkloadPart

UNLISTED = "only what was given was read; whether that is all is not known"
"""Why an engine without containers, or with few, need not be one."""


@dataclass
class GapGroup:
    """Gaps of one engine, kind and reason; not yet made safe to show.

    Attributes:
        engine: its name; empty when it is not known.
        kind: of the objects; `engine` for the engine itself or a part of it.
        reason: why.
        names: of the objects; empty when the whole kind is missing.
        severity: the worst that can hide behind it.
    """

    engine: str
    kind: str
    reason: str
    severity: SeverityWord
    names: list[str] = field(default_factory=list)

    @property
    def subject(self) -> str:
        """What is missing, less the names: `2 volumes`, `every plugin`, `engine`."""
        word = kind_word(self.kind)
        if self.kind == "engine":
            return word
        return plural(len(self.names), word) if self.names else f"every {word}"


def gap_groups(report: Report) -> list[GapGroup]:
    """The report's gaps in their order; what vanished is not among them."""
    found: dict[tuple[str, str, str], GapGroup] = {}
    for gap in report["gaps"]:
        if gap.get("vanished"):
            continue
        key = (gap["engine"], gap["kind"], gap["reason"])
        worst = gap.get("severity", "critical")
        group = found.setdefault(key, GapGroup(*key, worst))
        group.severity = max(group.severity, worst, key=Severity.of)
        group.names += [gap["id"]] if gap["id"] else []
    return list(found.values())


def unread(report: Report) -> list[WorkloadPart]:
    """The workloads that run an engine which was not read."""
    read = {engine["nested_in"] for engine in report["engines"]}
    return [one for one in report["workloads"] if one["dind"] and f"{one['engine']}/{one['name']}" not in read]


def unlisted(report: Report) -> list[str]:
    """The engines of which it is not known whether all containers were given; a report may not say of an engine."""
    kinds = {"container", "compose"}
    return [one["name"] for one in report["engines"] if "complete" in one and not kinds.intersection(one["complete"])]


def vanished(report: Report) -> int:
    """Objects that went away while their engine was read."""
    return sum(1 for gap in report["gaps"] if gap.get("vanished"))


def unsure(report: Report) -> str:
    """`3 gaps and 5 undecided`; empty when everything was judged."""
    numbers = report["summary"]
    parts = [plural(numbers["gaps"], "gap")] if numbers["gaps"] else []
    parts += [f"{numbers['undecided']} undecided"] if numbers["undecided"] else []
    parts += [f"{plural(numbers['unread'], 'engine')} not read"] if numbers["unread"] else []
    return " and ".join(parts) if len(parts) < 3 else f"{', '.join(parts[:-1])} and {parts[-1]}"  # noqa: PLR2004 a list of three


def result(report: Report) -> tuple[str, str]:
    """The verdict against the threshold: one word (empty when nothing fails) and the words for why."""
    numbers = report["summary"]
    threshold, doubt = numbers["fail_on"], unsure(report)
    match numbers["exit_code"]:
        case 1:
            return "Failed", f"{plural(numbers['counted'], 'finding')} at or above {threshold}"
        case 2:
            return "Nothing could be audited", ""
        case 3:
            return "Undecided", f"{numbers['undecided_counted']} not judged that could reach {threshold}"
        case _:
            pass
    if threshold == "never":
        return "", f"No threshold: {grave(report) or 'none'} at or above high{f', {doubt}' if doubt else ''}"
    what = f"Only {plural(hints(report), 'hint')}" if hints(report) else "No open finding"
    return "", f"{what} at or above {threshold}{accepted(report)}{f', but {doubt}' if doubt else ''}"


def grave(report: Report) -> int:
    """How many open findings are high or critical."""
    return sum(report["summary"]["findings"].get(word, 0) for word in ("critical", "high"))


def hints(report: Report) -> int:
    """The open findings that would reach the threshold, were they more than hints; of a run that does not fail."""
    least = Severity.of(report["summary"]["fail_on"])
    return sum(1 for one in opened(report) if one["certainty"] == "hint" and Severity.of(one["severity"]) >= least)


def accepted(report: Report) -> str:
    """` (1 waived, 2 known)`: what would fail the run, had nobody accepted it."""
    limit = report["summary"]["fail_on"]
    found = Counter(one["status"] for one in report["findings"] if one["status"] != "open" and reaches(one, limit))
    many = ((found["waived"], "waived"), (found["baseline"], "known"))
    said = ", ".join(f"{number} {word}" for number, word in many if number)
    return f" ({said})" if said else ""
