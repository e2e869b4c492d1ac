"""Bytes to JSON values: what is read, what is refused and in which words, within bounded time."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.sources.decode import DecodeError, decode, too_deep
from inspector.sources.limits import MAX_BYTES, MAX_DEPTH
from inspector.sources.unpack import UnpackError, unpack

ONE = b'{"Id": "a"}'
TWO = ONE + b"\n" + b'{"Id": "b"}'
LIST = b'[{"Id": "a"}]'


@pytest.mark.parametrize(
    ("data", "values"),
    [
        (LIST + LIST, [[{"Id": "a"}], [{"Id": "a"}]]),
        (TWO.replace(b"\n", b"\r\n"), [{"Id": "a"}, {"Id": "b"}]),
        (ONE + b",\n" + ONE, [{"Id": "a"}, {"Id": "a"}]),
        (b"\x1e" + ONE + b"\n\x1e" + ONE, [{"Id": "a"}, {"Id": "a"}]),
        (b"[]", [[]]),
        (b"null", [None]),
        (b"1 2", [1, 2]),
        (b"\xef\xbb\xbf" + ONE, [{"Id": "a"}]),
        (b"\xff\xfe" + ONE.decode().encode("utf-16-le"), [{"Id": "a"}]),
        (b"\xfe\xff" + ONE.decode().encode("utf-16-be"), [{"Id": "a"}]),
        (ONE.decode().encode("utf-32"), [{"Id": "a"}]),
        (ONE.decode().encode("utf-16-le"), [{"Id": "a"}]),
        (TWO.decode().encode("utf-16"), [{"Id": "a"}, {"Id": "b"}]),
        (gzip.compress(ONE, mtime=0) + gzip.compress(ONE, mtime=0), [{"Id": "a"}, {"Id": "a"}]),
        (gzip.compress(ONE, mtime=0) + b"\0" * 512, [{"Id": "a"}]),
        (gzip.compress(ONE.decode().encode("utf-16"), mtime=0), [{"Id": "a"}]),
        (b'{"a": 1, "a": 2}', [{"a": 2}]),
        (rb'{"a": "\ud800 \u0000 \u001b[31m"}', [{"a": "\ud800 \x00 \x1b[31m"}]),
        (b'{"a": "\xed\xa0\x80"}', [{"a": "\ud800"}]),
        (b'{"a": 1e300, "b": -0.0}', [{"a": 1e300, "b": -0.0}]),
        (b"9" * 4300, [int("9" * 4300)]),
    ],
)
def test_what_is_read(data: bytes, values: list[object]) -> None:
    decoded = decode(data)
    assert decoded.values == values
    assert decoded.faults == []


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xef\xbb\xbf", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (b'[\n{"a": "b', "is not JSON: unterminated string starting at line 2 column 7"),
        (b'{"a": 1,}', "is not JSON"),
        (b'{"a": "b\nc"}', "is not JSON: invalid control character"),
        (b'{"a": [Infinity]}', "holds Infinity, which is not JSON"),
        (b"[-Infinity]", "holds -Infinity, which is not JSON"),
        (b"[-1e999]", "holds a number that is too large"),
        (b'{"a":' * 300 + b"1" + b"}" * 300, "is nested more than 200 deep"),
        (b"[" * 1_000_000, "is nested more than 200 deep"),
        (b"[" * 500 + b"]" * 500 + b"[" * 500 + b"]" * 500, "is nested more than 200 deep"),
        (b'{"a": "\xff"}', "is no UTF-8 text (byte 7)"),
        (b"\x1f\x8b", "is gzip that was cut off"),
        (gzip.compress(ONE, mtime=0)[:10] + b"\x07" * 20, "is broken gzip"),
        (gzip.compress(ONE, mtime=0) + ONE, "is gzip followed by something else"),
        (b'<?xml version="1.0"?>', "is XML, not JSON"),
        (b"REPOSITORY   TAG  IMAGE ID", "is the table that `docker images` prints; use `docker inspect`"),
        (b"NETWORK ID     NAME", "is a table that docker prints; use `docker inspect`"),
        (b"DRIVER    VOLUME NAME\nlocal x", "is a table that docker prints; use `docker inspect`"),
        (b"Cannot connect to the Docker daemon at unix:///x", "is an error message"),
        (b"Client: Docker Engine\n Version: 28", "is text that docker prints; add `--format json`"),
        (b"# a comment\nservices:\n  web: {}\n", "is a compose file; give it a name that ends in .yaml or .yml"),
        (b"name: x\nvalue: y\n", "is YAML, not JSON"),
        (b"[{'Id': 'a'}]", "is a Python literal, not JSON (keys in single quotes)"),
        (b"{u'Id': None}", "is a Python literal, not JSON (keys in single quotes)"),
        (b'"Mounts": [\n{}]', "is a piece of JSON without its opening bracket"),
        (b"[\n {\n ...\n", "was shortened by hand (`...`), so it is no JSON"),
        (b"// note\n[]", "starts with a comment, which JSON has not"),
        (b"PK\x03\x04rest", "is a binary file, not JSON"),
        (b"\0" * 512, "is a binary file, not JSON"),
        (b"-----BEGIN CERTIFICATE-----\n", "is a PEM file, not JSON"),
    ],
    ids=lambda case: repr(case[:40]) if isinstance(case, bytes) else "",
)
def test_what_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(data)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "count", "reason"),
    [
        (ONE + b"\nError: No such object: x", 1, "is not JSON"),
        (LIST + b'\n{"Id": \n' + ONE, 2, "is cut off"),
        (ONE + b'\n{"Id": "b', 1, "is not JSON: unterminated string"),
        (ONE + b"\n" + b"[" * 300 + b"]" * 300, 1, "is nested more than 200 deep"),
        (ONE + b"\n[NaN]", 1, "holds NaN"),
        (ONE + b"\n" + b"9" * 5000, 1, "digits"),
    ],
)
def test_what_is_broken_after_a_good_value_is_a_fault(data: bytes, count: int, reason: str) -> None:
    decoded = decode(data)
    assert len(decoded.values) == count
    assert reason in decoded.faults[0]


def test_an_unfinished_document_is_not_read_in_pieces() -> None:
    """The parts of a broken object are no objects: a HostConfig would be judged without its container."""
    with pytest.raises(DecodeError):
        decode(b'[{"Id": "a", "HostConfig":\n{"Privileged": true},\n{"b": 1}\n')


def test_the_deepest_that_is_read() -> None:
    assert decode(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH).values
    assert not too_deep({"a": {"b": []}}, 3)
    assert not too_deep("text", 0)


def test_brackets_in_a_text_are_no_depth() -> None:
    assert decode(b'["' + b"[" * 1000 + b'"]').values


def test_a_lifted_limit_on_integers_still_holds() -> None:
    """The environment may switch Python's own limit off, and then a long integer takes quadratic time."""
    script = "from inspector.sources.decode import decode\ndecode(b'9' * 3_000_000)"
    environment = {**os.environ, "PYTHONINTMAXSTRDIGITS": "0"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, timeout=60, check=False)
    assert b"DecodeError: holds an integer of more than 4300 digits" in done.stderr


