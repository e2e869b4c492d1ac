"""Remembers what was worked out about an engine and its workloads, for the facets that need the same."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from inspector.facts.facet import Context, Workload

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class Derivation(Protocol[R_co]):
    """A pure function of one workload and its surroundings."""

    def __call__(self, workload: Workload, context: Context) -> R_co:
        """The result for this workload."""
        ...


def remembered(function: Callable[[Workload, Context], R]) -> Derivation[R]:
    """The function, working out each workload of an engine once.

    Its result may depend on the workload, the engine and its other objects, and on nothing else of the context:
    another workload's facet may have asked first.
    """

    def ask(workload: Workload, context: Context) -> R:
        memo = context.links.memo
        known: dict[int, tuple[R, Workload]] | None = memo.get(function)
        if known is None:
            known = memo[function] = {}
        found = known.get(id(workload))
        if found is None:
            # holds the workload, so that its id stays its own
            found = known[id(workload)] = (function(workload, context), workload)
        return found[0]

    return ask


def once(function: Callable[[Context], R]) -> Callable[[Context], R]:
    """The function, working out each engine once."""

    def ask(context: Context) -> R:
        memo: dict[Any, R] = context.links.memo
        if function not in memo:
            memo[function] = function(context)
        return memo[function]

    return ask
