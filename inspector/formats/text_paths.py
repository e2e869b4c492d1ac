"""Attack paths and first fixes of the terminal report."""

from typing import Any

from inspector.formats.cells import fit, wrap
from inspector.formats.paint import MARKS, Paint
from inspector.formats.text_safe import safe
from inspector.model import Report

PATHS = 5
FIXES = 5


def paths(report: Report, width: int, paint: Paint) -> list[str]:
    """The worst attack paths and the changes that break most of them, a line each."""
    found = [_path(one, width, paint) for one in report["paths"][:PATHS]]
    if not found:
        return []
    more = len(report["paths"]) - len(found)
    lines = [paint("bold", "Attack paths"), *found]
    lines += [paint("dim", f"  and {more} more; the HTML report draws them")] if more > 0 else []
    fixes = [line for place, one in enumerate(report["fixes"][:FIXES]) for line in _fix(place + 1, one, width)]
    return [*lines, *(["", paint("bold", "Fix first"), *fixes] if fixes else [])]


def _path(one: dict[str, Any], width: int, paint: Paint) -> str:
    severity = one.get("severity", "info")
    sure = "" if one.get("certainty") == "certain" else f", {safe(str(one.get('certainty')), 20)}"
    tail = fit(f" ({len(one.get('steps', []))} steps{sure})", width - 14)
    name = fit(safe(str(one.get("title", ""))), width - 14 - len(tail))
    return f"{paint(severity, f'{MARKS[severity]} {severity:<8}')}  {name}{paint('dim', tail)}"


def _fix(place: int, one: dict[str, Any], width: int) -> list[str]:
    title = next((one[key] for key in ("title", "change", "text") if isinstance(one.get(key), str)), "")
    first, *rest = wrap(safe(title, 300), width - 6)
    return [f"  {place}. {first}", *("     " + line for line in rest)]
