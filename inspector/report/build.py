"""The report of an evaluation."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from inspector import __version__
from inspector.evaluate import Evaluation, findings
from inspector.facts.inventory import EngineInventory
from inspector.model import Gap, Report
from inspector.report.coverage import coverage
from inspector.report.parts import engine_part, rule_part, workload_part
from inspector.report.summary import EMPTY
from inspector.report.undecided import undecided
from inspector.ruleset import RuleSet


@dataclass(frozen=True)
class Header:
    """What the report says of the run itself.

    Attributes:
        started_at, finished_at: ISO times in UTC.
        filters: options that narrowed the run.
        gaps: sources that could not be read at all.
    """

    started_at: str
    finished_at: str
    filters: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = field(default=())


def build(
    inventories: Sequence[EngineInventory],
    rules: RuleSet,
    evaluation: Evaluation,
    header: Header,
) -> Report:
    """The report, before waivers and baseline; its summary is for `summarise` to fill in.

    Args:
        inventories: all engines, an outer one before those nested in it.
        rules: what was judged by.
        evaluation: what came out.
        header: of the run.
    """
    gaps = sorted([*header.gaps, *(gap for one in inventories for gap in one.gaps)], key=gap_order)
    report: Report = {
        "schema": "inspector.report/1",
        "tool": {"name": "inspector", "version": __version__},
        "started_at": header.started_at,
        "finished_at": header.finished_at,
        "rules_digest": rules.digest,
        "engines": [engine_part(one) for one in inventories],
        "summary": EMPTY,
        "coverage": coverage(inventories, gaps, len(evaluation.outcomes)),
        "workloads": [workload_part(one) for engine in inventories for one in engine.subjects if one.workload],
        "findings": findings(evaluation.fails),
        "undecided": undecided(evaluation.unknown),
        "paths": [],
        "fixes": [],
        "rules": {rule.id: rule_part(rule, evaluation.outcomes[rule.id]) for rule in rules.rules if rules.shown(rule)},
        "compliance": {},
        "gaps": gaps,
        "waivers": [],
    }
    if header.filters:
        report["filters"] = list(header.filters)
    return report


def gap_order(gap: Gap) -> tuple[str, str, str, str]:
    """Gaps sort by engine, kind and id."""
    return gap["engine"], gap["kind"], gap["id"], gap["reason"]
