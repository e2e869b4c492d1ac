"""Which engine a workload runs, if any, and where that answers.

The command line decides. The official image runs a shell as readily as an engine: its entrypoint starts dockerd when it
gets no argument, or one that begins with `-`, or `dockerd`, and hands anything else over. Names of images, variables
and mounts count for an opaque script only, and then not as certain.
"""

import re
from functools import cache
from typing import Any, NamedTuple

from inspector.facts import accounts, raw, tables
from inspector.facts.daemonargs import Answers, EngineWord, Setup, listens_of
from inspector.facts.daemonline import PROGRAMS, Start, read_line
from inspector.facts.environment import Environment, Word, basename, by_image, command, environment, given
from inspector.facts.facet import Context, Workload
from inspector.facts.flags import REDACTED
from inspector.facts.memo import remembered
from inspector.facts.mounts import mounts
from inspector.facts.paths import covers
from inspector.facts.repositories import image_reference, repositories
from inspector.model import CertaintyWord

SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh", "busybox"})
_SOCKETS: dict[EngineWord, str] = {
    "docker": "/var/run/docker.sock",
    "containerd": "/run/containerd/containerd.sock",
    "podman": "/run/podman/podman.sock",
    "buildkit": "/run/buildkit/buildkitd.sock",
    "k3s": "/run/k3s/containerd/containerd.sock",
    "kind": "/run/containerd/containerd.sock",
}
_ROOTLESS: dict[EngineWord, str] = {
    "docker": "/run/user/1000/docker.sock",
    "podman": "/run/user/1000/podman/podman.sock",
    "buildkit": "/run/user/1000/buildkit/buildkitd.sock",
}
_WORD = re.compile(
    r"(?:^|[\s;&|(])(?:\S*/)?(dockerd|containerd|buildkitd|kubelet|dockerd-entrypoint\.sh)(?=$|[\s;&|)])"
)
_SCRIPT = re.compile(r"\.sh\Z|entrypoint|start|run|init|supervisord|systemd|\As6-|bootstrap", re.IGNORECASE)
_LONGEST_SCRIPT = 20_000


_UNREAD = Answers((), (), None, "a script starts it, and its options were not read")
_NO_ENVIRONMENT = Environment({}, {}, known=False)


class Daemon(NamedTuple):
    """An engine that a workload runs.

    Attributes:
        engine: which one.
        answers: its listeners and options.
        rootless: whether it runs as a user that is not root.
        certainty: how sure it is.
        source: pointers to what says so.
    """

    engine: EngineWord
    answers: Answers
    rootless: bool
    certainty: CertaintyWord
    source: tuple[str, ...]


class Found(NamedTuple):
    """What a workload runs: an engine, none, or nobody can tell."""

    daemon: Daemon | None
    unknown: str | None


NOTHING = Found(None, None)


@remembered
def daemon(workload: Workload, context: Context) -> Found:
    """The nested engine of a workload (catalogue DIND-001 and DIND-003)."""
    words = command(workload, context) or []
    line = read_line(words)
    if line.start is not None:
        return Found(_made(workload, context, line.start, "likely" if by_image(words) else "certain"), None)
    if not words and (passed := read_line(given(workload)).start) is not None:
        return Found(_made(workload, context, passed, "likely"), None)
    official = line.official or (line.script is not None and _is_official(workload, context, line.script[0]))
    if official:
        return _opaque(workload, context, line.words, handed_over=True)
    return _opaque(workload, context, line.script or line.words, handed_over=False)


def _is_official(workload: Workload, context: Context, script: Word) -> bool:
    table: Any = tables.load("images")["docker"]
    of_docker = "docker" in repositories(workload, context) or "DIND_COMMIT" in environment(workload, context).values
    return of_docker and basename(script.text) == table["hands_over_to"]


def _made(workload: Workload, context: Context, start: Start, certainty: CertaintyWord) -> Daemon:
    rootless = is_rootless(workload)
    sockets = _ROOTLESS if rootless and start.engine in _ROOTLESS else _SOCKETS
    setup = Setup(
        engine=start.engine,
        words=start.words,
        place=start.place,
        environment=environment(workload, context),
        by_entrypoint=start.by_entrypoint,
        rootless=rootless,
        socket=sockets.get(start.engine, ""),
        assumed=_assumed(workload),
    )
    answers = listens_of(setup)
    configured = _configured(workload, context, start.engine)
    if configured is not None and answers.unknown is None:
        answers = Answers(answers.listens, answers.flags, answers.data_root, configured)
    return Daemon(start.engine, answers, rootless, certainty, (start.place,))


def _assumed(workload: Workload) -> dict[str, str]:
    """What the official image sets, for a workload that does not say it: a container's own list holds it already."""
    if workload.kind == "container" or workload.image is not None:
        return {}
    return {"DOCKER_TLS_CERTDIR": tables.load("images")["docker"]["tls_dir"]}


