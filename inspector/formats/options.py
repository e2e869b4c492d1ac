"""What a caller may ask of a format."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Options:
    """How a report is to be rendered; a format takes from it what it can use.

    Attributes:
        width: columns of the terminal (text).
        colour: whether escape sequences for colour may be written (text).
        verbose: whether evidence, sources and proof are shown for every finding (text).
        unwritten: how many outputs could not be written, so that the run's exit code is 2 whatever was found (text).
        now: the time of rendering, so that an old report says how old it is; None: leave that out.
    """

    width: int = 100
    colour: bool = False
    verbose: bool = False
    unwritten: int = 0
    now: datetime | None = None
