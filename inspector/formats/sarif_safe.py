"""What a host says as SARIF: messages without placeholders and links, addresses of one path segment a name."""

import re
from urllib.parse import quote

from inspector.formats.shown import shown
from inspector.model import ObjectPart

MESSAGE = 1000
"""Characters of a message; GitHub shows the first sentence where room is short."""
_LINK = re.compile(r"\[(?=[^\]]*\]\()")


def message(text: str, limit: int = MESSAGE) -> str:
    """Plain text of a message, at most `limit` characters.

    Braces are doubled and the bracket of a would-be link is escaped, as the standard says (3.11).
    """
    ready = _escaped(plain(text, limit))
    return ready if len(ready) <= limit else _escaped(plain(text, limit // 2))  # escaping at most doubles it


def plain(text: str, limit: int) -> str:
    """Text that is no message (names, values) as one line of at most `limit` characters."""
    line = shown(text[:limit], limit)
    return line if len(text) <= limit and len(line) <= limit else f"{line[: limit - 1]}…"


def _escaped(line: str) -> str:
    return _LINK.sub(r"\\[", line.replace("{", "{{").replace("}", "}}"))


def address(about: ObjectPart) -> str:
    """A relative URI for an object, the same in every run: `docker/ci-01/container/shop/web`.

    Containers of one service share it, so that scaling does not make new alerts.
    """
    if about["kind"] == "engine":
        parts = ["docker", about["engine"], "engine"]
    elif about["service"]:
        parts = ["docker", about["engine"], about["kind"], about["project"] or "-", about["service"]]
    else:
        parts = ["docker", about["engine"], about["kind"], about["name"] or about["id"] or "-"]
    return "/".join(map(_segment, parts))


def file_address(path: str) -> str:
    """A file as a URI: relative as it was written, so that it is found in the repository; absolute with its scheme."""
    quoted = quote(shown(path, 1000), safe="/")
    return f"file://{quoted}" if path.startswith("/") else quoted.removeprefix("./") or "-"


def _segment(name: str) -> str:
    """One path segment; `.` and `..` would be taken for folders, even when they are encoded."""
    line = shown(name, 100)
    return quote(f"-{line}-" if not line.strip(".") else line, safe="")
