"""Seccomp profiles inlined into a document: the known fields stay, everything else is hidden."""

import base64
import binascii
import json
import re
from typing import Any

from inspector.sources.redact.hide import Hider
from inspector.sources.redact.mark import is_mark
from inspector.sources.redact.plain import looks_random

_WORD = re.compile(r"[A-Za-z0-9_|.]{1,64}")
"""Names of system calls, actions, architectures, operators, capabilities, flags and kernel versions."""

_FIELDS = frozenset(
    {
        "defaultAction", "defaultErrnoRet", "defaultErrno", "archMap", "architecture", "subArchitectures",
        "architectures", "flags", "syscalls", "names", "name", "action", "args", "errnoRet", "errno",
        "index", "value", "valueTwo", "op", "includes", "excludes", "caps", "arches", "minKernel",
    }
)  # fmt: skip
"""Of moby profiles/seccomp, the OCI runtime specification and containers/common; not `comment`, `listenerMetadata`."""


class Profiles:
    """Redacts seccomp profiles."""

    def __init__(self, hider: Hider) -> None:
        self._hider = hider

    def option(self, option: str) -> str:
        """An entry of SecurityOpt; only one that holds a profile is changed."""
        for prefix in ("seccomp=", "seccomp:"):
            if option.startswith(prefix) and option[len(prefix) :].lstrip()[:1] == "{":
                return prefix + self.json(option[len(prefix) :])
        if option.startswith(("credentialspec=raw://", "credentialspec:raw://")):
            head, _, spec = option.partition("raw://")
            return f"{head}raw://{self._hider.hide_as('text', spec)}"
        return option

    def base64(self, text: str) -> str:
        """A profile as services hold it."""
        try:
            plain = base64.b64decode(text, validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            return self._hider.hide_as("text", text)
        if plain.lstrip()[:1] != "{":
            return self._hider.hide_as("text", text)
        clean = self.json(plain)
        if is_mark(clean):
            return clean
        return text if clean == plain else base64.b64encode(clean.encode("utf-8", "surrogatepass")).decode("ascii")

    def json(self, text: str) -> str:
        """A profile as JSON text; the same text when there was nothing to hide."""
        twice: list[str] = []
        try:
            profile = json.loads(text, object_pairs_hook=lambda pairs: _once(pairs, twice))
            clean = self._clean(profile)
        except (ValueError, RecursionError):
            return self._hider.hide_as("text", text)
        return text if clean == profile and not twice else json.dumps(clean, separators=(",", ":"))

    def _clean(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: self._clean(item) if key in _FIELDS else self._hidden(key, item) for key, item in value.items()
            }
        if isinstance(value, list):
            return [self._clean(item) for item in value]
        if isinstance(value, str) and not (_WORD.fullmatch(value) and not looks_random(value)):
            return self._hider.hide_as("text", value)
        return value

    def _hidden(self, key: str, value: Any) -> Any:
        """The value of a field that is not known."""
        if isinstance(value, str):
            return value if not value or is_mark(value) else self._hider.hide(key, value)
        if isinstance(value, list):
            return [self._hidden(key, item) for item in value]
        if isinstance(value, dict):
            return {name: self._hidden(name, item) for name, item in value.items()}
        return value


def _once(pairs: list[tuple[str, Any]], twice: list[str]) -> dict[str, Any]:
    """The map of `pairs`; keys that come twice are noted, for the text holds a value that the map has not."""
    made = dict(pairs)
    if len(made) != len(pairs):
        twice.append("")
    return made
