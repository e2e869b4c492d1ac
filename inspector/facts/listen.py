"""Addresses on which an engine or a proxy answers."""

from dataclasses import dataclass
from typing import Literal

LOOPBACK = ("127.", "localhost", "[::1]", "::1")


@dataclass(frozen=True, slots=True)
class Listen:
    """One address.

    Attributes:
        transport: tcp or unix.
        address: `host:port`, or the path of a socket in the container.
        port: of tcp.
        tls: whether it speaks TLS; None for a socket, and where that is unknown.
        verify: whether it asks clients for a certificate; None as for `tls`.
        source: pointers to what opens it.
    """

    transport: Literal["tcp", "unix"]
    address: str
    port: int | None
    tls: bool | None
    verify: bool | None
    source: tuple[str, ...]

    @property
    def loopback(self) -> bool:
        """Whether only those in the same network namespace get there."""
        return self.transport == "unix" or self.address.startswith(LOOPBACK)


def split_address(text: str, port: int) -> tuple[str, int] | None:
    """Host and port of `host:port`, `[::]:port`, `:port` or `host`; None when the port is none."""
    if text.startswith("["):
        host, _, rest = text.partition("]")
        host, rest = f"{host}]", rest.removeprefix(":")
    else:
        host, _, rest = text.partition(":")
    rest = rest.split("/")[0]
    if not rest:
        return host.split("/")[0], port
    if not rest.isascii() or not rest.isdigit() or len(rest) > 5:  # noqa: PLR2004, digits of a port
        return None
    return host, int(rest)
