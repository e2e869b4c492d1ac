"""Socket proxies: which calls to an engine a workload passes on, and what that amounts to.

Sources: Tecnativa's and linuxserver's haproxy.cfg, the settings of wollomatic/socket-proxy and CetusGuard. A switch of
the first two counts when its leading digits are a number other than 0 (HAProxy's `-m bool`), so `true` denies.
"""

import re
from typing import Any

from inspector.facts import tables
from inspector.facts.environment import Environment, basename, command, environment
from inspector.facts.facet import Context, Workload
from inspector.facts.flags import REDACTED
from inspector.facts.goflags import go_flags
from inspector.facts.listen import Listen, split_address
from inspector.facts.memo import remembered
from inspector.facts.proxytypes import EVERYTHING, Power, Product, Proxy, power_names
from inspector.facts.repositories import repositories, runs_any
from inspector.facts.wollomatic import wollomatic

_TRUE = re.compile(r"[+-]?0*[1-9]")
_ENOUGH_SECTIONS = 6
"""Variables named like sections that make a proxy of Tecnativa's family likely under any image."""
_SOCAT = re.compile(r"UNIX-CONNECT:(?P<path>[^,]*\.sock)", re.IGNORECASE)
_SOCAT_LISTEN = re.compile(r"TCP[46]?-LISTEN:(?P<port>\d{1,5})", re.IGNORECASE)


@remembered
def proxy(workload: Workload, context: Context) -> Proxy | None:
    """The socket proxy that a workload is, or None."""
    table: Any = tables.load("proxies")
    known = repositories(workload, context)
    words = command(workload, context) or []
    program = basename(words[0].text) if words else ""
    for product, row in table["products"].items():
        by_program = program in row.get("programs", ()) and (product != "wollomatic" or _has(words, "-allow"))
        if by_program or not known.isdisjoint(row["repositories"]):
            source = (words[0].place,) if by_program else ("/Config/Image",)
            return _made(workload, context, product, source)
    variables = environment(workload, context)
    if len(set(table["sections"]) & set(variables.values)) >= _ENOUGH_SECTIONS:
        places = variables.source(*table["sections"])
        product = "linuxserver" if "ALLOW_PAUSE" in variables.values else "tecnativa"
        return _made(workload, context, product, tuple(places))
    return _socat(workload, context)


def _has(words: list[Any], start: str) -> bool:
    return any(word.text.lstrip("-").startswith(start.lstrip("-")) for word in words[1:])


def _made(workload: Workload, context: Context, product: str, source: tuple[str, ...]) -> Proxy:
    match product:
        case "tecnativa" | "linuxserver":
            return _sections(workload, context, product, source)
        case "wollomatic":
            return wollomatic(workload, context, source)
        case "cetusguard":
            return _other(workload, context, "cetusguard", source)
        case _:
            return _other(workload, context, "other", source)


def _sections(workload: Workload, context: Context, product: Product, source: tuple[str, ...]) -> Proxy:
    """Tecnativa and linuxserver, by the variables of the container, which hold the image's too."""
    table: Any = tables.load("proxies")
    row = table["products"][product]
    variables = _with_image(workload, environment(workload, context), row["defaults"])
    on = [name for name in (*table["sections"], *table["switches"], "POST") if _is_on(variables.values.get(name))]
    unknown = None
    if not variables.known:
        unknown = "the proxy's settings were not seen"
    elif any(REDACTED in (variables.values.get(name) or "") for name in table["sections"]):
        unknown = "the proxy's settings were redacted"
    powers = tuple(_powers(set(on), variables, product, context))
    upstream = variables.get("SOCKET_PATH") or "/var/run/docker.sock"
    listens = (Listen("tcp", row["listens"], 2375, False, False, source),)
    return Proxy(product, tuple(on), powers, listens, None, upstream, unknown, "likely", source)


def _with_image(workload: Workload, own: Environment, defaults: dict[str, str]) -> Environment:
    """The variables with those of the image below them; a container's own list holds both already."""
    below: dict[str, str | None] = dict(defaults)
    if workload.kind == "container":
        return Environment({**below, **own.values} if not own.values else own.values, own.places, own.known)
    image = environment_of_image(workload)
    known = own.known and image is not None
    return Environment({**(image if image is not None else below), **own.values}, own.places, known)


