"""How large an expression may be: rules of others are code-like and must not hang or fill the memory."""

MAX_LENGTH = 8_000
"""Characters of one expression."""

MAX_DEPTH = 60
"""Nesting of its syntax tree; far above what people write, far below the recursion limit."""

MAX_MULTISELECTS = 16
"""Lists built by one expression: `[@,@]|[@,@]|...` doubles with each."""

MAX_LIST = 1_000_000
"""Entries of a list that a flatten makes."""

MAX_STRING = 10_000_000
"""Characters of a string that `join` or `to_string` makes."""