def test_many_members_share_the_limit() -> None:
    member = gzip.compress(b"x" * 600, mtime=0)
    assert len(unpack(member, 1000)) == 600
    with pytest.raises(UnpackError, match="holds more than"):
        unpack(member * 2, 1000)


def test_plain_bytes_over_the_limit() -> None:
    with pytest.raises(UnpackError, match=f"holds more than {MAX_BYTES // (1 << 20)} MiB"):
        unpack(b" " * (MAX_BYTES + 1))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="{}[]\",:0123456789.eE+-\\ \nntrufalsINy'#<", max_size=80))
def test_nothing_but_its_own_error_is_raised(text: str) -> None:
    try:
        outcome: str | list[object] = decode(text.encode()).values
    except DecodeError as error:
        outcome = str(error)
    assert outcome
    assert not isinstance(outcome, str) or "\n" not in outcome


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
)
encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"])


@settings(max_examples=150, deadline=None)
@given(st.lists(json_values, min_size=1, max_size=4), encodings, st.sampled_from([gzip.compress, bytes]))
def test_what_json_writes_is_read(values: list[object], encoding: str, pack: type[bytes]) -> None:
    text = "\n".join(json.dumps(value) for value in values)
    assert decode(pack(text.encode(encoding))).values == values


def test_every_sample_is_read() -> None:
    files = sorted((Path(__file__).parents[2] / "rules" / "samples").rglob("*.json"))
    assert len(files) > 100
    assert all(decode(file.read_bytes()).values for file in files)
