"""From the bytes of a file to the bytes of its text: gzip is undone, whatever the file is called."""

import zlib

from inspector.sources.limits import MAX_BYTES

GZIP = b"\x1f\x8b"


class UnpackError(ValueError):
    """The bytes cannot be unpacked; the message says why, as the end of "FILE: "."""


def unpack(data: bytes, limit: int = MAX_BYTES) -> bytes:
    """The content of `data`, decompressed when it is gzip (of several members, too).

    Raises:
        UnpackError: it is broken or cut off, or holds more than `limit` bytes.
    """
    if not data.startswith(GZIP):
        if len(data) > limit:
            raise UnpackError(too_large(limit))
        return data
    parts: list[bytes] = []
    room = limit
    while data.startswith(GZIP):
        content, data = _member(data, room)
        room -= len(content)
        parts.append(content)
    if data.strip(b"\0"):
        raise UnpackError("is gzip followed by something else")
    return b"".join(parts)


def too_large(limit: int = MAX_BYTES) -> str:
    """The reason for a source over `limit` bytes."""
    return f"holds more than {limit // (1024 * 1024)} MiB"


def _member(data: bytes, room: int) -> tuple[bytes, bytes]:
    """The content of the first gzip member and what follows it."""
    member = zlib.decompressobj(wbits=31)
    try:
        content = member.decompress(data, room + 1)
    except zlib.error:
        raise UnpackError("is broken gzip") from None
    if len(content) > room:
        raise UnpackError(too_large())
    if not member.eof:
        raise UnpackError("is gzip that was cut off")
    return content, member.unused_data
