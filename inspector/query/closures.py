"""JMESPath's syntax tree turned into Python closures: the same results as the reference, several times as fast.

The tree comes from the reference parser (`jmespath.parser`); each node becomes a function of the current value.
A test compares the two over generated expressions and documents.
"""

import operator
from collections.abc import Callable
from typing import Any

from jmespath import exceptions

from inspector.query.functions import call
from inspector.query.limits import MAX_LIST

Node = dict[str, Any]
Closure = Callable[[Any], Any]


class _Expression:
    """An argument `&expression`; the functions recognise it by the name of its class."""

    def __init__(self, expression: Closure) -> None:
        self.expression = expression

    def visit(self, node: Closure, value: Any) -> Any:
        """Evaluate on one element, as the reference interpreter does."""
        return node(value)


def is_true(value: Any) -> bool:
    """JMESPath's truth: null, false and empty strings, lists and maps are false; 0 is true."""
    return bool(value) or (value == 0 and value is not False)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def equals(left: Any, right: Any) -> bool:
    """JMESPath's equality: 0 and 1 are not booleans (at top level)."""
    if isinstance(left, bool) != isinstance(right, bool) and (
        (_is_number(left) and left in (0, 1)) or (_is_number(right) and right in (0, 1))
    ):
        return False
    return bool(left == right)


def _field(node: Node) -> Closure:
    name = node["value"]

    def field(value: Any) -> Any:
        return value.get(name) if isinstance(value, dict) else None

    return field


def _chain(node: Node) -> Closure:
    """A subexpression, index expression or pipe: each part works on the result of the one before."""
    parts = [compile_node(child) for child in node["children"]]
    if len(parts) == 2:  # noqa: PLR2004 the usual case, unrolled
        first, second = parts
        return lambda value: second(first(value))

    def chain(value: Any) -> Any:
        for part in parts:
            value = part(value)
        return value

    return chain


def _comparator(node: Node) -> Closure:
    left, right = (compile_node(child) for child in node["children"])
    name = node["value"]
    if name == "eq":
        return lambda value: equals(left(value), right(value))
    if name == "ne":
        return lambda value: not equals(left(value), right(value))
    compare = {"lt": operator.lt, "gt": operator.gt, "lte": operator.le, "gte": operator.ge}[name]

    def order(value: Any) -> Any:
        one, two = left(value), right(value)
        if (_is_number(one) or isinstance(one, str)) and (_is_number(two) or isinstance(two, str)):
            return compare(one, two)
        return None

    return order


def _function(node: Node) -> Closure:
    name = node["value"]
    arguments = [compile_node(child) for child in node["children"]]
    if name == "contains" and len(arguments) == 2:  # noqa: PLR2004 its two arguments
        return _contains(*arguments)
    return lambda value: call(name, [argument(value) for argument in arguments])


def _contains(subject: Closure, search: Closure) -> Closure:
    """By far the most used function, without the generic check of arguments."""

    def contains(value: Any) -> Any:
        where, what = subject(value), search(value)
        return what in where if type(where) is list else call("contains", [where, what])

    return contains


def _filter(node: Node) -> Closure:
    base, rest, condition = (compile_node(child) for child in node["children"])

    def keep(value: Any) -> Any:
        elements = base(value)
        if not isinstance(elements, list):
            return None
        found = (rest(element) for element in elements if is_true(condition(element)))
        return [one for one in found if one is not None]

    return keep


def _flatten(node: Node) -> Closure:
    base = compile_node(node["children"][0])

    def flatten(value: Any) -> Any:
        elements = base(value)
        if not isinstance(elements, list):
            return None
        merged: list[Any] = []
        for element in elements:
            merged.extend(element if isinstance(element, list) else [element])
            if len(merged) > MAX_LIST:
                raise exceptions.JMESPathError(f"a flattened list has more than {MAX_LIST} entries")
        return merged

    return flatten


def _projection(node: Node) -> Closure:
    base, rest = (compile_node(child) for child in node["children"])

    def project(value: Any) -> Any:
        elements = base(value)
        if not isinstance(elements, list):
            return None
        found = map(rest, elements)
        return [one for one in found if one is not None]

    return project


def _value_projection(node: Node) -> Closure:
    base, rest = (compile_node(child) for child in node["children"])

    def project(value: Any) -> Any:
        mapping = base(value)
        if not isinstance(mapping, dict):
            return None
        found = map(rest, mapping.values())
        return [one for one in found if one is not None]

    return project


def _index(node: Node) -> Closure:
    position = node["value"]

    def index(value: Any) -> Any:
        if not isinstance(value, list) or not -len(value) <= position < len(value):
            return None
        return value[position]

    return index


def _slice(node: Node) -> Closure:
    part = slice(*node["children"])
    return lambda value: value[part] if isinstance(value, list) else None


def _list(node: Node) -> Closure:
    parts = [compile_node(child) for child in node["children"]]
    return lambda value: None if value is None else [part(value) for part in parts]


def _dict(node: Node) -> Closure:
    parts = [(child["value"], compile_node(child["children"][0])) for child in node["children"]]
    return lambda value: None if value is None else {name: part(value) for name, part in parts}


def _or(node: Node) -> Closure:
    left, right = (compile_node(child) for child in node["children"])

    def either(value: Any) -> Any:
        first = left(value)
        return first if is_true(first) else right(value)

    return either


def _and(node: Node) -> Closure:
    left, right = (compile_node(child) for child in node["children"])

    def both(value: Any) -> Any:
        first = left(value)
        return right(value) if is_true(first) else first

    return both


def _not(node: Node) -> Closure:
    inner = compile_node(node["children"][0])
    return lambda value: not is_true(inner(value))


def _literal(node: Node) -> Closure:
    constant = node["value"]
    return lambda _: constant


def _expref(node: Node) -> Closure:
    expression = _Expression(compile_node(node["children"][0]))
    return lambda _: expression


def _itself(_: Node) -> Closure:
    return lambda value: value


_COMPILERS: dict[str, Callable[[Node], Closure]] = {
    "and_expression": _and,
    "comparator": _comparator,
    "current": _itself,
    "expref": _expref,
    "field": _field,
    "filter_projection": _filter,
    "flatten": _flatten,
    "function_expression": _function,
    "identity": _itself,
    "index": _index,
    "index_expression": _chain,
    "literal": _literal,
    "multi_select_dict": _dict,
    "multi_select_list": _list,
    "not_expression": _not,
    "or_expression": _or,
    "pipe": _chain,
    "projection": _projection,
    "slice": _slice,
    "subexpression": _chain,
    "value_projection": _value_projection,
}


def compile_node(node: Node) -> Closure:
    """The closure of one node of the reference parser's tree."""
    return _COMPILERS[node["type"]](node)
