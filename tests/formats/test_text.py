import re
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from hostile import PAYLOADS, plant
from sample_parts import engine_part, finding, takeover, whole, workload
from sample_report import empty, many, story

from inspector.formats.cells import columns
from inspector.formats.options import Options
from inspector.formats.shown import UNSEEN
from inspector.formats.text import render
from inspector.model import Report, SummaryPart

PLAIN = Options(width=100)
WHOLE = ("  proof  ", "  change  ", "Next: ", "      docker exec ")
"""What is copied from a line is left whole."""
SGR = re.compile(r"\x1b\[[0-9;]*m")


def _host(findings: list[Any], workloads: list[Any], **changes: Any) -> Report:
    return whole([engine_part("ci-01", container=len(workloads))], workloads, findings, **changes)


def _two() -> Report:
    web = workload("ci-01", "web", "shop/web:1", takeover=takeover("engine", "DOOD-001"))
    job = workload("ci-01", "job", "shop/job:1")
    socket: dict[str, Any] = {"controls": "host", "path": "/run/docker.sock", "empty": None, "none": []}
    found = [
        finding("DOOD-001", web, socket, key="/run/docker.sock", new="new"),
        finding("EXP-001", web, {"port": 80}, key="80"),
        finding("EXP-001", web, {"port": 443}, key="443"),
        finding("EXP-001", job, {"port": 22}, key="22", certainty="likely"),
        finding("RUN-001", job, {"user": "root"}, status="waived", waiver="it is a toy"),
    ]
    return _host(found, [web, job])


def test_the_whole_of_a_small_report() -> None:
    assert render(_two(), PLAIN).splitlines() == [
        "inspector 1.0.0 · ci-01, docker 28.5.2 · 24 Nov 2026, 02:10 UTC · 3.0 s",
        "",
        "1 of 2 containers amount to root on their host.",
        "",
        "  Docker in Docker   no container runs an engine",
        "  Engine control     no container controls an engine",
        "  Privilege          no container is root on its host by its own settings",
        "",
        "  1 critical   3 medium   1 waived",
        "",
        "◆ critical  DOOD-001  The container holds an engine's control socket · 1 container",
        "    web  path /run/docker.sock, controls host  (new)",
        "    Fix: Remove the mount.",
        "",
        "■ medium    EXP-001   A port is published on every address                     2  web, job",
        "",
        "Covered: 2 containers, 16 rules.",
        "Failed: 1 finding at or above high (exit 1). Next: inspector explain DOOD-001",
    ]


def test_the_worst_rule_comes_first_and_has_a_block_of_its_own() -> None:
    text = render(story(), PLAIN)
    heads = re.findall(r"^[◆▲■●○] (\w+) +([A-Z]+-\d+)", text, re.MULTILINE)
    order = ["critical", "high", "medium", "low", "info"]
    assert [word for word, _ in heads] == sorted((word for word, _ in heads), key=order.index)
    assert len({rule for _, rule in heads}) == len(heads)
    assert {rule for _, rule in heads} == {one["rule"] for one in story()["findings"] if one["status"] == "open"}


def test_the_three_questions_are_answered_at_the_top() -> None:
    lines = render(story(), PLAIN).splitlines()
    assert lines[4].startswith("  Docker in Docker   4 containers run an engine: 3 privileged, 1 rootless; 3 not read")
    assert lines[5].startswith("  Engine control     8 containers control an engine: 6 the host's, 1 a nested one, 1 ")
    assert any(line.startswith("  Privilege          6 containers are root on their host") for line in lines)


def test_repeats_are_grouped() -> None:
    people = [workload("ci-01", f"runner-{number}", "shop/runner:1") for number in range(22)]
    found = [finding("PRIV-001", one, {"user": "root"}) for one in people]
    lines = render(_host(found, people), PLAIN).splitlines()
    assert sum(line.startswith("    runner-") for line in lines) == 5
    more = next(line for line in lines if line.startswith("    and 17 more: "))
    assert re.search(r"\+\d+ more$", more)