def _configured(workload: Workload, context: Context, engine: EngineWord) -> str | None:
    """Why a mounted configuration may open more listeners, or None."""
    file = {"docker": "/etc/docker/daemon.json", "buildkit": "/etc/buildkit/buildkitd.toml"}.get(engine)
    if file is None:
        return None
    for mount in mounts(workload, context).items:
        if covers(mount.dest, file) and mount.dest not in {"/", ""}:
            return "its configuration file is mounted and may name more listeners"
    return None


def is_rootless(workload: Workload) -> bool:
    """Whether the first process is a user that is not root for certain: then an engine it runs is a rootless one.

    A name other than those of the rootless images may be an alias of root, and counts as root.
    """
    account = accounts.account(workload.document)
    if account is None:
        return False
    return account.root is False or account.name.partition(":")[0] in tables.load("images")["rootless_users"]


def _opaque(workload: Workload, context: Context, words: list[Word], *, handed_over: bool) -> Found:
    """What can be told when the command line names no engine: something only for a script that may start one."""
    node = _node(workload, context)
    if node is not None and not handed_over:
        start = Start(node, [], "/Config/Image")
        return Found(_made(workload, context, start, "likely")._replace(answers=_node_answers(node)), None)
    if words and not _is_script(words[0].text):
        return NOTHING
    script = _script_text(words)
    if script is not None and REDACTED not in script:
        match = _WORD.search(script[:_LONGEST_SCRIPT])
        if match is not None:
            return _in_script(workload, context, match[1], words)
        if handed_over:
            return NOTHING
    return _by_hints(workload, context, words, handed_over=handed_over)


def _in_script(workload: Workload, context: Context, program: str, words: list[Word]) -> Found:
    """An engine that a visible script starts; how, is not looked at."""
    engine = PROGRAMS.get(program, "docker")
    start = Start(engine, [], words[-1].place)
    made = _made(workload, context, start, "likely")
    return Found(made._replace(answers=_UNREAD, source=tuple(word.place for word in words)), None)


def _by_hints(workload: Workload, context: Context, words: list[Word], *, handed_over: bool) -> Found:
    """An engine by what lies around an opaque script."""
    host = raw.section(workload.document, "HostConfig") or raw.EMPTY
    privileged = host.get("Privileged") is True
    hints = _hints(workload, context, handed_over=handed_over)
    if handed_over and privileged and not hints and _script_text(words) is not None:
        return Found(None, "a privileged container runs a script whose text is not known in an engine's image")
    if not hints or set(hints) == {"exposed"}:  # a socket proxy exposes the same ports
        return NOTHING
    start = Start("docker", [], words[0].place if words else "/Path")
    made = _made(workload, context, start, "likely" if len(hints) > 1 or privileged else "hint")
    return Found(made._replace(answers=_UNREAD, source=tuple(hints.values())), None)


def _hints(workload: Workload, context: Context, *, handed_over: bool) -> dict[str, str]:
    """What points to an engine: name of the hint -> pointer.

    What comes with the image says nothing once its entrypoint handed over, nor does the volume that the image declares.
    """
    found: dict[str, str] = {}
    roots = tables.load("images")["data_roots"]
    for mount in mounts(workload, context).items:
        asked_for = len(mount.source) > 1 or mount.source[0].startswith("/HostConfig")
        if mount.rw and mount.dest.rstrip("/") in roots and (asked_for or not handed_over):
            found["data"] = mount.source[0]
    if handed_over:
        return found
    config = raw.section(workload.document, "Config") or raw.EMPTY
    variables = environment(workload, context)
    if "DIND_COMMIT" in variables.values:
        found["variable"] = variables.places["DIND_COMMIT"]
    if not {"2375/tcp", "2376/tcp"}.isdisjoint(raw.section(config, "ExposedPorts") or {}):
        found["exposed"] = "/Config/ExposedPorts"
    parsed = image_reference(workload, context)
    if "docker" in repositories(workload, context) and not (parsed and "cli" in (parsed.tag or "")):
        found["image"] = "/Config/Image"
    return found


def _node(workload: Workload, context: Context) -> EngineWord | None:
    """Kind of node that the image is made for."""
    kinds = _node_images()
    return next((kinds[name] for name in sorted(repositories(workload, context)) if name in kinds), None)


@cache
def _node_images() -> dict[str, EngineWord]:
    return {name: engine for engine, names in tables.load("images")["nested"].items() for name in names}


def _node_answers(engine: EngineWord) -> Answers:
    if engine == "kind":
        return listens_of(Setup(engine, [], "/Config/Image", _NO_ENVIRONMENT, False, False, _SOCKETS["kind"]))
    return _UNREAD


def _is_script(text: str) -> bool:
    name = basename(text)
    return name in SHELLS or _SCRIPT.search(name) is not None


def _script_text(words: list[Word]) -> str | None:
    """The text that a shell runs after `-c`, or None when it is not that."""
    if not words or basename(words[0].text) not in SHELLS:
        return None
    for index, word in enumerate(words[1:-1], 1):
        if word.text.startswith("-") and not word.text.startswith("--") and "c" in word.text:
            return words[index + 1].text
    return None
