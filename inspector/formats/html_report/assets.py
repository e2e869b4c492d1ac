"""The page's style and script, as they are written into it, and the policy that lets only them run."""

import re
from base64 import b64encode
from functools import cache, lru_cache
from hashlib import sha256

from inspector.resources import bundled

STYLE_SPACE = re.compile(r"/\*.*?\*/|\s*\n\s*|(?<=[{};,:]) +| +(?=[{])", re.DOTALL)
"""What a style sheet of ours does not need: comments, lines, and spaces behind and before marks."""

SCRIPT_COMMENT = re.compile(r"^ *//.*\n", re.MULTILINE)

SCRIPT_SPACE = re.compile(r'("(?:[^"\\\n]|\\.)*")|\s*([{}()\[\];,:?=<>+*&|!]+)\s*')
"""Strings, which stay as they are, and marks with the space around them, which it does not need."""


@cache
def style() -> str:
    """The style sheet, without comments and what space it does not need."""
    return STYLE_SPACE.sub("", _text("report.css"))


@cache
def script() -> str:
    """The script, without comments and what space it does not need."""
    return SCRIPT_SPACE.sub(lambda found: found[1] or found[2], SCRIPT_COMMENT.sub("", _text("report.js"))).strip()


def margins(host: str, date: str) -> str:
    """The style of the printed page's margin: host and date, as characters that no style sheet can be made of."""
    told = "".join(
        one if one.isascii() and one.isalnum() else f"\\{ord(one):06x}" for one in f"inspector · {host} · {date}"
    )
    return f'@page{{@bottom-left{{content:"{told}";font:9px sans-serif;color:#555}}}}'


def policy(styles: list[str], scripts: list[str]) -> str:
    """The Content-Security-Policy: nothing from anywhere, only these very texts."""
    allowed = {
        "default-src": "'none'",
        "style-src": " ".join(map(_digest, styles)),
        "script-src": " ".join(map(_digest, scripts)),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in allowed.items())


@lru_cache(16)
def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _text(name: str) -> str:
    return (bundled("reports") / name).read_text("utf-8")
