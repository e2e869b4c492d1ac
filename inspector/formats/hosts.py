"""Which host an engine is on: the engine at the bottom of the chain that it is nested in."""

from collections.abc import Sequence

from inspector.model import EnginePart


def outer(part: EnginePart) -> tuple[str, str] | None:
    """The engine and the container that run an engine, or None for a host's own."""
    inside = part["nested_in"]
    if not inside or "/" not in inside:
        return None
    name, _, container = inside.rpartition("/")
    return (name, container) if name != part["name"] else None


def by_engine(engines: Sequence[EnginePart]) -> dict[str, str]:
    """The host of each engine, by name; a circle of engines ends somewhere in it."""
    below = {part["name"]: found[0] for part in engines if (found := outer(part))}
    return {part["name"]: _bottom(part["name"], below) for part in engines}


def _bottom(engine: str, below: dict[str, str]) -> str:
    for _ in below:
        if engine not in below:
            break
        engine = below[engine]
    return engine
