"""The engine that a command line starts, or the words that are run in the end."""

from typing import NamedTuple

from inspector.facts.daemonargs import EngineWord
from inspector.facts.environment import Word, basename, unwrapped

_PASSING_ON = frozenset({"env", "exec", "sudo", "nohup", "setpriv", "nice", "docker-entrypoint.sh", "rootlesskit",
                         "dockerd-rootless.sh", "k3d-entrypoint.sh", "entrypoint.sh"})  # fmt: skip
"""Programs that start what their arguments name, after options and variables of their own."""
PROGRAMS: dict[str, EngineWord] = {
    "dockerd": "docker", "wrapdocker": "docker", "dockerd-rootless.sh": "docker", "containerd": "containerd",
    "buildkitd": "buildkit", "kubelet": "kubelet", "crio": "other",
}  # fmt: skip
_WITH_VERB: dict[str, tuple[EngineWord, frozenset[str]]] = {
    "k3s": ("k3s", frozenset({"server", "agent"})),
    "rke2": ("k3s", frozenset({"server", "agent"})),
    "k3d-entrypoint.sh": ("k3s", frozenset({"server", "agent"})),
    "docker": ("docker", frozenset({"daemon", "-d"})),
    "hyperkube": ("kubelet", frozenset({"kubelet"})),
    "k0s": ("kubelet", frozenset({"controller", "worker", "server"})),
}


class Start(NamedTuple):
    """A program of an engine in a command line."""

    engine: EngineWord
    words: list[Word]
    place: str
    by_entrypoint: bool = False


class Line(NamedTuple):
    """What a command line comes to: an engine, or else the words that are run in the end.

    `script`: the first entrypoint script that was passed; it may do more than start what it is given. `official`:
    whether that is the official image's, of which it is known that it does not.
    """

    start: Start | None
    words: list[Word]
    script: list[Word] | None
    official: bool


def read_line(words: list[Word]) -> Line:
    """What a command line comes to, through init wrappers, entrypoints and programs that start another one."""
    words = unwrapped(words)
    script: list[Word] | None = None
    official = False
    for _ in range(8):  # programs that start another one, each once at most
        if not words:
            break
        program, rest = basename(words[0].text), words[1:]
        if program == "dockerd-entrypoint.sh":
            if not rest or rest[0].text.startswith("-"):
                return Line(Start("docker", rest, words[0].place, by_entrypoint=True), words, None, official=True)
            words, official = unwrapped(rest), True
            continue
        start = _program(program, words)
        if start is not None:
            return Line(start, words, script, official)
        if program not in _PASSING_ON:
            break
        script = script or (words if program.endswith("entrypoint.sh") else None)
        words = unwrapped(_after_options(rest))
    return Line(None, words, script, official)


def _program(program: str, words: list[Word]) -> Start | None:
    rest, place = words[1:], words[0].place
    if program in PROGRAMS:
        if program == "dockerd-rootless.sh" or not rest or rest[0].text not in {"--version", "-v", "--help", "config"}:
            return Start(PROGRAMS[program], rest, place)
    elif program in _WITH_VERB:
        engine, verbs = _WITH_VERB[program]
        verb = next((word.text for word in rest if word.text in verbs or not word.text.startswith("-")), None)
        if verb in verbs:
            return Start(engine, rest, place)
    elif program == "podman":
        texts = [word.text for word in rest if not word.text.startswith("-")]
        if "system" in texts and texts[texts.index("system") + 1 : texts.index("system") + 2] == ["service"]:
            return Start("podman", rest, place)
    return None


def _after_options(words: list[Word]) -> list[Word]:
    """The words after options and `NAME=value`; an option's value that is no program is passed over, too."""
    known = {*PROGRAMS, *_WITH_VERB, "podman", "dockerd-entrypoint.sh", *_PASSING_ON}
    position = 0
    while position < len(words) and (words[position].text.startswith("-") or "=" in words[position].text):
        position += 1
    direct = words[position:]
    if position and direct and basename(direct[0].text) not in known:
        later = next((index for index, word in enumerate(direct) if basename(word.text) in known), None)
        return direct[later:] if later is not None else direct
    return direct
