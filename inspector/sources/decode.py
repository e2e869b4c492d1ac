"""From bytes to JSON values: one after another, in any of the ways people save them.

Read are UTF-8 with and without a byte order mark, UTF-16 and UTF-32 with one, gzip, one value, several values
one after another, and one value a line (NDJSON). The usual case is one call of the C decoder. Duplicate keys
(the last one counts), lone surrogates, NUL and control characters written as escapes are kept: they are for
the rules to judge and for the formats to show.
"""

import json
import re
import sys
from dataclasses import dataclass, field
from typing import Any, NoReturn

from inspector.sources.limits import MAX_DEPTH, MAX_DIGITS, MAX_FAULTS
from inspector.sources.looks import HEAD, seems
from inspector.sources.unpack import UnpackError, unpack

_BLANK = re.compile(r"[\s,\x1e]*")
"""Between values: white space, commas left over from a list, the separator of JSON text sequences."""

_NEXT = re.compile(r"\n[\[{]")
"""Where a value may begin after one that is broken: a bracket at the beginning of a line."""


class DecodeError(ValueError):
    """Nothing in the bytes can be used; the message says why, as the end of "FILE: "."""


@dataclass
class Decoded:
    """What was in the bytes.

    Attributes:
        values: JSON values in their order.
        faults: what could not be read beside them, as reasons.
    """

    values: list[Any] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def decode(data: bytes) -> Decoded:
    """All JSON values in `data`.

    Raises:
        DecodeError: not one value could be read.
    """
    text = _text(data)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError:
        return _several(text)
    except (ValueError, RecursionError) as error:
        raise DecodeError(_reason(error)) from None
    if too_deep(value):
        raise DecodeError(_TOO_DEEP)
    return Decoded([value])


def too_deep(value: Any, limit: int = MAX_DEPTH) -> bool:
    """Whether lists and maps in `value` lie more than `limit` deep; level by level, so that depth costs no stack."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(limit):
        if not level:
            return False
        level = [
            child
            for node in level
            for child in (node.values() if type(node) is dict else node)
            if type(child) is dict or type(child) is list
        ]
    return bool(level)


_TOO_DEEP = f"is nested more than {MAX_DEPTH} deep"


def _text(data: bytes) -> str:
    """`data` as text, unpacked and decoded."""
    try:
        data = unpack(data)
    except UnpackError as error:
        raise DecodeError(str(error)) from None
    try:
        text = data.decode(json.detect_encoding(data), "surrogatepass")
    except UnicodeDecodeError as error:
        head = data[:HEAD].decode("latin-1")
        raise DecodeError(seems(head) or f"is no {error.encoding.upper()} text (byte {error.start})") from None
    if not text or text.isspace():
        raise DecodeError("is empty")
    return text


def _several(text: str) -> Decoded:
    """The values of a text that is not just one; what is broken after a good one is a fault."""
    found = Decoded()
    place = _skip(text, 0)
    while place < len(text) and len(found.faults) < MAX_FAULTS:
        try:
            value, place = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            if not any(isinstance(value, dict | list) for value in found.values):
                raise DecodeError(seems(text) or _reason(error)) from None
            found.faults.append(_reason(error))
            place = _next(text, place)
        else:
            if too_deep(value):
                found.faults.append(_TOO_DEEP)
            else:
                found.values.append(value)
        place = _skip(text, place)
    if not found.values:
        raise DecodeError(found.faults[0] if found.faults else "holds no value, only separators")
    return found


def _skip(text: str, place: int) -> int:
    """Where the next value begins."""
    blank = _BLANK.match(text, place)
    return blank.end() if blank else place


def _next(text: str, place: int) -> int:
    """Where a value may begin after the broken one at `place`."""
    start = _NEXT.search(text, place)
    return start.start() if start else len(text)


def _reason(error: ValueError | RecursionError) -> str:
    """The decoder's complaint in our words."""
    if isinstance(error, RecursionError):
        return _TOO_DEEP
    if isinstance(error, json.JSONDecodeError):
        return _where(error)
    if str(error).startswith("Exceeds the limit"):
        return f"holds an integer of more than {MAX_DIGITS} digits"
    return str(error)


def _where(error: json.JSONDecodeError) -> str:
    """The decoder's complaint in our words."""
    if error.pos >= len(error.doc.rstrip()):
        return f"is cut off: the JSON ends in the middle, at line {error.lineno}"
    said = error.msg.removesuffix(" at")
    return f"is not JSON: {said[0].lower()}{said[1:]} at line {error.lineno} column {error.colno}"


def _constant(name: str) -> NoReturn:
    raise ValueError(f"holds {name}, which is not JSON")


def _float(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise ValueError("holds a number that is too large")
    return value


def _int(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"holds an integer of more than {MAX_DIGITS} digits")
    return int(digits)


_DECODER = json.JSONDecoder(
    parse_constant=_constant,
    parse_float=_float,
    # Python limits integers itself, and the hook costs a tenth of the time; only a lifted limit needs it.
    parse_int=None if 0 < sys.get_int_max_str_digits() <= MAX_DIGITS else _int,
)
