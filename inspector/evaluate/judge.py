"""One rule on one object: fail, pass, skip or unknown, and what it found."""

from dataclasses import dataclass, field
from typing import Any

from inspector.evaluate.certainty import doubt
from inspector.evaluate.scope import Ground, Scope, item_scope, scope
from inspector.facts.inventory import Subject
from inspector.model import Certainty, Outcome, Severity
from inspector.query import Query, QueryError
from inspector.query.closures import is_true
from inspector.ruleset.rule import Adjustment, Rule

NO_ITEM = -1


@dataclass
class Fail:
    """One fail of a rule on an object (or on one item of it), before the severity model.

    Attributes:
        item: the item that failed, or None for a rule without `each`.
        held: the adjustment that held, or None.
        severity, because, certainty: as the rule says; severity.py applies the class.
        source: pointers into the raw document.
    """

    rule: Rule
    subject: Subject
    key: str
    item: Any
    evidence: dict[str, Any]
    held: Adjustment | None
    severity: Severity
    certainty: Certainty
    source: tuple[str, ...]
    because: str | None = None


@dataclass
class Judgement:
    """The outcome of a rule on an object.

    Attributes:
        unknown: reasons for which something could not be decided; may stand beside fails.
    """

    rule: Rule
    subject: Subject
    outcome: Outcome
    fails: list[Fail] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def judge(rule: Rule, on: Ground, params: dict[str, Any] | None = None) -> Judgement:
    """Judge a subject by `rule`; never raises: what cannot be evaluated is unknown.

    Args:
        rule: compiled rule whose target fits the subject.
        on: `scope.ground(subject)`, used again for each rule.
        params: values from the configuration.
    """
    whole = scope(rule, on, params)
    result = Judgement(rule, on.subject, Outcome.PASS)
    applies = _applies(rule, whole, result)
    if applies:
        _judge_items(rule, on, whole, result)
    if result.fails:
        result.outcome = Outcome.FAIL
    elif result.unknown:
        result.outcome = Outcome.UNKNOWN
    elif not applies:
        result.outcome = Outcome.SKIP
    return result


def _applies(rule: Rule, whole: Scope, result: Judgement) -> bool:
    """Whether the rule is to be judged at all: `when` holds and what it needs is there."""
    if rule.when is not None and not _holds(rule.when, whole, result):
        return False
    missing = [path for path in rule.needs if not _present(whole.data, path)]
    result.unknown += [f"{path} is missing" for path in missing]
    return not missing


def _present(data: Any, path: str) -> bool:
    for name in path.split("."):
        if not isinstance(data, dict) or data.get(name) is None:
            return False
        data = data[name]
    return True


def _judge_items(rule: Rule, on: Ground, whole: Scope, result: Judgement) -> None:
    if rule.each is None:
        if _flagged(rule.flag, whole, result):
            result.fails.append(_fail(rule, on.subject, whole, NO_ITEM))
        return
    items = _value(rule.each, whole, result)
    reason = whole.reason(rule.each.reads)
    if reason is not None:
        result.unknown.append(reason)
    if items is not None and not isinstance(items, list):
        result.unknown.append(f"each gave no list but {_kind(items)}")
        return
    for index, item in enumerate(items or []):
        inner = item_scope(rule, on, item, index)
        if _flagged(rule.flag, inner, result):
            result.fails.append(_fail(rule, on.subject, inner, index))


def _flagged(flag: Query, scope: Scope, result: Judgement) -> bool:
    """Whether the flag is true; must be true, false or null."""
    value = _value(flag, scope, result)
    if value is not None and not isinstance(value, bool):
        result.unknown.append(f"flag gave neither true, false nor null but {_kind(value)}")
        return False
    if not value:
        _note(doubt(flag, scope), result)
    return value is True


def _holds(query: Query, scope: Scope, result: Judgement) -> bool:
    held = is_true(_value(query, scope, result))
    if not held:
        _note(doubt(query, scope), result)
    return held


def _note(reason: str | None, result: Judgement) -> None:
    if reason is not None and reason not in result.unknown:
        result.unknown.append(reason)


def _value(query: Query, scope: Scope, result: Judgement) -> Any:
    """The query's value; an error is noted as unknown and gives None."""
    try:
        return query.search(scope.data)
    except QueryError as error:
        _note(scope.reason(query.reads) or f"the rule could not be applied: {error}", result)
        return None


def _fail(rule: Rule, subject: Subject, scope: Scope, index: int) -> Fail:
    item = scope.data.get("item") if index != NO_ITEM else None
    held = _adjustment(rule, scope)
    return Fail(
        rule=rule,
        subject=subject,
        key=_text(_quiet(rule.key, scope)) if rule.key else "",
        item=item,
        evidence={name: _quiet(query, scope) for name, query in rule.evidence.items()},
        held=held,
        severity=held.severity if held and held.severity is not None else rule.severity,
        certainty=_certainty(rule, held, item),
        source=_source(rule, subject, item),
        because=held.because if held else None,
    )


def _adjustment(rule: Rule, scope: Scope) -> Adjustment | None:
    """The first that holds; one that reads an unknown fact never lowers."""
    for adjustment in rule.adjust:
        if not is_true(_quiet(adjustment.when, scope)):
            continue
        lowers = adjustment.severity is not None and adjustment.severity < rule.severity
        if not (lowers and scope.reason(adjustment.when.reads)):
            return adjustment
    return None


def _certainty(rule: Rule, held: Adjustment | None, item: Any) -> Certainty:
    """The lowest of item, rule and adjustment."""
    parts = [rule.certainty]
    if held and held.certainty is not None:
        parts.append(held.certainty)
    word = item.get("certainty") if isinstance(item, dict) else None
    if word in ("likely", "hint"):
        parts.append(Certainty.of(word))
    return min(parts)


def _source(rule: Rule, subject: Subject, item: Any) -> tuple[str, ...]:
    """The item's source; without an item that of the facts and raw fields that the flag reads."""
    if isinstance(item, dict):
        return _pointers(item.get("source"))
    known = subject.facts.get("sources") or {}
    found: list[str] = []
    for path in sorted(rule.flag.reads):
        if path[0] == "facts":
            found += _fact_source(known, path[1:])
        elif path[0] not in ("params", "related", "item"):
            found.append("/" + "/".join(path))
    return tuple(dict.fromkeys(found))


def _fact_source(known: dict[str, Any], path: tuple[str, ...]) -> tuple[str, ...]:
    """The source of a fact, or of the nearest one above it that has one."""
    for length in range(len(path), 0, -1):
        name = ".".join(path[:length])
        if name in known:
            return _pointers(known[name])
    return ()


def _pointers(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _quiet(query: Query, scope: Scope) -> Any:
    """The value of evidence, keys and conditions of adjustments; None when it cannot be had."""
    try:
        return query.search(scope.data)
    except QueryError:
        return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _kind(value: Any) -> str:
    names = {str: "a string", int: "a number", float: "a number", list: "a list", dict: "a map", bool: "a boolean"}
    return names.get(type(value), type(value).__name__)
