"""Addresses on which an engine's API answers without checking who calls, from the warnings in info."""

from inspector.facts import raw
from inspector.facts.types import TcpItem
from inspector.model import Document

MARK = "API is accessible on "
"""In the warning of every release: the words before it changed in 26.0 (moby daemon/info.go)."""
WARNS = [18, 9]
"""The first release with the warning."""


def listeners(info: Document, kind: str | None, version: list[int] | None) -> tuple[list[TcpItem], str | None]:
    """The addresses, and why there may be others that the engine would not tell (None: it would).

    A listener that checks client certificates gives no warning, and one from a file descriptor (`fd://`)
    neither; both are beyond what the API tells.
    """
    warnings, whole = raw.texts(info, "Warnings")
    found = [item for index, text in enumerate(warnings) if (item := _listener(text, index)) is not None]
    if kind != "docker":
        return found, f"{kind} does not warn of an API on TCP"
    if version is not None and version < WARNS:
        return found, "engines before 18.09 do not warn of an API on TCP"
    return found, None if whole else raw.fault(info, "Warnings", "Info")


def _listener(text: str, index: int) -> TcpItem | None:
    _, mark, rest = text.partition(MARK)
    words = rest.split(maxsplit=1)
    if not mark or not words:
        return None
    scheme, _, address = words[0].partition("://")
    if not address or scheme not in {"http", "https"}:
        return None
    host, _, port = address.rpartition(":")
    return TcpItem(
        address=address,
        port=int(port) if port.isascii() and port.isdigit() and len(port) < 6 else None,  # noqa: PLR2004, 65535
        loopback=is_loopback(host),
        tls=scheme == "https",
        verify=False,
        source=[raw.pointer("Warnings", index)],
    )


def is_loopback(host: str) -> bool:
    """Whether a host (name or address, IPv6 with or without brackets) is this machine's loopback."""
    bare = host.strip("[]")
    return bare in {"localhost", "::1"} or bare.startswith("127.")
