"""Bodies of answers: bounded before anything is built."""

import json

import pytest

from inspector.sources.limits import MAX_DEPTH
from inspector.sources.live.body import MAX_VALUES, parsed
from inspector.sources.live.faults import Garbled


def nested(depth: int) -> bytes:
    return b'{"a":' * (depth - 1) + b"[]" + b"}" * (depth - 1)


def test_depth_is_counted_to_the_level() -> None:
    assert json.dumps(parsed(nested(MAX_DEPTH))).replace(" ", "").encode() == nested(MAX_DEPTH)
    with pytest.raises(Garbled, match="nested more than 200 deep"):
        parsed(nested(MAX_DEPTH + 1))


def test_brackets_in_strings_are_no_depth() -> None:
    text = "[{" * 300 + '\\"[' * 300
    assert parsed(json.dumps({"a": text}).encode()) == {"a": text}


def test_many_values_side_by_side_are_no_depth() -> None:
    assert parsed(b"[" + b"[],{}," * 1000 + b"1]")[-1] == 1


def test_values_are_counted() -> None:
    # One bracket that opens, one that closes, and the commas.
    fits = b"[" + b"1," * (MAX_VALUES - 2) + b"1]"
    assert len(parsed(fits)) == MAX_VALUES - 1
    with pytest.raises(Garbled, match="holds more than"):
        parsed(b"[" + b"1," * (MAX_VALUES - 1) + b"1]")


@pytest.mark.parametrize("body", [b"", b"{", b"NaN", b"[Infinity]", b'"\xff"', b"1 2", b"]", b"9" * 5000])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(Garbled, match="no JSON"):
        parsed(body)


def test_lone_surrogates_and_control_characters_are_kept() -> None:
    assert parsed(b'"\\ud800\\u0000\\u001b"') == "\ud800\x00\x1b"
