"""The closures give what the reference implementation gives, over generated expressions and documents."""

from typing import Any

import jmespath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jmespath import exceptions

from inspector import query
from inspector.query import QueryError
from inspector.query.functions import FUNCTIONS

OPTIONS = jmespath.Options(custom_functions=FUNCTIONS)
NAMES = st.sampled_from(["a", "b", "c", "list", "map"])
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 2), st.sampled_from([0.0, 1.0, 2.5]), st.sampled_from(["", "a", "b"])
)
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=12,
)
LITERALS = st.sampled_from(["`0`", "`1`", "`true`", "`false`", "`null`", "`[]`", "`{}`", "'a'", "''", "`2.5`"])


def _expressions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        pair.map(lambda two: f"({two[0]}).{'a'}"),
        st.tuples(inner, NAMES).map(lambda two: f"({two[0]}).{two[1]}"),
        pair.map(lambda two: f"({two[0]}) | ({two[1]})"),
        pair.map(lambda two: f"({two[0]}) && ({two[1]})"),
        pair.map(lambda two: f"({two[0]}) || ({two[1]})"),
        inner.map(lambda one: f"!({one})"),
        st.tuples(inner, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), inner).map(
            lambda three: f"({three[0]}) {three[1]} ({three[2]})"
        ),
        inner.map(lambda one: f"({one})[*]"),
        inner.map(lambda one: f"({one}).*"),
        inner.map(lambda one: f"({one})[]"),
        pair.map(lambda two: f"({two[0]})[?{two[1]}]"),
        pair.map(lambda two: f"({two[0]})[?{two[1]}].a"),
        st.tuples(inner, st.integers(-2, 2)).map(lambda two: f"({two[0]})[{two[1]}]"),
        inner.map(lambda one: f"({one})[0:2]"),
        inner.map(lambda one: f"({one})[::-1]"),
        pair.map(lambda two: f"[{two[0]}, {two[1]}]"),
        inner.map(lambda one: f"{{a: {one}, b: a}}"),
        pair.map(lambda two: f"contains({two[0]}, {two[1]})"),
        inner.map(lambda one: f"length({one})"),
        inner.map(lambda one: f"keys({one})"),
        pair.map(lambda two: f"not_null({two[0]}, {two[1]})"),
        pair.map(lambda two: f"map(&({two[0]}), {two[1]})"),
        inner.map(lambda one: f"lower({one})"),
        pair.map(lambda two: f"glob({two[0]}, {two[1]})"),
        inner.map(lambda one: f"to_string({one})"),
        inner.map(lambda one: f"type({one})"),
    )


EXPRESSIONS = st.recursive(st.one_of(NAMES, LITERALS, st.just("@")), _expressions, max_leaves=6)
ERRORS = (exceptions.JMESPathError, TypeError, ValueError)


def _reference(expression: str, document: Any) -> Any:
    try:
        return ("value", jmespath.compile(expression).search(document, options=OPTIONS))
    except ERRORS:
        return "error"


def _ours(expression: str, document: Any) -> Any:
    try:
        return ("value", query.compile(expression).search(document))
    except QueryError:
        return "error"


@settings(max_examples=600, deadline=None)
@given(EXPRESSIONS, DOCUMENTS)
def test_same_as_reference(expression: str, document: Any) -> None:
    wanted, got = _reference(expression, document), _ours(expression, document)
    assert repr(wanted) == repr(got)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("a b", "syntax error at 'b' (character 3)"),
        ("foo(", "syntax error at its end"),
        ("nosuch(a)", "unknown function nosuch()"),
        ("contains(a)", "contains() takes 2 arguments, 1 given"),
        ("(" * 500 + "a" + ")" * 500, "nested"),
        ("!" * 200 + "a", "nested more than 60 levels deep"),
        ("a || " * 2000 + "a", "longer than 8000 characters"),
        ("|".join(["[@,@]"] * 20), "builds more than 16 lists"),
    ],
)
def test_refused_with_one_line(expression: str, reason: str) -> None:
    with pytest.raises(QueryError) as caught:
        query.compile(expression)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("facts.dood[?how=='tcp'].path", {"facts.dood", "facts.dood.how", "facts.dood.path"}),
        ("contains(params.a, item.write) || !(facts.x)", {"params.a", "item.write", "facts.x"}),
        ("(a || b).c", {"a", "b", "a.c", "b.c"}),
        ("{x: b, y: c.d}", {"b", "c.d"}),
        ("length(facts.list[*].path)", {"facts.list.path"}),
        ("map(&x.y, facts.list)", {"facts.list", "facts.list.x.y"}),
        ("a | b | c[0]", {"a.b.c"}),
        ("facts.list[?@ == 'x'] | [0]", {"facts.list"}),
        ("'text'", set()),
    ],
)
def test_reads(expression: str, wanted: set[str]) -> None:
    assert {".".join(path) for path in query.compile(expression).reads} == wanted


@pytest.mark.parametrize(
    ("text", "pattern", "matches"),
    [
        ("abc", "abc", True), ("abc", "a*", True), ("abc", "*c", True), ("abc", "a?c", True), ("abc", "b*", False),
        ("", "*", True), ("", "?", False), ("aXbXc", "a*b*c", True), ("aXbXc", "a*b*d", False), ("a", "a**", True),
    ],
)  # fmt: skip
def test_glob(text: str, pattern: str, matches: bool) -> None:  # noqa: FBT001 a parameter of the table
    assert query.compile("glob(a, b)").search({"a": text, "b": pattern}) is matches


def test_null_in_gives_null_out() -> None:
    for expression in ("glob(a, 'x')", "lower(a)", "covers(a, '/x')", "covers('/x', a)"):
        assert query.compile(expression).search({}) is None


def test_errors_are_query_errors() -> None:
    for expression in ("length(a)", "contains('abc', `1`)", "'x' < `5` && abs('x')", "join('', a)"):
        with pytest.raises(QueryError):
            query.compile(expression).search({"a": None})
