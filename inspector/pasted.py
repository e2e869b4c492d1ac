"""Words that people paste into a compose file or a command, and that say nothing but what is known to be no secret."""

import json
import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
_PLAIN = re.compile(
    r"(?!(?:y|n|yes|no|on|off|true|false|null)$)(?:[A-Za-z_/][A-Za-z0-9_./@+-]*|\.{0,2}/[A-Za-z0-9_./@+-]*)",
    re.IGNORECASE,
)
"""What YAML reads as text without quotes."""

SWITCH = ("true", "false", "yes", "no", "on", "off")
"""What a compose file may say for on and off."""

MODES = frozenset({
    "ro", "rw", "z", "Z", "nocopy", "copy", "consistent", "cached", "delegated", "shared", "slave", "private",
    "rshared", "rslave", "rprivate", "bind", "rbind", "U", "O", "exec", "noexec", "suid", "nosuid", "dev", "nodev",
})  # fmt: skip
"""What the mode of a bind may say; anything else an engine refuses or nobody here knows."""


def quoted(text: str) -> str:
    """A string as YAML reads it back."""
    if _CONTROL.search(text):
        return json.dumps(text)
    return "'" + text.replace("'", "''") + "'"


def plain(text: str) -> str:
    """The same without quotes where none are needed, in a list or a map on one line, too."""
    return text if _PLAIN.fullmatch(text) else quoted(text)


def scalar(text: str) -> str:
    """A value behind its key; `service:NAME` needs no quotes there, and a switch is no text."""
    if text.lower() in SWITCH or all(_PLAIN.fullmatch(part) for part in text.split(":")):
        return text
    return quoted(text)


def bind(text: str) -> str:
    """`SOURCE:TARGET[:MODE]` with those words of the mode that are known."""
    head, _, mode = text.rpartition(":")
    if ":" not in head or mode[:1] in ("/", "\\"):
        return text
    known = [word for word in mode.split(",") if word in MODES]
    return f"{head}:{','.join(known)}" if known else head
