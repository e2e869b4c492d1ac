"""The report as JSON: sorted, the same bytes for the same report, one finding a line; and back again.

One entry of a list or map a line: a person can read it with `less`, and `diff` of two reports shows findings.
"""

import json
import math
from typing import Any

from inspector.errors import ReportError
from inspector.formats.options import Options
from inspector.formats.shape import check
from inspector.model import Report

VERSION = 1
"""The newest version that this program reads and the one it writes."""
PREFIX = "inspector.report/"
MAX_BYTES = 1 << 30
"""A saved report beyond this is refused unread."""
MAX_DIGITS = 4000
"""Integers beyond this cannot be written by Python's own rules; they become null."""


def render(report: Report, options: Options | None = None) -> str:  # noqa: ARG001 same call for every format
    """The report as ASCII-only JSON with a newline at its end."""
    try:
        return _lines(report)
    except ValueError:  # NaN, infinity, an integer of thousands of digits
        return _lines(_finite(report))


def load(data: bytes, place: str) -> Report:
    """Read a saved report.

    Args:
        data: the file's bytes.
        place: the file, as errors name it.

    Raises:
        ReportError: one line, when this is no report, one of a newer version, or not whole.
    """
    if len(data) > MAX_BYTES:
        raise ReportError(place, f"larger than {MAX_BYTES >> 20} MiB")
    found = _parse(data, place)
    _check_version(found, place)
    wrong = check(found, Report)
    if wrong:
        raise ReportError(place, f"no whole report: {wrong}")
    _check_fingerprints(found, place)
    report: Report = found
    return report


def _lines(report: Any) -> str:
    """Top-level keys, and the entries of those that are long, on lines of their own."""
    parts = [f"{_compact(key)}: {_value(report[key])}" for key in sorted(report)]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _value(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n " + ",\n ".join(_compact(item) for item in value) + "\n]"
    if isinstance(value, dict) and value:
        return "{\n " + ",\n ".join(f"{_compact(key)}: {_compact(value[key])}" for key in sorted(value)) + "\n}"
    return _compact(value)


def _compact(value: Any) -> str:
    return json.dumps(value, sort_keys=True, allow_nan=False, separators=(", ", ": "))


def _finite(value: Any) -> Any:
    """A copy without the numbers that JSON cannot hold."""
    match value:
        case dict():
            return {key: _finite(item) for key, item in value.items()}
        case list():
            return [_finite(item) for item in value]
        case float() if not math.isfinite(value):
            return None
        case int() if value.bit_length() > MAX_DIGITS * 3:
            return None
    return value


def _parse(data: bytes, place: str) -> Any:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReportError(place, "no report: not UTF-8 text") from error
    if not text.strip():
        raise ReportError(place, "no report: empty")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) or "Unterminated string" in error.msg
        raise ReportError(place, f"{'cut short' if cut else 'no JSON'} at line {error.lineno}") from error
    except (RecursionError, ValueError) as error:
        raise ReportError(place, "no report: nested too deeply or a number too long") from error


def _check_version(found: Any, place: str) -> None:
    schema = found.get("schema") if isinstance(found, dict) else None
    if not isinstance(schema, str) or not schema.startswith("inspector."):
        raise ReportError(place, "no report of inspector's")
    if schema.startswith("inspector.snapshot/"):
        raise ReportError(place, "a snapshot, not a report; `inspector scan` audits it")
    version = schema.removeprefix(PREFIX)
    if not version.isascii() or not version.isdigit() or len(version) > 6:  # noqa: PLR2004 no version has more digits
        raise ReportError(place, "no report of inspector's")
    if int(version) > VERSION:
        raise ReportError(place, f"version {int(version)} is from a newer inspector; this one reads up to {VERSION}")


def _check_fingerprints(found: Any, place: str) -> None:
    """Fingerprints become anchors and keys, so that nothing but hex digits may stand there."""
    for number, one in enumerate(found["findings"]):
        marks = one["fingerprints"]
        if marks[:1] != [one["fingerprint"]] or not all(map(_is_hex, marks)):
            raise ReportError(place, f"no whole report: findings[{number}].fingerprints should be hex, its own first")


def _is_hex(mark: str) -> bool:
    return 12 <= len(mark) <= 128 and all(digit in "0123456789abcdef" for digit in mark)  # noqa: PLR2004 as model.py says
