"""One cause, one finding; safe messages; a fingerprint that survives; a command that proves it."""

import shlex
from typing import Any

import pytest

from inspector.evaluate import evaluate, findings
from inspector.evaluate.proof import proof, template
from inspector.facts.inventory import EngineInventory, Subject
from inspector.ruleset import RuleSet
from inspector.ruleset.load import read_rule


def rules(*bodies: str) -> RuleSet:
    made = []
    for number, body in enumerate(bodies, 1):
        head = f"{{id: T-{number:03}, kind: rule, title: t, target: workload, why: w, fix: f, "
        rule, errors = read_rule((head + body + "}").encode(), "t.yaml")
        assert rule is not None, errors
        made.append(rule)
    return RuleSet(tuple(made), "digest")


def run(ruleset: RuleSet, *subjects: Subject) -> list[Any]:
    inventory = EngineInventory("e", "e", {}, list(subjects))  # type: ignore[typeddict-item]  # no engine facts needed
    return findings(evaluate([inventory], ruleset, lambda _: None).fails)


def web(facts: dict[str, Any], name: str = "web", identity: str = "name:web", ident: str = "1") -> Subject:
    return Subject("e", "container", ident, name, {}, facts, {}, workload=True, state="running", identity=identity)


PATHS = {"host_paths": [{"path": "/", "source": ["/Mounts/0"]}], "dood": [{"path": "/", "source": ["/Mounts/0"]}]}
WRITES = (
    "severity: critical, grants: host, each: facts.host_paths, flag: \"item.path == '/'\", message: '{object} writes'"
)
HOLDS = "severity: critical, grants: engine, each: facts.dood, flag: \"item.path == '/'\", message: '{object} holds'"
MINOR = "severity: high, each: facts.host_paths, flag: \"item.path == '/'\", message: '{object} reads'"


def test_one_cause_is_one_finding_and_names_all_it_implies() -> None:
    (found,) = run(rules(HOLDS, MINOR, WRITES), web(dict(PATHS)))
    assert (found["rule"], found["also"]) == ("T-003", ["T-001", "T-002"])
    assert found["message"] == "web writes"
    assert found["implies"] == ["web holds", "web reads"]
    assert len(set(found["fingerprints"])) == 3
    assert found["proof"] == "docker inspect --type container -f '{{json (index .Mounts 0)}}' web"


@pytest.mark.parametrize("certainty", ["likely", "certain"])
def test_a_hint_leads_nothing_that_counts(certainty: str) -> None:
    (found,) = run(rules(WRITES + ", certainty: hint", MINOR + f", certainty: {certainty}"), web(dict(PATHS)))
    assert (found["rule"], found["also"]) == ("T-002", ["T-001"])
    assert (found["severity"], found["certainty"]) == ("high", certainty)
    assert found["implies"] == ["web writes"]


def test_of_hints_the_worst_leads() -> None:
    (found,) = run(rules(MINOR + ", certainty: hint", WRITES + ", certainty: hint"), web(dict(PATHS)))
    assert (found["rule"], found["severity"], found["certainty"]) == ("T-002", "critical", "hint")


def test_one_thing_in_two_places_is_one_finding() -> None:
    paths = [{"path": "/", "source": [f"/Mounts/{number}"]} for number in (0, 1)]
    body = WRITES.replace("message:", "key: item.path, message:")
    (found,) = run(rules(body), web({"host_paths": paths}))
    assert found["source"] == ["/Mounts/0", "/Mounts/1"]
    assert "(index .Mounts 1)" in found["proof"]


def test_the_change_takes_out_every_place_of_it() -> None:
    paths = [{"path": "/", "source": [f"/Mounts/{number}"]} for number in (0, 1)]
    subject = web({"host_paths": paths})
    subject.document["Mounts"] = [
        {"Type": "bind", "Source": "/", "Destination": place, "RW": True} for place in ("/a", "/b")
    ]
    body = WRITES.replace("message:", "key: item.path, remedy: {remove: source}, message:")
    (found,) = run(rules(body), subject)
    assert found["change"]["run"] == ["- -v /:/a", "- -v /:/b"]


@pytest.mark.parametrize(("kind", "labels"), [("service", {}), ("container", {"com.docker.swarm.service.id": "s"})])
def test_a_service_gets_no_flag_of_docker_run(kind: str, labels: dict[str, str]) -> None:
    body = WRITES.replace("message:", "remedy: {add: {security_opt: [a]}}, message:")
    subject = web(dict(PATHS))
    assert "change" in run(rules(body), subject)[0]
    subject = web(dict(PATHS))
    subject.kind, subject.document["Config"] = kind, {"Labels": labels}
    assert "change" not in run(rules(body), subject)[0]


