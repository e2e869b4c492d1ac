"""Words that may stay where an argument stands: known ones, addresses, paths; and what a secret looks like."""

import re
from functools import lru_cache
from itertools import pairwise

_PIECE = re.compile(r"[A-Za-z0-9+]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
_HEX = re.compile(r"[0-9a-fA-F]+")
_LONGEST_WORD = 64
_LONGEST_PATH = 4096
_HEX_LENGTH = 16
_MIXED_LENGTH = 12
_CHANGES = 3

_SEGMENT = re.compile(r"[A-Za-z0-9._@+*?~$(){}-]*")
_ADDRESS = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?|\[[0-9A-Fa-f:.%]{0,64}\]|::1|::|localhost|\*)?(?::\d{1,5})?"
)
_PATH_START = re.compile(r"(?:~|\.{1,2}|\$\{?\w{1,64}\}?)?/|(?P<windows>[A-Za-z]:[/\\]|\\\\[.?]\\)")


def looks_random(text: str) -> bool:
    """Whether `text` looks like a key, a hash or a token rather than like a word or a name."""
    return len(text) >= _MIXED_LENGTH and (len(text) > _LONGEST_WORD or _has_random_piece(text))


@lru_cache(maxsize=16384)
def _has_random_piece(text: str) -> bool:
    return _UUID.search(text) is not None or any(_random_piece(piece) for piece in _PIECE.findall(text))


def _random_piece(piece: str) -> bool:
    """One run of letters and digits."""
    if len(piece) >= _HEX_LENGTH and _HEX.fullmatch(piece):
        return True
    if len(piece) < _MIXED_LENGTH:
        return False
    digits = sum(char.isdigit() for char in piece)
    if not digits:
        return len(piece) >= _HEX_LENGTH and _case_changes(piece) > 2 * _CHANGES
    changes = sum(a.isdigit() != b.isdigit() for a, b in pairwise(piece))
    return changes >= _CHANGES or _case_changes(piece) > _CHANGES


def _case_changes(piece: str) -> int:
    return sum(a.isupper() != b.isupper() for a, b in pairwise(piece))


def plain_path(text: str) -> bool:
    """Whether `text` is a path, absolute or from here, none of whose parts looks like a secret."""
    start = _PATH_START.match(text)
    if start is None or len(text) > _LONGEST_PATH:
        return False
    rest = text[start.end() :]
    parts = (rest.replace("\\", "/") if start["windows"] else rest).split("/")
    return all(_SEGMENT.fullmatch(part) and not looks_random(part) for part in parts)


def plain_address(text: str) -> bool:
    """Whether `text` is a numeric address, a network, localhost, or a port with its colon."""
    return bool(text) and _ADDRESS.fullmatch(text) is not None
