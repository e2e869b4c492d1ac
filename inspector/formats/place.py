"""Where a finding of a compose file stands."""

from typing import NamedTuple

from inspector.model import FindingPart


class Place(NamedTuple):
    """A place in a file, counted from 1; the file is as the user wrote it, not yet made safe to show."""

    file: str
    line: int
    column: int


def place_of(one: FindingPart) -> Place | None:
    """The first place of a finding; None for what stands in no file, or when the report tells nonsense."""
    for text in one.get("places", ()):
        file, _, rest = text.rpartition(":")
        file, _, line = file.rpartition(":")
        if file and _number(line) and _number(rest):
            return Place(file, int(line), int(rest))
    return None


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < len(text) < 8 and int(text) > 0  # noqa: PLR2004 no file is longer
