"""The words every layer shares, and the report as the JSON file has it.

The report is plain dicts and lists typed as TypedDicts: what a format renders is what the JSON report holds,
so that a saved report renders the same as a fresh one.
"""

from enum import IntEnum, StrEnum
from typing import Any, Literal, NotRequired, TypedDict

Document = dict[str, Any]
"""One JSON object as the engine gave it, changed by redaction only."""


SeverityWord = Literal["critical", "high", "medium", "low", "info"]
CertaintyWord = Literal["certain", "likely", "hint"]
StatusWord = Literal["open", "waived", "baseline"]
ThresholdWord = Literal["critical", "high", "medium", "low", "info", "never"]

_SEVERITY_WORDS: tuple[SeverityWord, ...] = ("info", "low", "medium", "high", "critical")
_CERTAINTY_WORDS: tuple[CertaintyWord, ...] = ("hint", "likely", "certain")


class Severity(IntEnum):
    """How bad it is; ordered, so that thresholds compare."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> "SeverityWord":
        """The word used in rules, reports and options."""
        return _SEVERITY_WORDS[self]

    @classmethod
    def of(cls, word: str) -> "Severity":
        """The severity called `word`; raises KeyError for any other word."""
        return cls[word.upper()]


class Certainty(IntEnum):
    """How sure it is that the thing is so; the lowest of its parts counts."""

    HINT = 0
    LIKELY = 1
    CERTAIN = 2

    @property
    def word(self) -> "CertaintyWord":
        """The word used in rules and reports."""
        return _CERTAINTY_WORDS[self]

    @classmethod
    def of(cls, word: str) -> "Certainty":
        """The certainty called `word`; raises KeyError for any other word."""
        return cls[word.upper()]


class Outcome(StrEnum):
    """Of one rule on one object (or on one item of it)."""

    FAIL = "fail"
    PASS = "pass"  # noqa: S105 an outcome
    SKIP = "skip"
    UNKNOWN = "unknown"


class Unknown(TypedDict):
    """A fact that could not be decided."""

    path: str
    """Dotted path below `facts`, `seccomp` or `dood[1].controls` (then only that item is undecided)."""
    reason: str
    """Why, in words that fit after "could not be decided: "."""


class Gap(TypedDict):
    """Something that could not be collected."""

    engine: str
    kind: str
    """Kind of object in the singular (`container`, `service`), `engine`, or `file`."""
    id: str
    """Id, name or file; empty when the whole kind is missing."""
    reason: str
    vanished: NotRequired[bool]
    """True when the object was removed while the engine was read: shown, never counted."""
    severity: NotRequired[SeverityWord]
    """The worst that can hide behind it, where that is known; a gap without counts against every threshold."""


class ToolPart(TypedDict):
    """Who wrote the report."""

    name: str
    version: str


class EnginePart(TypedDict):
    """One engine that was read, or could not be."""

    name: str
    source: str
    kind: str | None
    versions: dict[str, str]
    """Of engine, api, containerd, runc ... as far as told."""
    rootless: bool | None
    userns: bool | None
    nested_in: str | None
    """`engine/container` that runs this engine, or null."""
    objects: dict[str, int]
    """Objects read, by kind."""
    assumed: list[str]
    """What was assumed because info was not given, one sentence each."""
    complete: NotRequired[list[str]]
    """Kinds whose inventory is known to be all there is. Of another kind, an object that is not there may only not
    have been given, so that none of its findings is ever called fixed."""


class ObjectPart(TypedDict):
    """What a finding is about."""

    engine: str
    kind: str
    id: str
    name: str
    project: str | None
    service: str | None
    state: str | None


class ChangeLines(TypedDict):
    """What to change so that a finding is gone: lines that begin with `- ` or `+ `."""

    run: list[str]
    """`docker run` flags."""
    compose: list[str]
    """Lines of a compose file."""


class FindingPart(TypedDict):
    """One cause on one object."""

    fingerprint: str
    """12 hex digits or more of the leading rule's identity of this finding."""
    fingerprints: list[str]
    """One for each rule that it joins, the leading one first; a baseline knows the finding by any."""
    rule: str
    also: list[str]
    """The other rules that fail on the same cause, worst first."""
    implies: list[str]
    """What the other fails of this cause say, one sentence each."""
    severity: SeverityWord
    severity_base: SeverityWord
    because: str | None
    """Why severity differs from severity_base, or is as it is."""
    certainty: CertaintyWord
    status: StatusWord
    object: ObjectPart
    key: str
    message: str
    evidence: dict[str, Any]
    source: list[str]
    """JSON pointers into the object's raw document."""
    places: NotRequired[list[str]]
    """Of a compose service: where the source stands, `FILE:LINE:COLUMN`."""
    proof: str | None
    """The exact docker command that shows it."""
    waiver: str | None
    """Reason of the waiver that accepts it."""
    change: NotRequired[ChangeLines]
    """The rule's remedy as a diff against the workload's own settings."""
    new: NotRequired[Literal["new", "new rule", "risen", "reopened"]]
    """Set when a baseline was given and does not know the finding as it is. `risen`: its severity was lower;
    `reopened`: a waiver accepted it and does no more."""


