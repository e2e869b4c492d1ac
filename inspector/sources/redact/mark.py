"""What takes the place of a value: `<redacted KIND TOKEN>`."""

import re
import secrets
from hashlib import blake2b

KINDS = ("password", "key", "url-credentials", "token", "placeholder", "default", "text")
"""What a hidden value was. `key` is a credential of a cloud or platform, `token` any other secret that is no
password; `placeholder` and `default` stand where a secret should; `text` is everything that is no secret."""

_SHAPE = rf"<redacted (?:{'|'.join(KINDS)}) [0-9a-f]{{16}}>"

MARK = re.compile(_SHAPE)
"""One mark, anywhere in a string."""

ATOM = f"(?:{_SHAPE})"
"""A mark as a part of other patterns, which so never cut one in two."""

START = "<redacted "
"""How each mark begins: a string without it holds none."""


class Marker:
    """Makes marks with one key: the same value has the same token, and without the key a token tells nothing.

    Args:
        key: at least 16 bytes that only the user has, or None for a random key of this run.
    """

    def __init__(self, key: bytes | None = None) -> None:
        # blake2b takes at most 64 bytes of key; a longer one is reduced first
        secret = key or secrets.token_bytes(32)
        self._key = secret if len(secret) <= blake2b.MAX_KEY_SIZE else blake2b(secret).digest()

    def mark(self, kind: str, value: str) -> str:
        """The mark for `value`, which is of `kind`."""
        digest = blake2b(value.encode("utf-8", "surrogatepass"), key=self._key, digest_size=8)
        return f"{START}{kind} {digest.hexdigest()}>"


def is_mark(text: str) -> bool:
    """Whether `text` is one mark and nothing else."""
    return text.startswith(START) and MARK.fullmatch(text) is not None
