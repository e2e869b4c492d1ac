"""Options of a mount, `key=value,key`: what is not known keeps its name and loses its value."""

import re

from inspector.sources.redact.hide import Hider, harmless
from inspector.sources.redact.urls import Urls

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.+-]{0,31}")


class MountOptions:
    """Redacts the `o` of a volume and the options of a tmpfs."""

    def __init__(self, names: frozenset[str], hider: Hider, urls: Urls) -> None:
        self._names = names
        self._hider = hider
        self._urls = urls

    def text(self, text: str) -> str:
        """A comma-separated list."""
        if not text:
            return text
        return ",".join(self.one(part) for part in text.split(","))

    def one(self, part: str) -> str:
        """One option. A word that is no known option may be the rest of a password with a comma in it."""
        name, equals, value = part.partition("=")
        if not equals:
            return part if part in self._names or harmless("", part) else self._hider.hide("", part)
        return "=".join(self.pair(name, value)) if _NAME.fullmatch(name) else self._hider.hide("", part)

    def pair(self, name: str, value: str) -> list[str]:
        """An option and its value."""
        if name in self._names:
            return [name, self._urls.inside(value)]
        shown = name if _NAME.fullmatch(name) else self._hider.hide_as("text", name)
        return [shown, value if harmless(name, value) else self._hider.hide(name, value)]

    def device(self, text: str) -> str:
        """The `device` of a volume: a path, a URL, or `//user:password@server/share`."""
        if "://" in text or "@" not in text:
            return self._urls.inside(text)
        server = text.startswith("//")
        rest = text[2:] if server else text
        user, at, share = rest.partition("/")[0].rpartition("@") if server else ("", "", "")
        if not server and not text.startswith("/"):
            user, at, share = rest.rpartition("@")
        if not at:
            return text
        tail = share + rest[len(user) + 1 + len(share) :]
        kind = "url-credentials" if ":" in user or "%" in user else "text"
        return f"{'//' if server else ''}{self._hider.hide_as(kind, user)}@{tail}"
