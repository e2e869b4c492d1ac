"""One cause, one finding: fails on the same object that stem from the same raw fields are joined."""

from collections.abc import Iterable
from hashlib import sha256

from inspector.evaluate.judge import Fail
from inspector.evaluate.places import places
from inspector.evaluate.proof import proof
from inspector.evaluate.remedy import change, typed
from inspector.facts.inventory import Subject
from inspector.model import Certainty, FindingPart, ObjectPart, Severity
from inspector.ruleset.traps import placeholders

DIGITS = 16
"""Hex digits of a fingerprint: 64 bits, so that a million findings do not collide."""

GRANT_ORDER = {"host": 0, "engine": 1, None: 2}


def findings(fails: Iterable[Fail]) -> list[FindingPart]:
    """The findings that the fails amount to, worst first, in an order that does not depend on the input's."""
    groups: dict[tuple[object, ...], list[Fail]] = {}
    for number, fail in enumerate(fails):
        cause = frozenset(fail.source) or number
        groups.setdefault((id(fail.subject), cause), []).append(fail)
    return sorted(map(_finding, _same(groups.values())), key=_order)


def _same(groups: Iterable[list[Fail]]) -> Iterable[list[Fail]]:
    """Groups that one rule leads with one key on one object are one: a socket mounted at two places, say."""
    made: dict[tuple[object, ...], list[Fail]] = {}
    for group in groups:
        lead = min(group, key=rank)
        made.setdefault((id(lead.subject), lead.rule.id, lead.key), []).extend(group)
    return made.values()


def rank(fail: Fail) -> tuple[bool, int, int, int, str, str]:
    """The worst leads: severity, certainty, `grants: host` before `engine`, id, key.

    A hint never counts, so it never leads what does: else one of something critical would hide what is high for sure.
    """
    hint = fail.certainty == Certainty.HINT
    return (hint, -fail.severity, -fail.certainty, GRANT_ORDER[fail.rule.grants], fail.rule.id, fail.key)


def _order(finding: FindingPart) -> tuple[object, ...]:
    about = finding["object"]
    return (
        -Severity.of(finding["severity"]), finding["rule"], about["engine"], about["kind"], about["name"], about["id"],
        finding["key"], finding["fingerprint"],
    )  # fmt: skip


def _finding(group: list[Fail]) -> FindingPart:
    group = sorted(group, key=rank)
    lead = group[0]
    subject = lead.subject
    others = list(dict.fromkeys(fail.rule.id for fail in group if fail.rule.id != lead.rule.id))
    prints = list(dict.fromkeys(fingerprint(fail) for fail in group))
    said = message(lead)
    source = _source(group)
    made: FindingPart = {
        "fingerprint": prints[0],
        "fingerprints": prints,
        "rule": lead.rule.id,
        "also": others,
        "implies": [line for line in dict.fromkeys(map(message, group)) if line != said],
        "severity": lead.severity.word,
        "severity_base": lead.rule.severity.word,
        "because": lead.because,
        "certainty": lead.certainty.word,
        "status": "open",
        "object": about(subject),
        "key": lead.key,
        "message": said,
        "evidence": lead.evidence,
        "source": source,
        "proof": proof(subject.kind, subject.name, subject.id, source),
        "waiver": None,
    }
    if lead.rule.remedy and typed(subject.kind, subject.document):
        lines = change(subject.document, source, lead.rule.remedy, {fail.key for fail in group})
        if lines is not None:
            made["change"] = lines
    if where := places(subject.document, source):
        made["places"] = where
    return made


def _source(group: list[Fail]) -> list[str]:
    """The fields of every fail that is told as the lead is: who takes out one of two mounts has not mended it."""
    lead = group[0]
    same = (fail for fail in group if (fail.rule.id, fail.key) == (lead.rule.id, lead.key))
    return list(dict.fromkeys(pointer for fail in same for pointer in fail.source))


def about(subject: Subject) -> ObjectPart:
    """The object as the report names it."""
    return {
        "engine": subject.engine,
        "kind": subject.kind,
        "id": subject.id,
        "name": subject.name,
        "project": subject.project,
        "service": subject.service,
        "state": subject.state,
    }


def fingerprint(fail: Fail) -> str:
    """Identity across runs: rule, engine, identity of the object, key."""
    subject = fail.subject
    kind = "workload" if subject.workload else subject.kind
    parts = (fail.rule.id, subject.engine, kind, subject.identity or subject.name, fail.key)
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return sha256(text).hexdigest()[:DIGITS]


def message(fail: Fail) -> str:
    """The rule's message with evidence put in; braces in evidence stay what they are."""
    values = {name: _plain(value) for name, value in fail.evidence.items()} | {"object": fail.subject.name}
    parts: list[str] = []
    rest = fail.rule.message
    for word in placeholders(rest):
        before, _, rest = rest.partition("{" + word + "}")
        parts += [before, values.get(word, "")]
    return "".join([*parts, rest])


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
