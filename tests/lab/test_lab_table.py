"""The lab covers what it says, and its page is up to date."""

from inspector.audit import load_rules

from .table import EXPERIMENTS, PAGE, not_shown, page

TAKEOVER = {
    "DEV-001",
    "DEV-005",
    "DIND-002",
    "DIND-003",
    "DIND-017",
    "DMN-001",
    "DMN-007",
    "DMN-018",
    "DOOD-001",
    "DOOD-008",
    "DOOD-009",
    "DOOD-013",
    "DOOD-014",
    "DOOD-015",
    "DOOD-019",
    "DOOD-020",
    "DOOD-026",
    "DOOD-027",
    "MNT-001",
    "MNT-003",
    "MNT-006",
    "MNT-011",
    "MNT-013",
    "MNT-015",
    "MNT-016",
    "MNT-017",
    "NS-001",
    "NS-002",
    "NS-003",
    "NS-005",
    "NS-009",
    "PRIV-001",
    "PRIV-002",
    "PRIV-008",
    "SEC-001",
    "SEC-003",
    "SEC-004",
    "SEC-006",
    "SEC-008",
    "VOL-001",
    "VOL-002",
}
"""The rules about taking over a host."""


def test_every_takeover_rule_is_shown_or_said_to_be_impossible() -> None:
    shown = {one.rule for one in EXPERIMENTS}
    assert shown | not_shown() == TAKEOVER
    assert shown & not_shown() == set()
    assert len(shown) >= 25


def test_every_rule_that_grants_something_is_a_takeover_rule() -> None:
    rules = {rule.id: rule for rule in load_rules().rules}
    assert rules.keys() >= TAKEOVER
    assert {name for name, rule in rules.items() if rule.grants} <= TAKEOVER


def test_a_near_miss_changes_something_and_weighs_less() -> None:
    order = ("info", "low", "medium", "high", "critical")
    for one in EXPERIMENTS:
        setup, near = one.ways
        assert (setup.box, setup.prover) != (near.box, near.prover), one.name
        if one.near_severity:
            assert order.index(one.near_severity) < order.index(one.severity), one.name


def test_names_are_unique() -> None:
    names = [one.name for one in EXPERIMENTS]
    assert len(set(names)) == len(names)


def test_the_page_is_generated_from_the_experiments() -> None:
    assert PAGE.read_text("utf-8") == page(), "run tests/lab/write_table.py"
