"""Hostile text on a terminal, and in the log of a build server that obeys what is printed there."""

import re

from inspector.formats.shown import LIMIT, shown

_COMMAND = re.compile(r"^\s*::|##(?=\w*\[)")
"""GitHub takes a line that begins with `::` or holds `##[` for a command, Azure `##vso[`, TeamCity `##teamcity[`."""


def safe(text: str, limit: int = LIMIT) -> str:
    """`text` as one line that is neither terminal control nor a command to a build server.

    Args:
        text: anything a host said.
        limit: characters of it to show at most.
    """
    line = shown(text, limit)
    return _COMMAND.sub(lambda match: " ".join(match[0].strip()), line) if "::" in line or "##" in line else line
