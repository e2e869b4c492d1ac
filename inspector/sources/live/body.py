"""From the body of an answer to a document, bounded before anything is built from it."""

import json
import re
from typing import Any, NoReturn

from inspector.sources.limits import MAX_DEPTH
from inspector.sources.live.faults import Garbled

MAX_VALUES = 2_000_000
"""Commas and brackets in one answer: what `[],[],[]...` costs in memory is not told by its bytes."""

_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_OTHER = bytes(set(range(256)) - set(b"[]{}"))


def parsed(body: bytes) -> Any:
    """The JSON value of a body; raises Garbled for anything else and for what is beyond the limits."""
    opened = body.count(b"[") + body.count(b"{")
    if opened + body.count(b",") > MAX_VALUES:
        raise Garbled(f"the answer holds more than {MAX_VALUES} values")
    if opened > MAX_DEPTH and _too_deep(body):
        raise Garbled(f"the answer is nested more than {MAX_DEPTH} deep")
    try:
        return _DECODER.decode(body.decode())
    except (ValueError, RecursionError) as error:
        raise Garbled("the answer is no JSON") from error


def _too_deep(body: bytes) -> bool:
    """Takes away the innermost brackets again and again: a pass for each level, none of them in Python."""
    brackets = _STRING.sub(b"", body).translate(None, _OTHER)
    for _ in range(MAX_DEPTH):
        if not brackets:
            return False
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    return bool(brackets)


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_no_number)
