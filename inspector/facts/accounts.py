"""The user that a first process starts as, by Config.User; helper of several facets."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from inspector.facts import raw
from inspector.facts.types import UserFacts
from inspector.model import Document, Unknown

_NAME = "only the image can tell which uid the user name has"
_GID: Unknown = {"path": "user.gid", "reason": "no group is given, so the image's passwd file says it"}
_GROUP: Unknown = {"path": "user.gid", "reason": "only the image can tell which gid the group name has"}
REMEMBERED = 100
"""Characters of a user that is worth remembering."""
LONGEST = 10
"""Digits of the largest uid."""


@dataclass(frozen=True, slots=True)
class Account:
    """What a user setting says.

    Attributes:
        name: as configured.
        uid: number, or None for a name that only the image can resolve.
        gid: number, or None when no group is given, or only a name.
        root: whether the uid is 0; None when only the image can tell.
    """

    name: str
    uid: int | None
    gid: int | None
    root: bool | None


@lru_cache(maxsize=1024)
def parse(text: str) -> Account:
    """Splits `user[:group]` as the engine does (moby/sys/user, GetExecUser).

    Root are the empty text, an empty user part, `root`, and every spelling of the number 0 that Go's Atoi
    takes (`00`, `+0`, `-0`). Another name may have uid 0 in the image's passwd file.
    """
    user, _, group = text.partition(":")
    uid = 0 if user in {"", "root"} else _number(user)
    gid = 0 if group == "root" else _number(group)
    if uid == "huge":
        return Account(text, None, _plain(gid), root=False)
    return Account(text, uid, _plain(gid), root=None if uid is None else uid == 0)


def account(document: Document) -> Account | None:
    """The account of a workload in container shape; None when Config.User is no text."""
    config = raw.section(document, "Config")
    user = config.get("User") if config else None
    if not isinstance(user, str):
        return None
    return parse(user) if len(user) <= REMEMBERED else parse.__wrapped__(user)


def is_root(document: Document) -> bool | None:
    """Whether the first process of a workload has uid 0; None when that is unknown."""
    found = account(document)
    return found.root if found else None


def _number(text: str) -> int | Literal["huge"] | None:
    """The number that Go's Atoi makes of a text, None where it fails; `huge` for what no uid can be."""
    digits = text[1:] if text[:1] in {"+", "-"} else text
    if not digits.isdigit() or not digits.isascii():
        return None
    significant = digits.lstrip("0") or "0"
    if len(significant) > LONGEST:
        return "huge"
    return -int(significant) if text[0] == "-" else int(significant)


def _plain(number: int | Literal["huge"] | None) -> int | None:
    return None if number == "huge" else number


def facts(found: Account, groups: list[str]) -> tuple[UserFacts, list[Unknown]]:
    """An account as the fact `user`, and what of it is unknown."""
    unknown: list[Unknown] = []
    if found.root is None:
        unknown += [{"path": "user.uid", "reason": _NAME}, {"path": "user.root", "reason": _NAME}]
    if found.gid is None:
        unknown.append(_GROUP if found.name.partition(":")[2] else _GID)
    result = UserFacts(name=found.name, uid=found.uid, gid=found.gid, groups=groups, root=found.root)
    return result, unknown
