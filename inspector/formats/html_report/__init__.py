"""The HTML report: one self-contained page that loads nothing, sends nothing and is readable without scripts."""

from inspector.formats.options import Options
from inspector.model import Report


def render(report: Report, options: Options | None = None) -> str:  # noqa: ARG001 - every format has the same signature
    """The report as one HTML document, with a newline at its end."""
    from inspector.formats.html_report.page import page

    return page(report)
