"""The user of a workload's first process."""

from inspector.facts import accounts, raw
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.types import UserFacts
from inspector.model import Unknown

_SOURCES = {"user": ["/Config/User"], "user.groups": ["/HostConfig/GroupAdd"]}


def user(workload: Workload, _context: Context) -> Facet:
    """`user` from Config.User (in a container it holds the image's) and HostConfig.GroupAdd (CIS 4.1)."""
    document = workload.document
    found = accounts.account(document)
    host = raw.section(document, "HostConfig") or raw.EMPTY
    groups, whole = raw.texts(host, "GroupAdd")
    unknown: list[Unknown] = []
    if not whole:
        unknown.append(raw.unknown("user.groups", host, "GroupAdd", "HostConfig"))
    if found is None:
        reason = _reason(workload)
        unknown += [{"path": f"user.{key}", "reason": reason} for key in ("name", "uid", "gid", "root")]
        return Facet({"user": UserFacts(name="", uid=None, gid=None, groups=groups, root=None)}, unknown, _SOURCES)
    facts, more = accounts.facts(found, groups)
    return Facet({"user": facts}, unknown + more, _SOURCES)


def _reason(workload: Workload) -> str:
    config = raw.section(workload.document, "Config")
    if workload.kind != "container" and config is not None and "User" not in config:
        return "no user is set, so the image says it, which was not collected"
    return raw.fault(config, "User", "Config")
