"""How a second compose file changes a first, and how `extends` builds on another service."""

from dataclasses import replace

from inspector.sources.compose.tree import Node

REPLACED = ("command", "entrypoint", "healthcheck.test")
"""Lists that replace each other; other lists are put together."""

KEYED = {"volumes": 1, "ports": -1, "devices": 0, "secrets": 0, "configs": 0}
"""Lists whose entries have an identity, with the part of the short form that holds it."""

MAPPABLE = ("environment", "labels", "extra_hosts", "annotations", "sysctls", "args", "networks", "depends_on")
"""Lists that are maps in another spelling."""


def merge(base: Node, over: Node, path: str = "") -> Node:
    """`over` laid on `base`; the values keep the place they come from."""
    if over.tag == "!override":
        return replace(over, tag="")
    name = path.rpartition(".")[2]
    if name in MAPPABLE:
        base, over = as_map(base), as_map(over)
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        return _maps(base, over, path)
    if isinstance(base.value, list) and isinstance(over.value, list) and name not in REPLACED and path not in REPLACED:
        return _lists(base, over, name)
    return over


def _maps(base: Node, over: Node, path: str) -> Node:
    made = dict(base.mapping)
    for name, value in over.mapping.items():
        if value.tag == "!reset":
            made.pop(name, None)
        elif name in made:
            made[name] = merge(made[name], value, f"{path}.{name}".lstrip("."))
        else:
            made[name] = value
    return replace(over, value=made)


def _lists(base: Node, over: Node, name: str) -> Node:
    if name not in KEYED:
        known = {one.value for one in base.items if isinstance(one.value, str)}
        return replace(over, value=[*base.items, *(one for one in over.items if one.value not in known)])
    entries = {_identity(one, name): one for one in base.items}
    entries |= {_identity(one, name): one for one in over.items}
    return replace(over, value=list(entries.values()))


def _identity(node: Node, name: str) -> str:
    """What an entry is about: a mount's target, a port's container side."""
    if isinstance(node.value, dict):
        target = node.get("target") or node.get("source")
        extra = node.get("published") if name == "ports" else None
        return f"{target.value if target else ''}{':' + str(extra.value) if extra else ''}"
    if name == "ports":
        return str(node.value)
    parts = str(node.value).split(":")
    place = KEYED[name]
    return parts[place] if place < len(parts) else parts[-1]


def as_map(node: Node) -> Node:
    """A list of `name=value` (or plain names) as the map it stands for."""
    if not isinstance(node.value, list):
        return node
    made: dict[str, Node] = {}
    for one in node.items:
        if isinstance(one.value, str):
            name, separator, value = one.value.partition("=")
            if not separator and ":" in one.value:
                name, separator, value = one.value.partition(":")
            made[name] = replace(one, value=value if separator else None, plain=False)
    return replace(node, value=made)
