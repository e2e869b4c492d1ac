"""The proxy wollomatic/socket-proxy: a pattern for each method, by arguments or else by variables."""

from inspector.facts import tables
from inspector.facts.environment import Environment, command, environment
from inspector.facts.facet import Context, Workload
from inspector.facts.flags import REDACTED
from inspector.facts.goflags import go_flags
from inspector.facts.listen import Listen
from inspector.facts.proxypatterns import allowed_calls
from inspector.facts.proxytypes import Power, Proxy


def wollomatic(workload: Workload, context: Context, source: tuple[str, ...]) -> Proxy:
    """wollomatic/socket-proxy: patterns for each method, from arguments or else from variables."""
    variables = environment(workload, context)
    arguments = go_flags(command(workload, context) or [])
    patterns, unknown = _patterns(arguments, variables)
    if not variables.known or command(workload, context) is None:
        unknown = unknown or "the proxy's settings were not seen"
    powers, why = _by_calls(patterns)
    upstream = _setting(arguments, variables, "socketpath") or "/var/run/docker.sock"
    endpoint = _setting(arguments, variables, "proxysocketendpoint")
    place = tuple(_place(arguments, variables, "listenip") or source)
    if endpoint:
        listens = (
            Listen("unix", endpoint, None, None, None, tuple(_place(arguments, variables, "proxysocketendpoint"))),
        )
    else:
        address, port = (
            _setting(arguments, variables, "listenip") or "127.0.0.1",
            _setting(arguments, variables, "proxyport"),
        )
        number = int(port) if port and port.isascii() and port.isdigit() and len(port) < 6 else 2375  # noqa: PLR2004 digits of a port
        address = f"[{address}]" if ":" in address else address
        listens = (Listen("tcp", f"{address}:{number}", number, False, False, place),)
    allow_from = tuple((_setting(arguments, variables, "allowfrom") or "127.0.0.1/32").split(","))
    grants = tuple(f"{method} {text}" for method, text, _ in patterns)
    return Proxy("wollomatic", grants, powers, listens, allow_from, upstream, unknown or why, "likely", source)


def _setting(arguments: list[tuple[str, str, str]], variables: Environment, name: str) -> str | None:
    given = [value for key, value, _ in arguments if key == name]
    return given[-1] if given else variables.get(f"SP_{name.upper()}")


def _place(arguments: list[tuple[str, str, str]], variables: Environment, name: str) -> list[str]:
    given = [place for key, _, place in arguments if key == name]
    return given[-1:] or variables.source(f"SP_{name.upper()}")


def _patterns(
    arguments: list[tuple[str, str, str]], variables: Environment
) -> tuple[list[tuple[str, str, str]], str | None]:
    """Method, pattern and place of each; arguments of a method replace its variables."""
    found: list[tuple[str, str, str]] = []
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
        given = [(method, value, place) for key, value, place in arguments if key == f"allow{method.lower()}"]
        start = f"SP_ALLOW_{method}"
        named = [name for name in variables.values if name == start or name.startswith(f"{start}_")]
        found += given or [(method, variables.get(name) or "", variables.places[name]) for name in sorted(named)]
    found = [entry for entry in found if entry[1]]
    if any(REDACTED in text for _, text, _ in found):
        return found, "the proxy's patterns were redacted"
    return found, None


def _by_calls(patterns: list[tuple[str, str, str]]) -> tuple[tuple[Power, ...], str | None]:
    """The powers of patterns that are matched against calls, and why they may be more."""
    calls, unknown = allowed_calls(patterns)
    found = []
    for row in tables.load("proxies")["powers"]:
        by = [call for call in row["calls"] if call in calls]
        if by:
            source = dict.fromkeys(place for call in by for place in calls[call])
            found.append(Power(row["power"], tuple(by), tuple(source)))
    return tuple(found), unknown
