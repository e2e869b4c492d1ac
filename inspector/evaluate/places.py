"""Where the settings behind a finding stand in a compose file."""

from collections.abc import Iterable

from inspector.model import Document


def places(document: Document, source: Iterable[str]) -> list[str]:
    """`FILE:LINE:COLUMN` of each pointer, or of the nearest value around it; empty for what is no compose service.

    Args:
        document: with `Compose.places`, JSON pointer -> place; the service itself has the empty pointer.
        source: JSON pointers into it; without any it is the service that is at fault.
    """
    about = document.get("Compose")
    known = about.get("places") if isinstance(about, dict) else None
    if not isinstance(known, dict):
        return []
    found = (_nearest(known, pointer) for pointer in list(source) or [""])
    return list(dict.fromkeys(place for place in found if place is not None))


def _nearest(known: Document, pointer: str) -> str | None:
    """The place of the longest beginning of `pointer` that has one."""
    while True:
        place = known.get(pointer)
        if isinstance(place, str):
            return place
        if not pointer:
            return None
        pointer = pointer.rpartition("/")[0]
