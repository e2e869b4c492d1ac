"""Takes an image reference apart, as github.com/distribution/reference does."""

from dataclasses import dataclass
from functools import lru_cache

HUB = "docker.io"

REMEMBERED = 512
"""Characters of a reference that is worth remembering."""

ID_LENGTH = 64
"""Hex digits of an image's id."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One image reference.

    Attributes:
        registry: host and port; docker.io when none is named.
        repository: path without the registry; `library/` of Docker Hub's official images is left out.
        tag: as written, None when there is none.
        digest: `sha256:...`, None when there is none.
    """

    registry: str
    repository: str
    tag: str | None
    digest: str | None

    @property
    def name(self) -> str:
        """One spelling for each image: registry, repository, and the digest, else the tag, else `latest`.

        As for the engine, beside a digest the tag means nothing.
        """
        rest = f"@{self.digest}" if self.digest else f":{self.tag or 'latest'}"
        return f"{self.registry}/{self.repository}{rest}"


def parse(text: str) -> Reference | None:
    """The parts of an image reference, or None for an empty one and for a bare image id; see `_parse`."""
    return _remembered(text) if len(text) <= REMEMBERED else _parse(text)


def _parse(text: str) -> Reference | None:
    """The parts of an image reference, or None for an empty one and for a bare image id.

    `host:5000/img` has no tag: a colon before the last slash belongs to the port. A first component is a
    registry only when it has a dot or a colon or is `localhost`.
    """
    if not text or is_id(text):
        return None
    name, _, digest = text.partition("@")
    head, slash, last = name.rpartition("/")
    base, colon, tag = last.partition(":")
    path = f"{head}{slash}{base}"
    first, slash, rest = path.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        registry, path = first, rest
    else:
        registry = HUB
    if registry in {HUB, "index.docker.io", "registry-1.docker.io"}:
        registry, path = HUB, path.removeprefix("library/")
    return Reference(registry, path, tag if colon and tag else None, digest or None)


_remembered = lru_cache(maxsize=4096)(_parse)
"""Many containers of a host run the same image."""


def is_id(text: str) -> bool:
    """Whether the text is an image's id rather than a name: `sha256:` and hex, or 64 hex digits."""
    digits = text.removeprefix("sha256:")
    return (digits != text or len(digits) == ID_LENGTH) and all(c in "0123456789abcdef" for c in digits)
