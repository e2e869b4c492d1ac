"""On which line of a TOML file each key stands; tomllib reads the values but does not tell.

Works on text that tomllib has accepted, so that it need not judge it. Keys inside an inline table are on the line of
the key that the table belongs to.
"""

import re

Path = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_OPEN, _CLOSE = "[{", "]}"


def lines(text: str) -> dict[Path, int]:
    """The line of every table and key by its path; the tables of an array are numbered from 0."""
    return _Reader(text).read()


def line_of(known: dict[Path, int], path: Path) -> int:
    """The line of `path`, or of the nearest key above it that has one; 1 when there is none."""
    for length in range(len(path), 0, -1):
        if path[:length] in known:
            return known[path[:length]]
    return 1


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._table: Path = ()
        self._counts: dict[Path, int] = {}
        self._known: dict[Path, int] = {}

    def read(self) -> dict[Path, int]:
        while self._at < len(self._text):
            self._skip_blank()
            if self._at >= len(self._text):
                break
            if self._text[self._at] == "[":
                self._header()
            else:
                self._pair()
        return self._known

    def _skip_blank(self) -> None:
        """Past spaces, empty lines and comments."""
        while self._at < len(self._text):
            one = self._text[self._at]
            if one == "#":
                self._to_line_end()
            elif one in " \t\r\n":
                self._step()
            else:
                return

    def _header(self) -> None:
        """`[table]` or `[[array of tables]]`."""
        line = self._line
        many = self._text.startswith("[[", self._at)
        self._step(2 if many else 1)
        path = self._resolve(self._dotted())
        if many:
            self._counts[path] = self._counts.get(path, -1) + 1
            self._known.setdefault(path, line)
            path = (*path, self._counts[path])
        self._table = path
        self._known[path] = line
        self._to_line_end()

    def _pair(self) -> None:
        """`key = value`."""
        line = self._line
        path = (*self._table, *self._dotted())
        for length in range(len(self._table) + 1, len(path) + 1):
            self._known.setdefault(path[:length], line)
        self._step()  # the equals sign
        self._value()

    def _resolve(self, keys: Path) -> Path:
        """A header's path; what is an array of tables means its last one."""
        path: Path = ()
        for place, key in enumerate(keys):
            path = (*path, key)
            if path in self._counts and place < len(keys) - 1:
                path = (*path, self._counts[path])
        return path

    def _dotted(self) -> Path:
        """A dotted key; ends at what follows it."""
        keys: list[str] = []
        while True:
            self._spaces()
            keys.append(self._key())
            self._spaces()
            if not self._text.startswith(".", self._at):
                return tuple(keys)
            self._step()

    def _key(self) -> str:
        if self._text[self._at] in "\"'":
            start = self._at
            self._string()
            return _unquoted(self._text[start : self._at])
        match = _BARE.match(self._text, self._at)
        word = match[0] if match else self._text[self._at]
        self._step(len(word))
        return word

    def _value(self) -> None:
        """Past a value: to the end of its line, or of its last line."""
        depth = 0
        while self._at < len(self._text):
            one = self._text[self._at]
            if one in "\"'":
                self._string()
                continue
            if one == "#":
                self._to_line_end()
                continue
            if one == "\n" and depth == 0:
                return
            depth += (one in _OPEN) - (one in _CLOSE)
            self._step()

    def _string(self) -> None:
        """Past a string of any of the four kinds."""
        quote = self._text[self._at]
        fence = quote * 3 if self._text.startswith(quote * 3, self._at) else quote
        self._step(len(fence))
        while self._at < len(self._text) and not self._text.startswith(fence, self._at):
            self._step(2 if quote == '"' and self._text[self._at] == "\\" else 1)
        self._step(len(fence))
        while len(fence) == 3 and self._text.startswith(quote, self._at):  # noqa: PLR2004 up to two quotes may end it
            self._step()

    def _spaces(self) -> None:
        while self._at < len(self._text) and self._text[self._at] in " \t":
            self._step()

    def _to_line_end(self) -> None:
        while self._at < len(self._text) and self._text[self._at] != "\n":
            self._step()

    def _step(self, count: int = 1) -> None:
        self._line += self._text.count("\n", self._at, self._at + count)
        self._at += count


def _unquoted(quoted: str) -> str:
    """The key that a quoted key means."""
    if quoted[0] == "'":
        return quoted[1:-1]
    import tomllib

    return next(iter(tomllib.loads(f"{quoted} = 0")))
