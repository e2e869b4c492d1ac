"""The chapters that are mostly text: changes, fixes, objects, what was not judged, appendix."""

from typing import Any

import pytest
from html_tree import Element, parse
from sample_parts import engine_part, finding, port_item, privilege, takeover, whole, workload
from sample_report import empty, story

from inspector.formats.html_report import render
from inspector.formats.html_report.prose import inline, prose
from inspector.formats.html_report.words import count, listed, number, spelled
from inspector.model import FindingPart, Report

WEB = workload("host", "web", "nginx:1")


def _report(findings: list[FindingPart] | None = None, **changes: Any) -> Report:
    return whole([engine_part("host", container=1)], [WEB], findings or [], **changes)


def _block(report: Report, name: str) -> Element:
    return parse(render(report)).find(name)


def _change(because: str, **changes: Any) -> dict[str, Any]:
    about = finding("EXP-001", WEB, {})
    names = ("fingerprint", "rule", "severity", "object", "key", "message")
    return {name: about[name] for name in names} | {"because": because} | changes  # type: ignore[literal-required]


def _baseline(**changes: Any) -> dict[str, Any]:
    usual = {"source": "old.json", "date": "2026-11-17T02:10:00Z", "unchanged": 3, "new": 0, "risen": 0}
    return usual | {"reopened": 0, "new_rule": 0, "fixed": [], "unseen": []} | changes


def test_without_a_baseline_it_says_how_to_give_one() -> None:
    assert "inspector scan --baseline report.json" in _block(_report(), "changes").text


def test_changes_are_news_first_then_what_is_fixed() -> None:
    news = [finding("MNT-003", WEB, {}, new="risen"), finding("PRIV-001", WEB, {}, new="new")]
    block = _block(_report(news, baseline=_baseline(fixed=[_change("gone"), _change("changed")])), "changes")
    assert "Since the baseline of 17 Nov 2026" in block.text
    assert "2 new, 2 fixed, 3 unchanged." in block.text
    told = [" ".join(one.text.split()) for one in block.every("li")]
    assert told[0].startswith("new Critical web The container is privileged")
    assert told[1].startswith("risen High")
    assert told[2] == "fixed Medium web the object is gone EXP-001"
    assert "A port is published" in told[3]


def test_what_cannot_be_seen_is_not_fixed() -> None:
    block = _block(_report(baseline=_baseline(unseen=[_change("a gap")])), "changes")
    assert "1 no longer seen, which is not fixed" in block.text
    assert "fixed" not in [style for one in block.every("span") for style in one.styles]


def test_many_changes_are_counted() -> None:
    news = [finding("RUN-001", WEB, {}, key=str(at), new="new") for at in range(9)]
    block = _block(_report(news, baseline=_baseline(fixed=[_change("gone")] * 8)), "changes")
    told = [" ".join(one.text.split()) for one in block.every("li")]
    assert len(told) == 12
    assert "new 4 more new findings all new" in told
    assert any(one.startswith("fixed 3 more fixed findings") for one in told)


def test_fixes_of_rules_stand_in_for_a_list_that_was_not_computed() -> None:
    found = [finding("RUN-001", WEB, {}), finding("NS-001", WEB, {}), finding("PRIV-001", WEB, {}, key="x")]
    rows = _block(_report(found), "fix").every("li")
    assert [one.every("h3")[0].text for one in rows] == [
        "Name the one capability or device that it needs.",
        "Leave pid alone.",
    ]
    assert "closes 1 finding" in rows[0].text
    assert "on web" in rows[0].text


def test_of_the_objects_to_fix_the_reachable_come_first() -> None:
    open_one = workload("host", "zoo", "x", privilege=privilege(published=[port_item(80)]))
    idle = workload("host", "yak", "x", state="exited", privilege=privilege(published=[port_item(81)]))
    found = [finding("PRIV-001", one, {}) for one in (WEB, idle, open_one)]
    row = _block(whole([engine_part("host")], [WEB, idle, open_one], found), "fix").every("li")[0]
    assert "on zoo (published on every address), web and yak" in row.text


