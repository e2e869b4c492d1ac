"""Attack paths: the worst drawn, each with its steps; the rest as a line each."""

from typing import Any, NamedTuple

from inspector.formats.drawing import chain
from inspector.formats.drawing.chain import Step, Stop
from inspector.formats.drawing.picture import Kind
from inspector.formats.html_report.cells import value
from inspector.formats.html_report.index import Index, fragment, severity
from inspector.formats.html_report.raw import at, items, text
from inspector.formats.html_report.words import RANK, count
from inspector.formats.shown import shown_html
from inspector.model import Report

DRAWN = 4
"""Paths that are drawn."""


class Path(NamedTuple):
    """One path as the template shows it; all but `id` is HTML."""

    id: str
    severity: str
    title: str
    about: str
    drawing: str
    steps: str


def view(index: Index) -> dict[str, Any]:
    """The paths that are drawn, and the others as table rows."""
    found = sorted(_given(index.report), key=lambda one: RANK.get(text(one, "severity"), len(RANK)))
    made = [_path(index, one, place, drawn=place < DRAWN) for place, one in enumerate(found) if items(one, "steps")]
    return {"drawn": made[:DRAWN], "rows": "".join(map(_row, made[DRAWN:])), "more": len(made[DRAWN:])}


def _given(report: Report) -> list[dict[str, Any]]:
    return items({"paths": report["paths"]}, "paths")


def _path(index: Index, path: dict[str, Any], place: int, *, drawn: bool) -> Path:
    steps, name = items(path, "steps"), text(path, "id")
    word = text(path, "severity")
    about = [text(path, "certainty") or "certainty unknown", count(len(steps), "step"), name]
    return Path(
        f"path-{name}" if name.isascii() and name.isalnum() else f"path-{fragment(name or str(place))}",
        severity(word if word in RANK else "info", box=True),
        shown_html(text(path, "title") or " → ".join(_stops(path, steps))),
        shown_html(" · ".join(filter(None, about))),
        _drawing(path, steps, place) if drawn else "",
        "".join(_said(index, step) for step in steps),
    )


def _drawing(path: dict[str, Any], steps: list[dict[str, Any]], place: int) -> str:
    names = _stops(path, steps)
    kinds = [_kind(name, turn, len(names)) for turn, name in enumerate(names)]
    stops = [Stop(kind, name) for kind, name in zip(kinds, names, strict=True)]
    edges = [
        Step(_words(step, "by"), text(step, "certainty") in ("", "certain"), at(step, "cut") is True) for step in steps
    ]
    picture, size = chain.draw(stops, edges)
    return picture.svg(f"chain-{place}", f"Drawing of the steps listed below: {', then '.join(names)}", size)


def _stops(path: dict[str, Any], steps: list[dict[str, Any]]) -> list[str]:
    """The start, and where each step leads to."""
    start = _words(steps[0], "from") if steps else ""
    return [text(path, "start") or start or "start", *(_words(step, "to") or "?" for step in steps)]


def _words(step: dict[str, Any], key: str) -> str:
    """A step's part, which is text or an object with a name."""
    return text(step, key) or text(step, key, "name") or text(step, key, "text")


def _kind(name: str, turn: int, many: int) -> Kind:
    if turn == 0:
        return "start"
    if turn == many - 1:
        return "host"
    return "engine" if name.startswith("engine") else "container"


def _said(index: Index, step: dict[str, Any]) -> str:
    """One step as a list item."""
    evidence, rule = at(step, "evidence"), text(step, "rule")
    cut = '<span class="cut">Break here.</span>' if at(step, "cut") is True else ""
    told = value(evidence) if evidence else ""
    return (
        f"<li><span>{shown_html(_words(step, 'by'))} → {shown_html(_words(step, 'to'))}</span> "
        f'<span class="m">{told}</span> {index.rule_link(rule) if rule else ""} {cut}</li>'
    )


def _row(path: Path) -> str:
    return (
        f'<tr id="{path.id}"><td>{path.severity}</td><th scope="row">{path.title}</th><td>{path.about}</td>'
        f'<td><ol class="steps">{path.steps}</ol></td></tr>'
    )
