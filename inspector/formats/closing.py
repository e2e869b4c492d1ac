"""How what was not judged can be: advice that follows a gap or an unknown outcome, where there is any."""

import re

from inspector.model import WorkloadPart

PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")
"""A container's name or a rule's id that can stand in a command."""

ENGINES = ("docker", "podman")
"""Engines whose command can inspect."""

_ADVICE = (
    (r"^403", "let the proxy pass this GET"),
    (r"no answer within|was not read within", "run again, with a longer --timeout"),
    (r"symbolic link|may be a link", "run it as root on the engine's host: what a link is can be seen there"),
    (r"ermission|may not be read", "run it as a user who may read it"),
    (r"the engine's (info|security options|version|default)", "give the engine's info and version, too"),
    (r"^(only )?the image|passwd file", "set `user:` as numbers, or collect the images too"),
    (r"not (all )?collected|not read|not given", "scan the engine, or give all kinds of objects that are named"),
)


def advice(reason: str) -> str:
    """What to do about a reason, in our words only; empty when there is nothing to say."""
    return next((told for pattern, told in _ADVICE if re.search(pattern, reason[:1_000])), "")


def nested(workload: WorkloadPart) -> str:
    """How the engine in a workload can be read from outside, as a command; empty when it cannot."""
    kind = workload["dind"].get("engine") if isinstance(workload["dind"], dict) else None
    name = workload["name"] if PLAIN.fullmatch(workload["name"]) else workload["id"][:12]
    if kind not in ENGINES or workload["state"] != "running" or not PLAIN.fullmatch(name):
        return ""
    return f"docker exec {name} sh -c '{kind} ps -aq | xargs {kind} inspect' | inspector scan -"


def explained(rule: str) -> str:
    """The command that explains a rule; empty when its id, which a saved report may give, cannot stand in a command."""
    return f"inspector explain {rule}" if PLAIN.fullmatch(rule) else ""