def test_a_sixth_object_is_shown_rather_than_counted() -> None:
    people = [workload("ci-01", f"runner-{number}", "shop/runner:1") for number in range(6)]
    text = render(_host([finding("PRIV-001", one, {"user": "root"}) for one in people], people), PLAIN)
    assert "more" not in text
    assert "runner-5" in text


def test_several_findings_on_one_object_are_one_line_of_keys() -> None:
    web = workload("ci-01", "web", "shop/web:1")
    found = [finding("MNT-003", web, {"path": path}, key=path) for path in ("/etc", "/root", "/usr")]
    assert "    web  /etc, /root, /usr\n" in render(_host(found, [web]), PLAIN)


def test_what_is_less_grave_or_less_sure_than_its_rule_says_so() -> None:
    text = render(story(), Options(width=140))
    assert (
        "dind-rootless  endpoint tcp://0.0.0.0:2375; medium because control of it is contained  (likely, medium)"
        in text
    )


def test_a_hundred_containers_stay_short() -> None:
    assert len(render(many(515, 100), PLAIN).splitlines()) < 110


def test_objects_are_named_with_their_engine_where_there_are_several() -> None:
    text = render(many(60, 20, hosts=3), PLAIN)
    assert "host-01/shop-web-1 " in text
    assert text.splitlines()[0].startswith("inspector 1.0.0 · 3 engines · ")


@pytest.mark.parametrize(
    ("numbers", "last"),
    [
        ({}, "No open finding at or above high (exit 0). Next: inspector scan -o report.html"),
        (
            {"fail_on": "never"},
            "No threshold: none at or above high (exit 0). Next: inspector scan -o report.html",
        ),
        (
            {"fail_on": "never", "findings": {"critical": 2, "high": 1, "low": 9}},
            "No threshold: 3 at or above high (exit 0). Next: inspector scan -o report.html",
        ),
        ({"gaps": 2}, "No open finding at or above high, but 2 gaps (exit 0). Next: inspector scan -o report.html"),
        (
            {"gaps": 1, "undecided": 4, "unread": 1},
            "No open finding at or above high, but 1 gap, 4 undecided and 1 engine not read (exit 0). Next: …",
        ),
        (
            {"undecided": 4, "undecided_counted": 3, "exit_code": 3},
            "Undecided: 3 not judged that could reach high (exit 3). Next: close gaps, or --allow-undecided",
        ),
        ({"exit_code": 2}, "Nothing could be audited (exit 2). Next: see above what was not read, and why"),
        ({"exit_code": 1, "counted": 1}, "Failed: 1 finding at or above high (exit 1)."),
    ],
)
def test_the_last_line_is_the_verdict_and_what_to_do_next(numbers: dict[str, Any], last: str) -> None:
    report = _host([], [])
    report["summary"] |= cast("SummaryPart", numbers)
    text = render(report, Options(width=120))
    start, cut, _ = last.partition("…")
    line = text.splitlines()[-1]
    assert line.startswith(start) if cut else line == start


def test_a_clean_audit_is_a_plain_statement_with_its_coverage() -> None:
    lines = render(empty(), PLAIN).splitlines()
    assert lines[2] == "No open finding at or above high."
    assert lines[-2] == "Covered: 0 containers, 16 rules."
    assert "as far as judged" not in "\n".join(lines)


@pytest.mark.parametrize("number", ["gaps", "undecided", "unread"])
def test_none_is_never_said_plainly_where_something_was_not_judged(number: str) -> None:
    text = render(_host([], [], numbers={number: 1}), PLAIN)
    assert text.count(", as far as judged") == 3


def test_what_was_not_judged_is_told_with_its_reason() -> None:
    text = render(story(), PLAIN)
    assert "? Not judged; none of this counts as passed" in text
    assert "    gap: engine build-02/dind-rootless: no client certificate\n" in text
    assert "    gap: every plugin of build-02: GET /plugins gave no answer in 10 s\n" in text
    assert "    undecided, up to low: 2 containers (mailer, +1 more): the user is a name; which id it is" in text
    assert "    1 object went away while the engine was read\n" in text


