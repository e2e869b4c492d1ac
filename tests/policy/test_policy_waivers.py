import pytest
from sample_policy import finding

from inspector.policy.waivers import accepts, too_wide, view
from inspector.query import QueryError
from inspector.query import compile as compile_query

ALL = " || ".join(f"severity == '{word}'" for word in ("critical", "high", "medium", "low", "info"))


@pytest.mark.parametrize(
    "match",
    [
        "`true`",
        "rule != 'A-1'",
        "severity != 'none'",
        ALL,
        "contains(['critical', 'high', 'medium', 'low', 'info'], severity)",
        "severity == 'critical'",
        "severity == 'high' || severity == 'critical'",
        "certainty == 'certain' && severity == 'high'",
        "certainty == 'likely'",
        "severity != 'critical'",
        "object.engine == 'ci-01'",
        "glob(object.engine, 'ci-*')",
        "starts_with(object.engine, 'ci')",
        "object.engine != 'prod'",
        "object.kind == 'container'",
        "object.engine == 'ci-01' && object.kind == 'container'",
        "object.state == 'exited'",
        "status != 'waived'",
        "!(rule == 'A-1')",
        'contains(`["container", "volume", "image"]`, object.kind)',
        "type(message) == 'string'",
        "length(fingerprint) > `0`",
    ],
)
def test_what_accepts_everything_is_too_wide(match: str) -> None:
    assert too_wide(compile_query(match))


@pytest.mark.parametrize(
    "match",
    [
        "rule == 'DOOD-001'",
        "rule == 'DOOD-001' && object.name == 'traefik'",
        "object.name == 'traefik'",
        "object.project == 'shop'",
        "starts_with(object.name, 'ci-')",
        "starts_with(rule, 'RUN-')",
        "contains(rules, 'MNT-011') && evidence.path == '/run'",
        "fingerprint == '0011223344556677'",
        "severity == 'info'",
        "severity == 'medium' && certainty == 'likely'",
        "severity == 'critical' && object.name == 'traefik'",
        "certainty == 'hint'",
        "key == '/var/run/docker.sock'",
        "object.engine == 'ci-01' && rule == 'NS-005'",
        "`false`",
        "nothing",
        "length(because) > `0` && rule == 'X-1'",
    ],
)
def test_what_names_a_rule_an_object_or_a_lower_severity_is_not_too_wide(match: str) -> None:
    assert not too_wide(compile_query(match))


@pytest.mark.parametrize(("match", "answer"), [("rule == 'A-1'", True), ("rule == 'B-2'", False), ("nothing", False)])
def test_only_true_accepts(match: str, *, answer: bool) -> None:
    assert accepts(compile_query(match), finding("A-1", "web")) is answer


@pytest.mark.parametrize("match", ["rule", "`1`", "evidence", "length(because)"])
def test_an_answer_that_is_neither_true_nor_false_is_an_error(match: str) -> None:
    with pytest.raises(QueryError):
        accepts(compile_query(match), finding("A-1", "web"))


def test_a_match_sees_the_finding_of_the_report() -> None:
    one = finding("A-1", "web", also=["B-2"], new="new")
    seen = view(one)
    assert seen["rules"] == ["A-1", "B-2"]
    assert set(one) - set(seen) == {"status", "waiver", "new"}


def test_many_words_are_tried_in_bounded_time() -> None:
    words = " || ".join(f"object.name == 'name-{n}'" for n in range(40))
    assert not too_wide(compile_query(words))
