"""JMESPath: compiled once, run many times, with the paths each expression reads."""

from inspector.query.compile import Query, QueryError, compile  # noqa: A004 the word of re and jmespath

__all__ = ["Query", "QueryError", "compile"]