def test_many_reasons_are_counted_unless_all_are_asked_for() -> None:
    gaps = [{"engine": "ci-01", "kind": "volume", "id": f"v{n}", "reason": f"reason {n}"} for n in range(30)]
    report = _host([], [], gaps=gaps, numbers={"gaps": 30})
    assert "and 22 more reasons; --verbose lists them" in render(report, PLAIN)
    assert "reason 29" in render(report, Options(verbose=True))


def test_waivers_and_the_baseline_are_told() -> None:
    report = story()
    report["waivers"][1]["state"] = "expired"
    report["waivers"][1]["reason"] = "until the move"
    text = render(report, Options(width=160))
    assert "compared with baseline.json of 17 Nov 2026: 3 new, 1 risen, 1 fixed, " in text
    assert "waiver expired on 2026-12-31, inspector.toml:18 (ops: until the move): its findings are open again" in text


def test_verbose_shows_evidence_source_and_proof_of_every_finding() -> None:
    report = story()
    text = render(report, Options(width=100, verbose=True))
    for one in report["findings"]:
        if one["status"] == "open":
            assert f"finding    {one['fingerprint']}" in text
    assert "proof      docker inspect -f '{{json .HostConfig}}' traefik\n" in text
    assert "source     /HostConfig/PidMode\n" in text
    assert "severity   critical because it is published on every address\n" in text
    assert "waived: the platform team needs it until March" in text
    assert "assumed of build-02/ci-dind: The engine's default seccomp" in text


def test_verbose_never_cuts_a_command() -> None:
    report = _two()
    report["findings"][0]["proof"] = "docker inspect " + "x" * 1500
    assert "x" * 1500 in render(report, Options(width=60, verbose=True))


def test_no_colour_unless_asked_for() -> None:
    plain, coloured = render(story(), PLAIN), render(story(), Options(width=100, colour=True))
    assert "\x1b" not in plain
    assert "\x1b[1;31m◆ critical" in coloured
    assert SGR.sub("", coloured) == plain


def test_an_old_report_says_how_old_it_is() -> None:
    now = datetime(2026, 11, 29, 12, tzinfo=UTC)
    assert " · 5 days old" in render(story(), Options(now=now)).splitlines()[0]
    same_day = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert "old" not in render(story(), Options(now=same_day)).splitlines()[0]


@pytest.mark.parametrize("width", [1, 40, 60, 80, 100, 137, 1000])
@pytest.mark.parametrize("verbose", [False, True])
def test_no_line_is_wider_than_the_terminal(*, width: int, verbose: bool) -> None:
    for report in (story(), plant(story(), PAYLOADS["wide"]), plant(story(), PAYLOADS["long"])):
        for line in render(report, Options(width=width, verbose=verbose)).splitlines():
            if not any(word in line for word in WHOLE):
                assert columns(line) <= min(max(width, 40), 160), line


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_next_command_is_whole(width: int) -> None:
    report = _host([], [])
    report["summary"] |= cast("SummaryPart", {"exit_code": 0, "unread": 2, "status": {"baseline": 35}})
    last = render(report, Options(width=width)).splitlines()[-1]
    assert "(exit 0)" in last
    assert last.endswith("Next: inspector scan -o report.html")


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_hostile_text_is_neither_terminal_control_nor_a_command(*, payload: str, verbose: bool) -> None:
    text = render(plant(story(), payload), Options(width=100, colour=True, verbose=verbose))
    bare = SGR.sub("", text)
    assert not UNSEEN.search(bare.replace("\n", ""))
    assert len(bare.splitlines()) == bare.count("\n")
    for line in bare.splitlines():
        assert not line.strip().startswith("::")
        assert not re.search(r"##\w*\[", line)
    text.encode()


