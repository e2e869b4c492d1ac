"""The fields that expressions may read: those of the Engine API and of facts, as one tree each."""

import json
import types
from dataclasses import dataclass, field
from functools import lru_cache
from typing import (
    Any,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from inspector.facts.types import EngineFacts, ImageFacts, NetworkFacts, VolumeFacts, WorkloadFacts
from inspector.resources import table

FACTS = {
    "workload": WorkloadFacts, "container": WorkloadFacts, "service": WorkloadFacts, "plugin": WorkloadFacts,
    "compose": WorkloadFacts, "image": ImageFacts, "network": NetworkFacts, "volume": VolumeFacts,
    "engine": EngineFacts,
}  # fmt: skip


@dataclass
class Field:
    """One field.

    Attributes:
        fields: below it; list positions are transparent.
        any: whether any name may follow (a map, or a type that is not described).
        each: what stands behind any key of a map.
        words: the values it may take, when they are a closed set.
    """

    fields: dict[str, "Field"] = field(default_factory=dict)
    any: bool = False
    each: "Field | None" = None
    words: frozenset[Any] = frozenset()


@lru_cache(maxsize=32)
def api_fields(kind: str) -> Field:
    """The raw document of one kind of object; for an engine GET /info with GET /version below `Version`."""
    objects = json.loads(table("api-fields.json").read_text(encoding="utf-8"))["objects"]
    if kind == "engine":
        top = _tree(objects["info"])
        top.fields["Version"] = _tree(objects["version"])
        return top
    return _tree(objects[kind]) if kind in objects else Field(any=True)


def _tree(paths: dict[str, Any]) -> Field:
    top = Field()
    for path, about in paths.items():
        at = top
        for part in path.replace("[]", "").split("."):
            if part == "*":
                at.each = at.each or Field()
                at = at.each
            elif part:
                at = at.fields.setdefault(part, Field())
        if "any" in str(about.get("type")):
            at.any = True
    return top


@lru_cache(maxsize=32)
def fact_fields(target: str) -> Field:
    """The facts of objects that a rule with this target judges."""
    described = FACTS.get(target)
    return _typed(described, 0) if described is not None else Field(any=True)


def _typed(hint: Any, depth: int) -> Field:
    """The tree of a type annotation."""
    origin = get_origin(hint)
    if is_typeddict(hint):
        hints = get_type_hints(hint, include_extras=False)
        return Field({name: _typed(inner, depth + 1) for name, inner in hints.items()})
    if origin in (list, NotRequired, Required):
        return _typed(get_args(hint)[0], depth)
    if origin is Literal:
        return Field(words=frozenset(get_args(hint)))
    if origin in (Union, types.UnionType):
        return _union([one for one in get_args(hint) if one is not type(None)], depth)
    if origin is dict:
        return Field(each=_typed(get_args(hint)[1], depth + 1))
    return Field(any=hint is Any or hint is dict)


def _union(hints: list[Any], depth: int) -> Field:
    made = Field()
    for one in (_typed(hint, depth) for hint in hints):
        made.fields |= one.fields
        made.any = made.any or one.any
        made.each = made.each or one.each
        made.words |= one.words
    return made if len(hints) == 1 else Field(made.fields, made.any, made.each)


def follow(top: Field, path: tuple[str, ...]) -> tuple[Field | None, str, tuple[str, ...]]:
    """Walk `path`; returns the field, or None with the name that is not there and the names that are."""
    at = top
    for name in path:
        if name in at.fields:
            at = at.fields[name]
        elif at.each is not None:
            at = at.each.fields.get(name, at.each)
        elif at.any:
            return Field(any=True), "", ()
        else:
            return None, name, tuple(at.fields)
    return at, "", ()
