"""The settings that a finding stems from, with those that bring it back when only the named ones are taken out.

The facts name the one that counts. A list may say the same thing twice, in other spellings or behind `ALL`.
"""

from collections.abc import Collection, Iterator, Sequence

from inspector.evaluate.settings import entries
from inspector.facts.capset import normalised
from inspector.facts.seccomp import judged
from inspector.facts.securityopt import parts
from inspector.model import Document

_CAPS = "/HostConfig/CapAdd"
_OPTIONS = "/HostConfig/SecurityOpt"
_ENV = "/Config/Env"
_ALL = frozenset({"ALL", "CAP_ALL"})
_OPEN = ("unconfined", "permissive")


def causes(document: Document, source: Sequence[str], keys: Collection[str] = ()) -> list[str]:
    """Pointers, each once: the source's, then those that would bring the finding back.

    Args:
        document: of a container.
        source: pointers of the finding.
        keys: of all fails that the finding joins, capabilities among them.
    """
    finders = {_CAPS: _capabilities, _OPTIONS: _options, _ENV: _variables}
    wanted = (find for place, find in finders.items() if any(one.startswith(place) for one in source))
    more = (one for find in wanted for one in find(document, source, keys))
    return list(dict.fromkeys([*source, *more]))


def _capabilities(document: Document, source: Sequence[str], keys: Collection[str]) -> Iterator[str]:
    """The same capabilities in any spelling; beside `ALL` those by name that it is flagged for."""
    given = {pointer: normalised(text) for pointer, text in entries(document, _CAPS)}
    named = {given[pointer] for pointer in source if pointer in given}
    if named & _ALL:
        named |= _ALL | set(keys)
    return (pointer for pointer, name in given.items() if name in named)


def _options(document: Document, source: Sequence[str], _: Collection[str]) -> Iterator[str]:
    """The same options in any spelling, of which the last one counts."""
    given = {pointer: _said(text) for pointer, text in entries(document, _OPTIONS)}
    named = {given[pointer] for pointer in source if pointer in given}
    return (pointer for pointer, said in given.items() if said in named)


def _said(text: str) -> tuple[str, str]:
    """What an option says: one filter is as open as another."""
    name, value = parts(text)
    if name == "seccomp" and (value in _OPEN or (value.lstrip()[:1] == "{" and judged(value).filter in _OPEN)):
        return name, "open"
    return name, "" if name == "unmask" else value


def _variables(document: Document, source: Sequence[str], _: Collection[str]) -> Iterator[str]:
    """The same variable, of which the last one counts."""
    given = {pointer: text.partition("=")[0] for pointer, text in entries(document, _ENV)}
    named = {given[pointer] for pointer in source if pointer in given}
    return (pointer for pointer, name in given.items() if name in named)
