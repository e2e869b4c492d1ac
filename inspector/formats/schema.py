"""The JSON Schema of the report, made from the types it is built with.

`python -m inspector.formats.schema > reports/schema/report-1.json` writes it; a test holds the stored file to it.
Objects are closed: a key that no type declares is a mistake of ours.
"""

import ast
import inspect
import json
import sys
from functools import cache
from itertools import pairwise
from types import NoneType, UnionType
from typing import Any, Literal, TypedDict, Union, get_args, get_origin, is_typeddict

from inspector.facts.types import (
    DeviceItem,
    DindFacts,
    DoodItem,
    HostPathItem,
    Namespaces,
    PublishedItem,
    RoleItem,
    UserFacts,
)
from inspector.formats.shape import keys
from inspector.model import Report

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCALARS = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}
_FINGERPRINT = {"type": "string", "pattern": "^[0-9a-f]{12,128}$"}


class CapabilitiesPart(TypedDict):
    """Capabilities of a workload."""

    bounding: list[str]
    effective: list[str]
    added: list[str]
    dropped: list[str]


class PrivilegePart(TypedDict):
    """Facts that make up the privilege of a workload; null where one is unknown or does not apply."""

    privileged: bool | None
    capabilities: CapabilitiesPart | None
    user: UserFacts | None
    namespaces: Namespaces | None
    sandbox: str | None
    seccomp: str | None
    apparmor: str | None
    selinux: str | None
    no_new_privileges: bool | None
    devices: list[DeviceItem] | None
    host_paths: list[HostPathItem] | None
    published: list[PublishedItem] | None


class TakeoverPart(TypedDict):
    """A rule by which code in the workload takes over."""

    of: Literal["host", "engine"]
    rule: str


NARROWER: dict[tuple[str, str], Any] = {
    ("WorkloadPart", "dind"): DindFacts | None,
    ("WorkloadPart", "dood"): list[DoodItem],
    ("WorkloadPart", "roles"): list[RoleItem],
    ("WorkloadPart", "privilege"): PrivilegePart,
    ("WorkloadPart", "takeover"): list[TakeoverPart],
}
"""Keys that model.py leaves open, since facts import it."""


def schema() -> dict[str, Any]:
    """The schema of a report."""
    definitions: dict[str, Any] = {}
    top = _object(Report, definitions)
    top["properties"]["schema"] = {"const": "inspector.report/1"}
    return {
        "$schema": DIALECT,
        "$id": "urn:inspector:report-1",
        "title": "inspector report, version 1",
        **top,
        "$defs": dict(sorted(definitions.items())),
    }


def text() -> str:
    """The schema as the stored file has it."""
    return json.dumps(schema(), indent=2) + "\n"


def _object(typed: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """A TypedDict as a closed object."""
    said = _docstrings(typed)
    properties = {}
    for key, (hint, _) in keys(typed).items():
        narrow = NARROWER.get((typed.__name__, key), hint)
        made = _FINGERPRINT if key == "fingerprint" else _type(narrow, definitions)
        properties[key] = made | ({"description": said[key]} if key in said else {})
    return {
        "description": _about(typed),
        "type": "object",
        "properties": properties,
        "required": [key for key, (_, required) in keys(typed).items() if required],
        "additionalProperties": False,
    }


def _type(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if is_typeddict(hint):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}  # a type that holds itself ends here
            definitions[hint.__name__] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"enum": list(inner)}
    if origin in (Union, UnionType):
        return _union([_type(one, definitions) for one in inner])
    if origin is list:
        return {"type": "array", "items": _type(inner[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _type(inner[1], definitions)}
    return {} if hint is Any else {"type": _SCALARS[hint]}


def _union(options: list[dict[str, Any]]) -> dict[str, Any]:
    """Scalars share one list of types."""
    plain = [one["type"] for one in options if set(one) == {"type"}]
    if len(plain) == len(options):
        return {"type": plain}
    return {"anyOf": options}


def _about(typed: Any) -> str:
    """What a TypedDict is: its docstring, or the string below the assignment that makes it."""
    tree = _tree(typed.__module__)
    below = {
        line.targets[0].id: text.value
        for line, text in pairwise(tree.body)
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name) and isinstance(text, ast.Expr)
    }
    assigned = below.get(typed.__name__)
    return inspect.cleandoc(ast.literal_eval(assigned) if assigned else typed.__doc__ or "")


def _docstrings(typed: Any) -> dict[str, str]:
    """The strings below the keys of a TypedDict's class."""
    classes = {one.name: one.body for one in _tree(typed.__module__).body if isinstance(one, ast.ClassDef)}
    return {
        line.target.id: inspect.cleandoc(ast.literal_eval(text.value)).replace("\n", " ")
        for line, text in pairwise(classes.get(typed.__name__, []))
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and isinstance(text, ast.Expr)
    }


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(inspect.getsource(sys.modules[module]))


if __name__ == "__main__":
    sys.stdout.write(text())
