"""Waivers that a person may want to accept: one for each finding that the role of its workload explains.

Nothing is accepted here. A role comes from names that anybody can give, so each proposal is a comment.
"""

import json
import re
from collections.abc import Iterator
from datetime import date

from inspector.formats.shown import shown
from inspector.model import FindingPart, Report, WorkloadPart

READS = ("DOOD-001", "MNT-003", "MNT-011", "MNT-016", "MNT-017")
"""Rules that a read-only mount of the host's root, or of a part of it, can fail."""
REASONS = {
    "ci-runner": "it starts the containers of its jobs through this engine",
    "monitor": "it measures the host through what it mounts read-only",
    "reverse-proxy": "it learns from this engine which containers to serve",
    "docker-ui": "it is the user interface of this engine",
    "updater": "it replaces the containers of this engine by newer ones",
    "socket-proxy": "it filters what others may ask of this engine",
}
"""Roles that explain a finding, each with what the workload does with what was found."""
OWNER = "WHO ANSWERS FOR IT"
MOST = 200
"""Proposals in one file; nobody reads more."""
MESSAGE = 160
"""Characters of a finding's message that are shown."""


def propose(report: Report, expires: date) -> str:
    """A TOML comment with a waiver for each explained finding, worst first; empty when there is none.

    Lines that begin with `# ` are the waivers themselves, those with `## ` stay comments.

    Args:
        report: of a run.
        expires: the day that stands in every proposal, to be changed.
    """
    workloads = {(one["engine"], one["kind"], one["name"]): one for one in report["workloads"]}
    several = len(report["engines"]) > 1
    blocks: dict[str, None] = {}
    for one in report["findings"]:
        about = one["object"]
        workload = workloads.get((about["engine"], about["kind"], about["name"]))
        role = _explaining(one, workload) if workload and about["name"] else None
        if role:
            blocks[_block(one, role, expires, several=several)] = None
    more = [f"## and {len(blocks) - MOST} more that a role explains\n"] if len(blocks) > MOST else []
    return "\n".join([*list(blocks)[:MOST], *more])


def _explaining(one: FindingPart, workload: WorkloadPart) -> str | None:
    """The role that explains a finding on this workload."""
    roles = [item["role"] for item in workload["roles"]]
    return next((role for role in roles if role in REASONS and _explains(role, one, workload)), None)


def _explains(role: str, one: FindingPart, workload: WorkloadPart) -> bool:
    """Whether a workload of this role has what was found in order to do its work.

    An engine's socket or address is a runner's, a user interface's, an updater's or a proxy's; not the directory
    around it, which holds more. A monitor reads: what it can write, its role does not explain, nor an engine that it
    is handed, or only happens to reach.
    """
    if role == "monitor":
        return one["rule"] in READS and _read_only(one, workload) and one["evidence"].get("how") != "socket"
    return one["rule"] == "DOOD-008" or (one["rule"] == "DOOD-001" and one["evidence"].get("how") == "socket")


def _read_only(one: FindingPart, workload: WorkloadPart) -> bool:
    """Whether the finding comes from host paths that are all mounted read-only."""
    mounted = [item["rw"] for item in workload["privilege"]["host_paths"] if set(item["source"]) & set(one["source"])]
    return bool(mounted) and not any(mounted)


def _block(one: FindingPart, role: str, expires: date, *, several: bool) -> str:
    lines = [
        f"## {one['severity']}: {shown(one['message'], MESSAGE)}",
        "# [[waivers]]",
        f"# match = {_toml(' && '.join(_terms(one, several=several)))}",
        f"# reason = {_toml(f'{role}: {REASONS[role]}')}",
        f"# owner = {_toml(OWNER)}",
        f"# expires = {expires.isoformat()}",
    ]
    return "\n".join(lines) + "\n"


def _terms(one: FindingPart, *, several: bool) -> Iterator[str]:
    """What must hold: this rule, this object (a Compose service however often it runs), this mount or address."""
    about = one["object"]
    yield f"rule == {_literal(one['rule'])}"
    if several:
        yield f"object.engine == {_literal(about['engine'])}"
    if about["service"]:
        yield f"object.project == {_literal(about['project'])}"
        yield f"object.service == {_literal(about['service'])}"
    else:
        yield f"object.name == {_literal(about['name'])}"
    yield f"key == {_literal(one['key'])}"


def _literal(value: str | None) -> str:
    """A JMESPath literal; what is not plain is written as JSON, in ASCII."""
    if value is not None and re.fullmatch(r"[\w./:@+ -]*", value, re.ASCII):
        return f"'{value}'"
    return "`" + json.dumps(value).replace("`", "\\u0060").replace("\x7f", "\\u007f") + "`"


def _toml(text: str) -> str:
    """A TOML string on one line. `text` is ASCII without control characters."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