def test_each_fix_says_how_many_still_amount_to_root() -> None:
    given = {"one": ["DOOD-001"], "two": ["DOOD-001"], "three": ["PRIV-001"], "four": ["PRIV-001", "DOOD-001"]}
    parts = [
        workload("host", name, "x", takeover=[one for rule in rules for one in takeover("host", rule)])
        for name, rules in given.items()
    ]
    found = [finding(rule, part, {}) for part in parts for rule in given[part["name"]]]
    found += [finding("RUN-001", part, {}) for part in parts]
    block = _block(whole([engine_part("host")], parts, found), "fix")
    told = [" ".join(one.text.split()) for one in block.every("li")]
    assert [one.rpartition(" after it ")[2] for one in told] == ["2 of 4 amount to root", "0 of 4 amount to root"]
    assert "DOOD-001" in told[0]
    assert "closes 3 findings" in told[0]


def test_a_waived_finding_keeps_its_workload_at_root() -> None:
    part = workload("host", "one", "x", takeover=takeover("host", "PRIV-001") + takeover("engine", "DOOD-001"))
    found = [finding("PRIV-001", part, {}), finding("DOOD-001", part, {}, status="waived", waiver="x")]
    (row,) = _block(whole([engine_part("host")], [part], found), "fix").every("li")
    assert row.text.rstrip().endswith("after it 1 of 1 amounts to root")


def test_clients_of_a_nested_engine_say_whose() -> None:
    found = [finding("DOOD-026", WEB, {"controls": f"nested:{name}"}, key=name) for name in ("b<i>", "a")]
    (row,) = _block(_report(found), "fix").every("li")
    assert "on web, clients of the engines in a and b<i>" in row.text
    assert "closes 2 findings" in row.text


def test_a_critical_fault_of_the_engine_is_fixed_first() -> None:
    part = workload("host", "one", "x", takeover=takeover("host", "PRIV-001"))
    whose: Any = part | {"kind": "engine", "name": "host", "id": "host"}
    found = [finding("PRIV-001", part, {}), finding("DOOD-001", whose, {})]
    report = whole([engine_part("host")], [part], found)
    assert "DOOD-001" in _block(report, "fix").every("li")[0].text
    begin = next(one.text for one in _block(report, "verdict").every("p") if one.text.startswith("Start with"))
    assert begin.startswith("Start with host (")
    assert begin.endswith("), then one (is privileged): what to do.")


def test_fixes_of_the_report_come_first() -> None:
    fix = {"title": "Stop <it>", "cost": "nothing", "paths": ["P1", "P2"], "rules": ["PRIV-001", "GONE-001"]}
    rows = _block(_report([finding("PRIV-001", WEB, {})], fixes=[fix]), "fix").every("li")
    assert len(rows) == 1
    assert rows[0].every("h3")[0].text == "Stop <it>"
    assert "breaks 2 paths" in rows[0].text
    assert [one.attributes["href"] for one in rows[0].every("a")] == ["#rule-PRIV-001"]


def test_waived_findings_need_no_fix() -> None:
    block = _block(_report([finding("PRIV-001", WEB, {}, status="waived", waiver="x")]), "fix")
    assert "No open finding is critical or high." in block.text


def test_objects_list_their_open_findings_worst_first() -> None:
    found = [finding("RUN-001", WEB, {}), finding("PRIV-001", WEB, {}), finding("NS-001", WEB, {}, status="waived")]
    block = _block(_report(found), "objects")
    row = next(one for one in block.every("tr") if one.text.startswith("web"))
    assert [one.text for one in row.every("td")][4] == "Critical"
    links = [one.text for one in row.every("a")]
    assert links == ["PRIV-001", "RUN-001", "only these"]
    assert row.every("a")[-1].attributes["data-f"] == "obj=" + row.ident.removeprefix("object-")


def test_objects_without_findings_are_listed_without_praise() -> None:
    row = next(one for one in _block(_report(), "objects").every("tr") if one.text.startswith("web"))
    assert [one.text for one in row.every("td")][-2:] == ["none open", "0"]