def test_the_change_takes_out_what_is_named_beside_all() -> None:
    facts = {"host_paths": [{"path": "/", "name": "SYS_ADMIN", "source": ["/HostConfig/CapAdd/0"]}]}
    subject = web(facts)
    subject.document["HostConfig"] = {"CapAdd": ["ALL", "sys_admin", "CHOWN"]}
    (found,) = run(rules(WRITES.replace("message:", "key: item.name, remedy: {remove: source}, message:")), subject)
    assert found["change"]["run"] == ["- --cap-add ALL", "- --cap-add sys_admin"]
    assert found["source"] == ["/HostConfig/CapAdd/0"]


def test_no_source_joins_nothing() -> None:
    facts = {"host_paths": [{"path": "/"}], "dood": [{"path": "/"}]}
    assert len(run(rules(HOLDS, WRITES), web(facts))) == 2


def test_other_objects_are_other_findings() -> None:
    assert len(run(rules(WRITES), web(dict(PATHS)), web(dict(PATHS), "db", "name:db", "2"))) == 2


def test_takeovers_stand_in_the_facts() -> None:
    subject = web(dict(PATHS))
    run(rules(WRITES), subject)
    assert [(one["of"], one["rule"]) for one in subject.facts["takeover"]] == [("host", "T-001")]
    hint = web(dict(PATHS))
    run(rules(WRITES + ", certainty: hint"), hint)
    assert (hint.facts["takeover"], len(hint.facts["hints"])) == ([], 1)


def test_rules_with_grants_run_even_when_they_are_not_selected() -> None:
    subject = web(dict(PATHS))
    chosen = rules(WRITES, MINOR).choose(["T-002"], [])
    assert [one["rule"] for one in run(chosen, subject)] == ["T-002"]
    assert subject.facts["takeover"]


@pytest.mark.parametrize("state", ["dead", "removing"])
def test_what_cannot_be_started_is_skipped(state: str) -> None:
    subject = web(dict(PATHS))
    subject.state = state
    assert run(rules(WRITES), subject) == []


def test_the_fingerprint_is_of_identity_not_of_ids() -> None:
    one = run(rules(WRITES), web(dict(PATHS), "shop-web-1", "compose:shop/web", "1"))[0]["fingerprint"]
    two = run(rules(WRITES), web(dict(PATHS), "shop-web-2", "compose:shop/web", "2"))[0]["fingerprint"]
    three = run(rules(WRITES), web(dict(PATHS), "db", "name:db"))[0]["fingerprint"]
    assert one == two != three


def test_evidence_in_a_message_is_text_and_nothing_else() -> None:
    body = "severity: high, each: facts.list, flag: item.bad, evidence: {name: item.name}, message: '{object}: {name}'"
    items = [{"bad": True, "name": "{object} {name} {0} %s {{7*7}}"}]
    (found,) = run(rules(body), web({"list": items}, "{name}"))
    assert found["message"] == "{name}: {object} {name} {0} %s {{7*7}}"


@pytest.mark.parametrize(
    ("pointer", "wanted"),
    [
        ("/HostConfig/Privileged", "{{json .HostConfig.Privileged}}"),
        ("/Mounts/0/Source", "{{json (index .Mounts 0).Source}}"),
        ("/Config/Labels/a.b~1c", '{{json (index .Config.Labels "a.b/c")}}'),
        ('/Config/Labels/\u202e"x\\', '{{json (index .Config.Labels "\\u202e\\"x\\\\")}}'),
        ("", "{{json .}}"),
    ],
)
def test_pointer_as_template(pointer: str, wanted: str) -> None:
    assert template(pointer) == wanted


@pytest.mark.parametrize("name", ["web", "a b", "x;rm -rf /", "$(id)", "`id`", "-x", "\x1b[31m", "\u202ea", ""])
def test_proof_is_one_safe_line(name: str) -> None:
    line = proof("container", name, "abc123", ["/HostConfig/Privileged"])
    assert line is not None
    assert line.isascii()
    assert line.isprintable()
    words = shlex.split(line)
    assert words[:4] == ["docker", "inspect", "--type", "container"]
    assert len(words) == 7
    assert words[-1] == (name if name and name.isascii() and name.isprintable() and name != "-x" else "abc123")


def test_a_name_that_fills_the_screen_is_told_by_its_id() -> None:
    assert proof("container", "n" * 10_000, "4" * 64, ["/Path"]) == (
        "docker inspect --type container -f '{{json .Path}}' " + "4" * 64
    )


def test_no_command_for_what_cannot_be_typed() -> None:
    assert proof("container", "--all", "\x1b", []) is None


def test_no_command_shows_a_compose_service() -> None:
    assert proof("compose", "web", "", []) is None


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (["/Version/Components/2"], "docker version -f '{{json (index .Server.Components 2)}}'"),
        (["/SecurityOptions", "/Version/Platform/Name"], "docker version -f '{{json .Server.Platform.Name}}'"),
        (["/Warnings/0"], "docker info -f '{{json (index .Warnings 0)}}'"),
    ],
)
def test_an_engines_version_is_shown_by_docker_version(source: list[str], line: str) -> None:
    assert proof("engine", "vm", "vm", source) == line
    assert "docker version" not in (proof("container", "web", "", ["/Version/x"]) or "")
