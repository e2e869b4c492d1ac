"""The takeover rules are all there, under the ids and aliases that people know them by."""

import pytest

from inspector.ruleset import Rule, load_rules
from inspector.ruleset.check import check
from inspector.ruleset.yaml import load

RULES = load_rules()

TAKEOVER = {
    "DIND-002": ["DIND-001", "DIND-014", "DIND-018"],
    "DIND-003": ["DIND-004", "DIND-005", "DIND-015", "EXP-003"],
    "DIND-017": [],
    "DOOD-001": [
        "DOOD-002", "DOOD-003", "DOOD-004", "DOOD-005", "DOOD-006", "DOOD-007", "DOOD-017", "DOOD-018", "DIND-010",
        "SWM-007",
    ],
    "DOOD-008": ["DOOD-010", "DOOD-011"],
    "DOOD-009": ["DIND-006"],
    "DOOD-013": ["DOOD-012"],
    "DOOD-014": ["SCR-008"],
    "DOOD-015": [],
    "DOOD-019": ["DOOD-021"],
    "DOOD-020": [],
    "DOOD-026": [],
    "DOOD-027": [],
    "PRIV-001": ["DOOD-016"],
    "PRIV-002": ["PRIV-003", "PRIV-004", "PRIV-005", "PRIV-006", "SWM-009", "PLG-001"],
    "PRIV-008": ["PRIV-007", "PRIV-009", "PRIV-010", "PRIV-011", "PRIV-012", "PRIV-013"],
    "SEC-001": ["SEC-002", "SWM-010"],
    "SEC-003": [],
    "SEC-004": [],
    "SEC-006": ["SEC-007", "PRIV-018"],
    "SEC-008": [],
    "NS-001": ["NS-010", "PLG-003"],
    "NS-002": ["NS-004", "NS-006", "NS-011"],
    "NS-003": [],
    "NS-005": [],
    "NS-009": [],
    "DEV-001": ["DEV-002", "DEV-003", "DEV-004", "PRIV-014"],
    "DEV-005": ["DEV-006"],
    "MNT-001": [
        "MNT-002", "MNT-004", "MNT-005", "MNT-007", "MNT-008", "MNT-009", "MNT-010", "MNT-018", "MNT-019", "DIND-007",
        "DOOD-022", "SWM-008", "PLG-002",
    ],
    "MNT-003": ["DOOD-023"],
    "MNT-006": [],
    "MNT-011": ["MNT-012"],
    "MNT-013": ["MNT-014", "MNT-021"],
    "MNT-015": [],
    "MNT-016": [],
    "MNT-017": [],
    "VOL-001": [],
    "VOL-002": ["VOL-003"],
    "DMN-001": ["DMN-002"],
    "DMN-007": [],
    "DMN-018": ["DOOD-025", "DIND-013", "NS-012"],
}  # fmt: skip
"""Rules and what they cover. Ids are permanent: nothing is ever taken out of here."""

GRANTS = {
    "host": ["DEV-001", "MNT-001", "MNT-006", "MNT-011", "PRIV-001", "PRIV-002", "SEC-008", "VOL-002"],
    "engine": ["DOOD-001", "DOOD-008", "DOOD-009", "DOOD-019", "DOOD-020", "DOOD-026", "DOOD-027"],
}
ALL = pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)


@pytest.mark.parametrize(("rule_id", "aliases"), TAKEOVER.items())
def test_ids_and_aliases_resolve(rule_id: str, aliases: list[str]) -> None:
    assert {RULES.find(name).id for name in (rule_id, *aliases)} == {rule_id}


@pytest.mark.parametrize("grants", GRANTS)
def test_grants(grants: str) -> None:
    assert [rule.id for rule in RULES.rules if rule.grants == grants and rule.id in TAKEOVER] == GRANTS[grants]


def test_every_path_exists_and_every_word_can_occur() -> None:
    assert [str(error) for error in check(RULES)] == []


@ALL
def test_a_rule_stands_in_its_category_under_its_id(rule: Rule) -> None:
    folder, name = rule.path.split("/")[-2:]
    assert folder == rule.category.lower()
    assert name.startswith(f"{rule.id}-")


@ALL
def test_a_rule_says_why_and_how_to_fix_it(rule: Rule) -> None:
    assert len(rule.why.split()) > 25
    assert len(rule.fix.split()) > 12
    assert rule.references.get("mitre-attack")
    assert rule.references.get("cwe")
    assert rule.tags
    assert not {"cis", "benchmark"} & set(rule.references), "benchmark numbers stand in rules/compliance"


@pytest.mark.parametrize("rule", [rule for rule in RULES.rules if rule.grants], ids=lambda rule: rule.id)
def test_what_grants_something_has_a_real_document_on_both_sides(rule: Rule) -> None:
    examples = load(rule.examples).value["examples"]
    assert any("from" in one for one in examples["fail"])
    assert any("from" in one for one in examples["pass"])


@ALL
def test_a_fail_says_its_severity(rule: Rule) -> None:
    assert all("severity" in one for one in load(rule.examples).value["examples"]["fail"])
