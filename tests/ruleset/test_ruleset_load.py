"""Rule files: every fault is found, with its line, before anything is judged."""

from pathlib import Path

import pytest

from inspector.errors import ManyErrors, RuleError
from inspector.ruleset import RuleSet, load_rules
from inspector.ruleset.check import check_rule
from inspector.ruleset.load import read_rule, split

GOOD = """id: ORG-001
kind: rule
title: Something is so
target: workload
severity: high
why: It matters.
fix: Change it.
params: {names: [SYS_ADMIN]}
each: facts.capabilities.items
flag: contains(params.names, item.name)
key: item.name
evidence: {name: item.name}
message: "{object} holds {name}"
"""


def faults(text: str) -> list[str]:
    _, errors = read_rule(text.encode(), "x.yaml")
    return [str(error) for error in errors]


def test_a_good_rule_has_no_fault() -> None:
    rule, errors = read_rule(GOOD.encode(), "x.yaml")
    assert errors == []
    assert rule is not None
    assert (rule.id, rule.category, rule.severity.word) == ("ORG-001", "ORG", "high")
    assert list(check_rule(rule)) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (GOOD + "flg: x\n", "x.yaml:14: unknown key 'flg' (did you mean 'flag'?)"),
        (GOOD.replace("kind: rule\n", ""), "x.yaml:1: kind is missing"),
        (GOOD.replace("high", "hgh"), "x.yaml:5: severity must be one of info, low, medium, high, critical"),
        (GOOD.replace("ORG-001", "org1"), "x.yaml:1: id must look like PRIV-002"),
        (GOOD.replace("contains(params.names, item.name)", "a b"), "x.yaml:10: flag: syntax error at 'b' (character 3) in a b"),  # noqa: E501 a table
        (GOOD.replace("workload", "workloads"), "x.yaml:4: target must be one of"),
        (GOOD + "title: again\n", "x.yaml:14: the key 'title' stands twice"),
        (GOOD + "adjust: [{when: a, severity: low}]\n", "x.yaml:14: an adjust needs because"),
        (GOOD + "adjust: [{when: a, because: b}]\n", "x.yaml:14: an adjust changes severity or certainty"),
        (GOOD + "adjust: [{whn: a, severity: low, because: b}]\n", "x.yaml:14: unknown key 'whn' (did you mean 'when'?)"),  # noqa: E501 a table
        (GOOD + "grants: everything\n", "x.yaml:14: grants must be one of host, engine"),
        (GOOD.replace("workload", "volume") + "grants: host\n", "x.yaml:14: a rule with grants has target: workload"),
        (GOOD.replace('"{object} holds {name}"', '"{nme}"'), "x.yaml:13: message: no evidence called 'nme' (did you mean 'name'?)"),  # noqa: E501 a table
        (GOOD + "references: {cis: [5.10]}\n", "x.yaml:14: references.cis must be a list of strings (quote numbers)"),
        (GOOD.replace("It matters.", "!x"), "x.yaml:6: !x is a YAML tag: quote a value that begins with '!'"),
        (GOOD.replace("why: It matters.", "why: `x`"), "x.yaml:6: found character that cannot start any token"),
        (GOOD + "when: item.name\n", "x.yaml:14: when: item is not known here"),
        ("- a\n", "x.yaml:1: a rule file holds a map"),
        ("", "x.yaml:1: a rule file holds a map"),
    ],
)  # fmt: skip
def test_faults_name_line_and_reason(text: str, wanted: str) -> None:
    assert any(fault.startswith(wanted) for fault in faults(text)), faults(text)


def test_bytes_that_are_no_text() -> None:
    assert str(read_rule(b"\xff\xfe\x00", "x.yaml")[1][0]) == "x.yaml: not UTF-8"
    assert "larger than" in str(read_rule(b"a" * 2_000_000, "x.yaml")[1][0])


def test_aliases_cannot_blow_up() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 10) + "]" for n in range(1, 9)]
    assert "more than 100000 values" in faults("\n".join(lines))[0]


@pytest.mark.parametrize(
    ("flag", "reason"),
    [
        ("!item.name", "!a.b means (!a).b"),
        ('item.name == "x"', "double quotes make a field"),
        ("NetworkSettings.Ports.*[][?HostIp]", "a filter straight after a projection never matches"),
        ("[HostConfig.Privileged, item.name]", "a list or map that is built is always true"),
        ("HostConfig.CapAdd == null", "null, true and false are fields here"),
        ("HostConfig.PidMode != 'host'", "!= is true when HostConfig.PidMode is missing"),
        ("length(Mounts) > `0`", "length() raises on null"),
        ("contains(HostConfig.CapAdd, 'ALL')", "contains() raises on null"),
        ("contains(params.nmes, item.name)", "params has no 'nmes' (did you mean 'names'?)"),
        ("nosuch(item.name)", "unknown function nosuch()"),
        ("`true`", "always the same"),
    ],
)  # fmt: skip
def test_known_traps_are_refused(flag: str, reason: str) -> None:
    found = faults(GOOD.replace("flag: contains(params.names, item.name)", "flag: |\n  " + flag))
    assert any(reason in fault for fault in found), found


