"""Whether a condition that came out false is known to be false.

A falsy result counts only if what it rests on is known: of `a && b`, one operand that is known to be false is enough;
of `a || b`, both must be known.
"""

from typing import Any

from inspector.evaluate.scope import Scope
from inspector.query import Query
from inspector.query.closures import compile_node, is_true
from inspector.query.compile import ERRORS
from inspector.query.reads import reads

Node = dict[str, Any]


def doubt(query: Query, scope: Scope) -> str | None:
    """Why the false result of `query` is not to be relied on; None when it is known to be false."""
    if scope.reason(query.reads) is None:
        return None
    return _doubt(query.tree, scope)


def _true(node: Node, scope: Scope) -> bool:
    """Whether a part of the condition holds; one that cannot be applied does not."""
    try:
        return is_true(compile_node(node)(scope.data))
    except ERRORS:
        return False


def _doubt(node: Node, scope: Scope) -> str | None:
    if node["type"] == "and_expression":
        reasons = [_doubt(child, scope) for child in node["children"] if not _true(child, scope)]
        return None if None in reasons else next(iter(reasons), None)
    if node["type"] == "or_expression":
        return next(filter(None, (_doubt(child, scope) for child in node["children"])), None)
    return scope.reason(reads(node))
