"""JMESPath: compiled once, run many times, with the paths each expression reads."""

from inspector.query.compile import Query, QueryError, compile

__all__ = ["Query", "QueryError", "compile"]
