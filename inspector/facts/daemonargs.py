"""Where a nested engine answers, by its options.

Sources: moby cmd/dockerd and opts/hosts.go; docker-library/docker dockerd-entrypoint.sh; buildkit cmd/buildkitd; Podman
`system service`. That `--tlsverify`, even as false, switches TLS on is moby's own rule.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from inspector.facts import tables
from inspector.facts.environment import Environment, Word
from inspector.facts.flags import REDACTED, Option, last, options
from inspector.facts.listen import Listen, split_address

EngineWord = Literal["docker", "podman", "containerd", "k3s", "kind", "kubelet", "buildkit", "other"]


@dataclass(frozen=True)
class Setup:
    """How an engine is started.

    Attributes:
        engine: which one.
        words: of its command line after the program.
        place: pointer to the program.
        environment: of the workload.
        by_entrypoint: whether the official image's entrypoint adds its own listeners.
        rootless: whether it runs as a user that is not root.
        socket: its socket when none is named.
        assumed: variables that the image sets for all that is known, where the image was not seen.
    """

    engine: EngineWord
    words: list[Word]
    place: str
    environment: Environment
    by_entrypoint: bool
    rootless: bool
    socket: str
    assumed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answers:
    """Where an engine answers.

    Attributes:
        listens: what is known of it.
        flags: all options.
        data_root: where it keeps its data, when an option says so.
        unknown: why there may be more listeners, or None.
    """

    listens: tuple[Listen, ...]
    flags: tuple[Option, ...]
    data_root: str | None = None
    unknown: str | None = None


def listens_of(setup: Setup) -> Answers:
    """The listeners of an engine that is started so."""
    flags, others = options(setup.words)
    match setup.engine:
        case "docker":
            found, unknown = _docker(setup, flags)
        case "buildkit":
            found, unknown = _addresses(setup, flags, "--addr", _buildkit_tls(flags))
        case "containerd":
            found, unknown = _addresses(setup, flags, "--address", (False, False))
        case "podman":
            hosts = [Option("uri", word.text, word.place) for word in others if "://" in word.text]
            hosts += [Option("uri", flag.value, flag.place) for flag in flags if "://" in flag.value]
            found, unknown = _addresses(setup, hosts, "uri", (False, False))
        case "k3s" | "kind":
            found, unknown = _cluster(setup, flags), None
        case _:
            found, unknown = [], None
    root = last(flags, "--data-root") or last(flags, "--root")
    return Answers(tuple(found), tuple(flags), root.value if root else None, unknown)


def _docker(setup: Setup, flags: list[Option]) -> tuple[list[Listen], str | None]:
    """Listeners of dockerd: those of the entrypoint first, then its own."""
    tls = _docker_tls(setup, flags)
    found: list[Listen] = []
    if setup.by_entrypoint:
        found += _entrypoint(setup, flags)
    own, unknown = _addresses(setup, flags, "--host", tls, default=not setup.by_entrypoint)
    config = last(flags, "--config-file")
    if config is not None:
        unknown = "its listeners may stand in a configuration file"
    elif setup.by_entrypoint and not setup.environment.known:
        unknown = "its listeners depend on DOCKER_TLS_CERTDIR, and the environment was not given"
    return found + own, unknown


def _docker_tls(setup: Setup, flags: list[Option]) -> tuple[bool, bool]:
    """Whether dockerd speaks TLS, and whether it asks clients for a certificate."""
    asked = last(flags, "--tlsverify")
    from_env = bool(setup.environment.get("DOCKER_TLS_VERIFY"))
    verify = asked.on if asked is not None else from_env
    plain = last(flags, "--tls")
    tls = asked is not None or from_env or (plain is not None and plain.on)
    return tls, tls and verify


def _entrypoint(setup: Setup, flags: list[Option]) -> list[Listen]:
    """What dockerd-entrypoint.sh adds: a socket, and TCP with TLS where DOCKER_TLS_CERTDIR has a value."""
    image: Any = tables.load("images")["docker"]
    told = setup.environment.get("DOCKER_HOST") or ""
    socket = told.removeprefix("unix://") if told.startswith("unix://") else setup.socket
    found = [_unix(socket, setup.environment.source("DOCKER_HOST") if told.startswith("unix://") else [setup.place])]
    source = tuple(setup.environment.source("DOCKER_TLS_CERTDIR") or [setup.place])
    if not setup.environment.known:
        return found
    if setup.environment.values.get("DOCKER_TLS_CERTDIR", setup.assumed.get("DOCKER_TLS_CERTDIR")):
        asked = last(flags, "--tlsverify")  # comes after the entrypoint's own, so that it wins
        verify = asked is None or asked.on
        source += (asked.place,) if asked is not None and not asked.on else ()
        found.append(Listen("tcp", f"0.0.0.0:{image['tls_port']}", image["tls_port"], True, verify, source))
    else:
        tls, verify = _docker_tls(setup, flags)
        found.append(Listen("tcp", f"0.0.0.0:{image['port']}", image["port"], tls, verify, source))
    return found


def _buildkit_tls(flags: list[Option]) -> tuple[bool, bool]:
    tls = last(flags, "--tlscert") is not None or last(flags, "--tlskey") is not None
    verify = last(flags, "--tlscacert") is not None
    return tls or verify, verify


def _addresses(
    setup: Setup, flags: list[Option], name: str, tls: tuple[bool, bool], *, default: bool = True
) -> tuple[list[Listen], str | None]:
    """The listeners that options of this name open, and why there may be more."""
    given = [flag for flag in flags if flag.name == name]
    found: list[Listen] = []
    unknown = None
    for flag in given:
        listen = _listen(flag, setup.socket, tls)
        if listen is not None:
            found.append(listen)
        elif not flag.value.startswith(("fd://", "npipe://")):
            unknown = "the value of an address it listens on is not told"
    if not given and default:
        found.append(_unix(setup.socket, [setup.place]))
    return found, unknown


def _listen(flag: Option, socket: str, tls: tuple[bool, bool]) -> Listen | None:
    """The listener of one address, or None for another kind or for nothing that is an address."""
    scheme, separator, rest = flag.value.partition("://")
    if not separator:
        scheme, rest = ("unix", flag.value) if flag.value.startswith("/") else ("tcp", flag.value)
    if REDACTED in flag.value:
        return None
    if scheme == "unix":
        return _unix(rest or socket, [flag.place])
    if scheme != "tcp":
        return None
    parts = split_address(rest, 2376 if tls[0] else 2375)
    if parts is None:
        return None
    host, port = parts
    return Listen("tcp", f"{host or 'localhost'}:{port}", port, tls[0], tls[1], (flag.place,))


def _unix(path: str, source: list[str]) -> Listen:
    return Listen("unix", path, None, None, None, tuple(source))


def _cluster(setup: Setup, flags: list[Option]) -> list[Listen]:
    """The API server of a node, which always asks for a certificate or token, and its engine's socket."""
    found = [_unix(setup.socket, [setup.place])]
    if setup.engine == "k3s" and setup.words and setup.words[0].text != "server":
        return found
    asked = last(flags, "--https-listen-port")
    port = int(asked.value) if asked is not None and asked.value.isdecimal() and len(asked.value) <= 5 else 6443  # noqa: PLR2004 digits of a port
    found.append(Listen("tcp", f"0.0.0.0:{port}", port, True, True, (asked.place if asked else setup.place,)))
    return found
