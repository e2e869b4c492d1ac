"""Addresses of engines that a workload is pointed at, as it writes them.

Sources: DOCKER_HOST, BUILDKIT_HOST, CONTAINER_HOST; `-H` and the like of clients; labels; the official image, whose
entrypoint asks `tcp://docker:2375` (or 2376) when it finds neither DOCKER_HOST nor a socket. TLS is on when
DOCKER_TLS_VERIFY has a value, whatever it is.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal

from inspector.facts import raw, tables
from inspector.facts.daemons import daemon
from inspector.facts.environment import Environment, Word, basename, command, environment, given
from inspector.facts.facet import Context, Workload
from inspector.facts.flags import REDACTED
from inspector.facts.listen import split_address
from inspector.facts.memo import remembered
from inspector.facts.mounts import mounts
from inspector.facts.paths import covers
from inspector.facts.repositories import repositories

Scheme = Literal["unix", "tcp", "http", "https", "ssh", "npipe"]
Via = Literal["env", "argv", "label", "image-default"]
SCHEMES: dict[str, tuple[Scheme, int | None]] = {
    "unix": ("unix", None), "npipe": ("npipe", None), "tcp": ("tcp", 2375), "http": ("http", 2375),
    "https": ("https", 2376), "ssh": ("ssh", 22), "tls": ("tcp", 2376), "http+unix": ("unix", None),
}  # fmt: skip
"""What stands before `://`, with the port that is meant without one."""
Kind = Literal["docker", "podman", "buildkit"]
VARIABLES: dict[str, Kind] = {"DOCKER_HOST": "docker", "CONTAINER_HOST": "podman", "BUILDKIT_HOST": "buildkit"}
"""Variables that clients read, with the engine that they expect."""
_WEB = frozenset({"--docker-endpoint", "--docker.endpoint"}) | {
    f"--providers.{name}.endpoint" for name in ("docker", "swarm")
}
"""Options whose value may be a web address; elsewhere `--host http://...` is no engine."""
_OPTIONS = _WEB | {"-H", "--host", "-endpoint", "--endpoint", "--docker-host", "--docker_host"}
_LABELS = ("docker.host", "docker.endpoint", "docker-endpoint", "docker_host")


@dataclass(frozen=True, slots=True)
class Pointed:
    """One address as written.

    Attributes:
        scheme: how it is reached.
        host: name or address; empty for a socket.
        port: of TCP and ssh.
        path: of a socket or pipe.
        tls: whether TLS is used.
        verify: whether the engine's certificate is checked and one's own is shown.
        via: where it is written.
        source: pointers.
        engine: which one is expected there.
    """

    scheme: Scheme
    host: str
    port: int | None
    path: str
    tls: bool
    verify: bool
    via: Via
    source: tuple[str, ...]
    engine: Kind = "docker"

    @property
    def text(self) -> str:
        """`scheme://host:port`, or with the path of a socket."""
        if self.scheme in {"unix", "npipe"}:
            return f"{self.scheme}://{self.path}"
        return f"{self.scheme}://{self.host}" + (f":{self.port}" if self.port is not None else "")


@remembered
def pointed(workload: Workload, context: Context) -> tuple[Pointed, ...]:
    """The addresses of engines that a workload is pointed at."""
    variables = environment(workload, context)
    words = command(workload, context) or given(workload)
    verify = bool(variables.get("DOCKER_TLS_VERIFY")) or any(word.text == "--tlsverify" for word in words)
    tls = verify or any(word.text == "--tls" for word in words) or _by_certificates(workload, context, variables, words)
    verify = verify or (tls and not any(word.text == "--tls" for word in words))
    found = _variables(variables, tls=tls, verify=verify)
    for text, via, source in [*_arguments(workload, context, words), *_labels(workload)]:
        one = parse(text, via, source, tls=tls, verify=verify)
        found += [one] if one is not None else []
    default = _image_default(workload, context, variables, words)
    return tuple(dict.fromkeys([*found, *default]))


@remembered
def why_more(workload: Workload, context: Context) -> list[str]:
    """Why a workload may be pointed at more engines than is known."""
    variables = environment(workload, context)
    if not variables.known:
        config = raw.section(workload.document, "Config")
        if config is None:
            return [raw.fault(workload.document, "Config")]
        told = isinstance(config.get("Env"), list)
        return ["not every variable of its environment is known" if told else raw.fault(config, "Env", "Config")]
    values = {name: variables.get(name) or "" for name in VARIABLES}
    return [f"the value of {name} was redacted" for name, value in values.items() if _hidden(value)]


def _hidden(text: str) -> bool:
    """Whether the host of an address, or all of it, was redacted. The user always is, and says nothing."""
    rest = text.strip().rpartition("://")[2]
    return rest.partition("/")[0].rpartition("@")[2].startswith(REDACTED)


def parse(text: str, via: Via, source: tuple[str, ...], *, tls: bool, verify: bool) -> Pointed | None:
    """The address in a text, or None when it is none of an engine."""
    scheme, separator, rest = text.strip().partition("://")
    if not separator:
        scheme, rest = "tcp", text.strip()
    known = SCHEMES.get(scheme.lower())
    if known is None or not rest or (known[1] is not None and _hidden(rest)):
        return None
    kind, port = known
    if kind in {"unix", "npipe"}:
        return Pointed(kind, "", None, rest, tls=False, verify=False, via=via, source=source)
    authority, slash, path = rest.partition("/")
    address = authority.rpartition("@")[2]
    parts = split_address(address, port or 0)
    if parts is None or not parts[0]:
        return None
    secure = tls or kind == "https" or scheme == "tls"
    if kind == "ssh":
        secure = verify = True
    return Pointed(kind, parts[0].lower(), parts[1], slash + path, secure, secure and verify, via, source)


def _variables(variables: Environment, *, tls: bool, verify: bool) -> list[Pointed]:
    found = []
    for name, engine in VARIABLES.items():
        value = variables.get(name)
        one = parse(value, "env", tuple(variables.source(name)), tls=tls, verify=verify) if value else None
        if one is not None:
            found.append(replace(one, engine=engine))
    return found


def _arguments(workload: Workload, context: Context, words: list[Word]) -> list[tuple[str, Via, tuple[str, ...]]]:
    """Options of a client; those of an engine say where it listens."""
    found: list[tuple[str, Via, tuple[str, ...]]] = []
    if not any(word.text.startswith("-") for word in words) or daemon(workload, context).daemon is not None:
        return found
    for index, word in enumerate(words):
        name, given, value = word.text.partition("=")
        if name not in _OPTIONS:
            continue
        if not given:
            value = words[index + 1].text if index + 1 < len(words) else ""
        scheme, separator, _ = value.partition("://")
        if separator and (scheme in {"tcp", "unix", "ssh", "npipe"} or (scheme in SCHEMES and name in _WEB)):
            found.append((value, "argv", (word.place,)))
    return found


def _labels(workload: Workload) -> list[tuple[str, Via, tuple[str, ...]]]:
    config = raw.section(workload.document, "Config")
    found: list[tuple[str, Via, tuple[str, ...]]] = []
    for key, value in raw.labels(config).items():
        if key.lower().endswith(_LABELS) and isinstance(value, str) and "://" in value:
            found.append((value, "label", (raw.pointer("Config", "Labels", key),)))
    return found


def _by_certificates(workload: Workload, context: Context, variables: Environment, words: list[Word]) -> bool:
    """Whether the official image's entrypoint switches TLS on, because it finds the client's certificates."""
    directory = variables.get("DOCKER_TLS_CERTDIR")
    if not directory or not _official(workload, context, words):
        return False
    return any(covers(mount.dest, f"{directory}/client") and mount.dest for mount in mounts(workload, context).items)


def _official(workload: Workload, context: Context, words: list[Word]) -> bool:
    """Whether the official image's entrypoint runs, and no engine."""
    table: Any = tables.load("images")["docker"]
    if not words or basename(words[0].text) not in {table["entrypoint"], table["hands_over_to"]}:
        return False
    of_docker = "docker" in repositories(workload, context) or basename(words[0].text) == table["entrypoint"]
    return of_docker and daemon(workload, context).daemon is None


def _image_default(workload: Workload, context: Context, variables: Environment, words: list[Word]) -> list[Pointed]:
    """Where the official image asks when nobody tells it."""
    table: Any = tables.load("images")["docker"]
    if not _official(workload, context, words) or variables.get("DOCKER_HOST"):
        return []
    if any(covers(mount.dest, table["socket"]) for mount in mounts(workload, context).items if mount.dest):
        return []
    tls = bool(variables.get("DOCKER_TLS_VERIFY")) or _by_certificates(workload, context, variables, words)
    port = table["tls_port"] if tls else table["port"]
    source = tuple(variables.source("DOCKER_TLS_CERTDIR")) or (words[0].place,)
    return [Pointed("tcp", table["client_host"], port, "", tls, tls, "image-default", source)]
