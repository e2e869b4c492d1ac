"""Bytes to values: every way people save them, and what was made to exhaust the reader."""

import contextlib
import gzip
import json
import time
import tracemalloc
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.sources.bounds import bound
from inspector.sources.decode import DecodeError, decode, too_deep
from inspector.sources.limits import MAX_BYTES, MAX_DEPTH, MAX_FAULTS, MAX_LIST, MAX_STRING

VALUE = {"Id": "é\x00\ud800", "Name": "/a"}
TEXT = json.dumps(VALUE)

READ = {
    "utf-8": TEXT.encode(),
    "utf-8 with a mark": b"\xef\xbb\xbf" + TEXT.encode(),
    "utf-16": TEXT.encode("utf-16"),
    "utf-16 big endian": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "utf-32": TEXT.encode("utf-32"),
    "gzip": gzip.compress(TEXT.encode(), mtime=0),
    "gzip in two members": gzip.compress(TEXT[:9].encode(), mtime=0) + gzip.compress(TEXT[9:].encode(), mtime=0),
    "gzip of utf-16": gzip.compress(TEXT.encode("utf-16"), mtime=0),
    "with duplicate keys": b'{"Id": "x",' + TEXT[1:].encode(),
}


@pytest.mark.parametrize("name", READ)
def test_one_value(name: str) -> None:
    assert decode(READ[name]).values == [VALUE]


@pytest.mark.parametrize("between", ["", "\n", "\r\n", " , ", "\n\n", "\x1e"])
def test_several_values(between: str) -> None:
    decoded = decode(between.join([TEXT, f"[{TEXT}]", TEXT]).encode())
    assert decoded.values == [VALUE, [VALUE], VALUE]
    assert not decoded.faults


def test_what_is_broken_among_good_values_is_a_fault_each() -> None:
    decoded = decode(f"{TEXT}\n{{broken\n{TEXT}\n[1, 2\n{TEXT}".encode())
    assert decoded.values == [VALUE] * 3
    assert len(decoded.faults) == 2


def test_faults_are_bounded() -> None:
    decoded = decode((TEXT + "\n{broken" * 10_000).encode())
    assert decoded.values == [VALUE]
    assert len(decoded.faults) == MAX_FAULTS


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b",\n\x1e,", "no value"),
        (b"{", "is cut off"),
        (b'{"a": NaN}', "NaN"),
        (b"[1e999]", "too large"),
        (b"[" + b"9" * 5000 + b"]", "digits"),
        (b"[" * 100_000, "deep"),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "deep"),
        (gzip.compress(b"[]", mtime=0)[:-9], "gzip"),
        (gzip.compress(b"[]", mtime=0) + b"more", "gzip"),
        (b"\x1f\x8bnothing", "gzip"),
        (b"\xff\xff", "UTF-8"),
    ],
)
def test_what_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(DecodeError, match=reason):
        decode(data)


@pytest.mark.parametrize("members", [1, 3])
def test_a_gzip_bomb_costs_no_more_than_the_limit(members: int) -> None:
    bomb = gzip.compress(b"[" + b" " * (MAX_BYTES // members + 1), 9, mtime=0) * members
    assert len(bomb) < MAX_BYTES // 500
    tracemalloc.start()
    began = time.monotonic()
    with pytest.raises(DecodeError, match="holds more than 128 MiB"):
        decode(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.monotonic() - began < 20
    assert peak < 2.5 * MAX_BYTES


def test_depth_is_told_exactly() -> None:
    value: object = []
    for _ in range(MAX_DEPTH - 1):
        value = [value]
    assert not too_deep(value)
    assert too_deep({"a": value})


def test_what_is_too_long_becomes_another_type() -> None:
    document: dict[str, Any] = {"a": ["x"] * (MAX_LIST + 1), "b": {"c": "x" * (MAX_STRING + 1)}, "d": ["x"] * MAX_LIST}
    reasons = bound(document)
    assert (type(document["a"]), type(document["b"]["c"])) == (str, dict)
    assert len(document["d"]) == MAX_LIST
    assert len(reasons) == 2


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=200), st.text(alphabet='[]{}",:0129eE.-+ntfu\\\n NaI\x1f', max_size=60).map(str.encode)
    )
)
def test_no_bytes_make_it_fail_otherwise(data: bytes) -> None:
    with contextlib.suppress(DecodeError):
        assert decode(data).values
