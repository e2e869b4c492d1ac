from typing import Any

from html_tree import Element, parse
from sample_parts import HOSTILE, engine_part, finding, whole, workload

from inspector.formats.html_report import render
from inspector.formats.shown import shown

WEB = workload("host", "web", "nginx:1")


def _path(name: str = "P1", **changes: Any) -> dict[str, Any]:
    steps = [
        {"from": "Internet", "to": "web", "by": "80 on every address", "evidence": {"port": 80}, "rule": "EXP-001"},
        {"from": "web", "to": "engine host", "by": "socket", "evidence": None, "rule": "DOOD-001", "cut": True},
        {"from": "engine host", "to": "root on host", "by": "a container", "rule": None, "certainty": "likely"},
    ]
    usual = {"id": name, "severity": "critical", "certainty": "certain", "title": "Internet to root", "steps": steps}
    return usual | {"start": "Internet", "end": "root on host"} | changes


def _block(*paths: Any) -> Element:
    report = whole([engine_part("host")], [WEB], [finding("EXP-001", WEB, {})], paths=list(paths))
    return parse(render(report)).find("paths")


def test_a_path_is_drawn_and_told_step_by_step() -> None:
    block = _block(_path())
    figure = block.find("path-P1")
    assert "Internet to root" in figure.text
    assert "certain · 3 steps · P1" in figure.text
    drawn = [one.text for one in figure.every("g") if "b" in one.styles]
    assert drawn == ["Internet", "web", "engine host", "root on host"]
    assert [one.styles[1] for one in figure.every("g") if "b" in one.styles] == ["start", "container", "engine", "host"]
    steps = [" ".join(one.text.split()) for one in figure.every("ol")[0].every("li")]
    assert steps[0] == "80 on every address → web port: 80 EXP-001"
    assert steps[1].endswith("Break here.")
    assert figure.text.count("break here") == 1
    assert len([one for one in figure.every("path") if "likely" in one.styles]) == 1


def test_more_than_four_stand_in_a_table_with_their_steps() -> None:
    block = _block(*[_path(f"P{number}", severity="high" if number else "critical") for number in range(7)])
    assert len(block.every("figure")) == 4
    assert block.every("figure")[0].ident == "path-P0"
    assert "3 more paths" in block.text
    assert len(block.every("tbody")[0].every("li")) == 9


def test_hostile_names_are_text() -> None:
    steps = [{"from": HOSTILE, "to": HOSTILE, "by": HOSTILE, "evidence": {HOSTILE: HOSTILE}, "rule": HOSTILE}]
    block = _block(_path(HOSTILE, title=HOSTILE, start=HOSTILE, steps=steps, certainty=HOSTILE))
    assert not block.every("script")
    assert shown(HOSTILE) in block.every("h3")[0].text


def test_without_paths_it_is_no_all_clear() -> None:
    assert "records no attack path" in _block().text


def test_paths_of_any_shape_are_survived() -> None:
    odd: list[Any] = [
        None,
        3,
        {},
        {"steps": []},
        {"steps": [{"to": {"name": "x"}}], "severity": 3, "id": "<b>"},
        _path(title=""),
    ]
    block = _block(*odd)
    assert len(block.every("figure")) == 2
    assert "Internet → web → engine host → root on host" in block.text
