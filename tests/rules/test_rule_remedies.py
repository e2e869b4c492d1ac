"""What a rule says to change makes its finding go, and brings no other."""

import json
from typing import Any

import pytest

from inspector.evaluate.join import findings
from inspector.evaluate.remedy import applied, change
from inspector.evaluate.run import Evaluation, evaluate
from inspector.facts.access import resolve
from inspector.facts.project import project
from inspector.resources import bundled
from inspector.ruleset import Rule, load_rules
from inspector.ruleset.selftest import _Reader, merge
from inspector.ruleset.yaml import load
from inspector.sources.snapshot import Snapshot

RULES = load_rules()
MASKED = {
    key: json.loads((bundled("rules") / "samples" / "docker-28.5.2" / "raw-container-default.json").read_text())[
        "HostConfig"
    ][key]
    for key in ("MaskedPaths", "ReadonlyPaths")
}


def examples(rule: Rule) -> list[dict[str, Any]]:
    """The failing examples that begin at a real container's document and are judged as they are."""
    entries = load(rule.examples).value["examples"]["fail"]
    return [
        one for one in entries if "from" in one and not {"facts", "params"} & set(one) and "container" in one["from"]
    ]


CASES = [(rule, number, one) for rule in RULES.rules if rule.remedy for number, one in enumerate(examples(rule))]


def judged(rule: Rule, example: dict[str, Any], document: dict[str, Any]) -> tuple[Evaluation, dict[str, Any]]:
    reader = _Reader(rule)
    snapshot = Snapshot("example", "example", "files")
    snapshot.objects["container"] = [document]
    for other in example.get("with", []):
        kind, one = reader.document(other)
        snapshot.objects.setdefault(kind, []).append(one)
    snapshot.info = merge(reader.beside(example["from"], "info") or {}, example.get("info", {})) or None
    snapshot.version = reader.beside(example["from"], "version")
    return evaluate(project([snapshot]), RULES, resolve), document


def fails(done: Evaluation, document: dict[str, Any]) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(one.rule.id, one.key): one.source for one in done.fails if one.subject.document is document}


PROVEN: dict[str, bool] = {}
HIDDEN = {"SEC-008"}
"""Rules that skip a privileged container, and so may come to light when it is privileged no more."""


def test_there_is_something_to_prove() -> None:
    assert len(CASES) > 150
    assert {rule.id for rule, _, _ in CASES} == {rule.id for rule in RULES.rules if rule.remedy}


@pytest.mark.parametrize(("rule", "number", "example"), CASES, ids=[f"{rule.id}-{number}" for rule, number, _ in CASES])
def test_the_remedy_removes_the_finding_and_brings_none(rule: Rule, number: int, example: dict[str, Any]) -> None:  # noqa: ARG001 tells cases apart
    assert rule.remedy is not None
    kind, document = _Reader(rule).document(example)
    if kind != "container":
        return
    before = fails(*judged(rule, example, document))
    own = [(key, source) for (name, key), source in before.items() if name == rule.id]
    assert own
    if any(change(document, source, rule.remedy) is None for _, source in own):
        PROVEN.setdefault(rule.id, False)
        return  # it stems from the engine or the image: nothing of the workload's own settings to take out
    PROVEN[rule.id] = True
    pointers = [pointer for _, source in own for pointer in source]
    mended = applied(document, pointers, rule.remedy, MASKED, {key for _, key in before})
    after = fails(*judged(rule, example, mended))
    assert not [key for name, key in after if name == rule.id], "is still there"
    hidden = HIDDEN if rule.id == "PRIV-001" else set()
    assert not [key for key in set(after) - set(before) if key[0] not in hidden], "brings another"


PROFILE = 'seccomp={"defaultAction":"SCMP_ACT_ALLOW"}'
TWICE: list[tuple[str, str, list[str], list[str]]] = [
    ("PRIV-002", "CapAdd", ["SYS_ADMIN", "CHOWN", "CAP_SYS_ADMIN", "sys_admin"], ["CHOWN"]),
    ("PRIV-002", "CapAdd", ["ALL", "SYS_ADMIN", "CHOWN", "net_admin", "all"], ["CHOWN"]),
    ("PRIV-002", "CapAdd", ["CAP_SYS_MODULE", "ALL"], []),
    ("PRIV-008", "CapAdd", ["NET_ADMIN", "CAP_NET_ADMIN", "SYS_TIME"], ["SYS_TIME"]),
    ("SEC-001", "SecurityOpt", ["seccomp=unconfined", "label=disable", "seccomp:unconfined"], ["label=disable"]),
    ("SEC-001", "SecurityOpt", [PROFILE, "seccomp:unconfined"], []),
    ("SEC-001", "SecurityOpt", ["seccomp=unconfined", PROFILE], []),
    ("SEC-001", "SecurityOpt", ["seccomp=builtin", "seccomp=unconfined"], ["seccomp=builtin"]),
    ("SEC-006", "SecurityOpt", ["no-new-privileges=false"], ["no-new-privileges:true"]),
    ("SEC-006", "SecurityOpt", ["no-new-privileges:0", "no-new-privileges=f"], ["no-new-privileges:true"]),
    ("SEC-006", "SecurityOpt", ["no-new-privileges", "no-new-privileges:false"], ["no-new-privileges"]),
    ("SEC-006", "SecurityOpt", ["label=disable"], ["label=disable", "no-new-privileges:true"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "field", "given", "left"), TWICE)
def test_what_stands_twice_goes_wholly(name: str, field: str, given: list[str], left: list[str]) -> None:
    rule = next(one for one in RULES.rules if one.id == name)
    assert rule.remedy is not None
    example = {"from": "docker-28.5.2/raw-container-default.json", "patch": {"HostConfig": {field: given}}}
    before = fails(*judged(rule, example, _Reader(rule).document(example)[1]))
    document = _Reader(rule).document(example)[1]
    found = [one for one in findings(judged(rule, example, document)[0].fails) if one["rule"] == name]
    keys = {key for _, key in before}
    mended = applied(document, found[0]["source"], rule.remedy, MASKED, keys)
    assert mended["HostConfig"][field] == left
    assert not [key for key in fails(*judged(rule, example, mended)) if key[0] == name and key[1] == found[0]["key"]]
    said = [line.split()[-1].strip("'") for line in found[0]["change"]["run"]]
    assert set(said) - {"seccomp=PROFILE.json"} == {one for one in {*given} ^ {*left} if one != PROFILE}


def test_every_remedy_was_proven() -> None:
    """Runs last; under a split run only what ran here is looked at."""
    assert all(PROVEN.values()), PROVEN