def test_attack_paths_and_fixes_are_told_when_there_are_some() -> None:
    path = {
        "severity": "critical",
        "certainty": "likely",
        "title": "Internet to host root through web",
        "steps": [{}, {}],
    }
    report = _two()
    report["paths"] = [path] * 7
    report["fixes"] = [{"title": "Give web a proxy"}]
    text = render(report, PLAIN)
    assert "◆ critical  Internet to host root through web (2 steps, likely)\n" in text
    assert "  and 2 more; the HTML report draws them\n" in text
    assert "Fix first\n  1. Give web a proxy\n" in text


def test_verbose_shows_where_in_a_compose_file_a_finding_stands() -> None:
    report = _two()
    report["findings"][0]["places"] = ["compose.yaml:12:7"]
    assert "place      compose.yaml:12:7\n" in render(report, Options(verbose=True))


def test_verbose_shows_the_change_to_paste() -> None:
    report = _two()
    report["findings"][0]["change"] = {"run": ["- -v /run/docker.sock:/s"], "compose": []}
    assert "change     - -v /run/docker.sock:/s\n" in render(report, Options(verbose=True))


def test_services_of_a_compose_file_are_called_so() -> None:
    report = story()
    for one in report["findings"]:
        one["object"]["kind"] = "compose"
    text = render(report, PLAIN)
    assert " compose services" in text
    assert "composes" not in text


def test_accepted_findings_have_their_evidence_and_fingerprint() -> None:
    report = _two()
    waived = next(one for one in report["findings"] if one["status"] == "waived")
    text = render(report, Options(width=100, verbose=True)).partition("\nAccepted\n")[2]
    assert "job  waived: it is a toy\n" in text
    assert "evidence   user: root\n" in text
    assert f"finding    {waived['fingerprint']}\n" in text


def test_a_command_that_reads_a_nested_engine_is_whole() -> None:
    text = render(story(), Options(width=40, verbose=True))
    commands = [line.strip() for line in text.splitlines() if "docker exec" in line]
    assert commands
    assert all(one.startswith("docker exec ") and one.endswith(" | inspector scan -") for one in commands)


@pytest.mark.parametrize("rule", ["$(id)", "a;id|sh #", "-x", "a b", "it's"])
def test_a_rule_of_a_saved_report_is_no_command(rule: str) -> None:
    web = workload("ci-01", "web", "shop/web:1")
    text = render(_host([finding("DOOD-001", web, {}) | {"rule": rule}], [web]), PLAIN)
    assert text.splitlines()[-1].endswith("Next: inspector scan -o report.html")


def test_several_hosts_are_listed_the_worst_first() -> None:
    calm, busy = workload("calm", "web", "shop/web:1"), workload("busy", "api", "shop/api:1")
    inner = workload("busy/api", "job", "shop/job:1", takeover=takeover("host", "PRIV-001"))
    engines = [engine_part("calm", container=1), engine_part("busy", container=1)]
    engines.append(engine_part("busy/api", nested_in="busy/api", container=1))
    found = [finding("PRIV-001", inner, {}), finding("EXP-001", busy, {"port": 80}), finding("EXP-001", calm, {})]
    found.append(finding("PRIV-001", calm, {}, key="a hint is not counted", certainty="hint"))
    lines = render(whole(engines, [calm, busy, inner], found), PLAIN).splitlines()
    at = lines.index("Hosts, the worst first")
    assert [" ".join(line.split()) for line in lines[at + 1 : at + 4]] == [
        "busy ◆ 1 critical, 1 medium 1 of 2 amount to root",
        "calm ■ 1 medium 0 of 1 amount to root",
        "",
    ]


def test_an_answer_of_none_is_not_plain_where_not_all_containers_were_given() -> None:
    report = _host([], [])
    report["engines"][0]["complete"] = ["image"]
    text = render(report, PLAIN)
    assert "no container runs an engine, as far as judged\n" in text
    assert "    not listed: the containers of ci-01; only what was given was read" in text
    report["engines"][0]["complete"] = ["container"]
    assert "no container runs an engine\n" in render(report, PLAIN)
