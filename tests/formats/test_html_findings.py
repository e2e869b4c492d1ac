from typing import Any

from html_tree import Element, parse
from sample_parts import engine_part, finding, whole, workload

from inspector.formats.html_report import render
from inspector.formats.html_report.cells import NOTHING
from inspector.model import FindingPart, WorkloadPart

WEB, API = workload("host", "web", "nginx:1"), workload("host", "api", "api:2", state="exited")


def _page(*findings: FindingPart, **changes: Any) -> Element:
    return parse(render(whole([engine_part("host", container=2)], [WEB, API], list(findings), **changes)))


def _found(of: WorkloadPart = WEB, rule: str = "MNT-003", **changes: Any) -> FindingPart:
    return finding(rule, of, changes.pop("evidence", {"path": "/etc"}), **changes)


def _group(page: Element, rule: str = "MNT-003") -> Element:
    return page.find(f"rule-{rule}")


def _rows(group: Element) -> list[Element]:
    return [row for row in group.every("tr") if row.ident]


def test_why_and_fix_stand_once_for_all_rows() -> None:
    page = _page(_found(), _found(API))
    assert page.text.count("What is written there is run by the host.") == 1
    assert page.find("findings").text.count("Mount a narrower path read-only.") == 1
    assert len(_rows(_group(page))) == 2


def test_groups_come_by_their_worst_finding() -> None:
    page = _page(_found(rule="RUN-001"), _found(), _found(rule="EXP-001", severity="critical"))
    order = [one.ident for one in page.every("details") if "rule" in one.styles]
    assert order == ["rule-EXP-001", "rule-MNT-003", "rule-RUN-001"]


def test_columns_are_the_evidence() -> None:
    evidence = {"b": [1, "x"], "path": "/etc", "a": True, "nothing": None, "map": {"k": None}}
    group = _group(_page(_found(evidence=evidence)))
    assert [one.text for one in group.every("th")] == ["Object", "Path", "A", "B", "Map", "Link"]
    assert [one.text for one in _rows(group)[0].every("td")][1:5] == ["/etc", "yes", "1, x", f"k: {NOTHING}"]


def test_evidence_beyond_the_columns_stands_in_one() -> None:
    group = _group(_page(_found(evidence={f"e{number}": number for number in range(9)})))
    assert [one.text for one in group.every("th")][-2:] == ["More", "Link"]
    assert _rows(group)[0].every("td")[-2].text == "e4: 4, e5: 5, e6: 6, e7: 7, e8: 8"


def test_a_finding_without_evidence_has_as_many_cells_as_heads() -> None:
    group = _group(_page(_found(evidence={})))
    assert len(group.every("th")) == len(_rows(group)[0].every("td")) == 2


def test_the_proof_of_one_row_is_exact() -> None:
    assert "docker inspect -f '{{json .HostConfig}}' web" in _group(_page(_found())).text


def test_the_proof_of_many_rows_is_said_once_with_a_name_to_fill_in() -> None:
    group = _group(_page(_found(), _found(API)))
    assert group.text.count("docker inspect") == 1
    assert "docker inspect -f '{{json .HostConfig}}' NAME" in group.text


def test_rows_that_are_proved_otherwise_say_how_behind_their_fields() -> None:
    other = "docker exec api cat /etc/passwd"
    group = _group(_page(_found(), _found(API, proof=other, source=["/Mounts/1"])))
    told = {row.every("summary")[0].text: row.every("code")[0].text for row in _rows(group)}
    usual = "docker inspect -f '{{json .HostConfig}}' web"
    assert told == {"Mounts/1": other, "HostConfig/Binds/0": usual}
    assert "NAME" not in group.text


def test_rows_of_the_same_fields_that_are_proved_otherwise_have_a_column_for_it() -> None:
    group = _group(_page(_found(), _found(API, proof=None)))
    assert [one.text for one in group.every("th")] == ["Object", "Path", "Proof", "Link"]
    assert [row.every("td")[2].text.startswith("command") for row in _rows(group)] == [False, True]


