"""The environment of a workload."""

from inspector.facts import raw
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.process import variables
from inspector.model import Unknown

_SOURCES = {"env": ["/Config/Env"]}


def env(workload: Workload, _context: Context) -> Facet:
    """`env` from Config.Env, which holds the image's variables and the container's."""
    config = raw.section(workload.document, "Config")
    if config is None:
        return Facet({"env": None}, [raw.unknown("env", workload.document, "Config")], _SOURCES)
    if raw.items(config, "Env") is None:
        return Facet({"env": None}, [raw.unknown("env", config, "Env", "Config")], _SOURCES)
    found, whole = variables(config)
    unknown: list[Unknown] = [] if whole else [{"path": "env", "reason": "Config.Env holds what is no text"}]
    if workload.kind in {"service", "compose"} and workload.image is None:
        unknown.append({"path": "env", "reason": "the image may set more variables; it was not collected"})
    return Facet({"env": found}, unknown, _SOURCES)