class UndecidedPart(TypedDict):
    """Objects for which rules could not decide, grouped by reason."""

    reason: str
    rules: list[str]
    kind: str
    count: int
    """Objects."""
    pairs: int
    """(rule, object) pairs."""
    severity: SeverityWord
    """The highest base severity of the rules."""
    objects: list[str]
    """At most 20 names, `engine/name`."""


class WorkloadPart(TypedDict):
    """One workload with the facts that the three questions need."""

    engine: str
    kind: str
    id: str
    name: str
    image: str | None
    state: str | None
    project: str | None
    service: str | None
    roles: list[dict[str, Any]]
    dind: dict[str, Any] | None
    dood: list[dict[str, Any]]
    privilege: dict[str, Any]
    takeover: list[dict[str, Any]]
    self: NotRequired[bool]
    """True for the container the auditor runs in."""


class RulePart(TypedDict):
    """What is said once for all findings of a rule."""

    title: str
    category: str
    severity: SeverityWord
    tags: list[str]
    aliases: list[str]
    why: str
    fix: str
    references: dict[str, list[str]]
    outcomes: dict[str, int]
    """fail, pass, skip, unknown: objects (not items)."""
    risk: NotRequired[Literal["kernel", "files", "engine", "reach"] | None]
    """The rule's class: what its risk goes through; null when it has none."""
    remedy: NotRequired[dict[str, Any]]
    """Settings to remove, add or change, to paste."""


class SummaryPart(TypedDict):
    """The numbers every format shows; computed once."""

    findings: dict[str, int]
    """Open findings by severity word, all five."""
    status: dict[str, int]
    """Findings by status: open, waived, baseline."""
    workloads: int
    takeover: int
    """Workloads that amount to root on a host or its engine."""
    near: int
    """Workloads without takeover whose worst open finding is high."""
    reach: int
    """Workloads with neither whose worst open finding is medium."""
    unread: int
    """Nested engines that were found and not read."""
    dind: int
    """Workloads that run an engine."""
    dood: int
    """Workloads that control an engine, less those that a proxy refuses everything."""
    gaps: int
    undecided: int
    """Undecided (rule, object) pairs."""
    fail_on: "ThresholdWord"
    """The threshold, a severity word or `never`."""
    counted: int
    """Findings that count against the threshold."""
    undecided_counted: int
    """Gaps and undecided pairs that count against it."""
    exit_code: int
    verdict: str
    """One sentence."""


class CoveragePart(TypedDict):
    """What was judged and what was not seen."""

    objects: dict[str, int]
    rules: int
    engines: int
    not_seen: list[str]
    """`services (403)`: kinds that could not be read, with the reason."""
    line: str
    """The sentence every format prints."""


class WaiverPart(TypedDict):
    """One waiver of the configuration, and what became of it."""

    match: str
    reason: str
    owner: str
    expires: str
    """The last day on which it holds, `2026-12-31`."""
    state: Literal["used", "unused", "expired", "broken"]
    """`expired`: what it matches is open again; `broken`: its expression failed on a finding, which stays open."""
    used: int
    """Findings that it matches."""
    findings: list[str]
    """Their fingerprints."""
    place: str
    """File and line."""


class ChangePart(TypedDict):
    """A finding of the baseline that is not there any more."""

    fingerprint: str
    rule: str
    severity: SeverityWord
    object: ObjectPart
    key: str
    message: str
    because: str
    """`gone` or `changed` for a fixed one; else why it cannot be seen."""


class BaselinePart(TypedDict):
    """How the run compares with the baseline."""

    source: str
    """File, as the user wrote it."""
    date: str
    """When the baseline's run ended."""
    unchanged: int
    """Findings that the baseline knows as they are."""
    new: int
    risen: int
    reopened: int
    new_rule: int
    fixed: list[ChangePart]
    unseen: list[ChangePart]
    """No longer seen: a gap, an undecided rule or a filter hides whether they are fixed."""


class Report(TypedDict):
    """`inspector.report/1`: closed objects, version 1 only ever gains keys."""

    schema: Literal["inspector.report/1"]
    tool: ToolPart
    started_at: str
    finished_at: str
    rules_digest: str
    engines: list[EnginePart]
    summary: SummaryPart
    coverage: CoveragePart
    workloads: list[WorkloadPart]
    findings: list[FindingPart]
    undecided: list[UndecidedPart]
    paths: list[dict[str, Any]]
    fixes: list[dict[str, Any]]
    rules: dict[str, RulePart]
    compliance: dict[str, dict[str, Any]]
    gaps: list[Gap]
    waivers: list[WaiverPart]
    filters: NotRequired[list[str]]
    """What narrowed the run, as options (`--select DOOD`, `--state running`); such a run updates no baseline."""
    baseline: NotRequired[BaselinePart]
    """When a baseline was given."""
