"""How a second compose file changes a first, and how `extends` builds on another service.

The rules are those of compose-go, override/merge.go and override/uncity.go.
"""

import posixpath
from dataclasses import replace

from inspector.sources.compose.short import volume_parts
from inspector.sources.compose.tree import Node

REPLACED = ("command", "entrypoint", "test")
"""Values that replace each other, whatever they are; other lists are put together."""

KEYED = ("volumes", "ports", "devices", "secrets", "configs")
"""Lists whose entries have an identity: the later one of two is in force."""

ASSIGNED = ("environment", "labels", "annotations", "sysctls", "args")
"""Maps whose entries replace each other, those without a value, too."""

ENTRY = 2
"""Names of a path down to a service, volume or network."""

MAPPABLE = (*ASSIGNED, "extra_hosts", "networks", "depends_on")
"""Lists that are maps in another spelling."""


def merge(base: Node, over: Node, path: tuple[str, ...] = ()) -> Node:
    """`over` laid on `base`; the values keep the place they come from.

    Nothing (a null) laid on something leaves it as it is.
    """
    if over.tag == "!override" or base.tag == "!reset":
        return replace(over, tag="")
    name = path[-1] if len(path) > ENTRY else ""  # before that stand names that anybody chose
    if name in REPLACED:
        return over
    if over.value is None and not (len(path) > ENTRY + 1 and path[-2] in ASSIGNED):
        return base
    if name in MAPPABLE:
        base, over = as_map(base), as_map(over)
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        return _maps(base, over, path)
    if isinstance(base.value, list) or isinstance(over.value, list):
        return _lists(base, over, name)
    return over


def pruned(node: Node) -> Node:
    """The tree without what `!reset` takes out and has nothing to take it out of."""
    if isinstance(node.value, dict):
        kept = {name: pruned(one) for name, one in node.value.items() if one.tag != "!reset"}
        return replace(node, value=kept)
    if isinstance(node.value, list):
        return replace(node, value=[pruned(one) for one in node.value if one.tag != "!reset"])
    return node


def _maps(base: Node, over: Node, path: tuple[str, ...]) -> Node:
    made = dict(base.mapping)
    for name, value in over.mapping.items():
        if value.tag == "!reset":
            made.pop(name, None)
        elif name in made:
            made[name] = merge(made[name], value, (*path, name))
        else:
            made[name] = value
    return replace(over, value=made)


def _lists(base: Node, over: Node, name: str) -> Node:
    """Both lists; one entry without a list around it is a list of one (`env_file: a.env`)."""
    if name not in KEYED:
        known = {one.value for one in base.items if isinstance(one.value, str)}
        added = (one for one in over.items if not isinstance(one.value, str) or one.value not in known)
        return replace(over, value=[*base.items, *added])
    entries = {_identity(one, name): one for one in base.items}
    entries |= {_identity(one, name): one for one in over.items}
    return replace(over, value=list(entries.values()))


def _identity(node: Node, name: str) -> str:
    """What an entry is about: a mount's target, a port with all that is said of it."""
    if isinstance(node.value, dict):
        return _long(node, name)
    text = str(node.value)
    if name == "ports":
        return text
    if name in ("secrets", "configs"):
        return _secret(name, text)
    parts = volume_parts(text)
    target = parts[1] if len(parts) > 1 else parts[0]
    return posixpath.normpath(target) if name == "volumes" else target


def _long(node: Node, name: str) -> str:
    def text(key: str, default: str = "") -> str:
        one = node.get(key)
        return str(one.value) if one is not None and one.value is not None else default

    if name == "ports":
        given = (text("host_ip", "0.0.0.0"), text("published"), text("target"))  # noqa: S104 what compose compares by
        return f"{':'.join(given)}/{text('protocol', 'tcp')}"
    if name in ("secrets", "configs"):
        return text("target") or _secret(name, text("source"))
    target = text("target") or text("source")
    return posixpath.normpath(target) if name == "volumes" else target


def _secret(name: str, source: str) -> str:
    return f"{'/run/secrets' if name == 'secrets' else ''}/{source}"


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
