"""The docker command that shows what a finding rests on."""

import shlex
from collections.abc import Sequence

COMMANDS = {
    "container": "docker inspect --type container",
    "image": "docker image inspect",
    "network": "docker network inspect",
    "volume": "docker volume inspect",
    "service": "docker service inspect",
    "node": "docker node inspect",
    "secret": "docker secret inspect",
    "config": "docker config inspect",
    "plugin": "docker plugin inspect",
    "engine": "docker info",
}
"""The command for each kind of object; what has none cannot be shown by one."""

_VERSION = "/Version/"
"""Of an engine's document: its version, which `docker info` does not tell."""
MOST = 4
"""Pointers shown by one command."""
LONGEST = 255
"""Characters of a name that is typed; an object with a longer one is told by its id."""


def proof(kind: str, name: str, ident: str, source: Sequence[str]) -> str | None:
    """`docker inspect -f '{{json .HostConfig.Privileged}}' web`, or None for a kind without such a command.

    Args:
        kind: of the object.
        name: of the object; its id is used when the name could not be typed.
        ident: its id.
        source: JSON pointers into its document.
    """
    command = COMMANDS.get(kind)
    if command is None:
        return None
    versions = [pointer for pointer in source if pointer.startswith(_VERSION)]
    if kind == "engine" and versions:
        command, source = "docker version", [f"/Server/{pointer.removeprefix(_VERSION)}" for pointer in versions]
    fields = " ".join(template(pointer) for pointer in source[:MOST]) or "{{json .}}"
    words = [command, "-f", quote(fields)]
    if kind != "engine":
        typed = next(filter(_typable, (name, ident)), None)
        if typed is None:
            return None
        words.append(quote(typed))
    return " ".join(words)


def _typable(text: str) -> bool:
    """Whether a name can be given to docker: visible ASCII that is no option, and no longer than a line holds."""
    return text.isascii() and text.isprintable() and not text.startswith("-") and 0 < len(text) <= LONGEST


def template(pointer: str) -> str:
    """A JSON pointer as a Go template: `/Mounts/0/Source` is `{{json (index .Mounts 0).Source}}`."""
    made = ""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if name.isdigit():
            made = f"(index {made or '.'} {name})"
        elif name.isascii() and name.isidentifier():
            made = f"{made}.{name}"
        else:
            made = f'(index {made or "."} "{_go(name)}")'
    return "{{json " + (made or ".") + "}}"


def _go(text: str) -> str:
    """The inside of a Go string, in ASCII."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(one if one.isascii() and one.isprintable() else f"\\u{min(ord(one), 0xFFFF):04x}" for one in escaped)


def quote(text: str) -> str:
    """One word for a POSIX shell."""
    return shlex.quote(text)
