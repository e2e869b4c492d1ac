from typing import Any

from html_tree import Element, parse
from sample_parts import dind_item, dood_item, engine_part, finding, whole, workload

from inspector.formats.html_report import render
from inspector.model import EnginePart, FindingPart, Gap, WorkloadPart

OUTER = workload("host", "ci", "docker:28-dind", dind=dind_item("privileged", "docker", port=2375))


def _block(
    workloads: list[WorkloadPart], *inner: EnginePart, found: list[FindingPart] | None = None, **changes: Any
) -> Element:
    report = whole([engine_part("host", container=1), *inner], workloads, found or [], **changes)
    return parse(render(report)).find("dind")


def _row(block: Element) -> list[str]:
    return [one.text for one in block.every("tbody")[0].every("tr")[0].inside if isinstance(one, Element)]


def _listed(block: Element) -> list[str]:
    """The tree as the list for narrow pages has it."""
    lists = [one for one in block.every("ul") if "alt" in one.styles]
    return [item.every("b")[0].text for item in lists[0].every("li")]


def _boxes(block: Element) -> list[Element]:
    return [one for one in block.every("g") if "b" in one.styles]


def test_no_nested_engine_is_one_sentence() -> None:
    assert "No container runs an engine, as far as judged." in _block([workload("host", "web", "nginx:1")]).text


def test_an_engine_that_was_not_read_is_drawn_dashed_and_says_why() -> None:
    gap: Gap = {"engine": "host/ci", "kind": "engine", "id": "", "reason": "no client certificate"}
    block = _block([OUTER], gaps=[gap])
    assert _row(block) == ["ci", "privileged", "docker", "tcp 2375", "no", "host", "not read: no client certificate"]
    unread = [one for one in _boxes(block) if "unread" in one.styles]
    assert len(unread) == 1
    assert "not read: no client" in unread[0].text
    assert _listed(block) == ["engine host", "ci", "docker"]


def test_an_engine_that_was_read_shows_what_it_runs() -> None:
    inside = workload("host/ci", "job", "busybox:1")
    block = _block([OUTER, inside], engine_part("host/ci", "host/ci", container=1))
    assert _row(block)[2] == "docker 28.5.2"
    assert _row(block)[-1] == "read, 1 container"
    assert _listed(block) == ["engine host", "ci", "engine in ci", "job"]
    assert not [one for one in _boxes(block) if "unread" in one.styles]


def test_the_hosts_ordinary_containers_are_counted_not_drawn() -> None:
    block = _block([OUTER, *[workload("host", f"web-{number}", "nginx:1") for number in range(40)]])
    assert "web-1" not in _listed(block)
    assert "41 containers" in block.text


def test_of_quiet_containers_inside_six_are_drawn() -> None:
    inside = [workload("host/ci", f"job-{number}", "busybox:1") for number in range(40)]
    block = _block([OUTER, *inside], engine_part("host/ci", "host/ci"), found=[finding("RUN-001", inside[30], {})])
    drawn = [one for one in _listed(block) if one.startswith("job-")]
    assert drawn == ["job-30", "job-0", "job-1", "job-2", "job-3", "job-4", "job-5"]
    assert _listed(block)[-1] == "and 33 more"


def test_engines_in_engines_in_engines() -> None:
    deeper = workload("host/ci", "deeper", "docker:dind", dind=dind_item("rootless", "docker", port=2376, tls=True))
    block = _block([OUTER, deeper], engine_part("host/ci", "host/ci"), engine_part("host/ci/deeper", "host/ci/deeper"))
    assert _listed(block) == ["engine host", "ci", "engine in ci", "deeper", "engine in deeper"]
    assert len(block.every("tbody")[0].every("tr")) == 2


def test_an_engine_nested_in_itself_ends() -> None:
    loop = engine_part("host/ci", "host/ci")
    odd = workload("host/ci", "ci", "docker:dind", dind=dind_item("privileged", "docker"))
    block = _block(
        [OUTER, odd], loop, engine_part("host/ci/ci", "host/ci/ci"), {**loop, "name": "a", "nested_in": "a/b"}
    )
    assert "engine host" in block.text


def test_who_amounts_to_root_is_framed() -> None:
    own: Any = {"takeover": [{"of": "host", "rule": "PRIV-001"}]}
    block = _block([{**OUTER, **own}])
    assert [one.styles for one in _boxes(block) if "danger" in one.styles] == [["b", "container", "danger"]]


def test_a_socket_only_engine_has_no_port_to_protect() -> None:
    block = _block([workload("host", "kind", "kindest/node:1", dind=dind_item("privileged", "kind"))])
    assert _row(block)[3:5] == ["unix", "no port"]


def test_unknown_protection_is_no_protection() -> None:
    nested = dind_item("privileged", "docker", port=2376, tls=True)
    nested["listens"][0]["tls"] = None
    nested["controls"] = None
    row = _row(_block([workload("host", "ci", "docker:dind", dind=nested)]))
    assert row[4:6] == ["unknown", "unknown"]


def test_free_facts_of_any_shape_are_survived() -> None:
    shapes: list[Any] = [7, "x", [1], {"listens": [1, {"port": []}], "kind": 3, "engine": None}]
    many = [
        workload("host", f"odd-{at}", "x", dind=shape, dood=[dood_item("socket")]) for at, shape in enumerate(shapes)
    ]
    assert len(_block(many).every("tbody")[0].every("tr")) == 4


def test_a_published_port_where_nothing_answers_is_no_open_door() -> None:
    made: Any = dind_item("privileged", "docker", port=2376)
    shut = {"transport": "closed", "address": "0.0.0.0:2375", "port": 2375, "tls": None, "verify": None}
    made["listens"].append({**made["listens"][0], **shut, "published": "any"})
    block = _block([workload("host", "ci", "docker:28-dind", dind=made)])
    assert "2376" in block.text
    assert "2375" not in block.text
    assert "published" not in _listed(block)[-1]
