"""From the text of an expression to something that runs."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from jmespath import exceptions, parser

from inspector.query.closures import Closure, Node, compile_node
from inspector.query.functions import arity
from inspector.query.limits import MAX_DEPTH, MAX_LENGTH, MAX_MULTISELECTS
from inspector.query.reads import Path, reads

ERRORS = (exceptions.JMESPathError, TypeError, ValueError, ArithmeticError, RecursionError, MemoryError)
"""What an expression can raise on a document that does not suit it."""


class QueryError(Exception):
    """An expression that cannot be compiled, or that failed on a document; the message is one line."""


@dataclass(frozen=True)
class Query:
    """A compiled expression.

    Attributes:
        text: as written.
        tree: its syntax tree, of the reference parser.
        run: the function that evaluates it; raises whatever the expression makes it raise.
    """

    text: str
    tree: Node = field(repr=False, compare=False)
    run: Closure = field(repr=False, compare=False)

    @cached_property
    def reads(self) -> frozenset[Path]:
        """Paths that the expression reads, from the top of its scope."""
        return reads(self.tree)

    def search(self, data: Any) -> Any:
        """The result on `data`; raises QueryError with one line when the expression cannot be applied."""
        try:
            return self.run(data)
        except ERRORS as error:
            raise QueryError(first_line(error)) from error


def compile(text: str) -> Query:  # noqa: A001 the same word as re.compile and jmespath.compile
    """Compile `text`; raises QueryError for a syntax error, an unknown function or wrong number of arguments."""
    if len(text) > MAX_LENGTH:
        raise QueryError(f"longer than {MAX_LENGTH} characters")
    tree = _parse(text)
    _check(tree, 0)
    if _count(tree, "multi_select_list") > MAX_MULTISELECTS:
        raise QueryError(f"builds more than {MAX_MULTISELECTS} lists")
    return Query(text, tree, compile_node(tree))


def first_line(error: BaseException) -> str:
    """The first line of an error's text, or its type."""
    return next(iter(str(error).strip().splitlines()), "") or type(error).__name__


def _parse(text: str) -> Node:
    try:
        tree: Any = parser.Parser().parse(text).parsed
    except (exceptions.JMESPathError, ValueError, OverflowError) as error:
        raise QueryError(_syntax(error, text)) from error
    except RecursionError as error:
        raise QueryError("nested too deeply") from error
    return tree  # type: ignore[no-any-return]  # the stubs call it private


def _syntax(error: Exception, text: str) -> str:
    """One line that names the place of a syntax error."""
    if isinstance(error, exceptions.IncompleteExpressionError):
        return "syntax error at its end"
    place = getattr(error, "lex_position", None)
    word = getattr(error, "token_value", None)
    if place is None or word is None:
        return first_line(error)
    where = "at its end" if place >= len(text) or word == "" else f"at {word!r} (character {place + 1})"
    return f"syntax error {where}"


def _check(node: Node, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise QueryError(f"nested more than {MAX_DEPTH} levels deep")
    if node["type"] == "function_expression":
        _check_call(node["value"], len(node["children"]))
    for child in node.get("children", []):
        if isinstance(child, dict):
            _check(child, depth + 1)


def _check_call(name: str, given: int) -> None:
    known = arity(name)
    if known is None:
        raise QueryError(f"unknown function {name}()")
    wanted, variadic = known
    if given != wanted and not (variadic and given >= wanted):
        raise QueryError(f"{name}() takes {wanted}{' or more' if variadic else ''} arguments, {given} given")


def _count(node: Node, kind: str) -> int:
    below = sum(_count(child, kind) for child in node.get("children", []) if isinstance(child, dict))
    return below + int(node["type"] == kind)
