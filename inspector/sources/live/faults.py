"""What can go wrong while an engine is asked, as data.

Fault
├── Unreachable   no connection: nobody listens, no permission, TLS or ssh failed
├── Dropped       the connection ended before the answer did
├── Slow          no answer in time
├── Refused       an answer with another status than 200
├── Garbled       an answer that is no answer: not HTTP, not JSON, beyond a limit
└── GivenUp       not asked for, after what befell the requests before
"""

LONGEST = 200
"""Characters of a foreign message that are shown."""


class Fault(Exception):  # noqa: N818 - it ends up as a gap, which is no error
    """One request that gave no document.

    Attributes:
        reason: one line, without a full stop; goes into a gap.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unreachable(Fault):
    """No connection could be made."""


class Dropped(Fault):
    """The connection ended before the answer did."""


class Slow(Fault):
    """The answer did not come in time."""


class Garbled(Fault):
    """What came is no answer of an engine."""


class GivenUp(Fault):
    """Not asked for any more."""


class Refused(Fault):
    """The engine, or what stands before it, answered with an error.

    Attributes:
        status: HTTP status.
        message: what it said, one line; empty when it said nothing readable.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status} {message}".strip() if status != 403 else "403")  # noqa: PLR2004 - HTTP's number
        self.status = status
        self.message = message


def one_line(text: str) -> str:
    """`text` from elsewhere, safe in a line: no control characters, no line breaks, at most LONGEST characters."""
    words = " ".join(text[: 4 * LONGEST].split())
    safe = "".join(character if character.isprintable() else "?" for character in words)
    return safe if len(safe) <= LONGEST else safe[: LONGEST - 3] + "..."
