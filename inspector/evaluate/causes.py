"""The settings that a finding stems from, with those that bring it back when only the named ones are taken out.

The facts name the one that counts. A list may say the same thing twice, in other spellings or behind `ALL`.
"""

from collections.abc import Callable, Collection, Iterator, Sequence

from inspector.evaluate.settings import entries
from inspector.facts.capset import normalised
from inspector.facts.seccomp import judged
from inspector.facts.securityopt import parts
from inspector.model import Document

_ALL = frozenset({"ALL", "CAP_ALL"})
_OPEN = ("unconfined", "permissive")


def causes(document: Document, source: Sequence[str], keys: Collection[str] = ()) -> list[str]:
    """Pointers, each once: the source's, then those that would bring the finding back.

    Args:
        document: of a container.
        source: pointers of the finding.
        keys: of all fails that the finding joins, capabilities among them.
    """
    wanted = (place for place in SAYS if any(one.startswith(place) for one in source))
    more = (one for place in wanted for one in _same(document, place, source, keys))
    return list(dict.fromkeys([*source, *more]))


def _same(document: Document, place: str, source: Sequence[str], keys: Collection[str]) -> Iterator[str]:
    """The entries of a list that say what one of the source's says; beside `ALL`, too, what is flagged by name."""
    given = {pointer: SAYS[place](text) for pointer, text in entries(document, place)}
    named = {given[pointer] for pointer in source if pointer in given}
    if named & _ALL:
        named |= _ALL | set(keys)
    return (pointer for pointer, said in given.items() if said in named)


def _option(text: str) -> str:
    """What a security option says in any spelling: one filter is as open as another."""
    name, value = parts(text)
    if name == "seccomp" and (value in _OPEN or (value.lstrip()[:1] == "{" and judged(value).filter in _OPEN)):
        value = "open"
    return name if name == "unmask" else f"{name}={value}"


def _variable(text: str) -> str:
    """The name of a variable, of which the last one counts."""
    return text.partition("=")[0]


SAYS: dict[str, Callable[[str], str]] = {
    "/HostConfig/CapAdd": normalised,
    "/HostConfig/SecurityOpt": _option,
    "/Config/Env": _variable,
}
"""Lists that may say one thing twice -> what an entry says, whatever its spelling."""
