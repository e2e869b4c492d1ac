"""The library's front door: read sources, audit snapshots, get a report.

>>> from inspector.audit import audit, load_rules, read
>>> report = audit(read("host.json"), load_rules())
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from inspector.evaluate import evaluate
from inspector.facts.access import resolve
from inspector.facts.project import project
from inspector.model import Gap, Report, ThresholdWord
from inspector.report import Header, build, summarise
from inspector.ruleset import RuleSet, load_rules
from inspector.sources.compose import is_compose_name, read_compose
from inspector.sources.files import FileSource, read_files
from inspector.sources.redact import Redactor
from inspector.sources.snapshot import Snapshot

__all__ = ["Options", "audit", "load_rules", "read"]

TIMEOUT = 30.0
"""Seconds that an engine has for one answer."""


@dataclass(frozen=True)
class Options:
    """How to judge.

    Attributes:
        fail_on: severity word or `never`.
        allow_undecided: what could not be decided does not make the exit code 3.
        states: container states that are reported; empty for all.
        params: values for rules' params by rule id.
        policy: puts waivers and baseline on the report, before it is summed up; None for neither.
        filters: options that narrowed the run, as the user wrote them.
        gaps: sources that could not be read.
        now: time of the run; the clock's when None.
    """

    fail_on: ThresholdWord = "high"
    allow_undecided: bool = False
    states: frozenset[str] = frozenset()
    params: dict[str, dict[str, Any]] = field(default_factory=dict)
    policy: Callable[[Report], Report] | None = None
    filters: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    now: datetime | None = None


def read(source: str, environ: Mapping[str, str] | None = None) -> list[Snapshot]:
    """Read one source, redacted.

    Args:
        source: a saved JSON file, a directory of them, a compose file, or an engine: `unix://`, `tcp://`, `ssh://`,
            `context:NAME`; empty for the engine that the environment names.
        environ: where DOCKER_HOST and the like are looked up; nothing is when it is None.

    Returns:
        A snapshot for each engine. What could not be read of one is among its gaps.

    Raises:
        SourceError: when nothing could be read.
    """
    redactor = Redactor()
    if not source or "://" in source or source.startswith("context:"):
        from inspector.sources.live import parse, take

        return [take(parse(source, environ or {}), redactor, timeout=TIMEOUT)]
    if is_compose_name(source):
        return [read_compose(source, redactor)]
    found = read_files([FileSource(source)], None, redactor)
    if not found.snapshots:
        raise found.errors[0]
    return found.snapshots


def audit(snapshots: Sequence[Snapshot], rules: RuleSet, options: Options | None = None) -> Report:
    """Judge the snapshots by the rules.

    Args:
        snapshots: one for each engine; engines of one name are told apart by a number.
        rules: from `load_rules`, narrowed by `RuleSet.choose` if wanted.
        options: threshold, policy and the like.

    Returns:
        The report, complete with summary and exit code.
    """
    options = options or Options()
    started = options.now or datetime.now(UTC)
    unique_names(snapshots)
    inventories = project(snapshots)
    evaluation = evaluate(inventories, rules, resolve, options.params)
    if options.states:
        evaluation.fails = [fail for fail in evaluation.fails if fail.subject.state in (None, *options.states)]
        evaluation.unknown = [one for one in evaluation.unknown if one[1].state in (None, *options.states)]
    finished = options.now or datetime.now(UTC)
    header = Header(stamp(started), stamp(finished), options.filters, options.gaps)
    report = build(inventories, rules, evaluation, header)
    if options.policy is not None:
        report = options.policy(report)
    return summarise(report, options.fail_on, allow_undecided=options.allow_undecided)


def stamp(moment: datetime) -> str:
    """`2026-11-24T02:10:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def unique_names(snapshots: Sequence[Snapshot]) -> None:
    """Give engines of the same name a number, in the order in which they were named."""
    seen: dict[str, int] = {}
    for snapshot in snapshots:
        seen[snapshot.name] = number = seen.get(snapshot.name, 0) + 1
        if number > 1:
            snapshot.rename(f"{snapshot.name} ({number})")
