"""Files and sockets with which an engine, a host or a registry is entered."""

from functools import cache
from typing import Literal, NamedTuple

from inspector.facts.daemons import daemon
from inspector.facts.environment import Environment, environment
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.memo import once
from inspector.facts.mounts import Mount, mounts
from inspector.facts.paths import components, covers, normalise
from inspector.facts.pathtrie import PathTrie
from inspector.facts.pointed import why_more
from inspector.facts.served import Served, place_of, seen_in
from inspector.facts.types import CredentialItem
from inspector.facts.way import Way
from inspector.facts.ways import ways
from inspector.model import CertaintyWord, Unknown

Kind = Literal["engine-tls", "engine-tls-ca", "ssh-key", "ssh-agent", "docker-config"]

_PUBLIC = ("known_hosts", "config", "authorized_keys")
"""Files beside ssh keys that are none."""
_WITHOUT_KEY = frozenset({"ca.pem", "cert.pem"})
"""Files of a client's directory that are shown to everybody: without key.pem they open nothing."""
_SOURCES: dict[Kind, tuple[tuple[str, str], ...]] = {
    "engine-tls": (("**/.docker/machine", "ei"), ("**/.docker/contexts", "ei")),
    "ssh-agent": (
        ("/tmp/ssh-*", "ei"), ("/run/user/*/keyring/ssh", "e"), ("/run/user/*/ssh-agent*", "e"),  # noqa: S108 paths to compare with
        ("/run/host-services/ssh-auth.sock", "e"), ("**/ssh-agent.sock", "e"), ("**/ssh-auth.sock", "e"),
    ),
    "ssh-key": (
        ("**/.ssh", "ei"), ("**/id_rsa", "e"), ("**/id_ecdsa", "e"), ("**/id_ed25519", "e"), ("**/id_dsa", "e"),
    ),
    "docker-config": (("~/.docker", "e"), ("**/.docker/config.json", "e"), ("**/.docker", "e")),
}  # fmt: skip
"""Paths by which a credential is known, on the host and in the container."""


class _Found(NamedTuple):
    kind: Kind
    certainty: CertaintyWord
    owner: Workload | None = None


def credentials(workload: Workload, context: Context) -> Facet:
    """`credentials`: TLS certificates of an engine's client or authority, ssh keys and agents, registry logins.

    Sources: the mounts, DOCKER_CERT_PATH, DOCKER_TLS_CERTDIR, DOCKER_CONFIG, SSH_AUTH_SOCK. What shares the directory
    of a nested engine's certificates has those of that engine. `controls` and `gives` as in `dood`.
    """
    known = mounts(workload, context)
    unknown: list[Unknown] = [{"path": "credentials", "reason": reason} for reason in known.unknown]
    if known.items and not environment(workload, context).known:
        unknown += [{"path": "credentials", "reason": reason} for reason in why_more(workload, context)]
    items: list[CredentialItem] = []
    for mount in known.items:
        found = _of(workload, mount, context) if mount.dest else None
        if found is not None:
            controls, why = _controls(workload, found, context)
            unknown += [{"path": f"credentials[{len(items)}].{key}", "reason": why[key]} for key in why]
            items.append(_item(mount, found, controls))
    return Facet({"credentials": items}, unknown)


def _item(mount: Mount, found: _Found, controls: str | None) -> CredentialItem:
    return CredentialItem(
        kind=found.kind,
        path=mount.path or mount.data or mount.volume or "",
        dest=mount.dest,
        rw=mount.rw,
        controls=controls,
        gives=controls if controls in {"host", "account"} else None,
        certainty=found.certainty,
        source=list(mount.source),
    )