@pytest.mark.parametrize(
    "flag",
    [
        "!(item.name)",
        "item.name == 'x'",
        "NetworkSettings.Ports.*[] | [?HostIp]",
        "HostConfig.CapAdd == `null`",
        "HostConfig.PidMode && HostConfig.PidMode != 'host'",
        "length(Mounts || `[]`) > `0`",
        "HostConfig.CapAdd && contains(HostConfig.CapAdd, 'ALL')",
    ],
)
def test_the_cure_of_each_trap_is_accepted(flag: str) -> None:
    assert faults(GOOD.replace("flag: contains(params.names, item.name)", "flag: |\n  " + flag)) == []


def test_grants_host_cannot_read_what_follows_from_it() -> None:
    text = GOOD + "grants: host\nwhen: facts.dind.controls == 'host'\n"
    assert "a rule that grants host cannot read facts.dind.controls" in faults(text)[0]


@pytest.mark.parametrize(
    ("flag", "reason"),
    [
        ("HostConfig.Privilged", "did you mean 'Privileged'?"),
        ("facts.seccomp == 'unconfind'", "facts.seccomp is never 'unconfind' (did you mean 'unconfined'?)"),
        ("facts.namespaces.pid.efective == 'host'", "did you mean 'effective'?"),
        ("item.nme == 'x'", "no field 'nme' in item.nme"),
        ("related.image.Confg == 'x'", "did you mean 'Config'?"),
        ("related.imge == 'x'", "no field 'imge'"),
    ],
)
def test_check_finds_misspelt_paths_and_words(flag: str, reason: str) -> None:
    rule, _ = read_rule(GOOD.replace("contains(params.names, item.name)", flag).encode(), "x.yaml")
    assert rule is not None
    assert any(reason in fault for fault in check_rule(rule))


def test_bundled_rules_load_and_check() -> None:
    rules = load_rules()
    assert rules.rules
    assert [list(check_rule(rule)) for rule in rules.rules] == [[] for _ in rules.rules]


def test_own_directory(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "org.yaml").write_text(GOOD)
    assert "ORG-001" in load_rules([tmp_path]).by_id
    assert [rule.id for rule in load_rules([tmp_path], default=False).rules] == ["ORG-001"]


def test_all_faults_of_all_files_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD + "flg: x\n")
    (tmp_path / "b.yaml").write_text(GOOD.replace("high", "hgh"))
    with pytest.raises(ManyErrors) as caught:
        load_rules([tmp_path])
    assert len(caught.value.errors) == 2


def test_an_id_that_stands_twice(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    (tmp_path / "b.yaml").write_text(GOOD.replace("ORG-001", "ORG-002") + "aliases: [ORG-001]\n")
    with pytest.raises(ManyErrors, match="duplicate id ORG-001"):
        load_rules([tmp_path], default=False)


def test_missing_and_empty_directories(tmp_path: Path) -> None:
    for place, reason in ((tmp_path, "holds no rule file"), (tmp_path / "no", "no such directory")):
        with pytest.raises(ManyErrors, match=reason):
            load_rules([place])


def test_select_and_ignore(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD + "tags: [mine]\naliases: [OLD-007]\n")
    rules = load_rules([tmp_path])

    def shown(chosen: RuleSet) -> set[str]:
        return {rule.id for rule in chosen.rules if chosen.shown(rule)}

    assert shown(rules.choose(["ORG-001"], [])) == {"ORG-001"}
    assert shown(rules.choose(["old-007"], [])) == {"ORG-001"}
    assert shown(rules.choose(["mine"], [])) == {"ORG-001"}
    assert shown(rules.choose(["ORG"], [])) == {"ORG-001"}
    assert "ORG-001" not in shown(rules.choose([], ["mine"]))
    assert shown(rules) == {rule.id for rule in rules.rules}
    with pytest.raises(RuleError, match="did you mean 'ORG-001'"):
        rules.choose(["ORG-0O1"], [])


def test_examples_keep_their_line_numbers() -> None:
    head, examples = split("a: 1\n---\nb: 2\n")
    assert (head, examples) == ("a: 1\n", "\n\nb: 2\n")
