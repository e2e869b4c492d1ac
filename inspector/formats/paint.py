"""Colour on a terminal: sixteen colours, so that the user's own theme decides; nothing is told by colour alone."""

from inspector.model import SeverityWord

_RESET = "\x1b[0m"
_CODES = {
    "critical": "\x1b[1;31m",
    "high": "\x1b[33m",
    "medium": "\x1b[36m",
    "low": "\x1b[34m",
    "info": "\x1b[2m",
    "unknown": "\x1b[35m",
    "bold": "\x1b[1m",
    "dim": "\x1b[2m",
}
MARKS: dict[SeverityWord, str] = {"critical": "◆", "high": "▲", "medium": "■", "low": "●", "info": "○"}
"""The shape that stands for a severity, here and in the HTML report."""


class Paint:
    """Paints text, or leaves it as it is.

    Args:
        on: whether escape sequences are wanted.
    """

    def __init__(self, *, on: bool) -> None:
        self._on = on

    def __call__(self, style: str, text: str) -> str:
        """`text` in a style: a severity word, `unknown`, `bold` or `dim`."""
        return f"{_CODES[style]}{text}{_RESET}" if self._on and text else text
