"""From what was judged to the report: parts, numbers and the sentences every format shows."""

from inspector.report.build import Header, build
from inspector.report.summary import summarise

__all__ = ["Header", "build", "summarise"]
