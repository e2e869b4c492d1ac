"""Benchmarks: how many of their controls failed, passed, could not be told or are a person's to judge."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from inspector.formats.html_report.index import Index
from inspector.formats.html_report.raw import at, text
from inspector.formats.html_report.words import number
from inspector.formats.shown import shown_html

WORDS = ("failed", "passed", "partly", "unknown", "not applicable", "manual")
"""States of a control; `partly`: no fault seen in what the API shows."""

STATE = ("state", "status", "outcome", "result")
"""Where a control may say its state."""


def rows(index: Index) -> Iterator[str]:
    """One row a benchmark: its states and the controls that failed."""
    for name, benchmark in sorted(index.report["compliance"].items()):
        states = dict(_states(benchmark))
        found = Counter(states.values())
        failed = ", ".join(shown_html(control, 40) for control, state in states.items() if state == "failed")
        cells = "".join(f'<td class="n">{number(found[word])}</td>' for word in WORDS)
        title = text(benchmark, "title") or name
        yield f'<tr><th scope="row">{shown_html(title)}</th>{cells}<td class="m">{failed}</td></tr>'


def _states(benchmark: Any) -> Iterator[tuple[str, str]]:
    """Controls with their states; what is none of the words is unknown."""
    controls = at(benchmark, "controls") or benchmark
    if isinstance(controls, list):
        controls = {text(one, "id") or text(one, "control"): one for one in controls}
    for name, control in sorted(controls.items()) if isinstance(controls, dict) else ():
        if isinstance(control, str) and control not in WORDS:
            continue
        told = control if isinstance(control, str) else next(filter(None, (text(control, key) for key in STATE)), "")
        word = told.replace("_", " ").replace("-", " ")
        yield name, word if word in WORDS else "unknown"