def test_evidence_that_is_the_same_everywhere_is_said_once_when_there_is_much() -> None:
    much = {"path": "/etc", "dest": "/x", **{f"e{number}": number for number in range(5)}}
    group = _group(_page(_found(evidence=much), _found(API, evidence={**much, "e4": 9})))
    assert [one.text for one in group.every("th")] == ["Object", "Path", "Dest", "E4", "Link"]
    assert "e0: 0, e1: 1, e2: 2, e3: 3" in group.every("dl")[0].text


def test_a_row_without_proof_claims_none() -> None:
    group = _group(_page(_found(proof=None)))
    assert "Proof" not in group.text


def test_the_fields_stand_once_when_all_rows_have_the_same() -> None:
    same = _group(_page(_found(), _found(API)))
    assert same.text.count("HostConfig/Binds/0") == 1
    apart = _group(_page(_found(), _found(API, source=["/Mounts/1", "/Mounts/2"])))
    assert [row.every("td")[-2].text for row in _rows(apart)] == ["Mounts/1, Mounts/2", "HostConfig/Binds/0"]


def test_what_sets_a_row_apart_is_said_in_it() -> None:
    group = _group(
        _page(
            _found(),
            _found(
                API,
                severity="medium",
                because="a user that is not root",
                certainty="likely",
                also=["MNT-007"],
                implies=["It also reads the host's logs."],
                status="waived",
                waiver="until the move",
            ),
        )
    )
    told = _rows(group)[1].text
    for words in ("exited", "Medium", "a user that is not root", "likely", "MNT-007 It also reads the host's logs."):
        assert words in told
    assert "waived" in told
    assert "until the move" in told
    assert _rows(group)[0].every("td")[0].text == "web"


def test_rows_carry_what_the_filter_asks_for() -> None:
    group = _group(
        _page(_found(), _found(API, severity="low", status="baseline"), _found(API, key="x", new="risen")), "MNT-003"
    )
    by_status = {row.attributes.get("data-s", "open"): row for row in _rows(group)}
    assert set(by_status) == {"open", "known", "new"}
    assert by_status["known"].attributes["data-v"] == "low"
    assert "data-v" not in by_status["open"].attributes
    assert group.attributes["data-v"] == "high"


def test_rules_that_fail_beside_others_are_listed_and_linked() -> None:
    page = _page(_found(also=["MNT-011"]))
    assert "A host directory is mounted that holds sockets" in page.find("rule-MNT-011").text
    assert "#rule-MNT-011" in {one.attributes.get("href") for one in _group(page).every("a")}


def test_groups_with_news_are_open_else_the_worst() -> None:
    page = _page(_found(), _found(rule="RUN-001", new="new"))
    opened = [one.ident for one in page.every("details") if "rule" in one.styles and "open" in one.attributes]
    assert opened == ["rule-RUN-001"]
    page = _page(_found(), _found(rule="RUN-001"))
    opened = [one.ident for one in page.every("details") if "rule" in one.styles and "open" in one.attributes]
    assert opened == ["rule-MNT-003"]


def test_the_filter_is_hidden_until_the_script_shows_it_and_offers_what_occurs() -> None:
    form = _page(_found(), _found(API, status="waived")).find("filter")
    assert "hidden" in form.attributes
    offered = [one.attributes["value"] for one in form.every("input") if one.attributes.get("name") == "st"]
    assert offered == ["open", "waived"]


def test_two_findings_of_one_fingerprint_are_two_rows() -> None:
    page = _page(_found(), _found(API, fingerprint=_found()["fingerprint"]))
    idents = [row.ident for row in _rows(_group(page))]
    assert len(set(idents)) == 2


def test_a_rule_that_the_report_does_not_describe_is_shown_by_its_id() -> None:
    page = _page(_found(), rules={})
    assert "MNT-003" in _group(page).text
