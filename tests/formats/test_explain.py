import re

import pytest
from hostile import PAYLOADS, plant
from sample_parts import engine_part, finding, takeover, whole, workload
from sample_report import story

from inspector.errors import ReportError
from inspector.explain import explain_finding, explain_rule, find
from inspector.formats.cells import columns
from inspector.formats.shown import UNSEEN
from inspector.ruleset import load_rules

RULES = load_rules()
SECTIONS = [
    "Why it matters",
    "How an attacker would use it",
    "How to fix it",
    "What it is not",
    "How to see it",
    "References",
]


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_every_rule_is_explained_in_full(rule: object) -> None:
    text = explain_rule(RULES.find(rule.id))  # type: ignore[attr-defined]
    lines = text.splitlines()
    assert [line for line in lines if line in SECTIONS] == SECTIONS
    assert max(map(len, lines)) <= 200
    assert "\n\n\n" not in text


def test_a_rule_s_explanation_says_who_and_what_and_where_to_read_on() -> None:
    text = explain_rule(RULES.find("DOOD-001"))
    assert text.startswith(
        "DOOD-001  The container holds an engine's control socket\ncritical, judged on every container"
    )
    assert "code in it gets control of an engine." in " ".join(text.split())
    assert "  CWE-250  https://cwe.mitre.org/data/definitions/250.html\n" in text
    assert "  ATT&CK T1552.007  https://attack.mitre.org/techniques/T1552/007/\n" in text
    assert "  inspector rules show DOOD-001\n" in text


@pytest.mark.parametrize("width", [40, 60, 88])
def test_an_explanation_is_as_wide_as_the_terminal(width: int) -> None:
    for report in (story(), plant(story(), PAYLOADS["long"]), plant(story(), PAYLOADS["wide"])):
        for one in report["findings"]:
            text = explain_finding(report, one["fingerprint"], width=width).partition("\nSee it yourself")[0]
            assert max(map(columns, text.splitlines())) <= width


def test_what_a_rule_is_not_comes_from_its_passing_examples() -> None:
    text = explain_rule(RULES.find("DIND-003"))
    assert "\nWhat it is not\n  It does not fail on, among others:\n  - a unix socket only\n" in text
    assert "\nJudged otherwise\n  - medium: the nested engine is contained\n" in text


def test_a_finding_is_explained_from_the_report_alone() -> None:
    report = story()
    one = next(one for one in report["findings"] if one["rule"] == "DIND-003" and "new" in one)
    text = explain_finding(report, one["fingerprint"])
    for wanted in (
        "DIND-003  A nested engine answers on TCP without checking who calls\ncritical, certain, new, open\n",
        "It is critical, not high, because it is published on every address.\n",
        "\nbuild-02/ci-dind\n  ci-dind: A nested engine answers",
        "    endpoint: tcp://0.0.0.0:2375\n",
        "    source: /HostConfig/Binds/0\n",
        "\nSee it yourself\n  docker inspect -f '{{json .HostConfig}}' ci-dind\n",
        "\nHow to fix it\n  Keep DOCKER_TLS_CERTDIR set and use port 2376.\n",
        "\nThe rule\n  inspector explain DIND-003\n",
    ):
        assert wanted in text


def test_what_a_takeover_gives_is_said() -> None:
    report = story()
    marks = {
        one["object"]["name"]: one["fingerprint"]
        for one in report["findings"]
        if one["rule"] in ("PRIV-001", "DOOD-001")
    }
    assert "is root on the host with it" in " ".join(explain_finding(report, marks["ci-dind"]).split())
    assert "asks the engine for a new container" in " ".join(explain_finding(report, marks["runner"]).split())


def test_the_beginning_of_a_fingerprint_is_enough() -> None:
    report = story()
    mark = report["findings"][0]["fingerprint"]
    assert find(report, mark[:8].upper())[0]["fingerprint"] == mark


def test_an_unknown_or_ambiguous_fingerprint_is_refused_in_one_line() -> None:
    report = story()
    with pytest.raises(ReportError, match=r"^r\.json: no finding has the fingerprint zz$"):
        find(report, "zz", "r.json")
    with pytest.raises(ReportError, match=r"^no finding"):
        find(report, " ")
    first = report["findings"][0]["fingerprint"][0]
    with pytest.raises(ReportError, match=rf"findings begin with {first}: "):
        find(report, first)


def test_replicas_are_explained_together() -> None:
    replicas = [workload("ci-01", f"shop-web-{n}", "shop/web:1", service="web") for n in (1, 2)]
    found = [finding("PRIV-001", one, {"user": "root"}) for one in replicas]
    for one in found:
        one["fingerprint"], one["fingerprints"] = "a" * 16, ["a" * 16]
    text = explain_finding(whole([engine_part("ci-01")], replicas, found), "aaaa")
    assert "\nci-01/shop-web-1\n" in text
    assert "\nci-01/shop-web-2\n" in text


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_hostile_text_is_neither_terminal_control_nor_a_command(payload: str) -> None:
    report = plant(story(), payload)
    for one in report["findings"][:6]:
        text = explain_finding(report, one["fingerprint"])
        assert not UNSEEN.search(text.replace("\n", ""))
        assert not re.search(r"^\s*::|##\w*\[", text, re.MULTILINE)


def test_a_change_is_shown_for_docker_run_and_compose() -> None:
    report = story()
    report["findings"][0]["change"] = {"run": ["- --privileged"], "compose": ["- privileged: true"]}
    text = explain_finding(report, report["findings"][0]["fingerprint"])
    assert "\nThe change, in docker run\n  - --privileged\n" in text
    assert "\nThe change, in the compose file\n  - privileged: true\n" in text


@pytest.mark.parametrize(
    ("risk", "told"),
    [
        ("kernel", "It is no way out by itself."),
        ("files", "What is read or written there is the host's."),
        ("engine", "asks the engine for a new container"),
        ("reach", "It lets others in."),
        (None, "It lets nobody in by itself."),
    ],
)
def test_what_a_finding_gives_is_what_its_rule_says(risk: str | None, told: str) -> None:
    web = workload("ci-01", "web", "shop/web:1")
    report = whole([engine_part("ci-01", container=1)], [web], [finding("DOOD-001", web, {})])
    assert "How an attacker" not in explain_finding(report, report["findings"][0]["fingerprint"])
    report["rules"]["DOOD-001"]["risk"] = risk  # type: ignore[typeddict-item]
    assert told in " ".join(explain_finding(report, report["findings"][0]["fingerprint"]).split())


def test_a_rule_of_a_saved_report_is_no_command() -> None:
    web = workload("ci-01", "web", "shop/web:1")
    report = whole([engine_part("ci-01", container=1)], [web], [finding("DOOD-001", web, {}) | {"rule": "$(id)"}])
    assert "inspector explain" not in explain_finding(report, report["findings"][0]["fingerprint"])


def test_a_lesser_finding_of_a_rule_that_grants_the_host_gives_less() -> None:
    web = workload("ci-01", "web", "shop/web:1", takeover=takeover("host", "PRIV-001"))
    grave, lesser = finding("PRIV-001", web, {}, key="a"), finding("PRIV-001", web, {}, key="b", severity="low")
    report = whole([engine_part("ci-01", container=1)], [web], [grave, lesser])
    report["rules"]["PRIV-001"]["risk"] = "kernel"
    assert "is root on the host with it" in " ".join(explain_finding(report, grave["fingerprint"]).split())
    assert "It is no way out by itself." in explain_finding(report, lesser["fingerprint"])
