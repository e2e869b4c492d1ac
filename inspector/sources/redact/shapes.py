"""What the value of a flag must look like to be kept: `-H` is an engine's address for docker, a header for curl."""

import re
from collections.abc import Callable, Mapping

from inspector.sources.redact.plain import looks_random, plain_address, plain_path

_ENGINE_SCHEMES = frozenset({"tcp", "unix", "fd", "npipe", "ssh", "http", "https"})
_HOST_PORT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?:\d{1,5}")
_RULE = re.compile(r"[abc] (?:[0-9]{1,10}|\*):(?:[0-9]{1,10}|\*) [rwm]{1,3}")
_WORD = re.compile(r"[A-Za-z0-9_.:/@=+,*%-]{1,256}")


def _address(value: str) -> bool:
    scheme, separator, rest = value.partition("://")
    if separator:
        return scheme.lower() in _ENGINE_SCHEMES and not rest.isspace()
    return plain_address(value) or plain_path(value) or _HOST_PORT.fullmatch(value) is not None


def _file(value: str) -> bool:
    return plain_path(value)


def _rule(value: str) -> bool:
    """Of a device cgroup: `b 8:* rwm`."""
    return _RULE.fullmatch(value) is not None


def _word(value: str) -> bool:
    return _WORD.fullmatch(value) is not None and not any(looks_random(part) for part in re.split(r"[/:@=,]", value))


SHAPES: Mapping[str, Callable[[str], bool]] = {
    "address": _address,
    "file": _file,
    "rule": _rule,
    "word": _word,
    "any": lambda _: True,
}
"""By the names used in keep.yaml."""
