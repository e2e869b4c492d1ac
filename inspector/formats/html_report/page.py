"""The page: chapters put into templates, in the order in which a reader needs them."""

from functools import cache
from typing import TYPE_CHECKING, Any

from inspector.formats import moment
from inspector.formats.drawing.picture import symbols
from inspector.formats.html_report import (
    appendix,
    assets,
    changes,
    compliance,
    control,
    findings,
    fixes,
    matrix,
    nested,
    objects,
    paths,
    unjudged,
    verdict,
    words,
)
from inspector.formats.html_report.index import Index
from inspector.formats.shown import shown, shown_filter
from inspector.model import Report
from inspector.resources import bundled

if TYPE_CHECKING:
    from jinja2 import Environment

PRINT_ALL = 500
"""Up to this many findings, paper shows every group opened."""


def page(report: Report) -> str:
    """The whole report as one HTML document."""
    index = Index(report)
    return _environment().get_template("page.html.j2").render(_view(index))


@cache
def _environment() -> "Environment":
    """Templates from wherever this package is; what they print is escaped whatever they are called."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    from inspector.formats.html_report import frame

    class KeysFirst(Environment):
        """`a.b` is the key of a mapping, before it is looked for as an attribute: most of what is shown are dicts."""

        def getattr(self, obj: Any, attribute: str) -> Any:
            return obj[attribute] if type(obj) is dict and attribute in obj else super().getattr(obj, attribute)

    made = KeysFirst(
        autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(_template), trim_blocks=True,
        lstrip_blocks=True, auto_reload=False,
        finalize=frame.finished,
    )  # fmt: skip
    made.filters["shown"] = shown_filter
    made.filters["plain"] = shown
    made.filters["number"] = words.number
    made.globals.update(count=words.count, day=moment.date, section=frame.section, table=frame.table, host=frame.host)
    return made


def _template(name: str) -> str | None:
    found = bundled("reports") / name
    return found.read_text("utf-8") if found.is_file() else None


def _view(index: Index) -> dict[str, Any]:
    """What the templates show."""
    report = index.report
    hosts = words.listed([shown(name, 60) for name in index.hosts], 3)
    margins = assets.margins(hosts, moment.date(report["started_at"]))
    plan = fixes.plan(index)
    return {
        "report": report,
        "policy": assets.policy([assets.style(), margins], [assets.script()]),
        "styles": [assets.style(), margins],
        "script": assets.script(),
        "symbols": symbols(),
        "whole": len(report["findings"]) <= PRINT_ALL,
        "top": _top(index, hosts),
        "verdict": verdict.view(index, plan),
        "changes": changes.view(index),
        "fix": fixes.view(index, plan),
        "paths": paths.view(index),
        "compliance": "".join(compliance.rows(index)),
        "dind": [_chapter(index, nested, name, "tree") for name in index.hosts if nested.nesting(index, name)],
        "dood": [_chapter(index, control, name, "map") for name in index.hosts if control.controlling(index, name)],
        "privilege": [
            {"host": name, "drawing": "".join(matrix.tables(index, found))}
            for name in index.hosts
            if (found := index.of_host(name))
        ],
        "findings": "".join(findings.groups(index)),
        "also": [(index.rule_id(name), name, index.title(name)) for name in sorted(index.also)],
        "filter": findings.choices(index),
        "workloads": "".join(objects.workload_rows(index)),
        "others": [(kind, len(rows), "".join(rows)) for kind, rows in objects.other_rows(index).items()],
        "inventory": objects.inventory(index),
        "unjudged": "".join(unjudged.rows(index)),
        "appendix": appendix.view(index),
        "counts": _counts(index),
    }


def _top(index: Index, hosts: str) -> dict[str, str]:
    """The line above everything."""
    report, first = index.report, index.engines.get(index.hosts[0]) if index.hosts else None
    engine = f"{first['kind'] or 'engine'} {first['versions'].get('engine', '')}" if first else ""
    baseline = report.get("baseline")
    took = moment.seconds(report["started_at"], report["finished_at"])
    return {
        "label": "Host" if len(index.hosts) == 1 else "Hosts",
        "hosts": hosts,
        "engine": engine.strip() if len(index.hosts) == 1 else "",
        "read": moment.minute(report["started_at"]),
        "took": f"in {took:.1f} s" if took else "",
        "baseline": moment.date(baseline["date"]) if baseline else "",
    }


def _chapter(index: Index, module: Any, host: str, name: str) -> dict[str, Any]:
    """One host of a chapter with a drawing and a table."""
    ident = f"{name}-{index.hosts.index(host)}"
    return {
        "host": host,
        "drawing": module.drawing(index, host, ident),
        "rows": "".join(module.rows(index, host)),
    }


def _counts(index: Index) -> dict[str, str]:
    """The numbers in the list of contents."""
    report, summary = index.report, index.report["summary"]
    numbers = {
        "paths": len(report["paths"]),
        "dind": summary["dind"],
        "dood": summary["dood"],
        "privilege": summary["takeover"],
        "findings": len(report["findings"]),
        "objects": sum(report["coverage"]["objects"].values()),
        "unjudged": summary["gaps"] + summary["undecided"] + summary["unread"],
    }
    return {name: words.number(value) if value else "" for name, value in numbers.items()}
