"""The seccomp filter of a workload."""

import json
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from inspector.facts import raw, securityopt, tables
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.types import EngineFacts
from inspector.model import Document, Unknown

Filter = Literal["default", "custom", "permissive", "unconfined", "unsupported"]

REMEMBERED = 1 << 16
"""Characters of a profile whose judgement is remembered."""
LARGEST = 1 << 20
"""Characters of a profile that is looked at; Docker's own has 15,000."""
APPLIED_TO_PRIVILEGED = [27, 0]
"""The release from which a privileged container keeps an explicit profile (measured on 26.1 and 28.5)."""

_ENGINE_SAYS: list[str] = []
"""What the engine decides stems from no setting of the workload; so it joins nothing that an absent option causes."""
_DEFAULT_SOURCES = {"seccomp": _ENGINE_SAYS}


class Found(NamedTuple):
    """A filter, whether its default lets calls through, and why it is unknown."""

    filter: Filter | None
    default_allow: bool | None = None
    reason: str | None = None


def seccomp(workload: Workload, context: Context) -> Facet:
    """`seccomp` and `seccomp_default_allow` from SecurityOpt, else the engine's default (CIS 5.22).

    A plugin has no such setting, and Windows no such filter: None.
    """
    document = workload.document
    if workload.kind == "plugin" or document.get("Platform") == "windows":
        return Facet({"seccomp": None, "seccomp_default_allow": None})
    given = securityopt.security_options(document)
    host = raw.section(document, "HostConfig") or raw.EMPTY
    privileged = host.get("Privileged") is True
    source = given.sources.get("seccomp", _ENGINE_SAYS)
    if privileged and (not given.seccomp or _ignored(context.engine)):
        found, source = Found("unconfined"), ["/HostConfig/Privileged"]
    elif given.seccomp:
        found = _explicit(given.seccomp, context.engine)
    elif not given.whole:
        found = Found(None, None, raw.fault(host, "SecurityOpt", "HostConfig"))
    else:
        found = _default(context.engine)
    unknown: list[Unknown] = [] if found.reason is None else [{"path": path, "reason": found.reason} for path in _PATHS]
    facts = {"seccomp": found.filter, "seccomp_default_allow": found.default_allow}
    return Facet(facts, unknown, _DEFAULT_SOURCES if source is _ENGINE_SAYS else {"seccomp": source})


_PATHS = ("seccomp", "seccomp_default_allow")


def _ignored(engine: EngineFacts) -> bool:
    """Whether the engine ignores the explicit profile of a privileged container. Podman never does."""
    version = engine["version"]
    return engine["kind"] != "podman" and version is not None and version < APPLIED_TO_PRIVILEGED


def _default(engine: EngineFacts) -> Found:
    if engine["seccomp"] is None:
        return Found(None, None, "no profile is set, and the engine's default is not known")
    return Found(engine["seccomp"])


def _explicit(value: str, engine: EngineFacts) -> Found:
    if value == "unconfined":
        return Found("unconfined")
    if value == "builtin":
        return Found("unsupported" if engine["seccomp"] == "unsupported" else "default")
    if not value.lstrip().startswith("{"):
        return Found(None, None, "the seccomp profile is named by a path or was redacted, its content is not told")
    return judged(value) if len(value) <= REMEMBERED else judged.__wrapped__(value)


@lru_cache(maxsize=64)
def judged(profile: str) -> Found:
    """How much a profile lets through (JSON, as the docker command inlines it).

    Permissive is a default action that lets calls through, or a dangerous call that is allowed outright: with
    no condition on its arguments, the capabilities, the processor or the kernel.
    """
    content = _content(profile)
    if isinstance(content, str):
        return Found(None, None, content)
    table = tables.load("seccomp")
    if content.get("defaultAction") in table["allows"]:
        return Found("permissive", True)
    if any(_dangerous(rule, table) for rule in raw.items(content, "syscalls") or []):
        return Found("permissive", False)
    return Found("custom")


def _content(profile: str) -> Document | str:
    """The profile taken apart, or why it cannot be."""
    if len(profile) > LARGEST:
        return "the seccomp profile is too large to look at"
    try:
        content = json.loads(profile)
    except (ValueError, RecursionError):
        return "the seccomp profile is no JSON"
    if not isinstance(content, dict) or not isinstance(content.get("defaultAction"), str):
        return "the seccomp profile has no default action"
    if not isinstance(content.get("syscalls") or [], list):
        return "the seccomp profile's syscalls are no list"
    return content


def _dangerous(rule: Any, table: dict[str, list[str]]) -> bool:
    if not isinstance(rule, dict) or rule.get("action") not in table["allows"]:
        return False
    if rule.get("args") or rule.get("includes") or rule.get("excludes"):
        return False
    names = [*(raw.texts(rule, "names")[0] if "names" in rule else []), rule.get("name")]
    exact = frozenset(table["dangerous"])
    families = tuple(name for name in table["dangerous"] if name.endswith("_"))
    return any(isinstance(name, str) and (name in exact or name.startswith(families)) for name in names)
