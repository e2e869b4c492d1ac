"""Options of init programs, which only start the program named after them (tini, dumb-init, catatonit).

After an option that is none of these the next word may be its value, and so is not taken for the program.
"""

import re

_SWITCH = re.compile(r"-[acglsvwhPS]{1,6}|--single-child|--verbose|--")
_OPTION = re.compile(r"-[epr]|--rewrite")


def takes_value(word: str) -> bool:
    """Whether the word after `word` is its value."""
    return _OPTION.fullmatch(word) is not None


def is_option(word: str) -> bool:
    """Whether `word` is an option of an init program, with or without a value."""
    return takes_value(word) or _SWITCH.fullmatch(word) is not None