def environment_of_image(workload: Workload) -> dict[str, str | None] | None:
    """The variables that the image brings, or None when it was not collected."""
    config = workload.image.get("Config") if workload.image is not None else None
    entries = config.get("Env") if isinstance(config, dict) else None
    if config is None or not isinstance(entries, list | None):
        return None
    return {
        name: value for entry in entries or [] if isinstance(entry, str) for name, _, value in [entry.partition("=")]
    }


def _is_on(value: str | None) -> bool:
    return value is not None and _TRUE.match(value) is not None


def _powers(on: set[str], variables: Environment, product: Product, context: Context) -> list[Power]:
    found = []
    for row in tables.load("proxies")["powers"]:
        by = _by(row, on, product, context)
        if by:
            names = [*by, "POST"] if "get" not in row and "POST" in on else by
            found.append(Power(row["power"], tuple(by), tuple(variables.source(*names))))
    return found


def _by(row: dict[str, Any], on: set[str], product: Product, context: Context) -> list[str]:
    """The sections that give a power with these switched on."""
    table: Any = tables.load("proxies")
    if "get" in row:
        by = [name for name in row["get"] if name in on]
        if product == "linuxserver" and row["power"] == "read-files" and by:
            return [name for name in table["read_files"] if name in on]
        return by
    if "POST" not in on:
        free = table["without_post"] if product == "linuxserver" else []
        return [name for name in row.get("with_post", []) if name in on and name in free]
    if "all" in row:
        return row["all"] if set(row["all"]) <= on else []
    manager = row.get("manager", []) if context.engine["swarm"] in {"manager", None} else []
    return [name for name in (*row["with_post"], *manager) if name in on]


def _other(workload: Workload, context: Context, product: Product, source: tuple[str, ...]) -> Proxy:
    """Products whose settings are not read: a fixed set where that is all there is, else unknown."""
    table: Any = tables.load("proxies")
    variables = environment(workload, context)
    fixed = next((names for image, names in table["fixed"].items() if runs_any(workload, context, [image])), None)
    powers = tuple(Power(name, (), source) for name in fixed or ["read"])
    unknown = None if fixed else "the proxy's settings were not seen"
    if product == "cetusguard":
        arguments = go_flags(command(workload, context) or [])
        given = any(key.startswith("rules") for key, _, _ in arguments) or any(
            "RULES" in name for name in variables.values
        )
        unknown = "the proxy's rules are not read" if given or not variables.known else None
    listens = tuple(_frontend(workload, context, table["products"][product]["listens"], source))
    return Proxy(product, (), powers, listens, None, "/var/run/docker.sock", unknown, "likely", source)


def _frontend(workload: Workload, context: Context, default: str, source: tuple[str, ...]) -> list[Listen]:
    """Addresses of `-frontend-addr` or CETUSGUARD_FRONTEND_ADDR, else the product's own."""
    given = [
        (value, place) for key, value, place in go_flags(command(workload, context) or []) if key == "frontend-addr"
    ]
    found = []
    for text, place in given or [(default, source[0])]:
        scheme, separator, rest = text.partition("://")
        if separator and scheme == "unix":
            found.append(Listen("unix", rest, None, None, None, (place,)))
        elif (parts := split_address(rest if separator else text, 2375)) is not None:
            found.append(Listen("tcp", f"{parts[0]}:{parts[1]}", parts[1], False, False, (place,)))
    return found


def _socat(workload: Workload, context: Context) -> Proxy | None:
    """Socat between TCP and an engine's socket: everything passes."""
    words = command(workload, context) or []
    if not words or basename(words[0].text) not in {"socat", "socat1"}:
        return None
    text = " ".join(word.text for word in words[:20])
    connect, listen = _SOCAT.search(text), _SOCAT_LISTEN.search(text)
    if connect is None or listen is None or len(text) > 10_000:  # noqa: PLR2004, a bound for hostile documents
        return None
    port, source = int(listen["port"]), (words[0].place,)
    listens = (Listen("tcp", f"0.0.0.0:{port}", port, False, False, source),)
    powers = tuple(Power(name, (), source) for name in power_names())
    return Proxy("other", EVERYTHING, powers, listens, None, connect["path"], None, "certain", source)
