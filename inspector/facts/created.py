"""Options of the command that made a container, which Podman's own documents keep; helper of devices.py.

Source: `Config.CreateCommand` of `podman inspect` (libpod, from 1.8). The API that is compatible with Docker's leaves
it out, and a container that was made by an API call or from a Kubernetes file has none.
"""

from collections.abc import Iterator

from inspector.facts import raw
from inspector.model import Document

LONGEST = 10_000
"""Words of a command line that are looked at."""


def created_with(document: Document, option: str) -> Iterator[tuple[str, str]]:
    """The values of a long option, `--option VALUE` or `--option=VALUE`, each with its pointer.

    The words of the container's own command stand last and are no options of Podman's.
    """
    config = raw.section(document, "Config") or raw.EMPTY
    words, _ = raw.texts(config, "CreateCommand")
    own = raw.texts(config, "Cmd")[0]
    behind = len(words) - len(own)
    for index, word in enumerate(words[:LONGEST]):
        if not word.startswith(option) or (index >= behind and own[index - behind] == word):
            continue
        if word == option and index + 1 < len(words):
            yield words[index + 1], raw.pointer("Config", "CreateCommand", index + 1)
        elif word.startswith(f"{option}="):
            yield word[len(option) + 1 :], raw.pointer("Config", "CreateCommand", index)