def _of(workload: Workload, mount: Mount, context: Context) -> _Found | None:
    """The weightiest credential that a mount holds."""
    shared = _shared(workload, mount, context)
    if shared is not None:
        return shared
    variables = environment(workload, context)
    if _is_certificates(workload, mount, variables, context):
        return _Found("engine-tls", "likely")
    agent, config = variables.get("SSH_AUTH_SOCK"), variables.get("DOCKER_CONFIG")
    if agent and normalise(agent) == normalise(mount.dest):
        return _Found("ssh-agent", "certain")
    known = _by_path(mount)
    if known is None and config and covers(mount.dest, config) and normalise(mount.dest) != "/":
        return _Found("docker-config", "likely")
    return known


def _by_path(mount: Mount) -> _Found | None:
    """The credential that a path of the host, or else a place in the container, is known for."""
    if _is_public(mount):
        return None
    on_host = _trie().find(mount.path) if mount.path else None
    in_container = _trie().find(normalise(mount.dest)).exact
    for kind in _SOURCES:
        if on_host is not None and kind in on_host.exact + on_host.inside:
            return _Found(kind, "certain")
        if kind in in_container:
            return _Found(kind, "likely")
    return None


def _is_public(mount: Mount) -> bool:
    name = (mount.path or mount.dest).rpartition("/")[2]
    return name in _PUBLIC or name.endswith(".pub")


def _is_certificates(workload: Workload, mount: Mount, variables: Environment, context: Context) -> bool:
    """Whether a mount holds the certificates that the workload's Docker client is told to use."""
    place = components(normalise(mount.dest))
    if daemon(workload, context).daemon is not None or not place or place[-1] in _WITHOUT_KEY:
        return False
    path = variables.get("DOCKER_CERT_PATH")
    if not path and variables.get("DOCKER_TLS_VERIFY"):
        path = f"{variables.get('HOME') or '/root'}/.docker"
    directory = variables.get("DOCKER_TLS_CERTDIR")
    paths = [path] if path else []
    paths += [f"{directory}/client"] if directory else []
    return any(covers(mount.dest, each) or covers(each, mount.dest) for each in paths)


class _Certificates(NamedTuple):
    """Where a nested engine keeps its client's certificates, or its authority's key, in a mount."""

    kind: Kind
    place: Served


@once
def _certificates(context: Context) -> list[_Certificates]:
    """The certificates of all nested engines, those of authorities first."""
    found = []
    parts: tuple[tuple[str, Kind], ...] = (("ca", "engine-tls-ca"), ("client", "engine-tls"))
    for part, kind in parts:
        for server in context.links.workloads:
            directory = environment(server, context).get("DOCKER_TLS_CERTDIR")
            if directory and daemon(server, context).daemon is not None:
                place = place_of(server, f"{directory}/{part}", context)
                found += [_Certificates(kind, place)] if place is not None else []
    return found


def _shared(workload: Workload, mount: Mount, context: Context) -> _Found | None:
    """The certificates of a nested engine that a mount shows."""
    for one in _certificates(context):
        if one.place.server is not workload and seen_in(mount, one.place) is not None:
            return _Found(one.kind, "certain", one.place.server)
    return None


def _controls(workload: Workload, found: _Found, context: Context) -> tuple[str | None, dict[str, str]]:
    """Which engine a credential is for, and what of that is unknown."""
    if found.owner is not None:
        return f"nested:{found.owner.name}", {}
    if found.kind == "docker-config":
        return None, {}
    how = "ssh" if found.kind in {"ssh-key", "ssh-agent"} else "tcp"
    pointed = next((way for way in ways(workload, context).items if way.how == how), None)
    if pointed is not None:
        return pointed.controls, _unknown_of(pointed)
    if how == "ssh":
        return None, {}
    reason = "no address tells which engine the certificates are for"
    return None, {"controls": reason, "gives": reason}


def _unknown_of(way: Way) -> dict[str, str]:
    return {key: way.why[key] for key in ("controls", "gives") if key in way.why}


@cache
def _trie() -> PathTrie[Kind]:
    trie = PathTrie[Kind]()
    for kind, patterns in _SOURCES.items():
        for pattern, match in patterns:
            trie.add(pattern, match, kind)
    return trie