def test_other_kinds_stand_closed_with_their_findings() -> None:
    image: Any = finding("IMG-002", WEB, {})
    image["object"] = {**image["object"], "kind": "image", "id": "sha256:1", "name": "nginx:1"}
    block = _block(_report([image]), "objects")
    closed = [one for one in block.every("details") if "more" in one.styles and "open" not in one.attributes]
    assert [one.every("summary")[0].text for one in closed] == ["1 image with findings"]


def test_ports_and_the_auditor_itself_are_named() -> None:
    own = workload("host", "auditor", "x", privilege=privilege(published=[port_item(80)]), self=True)
    row = next(
        one for one in _block(whole([engine_part("host")], [own], []), "objects").every("tr") if "auditor" in one.text
    )
    assert "inspector itself" in row.text
    assert "*:80" in row.text


def test_unjudged_is_never_a_pass() -> None:
    block = _block(story(), "unjudged")
    assert "None of this counts as passed." in block.text
    states = {row.every("td")[0].text for row in block.every("tr") if row.every("td")}
    assert states == {"not read", "not collected", "removed meanwhile", "unknown", "assumed"}
    assert all(row.every("td")[0].styles == ["q"] for row in block.every("tr") if row.every("td"))


def test_an_unread_engine_and_its_gap_are_one_row() -> None:
    told = [row.text for row in _block(story(), "unjudged").every("tr")]
    assert sum("dind-rootless" in one for one in told) == 1
    assert sum("not read" in one for one in told) == 3


def test_undecided_objects_are_named_and_counted() -> None:
    part = {"reason": "r", "rules": ["RUN-001"], "kind": "image", "count": 31, "pairs": 31, "severity": "low"}
    undecided: Any = [part | {"objects": [f"host/i{at}" for at in range(20)]}]
    told = _block(_report(undecided=undecided), "unjudged").text
    assert "31 images: host/i0" in told
    assert "and 11 more" in told


def test_nothing_unjudged_is_said() -> None:
    assert "There was no gap and no unknown outcome." in _block(empty(), "unjudged").text


def test_benchmarks_are_counted_and_no_strange_state_is_a_pass() -> None:
    controls = {"5.1": {"state": "failed"}, "5.2": {"state": "passed"}, "5.10": {"state": "perhaps"}, "5.3": 7}
    block = _block(_report(compliance={"cis-1.6.0": {"title": "CIS <1.6.0>", "controls": controls}}), "compliance")
    cells = [one.text for one in block.every("tbody")[0].every("td")]
    assert block.every("tbody")[0].every("th")[0].text == "CIS <1.6.0>"
    assert cells == ["1", "1", "0", "2", "0", "0", "5.1"]


def test_the_appendix_has_outcomes_waivers_and_versions() -> None:
    told = " ".join(_block(story(), "appendix").text.split())
    assert "192 passed" in told
    assert "object.name == 'portainer'" in told
    assert "31 Dec 2026" in told
    assert "engine 28.5.2" in told


@pytest.mark.parametrize(
    ("given", "html"),
    [
        ("a `b<c` d", "<p>a <code>b&lt;c</code> d</p>"),
        ("one\n\ntwo", "<p>one</p><p>two</p>"),
        ("try:\n\n    docker run <x>\n      -v a", "<p>try:</p><pre>docker run &lt;x&gt;\n  -v a</pre>"),
        ("<script>", "<p>&lt;script&gt;</p>"),
    ],
)
def test_prose(given: str, html: str) -> None:
    assert prose(given) == html


def test_inline_joins_lines() -> None:
    assert inline("a\n  b `c`") == "a b <code>c</code>"


def test_words() -> None:
    assert number(20_000) == "20\u202f000"
    assert (count(1, "gap"), count(0, "gap"), count(2, "fix", "fixes")) == ("1 gap", "0 gaps", "2 fixes")
    assert (spelled(3), spelled(41)) == ("Three", "41")
    assert (listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], 2)) == (
        "",
        "a",
        "a and b",
        "a, b and 1 more",
    )
