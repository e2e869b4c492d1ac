from typing import Any

from html_tree import Element, parse
from sample_parts import (
    client_item,
    dind_item,
    dood_item,
    engine_part,
    port_item,
    privilege,
    role,
    whole,
    workload,
)

from inspector.formats.html_report import render
from inspector.model import WorkloadPart


def _block(*workloads: WorkloadPart) -> Element:
    return parse(render(whole([engine_part("host", container=1)], list(workloads), []))).find("dood")


def _holder(name: str = "web", **changes: Any) -> WorkloadPart:
    return workload("host", name, "nginx:1", **({"dood": [dood_item("socket")]} | changes))


def _rows(block: Element) -> list[list[str]]:
    return [
        [cell.text for cell in row.inside if isinstance(cell, Element)] for row in block.every("tbody")[0].every("tr")
    ]


def _drawn(block: Element) -> list[str]:
    """What the boxes say, each as one text."""
    boxes = [one for one in block.every("g") if "b" in one.styles]
    return [" | ".join(line.text for line in box.every("text")) for box in boxes]


def _labels(block: Element) -> list[str]:
    return [one.text for one in block.every("text") if one.styles == ["l"]]


def test_a_read_only_socket_is_still_full_control() -> None:
    block = _block(_holder(dood=[dood_item("socket", rw=False)]))
    assert _rows(block)[0][:6] == ["web", "socket", "/var/run/docker.sock", "yes, still full control", "full", "host"]
    assert _labels(block) == ["socket, read-only"]


def test_what_is_unknown_is_said() -> None:
    block = _block(_holder(dood=[dood_item("socket", controls=None, access=None)]))
    cells = block.every("tbody")[0].every("td")
    assert [one.text for one in cells if one.styles == ["q"]] == ["unknown", "unknown"]
    assert "unknown engine | which one, could not | be decided" in _drawn(block)


def test_a_proxy_that_grants_nothing_is_no_control() -> None:
    block = _block(_holder(dood=[dood_item("proxy", access="none")]))
    assert "No container controls an engine, as far as judged." in block.text


def test_who_reaches_a_holder_stands_before_it() -> None:
    web = _holder(privilege=privilege(published=[port_item(80), port_item(8081, "127.0.0.1")]))
    runner = _holder("runner", roles=role("ci-runner"))
    block = _block(web, runner)
    drawn = _drawn(block)
    assert {"Any address", "Merge request", "web | nginx:1", "runner | ci runner"} <= set(drawn)
    assert "80 published" in _labels(block)
    assert drawn.count("engine host | control of it gives | root on the host") == 1
    assert [one.styles for one in block.every("path") if "likely" in one.styles] == [["e", "likely"]]


def test_clients_of_a_proxy_stand_before_the_proxy() -> None:
    proxy = _holder("proxy", roles=role("socket-proxy"))
    bot = _holder(
        "bot",
        dood=[client_item("tcp://proxy:2375", how="proxy", through="proxy", access="filtered", powers=["create"])],
    )
    block = _block(proxy, bot)
    assert "bot | a client" in _drawn(block)
    assert "tcp 2375" in _labels(block)
    assert _rows(block)[0][1:5] == ["proxy proxy", "tcp://proxy:2375", "", "filtered: create"]


def test_clients_of_a_nested_engine_stand_before_its_open_port() -> None:
    nested = workload("host", "ci", "docker:dind", dind=dind_item("privileged", "docker", port=2375))
    agent = _holder("agent", dood=[client_item("tcp://ci:2375", controls="nested:ci")])
    drawn = _drawn(_block(nested, agent))
    assert "ci | its own API port" in drawn
    assert "agent | a client" in drawn
    assert "engine in ci | control of it gives | root on the host" in drawn


def test_a_client_of_what_was_not_read_has_a_row_of_its_own() -> None:
    agent = _holder("agent", dood=[client_item("tcp://10.0.0.9:2376", controls="remote", gives=None)])
    drawn = _drawn(_block(agent))
    assert drawn == ["agent | nginx:1", "remote engine | tcp://10.0.0.9:2376"]


def test_a_container_with_two_ways_to_one_engine_is_drawn_once_and_listed_twice() -> None:
    block = _block(_holder(dood=[dood_item("socket"), dood_item("parent-directory", path="/var/run")]))
    assert len(_rows(block)) == 2
    assert sum(one.startswith("web") for one in _drawn(block)) == 1


def test_too_many_are_drawn_as_the_worst_and_counted() -> None:
    block = _block(*[_holder(f"web-{number}") for number in range(30)])
    assert len(_rows(block)) == 30
    assert sum(one.startswith("web-") for one in _drawn(block)) == 24
    assert "6 containers more, in the table only." in block.text


def test_many_clients_are_cut_short() -> None:
    bots = [_holder(f"bot-{n}", dood=[client_item("tcp://proxy:2375", through="proxy")]) for n in range(9)]
    drawn = _drawn(_block(_holder("proxy"), *bots))
    assert sum(one.startswith("bot-") for one in drawn) == 3
    assert "and 6 more" in drawn


def test_free_facts_of_any_shape_are_survived() -> None:
    strange: Any = [None, 7, "x", [], {"how": 3, "access": [], "controls": {}, "source": "x", "powers": "all"}]
    assert "Who controls an engine" in _block(_holder(dood=strange, roles=[4, {"role": []}])).text


def test_a_slash_in_an_engine_s_name_nests_nothing() -> None:
    holder = workload("eu/prod-1", "web", "nginx:1", dood=[dood_item("socket")])
    block = parse(render(whole([engine_part("eu/prod-1", container=1)], [holder], []))).find("dood")
    assert "web | nginx:1" in _drawn(block)
    assert "inside" not in block.text
