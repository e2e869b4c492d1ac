"""From the body of an answer to a document, bounded before anything is built from it."""

import json
import re
from itertools import accumulate
from typing import Any, NoReturn

from inspector.sources.limits import MAX_DEPTH
from inspector.sources.live.faults import Garbled

MAX_VALUES = 1_000_000
"""Commas and brackets in one answer: what `[],[],[]...` costs in memory is not told by its bytes."""

_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_OTHER = bytes(set(range(256)) - set(b"[]{}"))
_STEP = [1 if byte in b"[{" else -1 for byte in range(256)]


def parsed(body: bytes) -> Any:
    """The JSON value of a body; raises Garbled for anything else and for what is beyond the limits."""
    opened = body.count(b"[") + body.count(b"{")
    closed = body.count(b"]") + body.count(b"}")
    if opened + closed + body.count(b",") > MAX_VALUES:
        raise Garbled(f"the answer holds more than {MAX_VALUES} values")
    if opened > MAX_DEPTH and _too_deep(body):
        raise Garbled(f"the answer is nested more than {MAX_DEPTH} deep")
    try:
        return _DECODER.decode(body.decode())
    except (ValueError, RecursionError) as error:
        raise Garbled("the answer is no JSON") from error


def _too_deep(body: bytes) -> bool:
    """Adds up the brackets outside strings."""
    brackets = _STRING.sub(b"", body).translate(None, _OTHER)
    return max(accumulate(map(_STEP.__getitem__, brackets)), default=0) > MAX_DEPTH


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_no_number)
