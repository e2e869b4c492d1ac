"""Remembers what was worked out about a workload, for the facets that need the same."""

from collections.abc import Callable
from typing import Any, ParamSpec, Protocol, TypeVar
from weakref import WeakKeyDictionary

from inspector.facts.facet import Context, Workload
from inspector.facts.links import Links

R = TypeVar("R")
P = ParamSpec("P")

_KNOWN: "WeakKeyDictionary[Links, dict[tuple[Any, int], tuple[Workload, Any]]]" = WeakKeyDictionary()


class Derivation(Protocol[R]):
    """A pure function of one workload and its surroundings."""

    def __call__(self, workload: Workload, context: Context) -> R:
        """The result for this workload."""
        ...


def remembered(function: Callable[[Workload, Context], R]) -> Derivation[R]:
    """The function, working out each workload of an engine once.

    Its result may depend on the workload, the engine and its other objects, and on nothing else of the context:
    another workload's facet may have asked first.
    """

    def ask(workload: Workload, context: Context) -> R:
        known = _KNOWN.get(context.links)
        if known is None:
            known = _KNOWN[context.links] = {}
        key = (function, id(workload))
        found = known.get(key)
        if found is None:
            found = known[key] = (workload, function(workload, context))  # holds the workload, so the id stays its
        result: R = found[1]
        return result

    return ask
