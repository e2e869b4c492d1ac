"""Parts of made-up reports, true to the model: each takes what matters and fills in the usual."""

from collections.abc import Sequence
from hashlib import blake2s
from typing import Any, cast

from inspector.model import (
    EnginePart,
    FindingPart,
    ObjectPart,
    Report,
    RulePart,
    SeverityWord,
    StatusWord,
    SummaryPart,
    WorkloadPart,
)

HOSTILE = "m<script>alert(1)</script>\"'&\u202egnp\u200b\x1b[31m{{7*7}}"
"""A name that attacks markup, templates, terminals and the reader's eye."""

ANY = "0.0.0.0"  # noqa: S104 - what a published port says

WORDS: tuple[SeverityWord, ...] = ("critical", "high", "medium", "low", "info")

STATUS: tuple[StatusWord, ...] = ("open", "open", "open", "waived", "baseline")

RULES: dict[str, tuple[SeverityWord, str, str, str]] = {
    "DIND-002": (
        "high",
        "A nested engine amounts to the host",
        "Who can start a container in it can leave it.",
        "Run a rootless engine, or give it the Sysbox runtime.",
    ),
    "DIND-003": (
        "high",
        "A nested engine answers on TCP without checking who calls",
        "The API has no login of its own.\n\nWhoever reaches the port is root inside.",
        "Keep DOCKER_TLS_CERTDIR set and use port 2376.",
    ),
    "DOOD-001": (
        "critical",
        "The container holds an engine's control socket",
        "Whoever writes to the socket starts a container that mounts the host. Read-only does not matter.",
        "Remove the mount. A program that only lists containers does with a proxy that allows GET.",
    ),
    "DOOD-015": (
        "high",
        "A socket proxy can be reached by others than its clients",
        "It asks nobody who he is.",
        "Put it on an internal network with its one client.",
    ),
    "DOOD-026": (
        "critical",
        "The container controls an engine that runs in another container",
        "Control of that engine is control of all it runs.",
        "Use TLS and give the key to few.",
    ),
    "DOOD-027": (
        "critical",
        "The container may ask a socket proxy for calls that take over the engine",
        "POST on containers starts any container.",
        "Set POST=0.",
    ),
    "PRIV-001": (
        "critical",
        "The container is privileged",
        "It sees every device and has every capability.",
        "Name the one capability or device that it needs.",
    ),
    "PRIV-002": (
        "critical",
        "A capability amounts to root on the host",
        "It loads code into the kernel.",
        "Load the module on the host.",
    ),
    "MNT-003": (
        "high",
        "A sensitive host path is writable",
        "What is written there is run by the host.",
        "Mount a narrower path read-only.",
    ),
    "MNT-007": ("medium", "A sensitive host path is readable", "It holds secrets.", "Mount what is needed."),
    "MNT-011": (
        "medium",
        "A host directory is mounted that holds sockets",
        "New sockets show up in it.",
        "Mount one file.",
    ),
    "NS-001": (
        "high",
        "The container sees the host's processes",
        "Their environment holds secrets.",
        "Leave pid alone.",
    ),
    "SEC-006": (
        "low",
        "no-new-privileges is not in force",
        "A setuid program makes root.",
        "Set no-new-privileges.",
    ),
    "EXP-001": (
        "medium",
        "A port is published on every address",
        "It goes around the host's firewall.",
        "Publish on 127.0.0.1.",
    ),
    "RUN-001": ("low", "The container runs as root", "A flaw in it starts from more.", "Give it a user."),
    "IMG-002": ("info", "The image's tag floats", "Tomorrow it is another image.", "Pin the digest."),
}
"""Id: base severity, title, why, fix."""


def token(*parts: str) -> str:
    """Hex digits that stand for these parts."""
    return blake2s("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def joined_space(target: str) -> dict[str, Any]:
    """A namespace that is another workload's."""
    return {"mode": "container", "effective": "private", "target": target}


def privilege(**changes: Any) -> dict[str, Any]:
    """The `privilege` of an ordinary container, with `changes`."""
    same = {"mode": "private", "effective": "private", "target": None}
    names = ("pid", "ipc", "net", "uts", "user", "cgroup")
    usual: dict[str, Any] = {
        "privileged": False,
        "capabilities": {
            "bounding": ["CHOWN", "KILL", "NET_BIND_SERVICE"],
            "effective": ["CHOWN", "KILL", "NET_BIND_SERVICE"],
            "added": [],
            "dropped": [],
        },
        "user": {"name": "", "uid": 0, "gid": 0, "groups": [], "root": True},
        "namespaces": {name: dict(same) for name in names},
        "sandbox": "none",
        "seccomp": "default",
        "apparmor": "docker-default",
        "selinux": "unsupported",
        "no_new_privileges": False,
        "devices": [],
        "host_paths": [],
        "published": [],
    }
    return usual | changes


def all_powers() -> dict[str, Any]:
    """The `privilege` of a privileged container."""
    caps = {"bounding": ["SYS_ADMIN", "SYS_MODULE"], "effective": ["SYS_ADMIN", "SYS_MODULE"]}
    return privilege(
        privileged=True,
        capabilities=caps | {"added": ["SYS_ADMIN", "SYS_MODULE"], "dropped": []},
        seccomp="unconfined",
        apparmor="unconfined",
    )


def path_item(path: str, *, rw: bool, area: str) -> dict[str, Any]:
    """One host path of a workload."""
    return {
        "path": path,
        "raw": path,
        "dest": path,
        "rw": rw,
        "ro_recursive": None,
        "propagation": None,
        "via": "bind",
        "volume_kind": None,
        "volume": None,
        "areas": [area],
        "write": area if rw else None,
        "read": area,
        "certainty": "certain",
        "source": ["/HostConfig/Binds/0"],
    }


def port_item(port: int, host_ip: str = ANY) -> dict[str, Any]:
    """One published port."""
    return {
        "host_ip": host_ip,
        "host_port": port,
        "protocol": "tcp",
        "port": port,
        "wildcard": host_ip == ANY,
        "ipv6": False,
        "live": True,
        "clash": None,
        "source": [f"/HostConfig/PortBindings/{port}~1tcp/0"],
    }


def dood_item(how: str, **changes: Any) -> dict[str, Any]:
    """One way to control an engine; a writable socket unless changed."""
    usual: dict[str, Any] = {
        "engine": "docker",
        "how": how,
        "via": "bind",
        "path": "/var/run/docker.sock",
        "endpoint": None,
        "dest": "/var/run/docker.sock",
        "rw": True,
        "access": "full",
        "through": None,
        "grants": [],
        "powers": None,
        "group": None,
        "controls": "host",
        "gives": "host",
        "certainty": "certain",
        "source": ["/HostConfig/Binds/0"],
    }
    return usual | changes


def client_item(endpoint: str, **changes: Any) -> dict[str, Any]:
    """One way to control an engine over TCP."""
    far = {"path": None, "dest": None, "rw": None, "via": "env", "endpoint": endpoint}
    return dood_item(**({"how": "tcp", "source": ["/Config/Env/0"]} | far | changes))


def dind_item(kind: str, engine: str, *, port: int | None = None, tls: bool = False) -> dict[str, Any]:
    """A nested engine."""
    tcp = {
        "transport": "tcp",
        "address": f"0.0.0.0:{port}",
        "port": port,
        "tls": tls,
        "verify": tls,
        "published": "any" if port == 2375 else "none",
        "shared_with": None,
        "source": ["/Config/Env/1"],
    }
    unix: dict[str, Any] = {
        "transport": "unix",
        "address": "/var/run/docker.sock",
        "port": None,
        "tls": None,
        "verify": None,
        "published": "none",
        "shared_with": None,
        "source": [],
    }
    return {
        "kind": kind,
        "engine": engine,
        "listens": [tcp] if port else [unix],
        "data_root": None,
        "flags": [],
        "controls": "contained" if kind == "rootless" else "host",
        "certainty": "certain",
        "source": ["/Config/Image"],
    }


def workload(engine: str, name: str, image: str, **changes: Any) -> WorkloadPart:
    """An ordinary container, with changes."""
    usual: dict[str, Any] = {
        "engine": engine,
        "kind": "container",
        "id": token(engine, name) * 4,
        "name": name,
        "image": image,
        "state": "running",
        "project": None,
        "service": None,
        "roles": [],
        "dind": None,
        "dood": [],
        "privilege": privilege(),
        "takeover": [],
    }
    return cast(WorkloadPart, usual | changes)


def takeover(of: str, rule: str) -> list[dict[str, Any]]:
    """The one grant of a workload."""
    return [{"of": of, "rule": rule}]


def role(name: str) -> list[dict[str, Any]]:
    """The one role of a workload."""
    return [{"role": name, "certainty": "likely"}]


def engine_part(name: str, nested_in: str | None = None, **objects: int) -> EnginePart:
    """An engine that was read."""
    return {
        "name": name,
        "source": "unix:///var/run/docker.sock" if nested_in is None else "proc",
        "kind": "docker",
        "versions": {"engine": "28.5.2", "api": "1.51", "os": "Debian GNU/Linux 12"},
        "rootless": False,
        "userns": False,
        "nested_in": nested_in,
        "objects": dict(objects),
        "assumed": [],
    }


def finding(rule: str, of: WorkloadPart, evidence: dict[str, Any], **changes: Any) -> FindingPart:
    """A finding of `rule` on a workload, with changes."""
    about: ObjectPart = {
        "engine": of["engine"],
        "kind": of["kind"],
        "id": of["id"],
        "name": of["name"],
        "project": of["project"],
        "service": of["service"],
        "state": of["state"],
    }
    key = str(changes.get("key", ""))
    mark = token(rule, of["engine"], of["name"], key)
    severity = RULES[rule][0]
    usual: dict[str, Any] = {
        "fingerprint": mark,
        "fingerprints": [mark],
        "rule": rule,
        "also": [],
        "severity": severity,
        "severity_base": severity,
        "because": None,
        "certainty": "certain",
        "status": "open",
        "object": about,
        "key": key,
        "message": f"{of['name']}: {RULES[rule][1]}",
        "evidence": evidence,
        "source": ["/HostConfig/Binds/0"],
        "proof": f"docker inspect -f '{{{{json .HostConfig}}}}' {of['name']}",
        "waiver": None,
        "implies": [],
    }
    return cast(FindingPart, usual | changes)


def rule_parts(findings: Sequence[FindingPart]) -> dict[str, RulePart]:
    """What is said once, for all rules, with the outcomes that fit the findings."""
    parts: dict[str, RulePart] = {}
    for name, (severity, title, why, fix) in RULES.items():
        fail = len({_of(one) for one in findings if one["rule"] == name or name in one["also"]})
        parts[name] = {
            "title": title,
            "category": name.split("-")[0].lower(),
            "severity": severity,
            "tags": ["privilege"],
            "aliases": [],
            "why": why,
            "fix": fix,
            "references": {"cwe": ["250"], "mitre-attack": ["T1611"]},
            "outcomes": {"fail": fail, "pass": 12, "skip": 5, "unknown": 0},
        }
    return parts


def _of(one: FindingPart) -> tuple[str, str, str]:
    about = one["object"]
    return about["engine"], about["kind"], about["name"]


def standing(findings: Sequence[FindingPart], workloads: Sequence[WorkloadPart]) -> dict[str, int]:
    """How many workloads amount to root, stand near it, or reach something."""
    worst: dict[tuple[str, str, str], int] = {}
    for one in findings:
        if one["status"] == "open":
            rank = WORDS.index(one["severity"])
            worst[_of(one)] = min(worst.get(_of(one), 9), rank)
    counts = {"takeover": 0, "near": 0, "reach": 0}
    for each in workloads:
        rank = worst.get((each["engine"], each["kind"], each["name"]), 9)
        if each["takeover"]:
            counts["takeover"] += 1
        elif rank <= 1:
            counts["near"] += 1
        elif rank == 2:
            counts["reach"] += 1
    return counts


def summary(findings: Sequence[FindingPart], workloads: Sequence[WorkloadPart], **changes: Any) -> SummaryPart:
    """The numbers, counted by their definition."""
    opened = [one for one in findings if one["status"] == "open"]
    counted = sum(one["severity"] in ("critical", "high") and one["certainty"] != "hint" for one in opened)
    stands = standing(findings, workloads)
    nested = sum(each["dind"] is not None for each in workloads)
    usual: dict[str, Any] = {
        "findings": {word: sum(one["severity"] == word for one in opened) for word in WORDS},
        "status": {word: sum(one["status"] == word for one in findings) for word in ("open", "waived", "baseline")},
        "workloads": len(workloads),
        **stands,
        "unread": 0,
        "dind": nested,
        "dood": sum(bool(each["dood"]) for each in workloads),
        "gaps": 0,
        "undecided": 0,
        "fail_on": "high",
        "counted": counted,
        "undecided_counted": 0,
        "exit_code": 1 if counted else 0,
        "verdict": f"{stands['takeover']} of {len(workloads)} containers amount to root on their host.",
    }
    return cast(SummaryPart, usual | changes)


def whole(
    engines: list[EnginePart], workloads: list[WorkloadPart], findings: list[FindingPart], **changes: Any
) -> Report:
    """A report of these parts, with changes; `numbers` changes the summary."""
    objects: dict[str, int] = {}
    for one in engines:
        for kind, count in one["objects"].items():
            objects[kind] = objects.get(kind, 0) + count
    usual: dict[str, Any] = {
        "schema": "inspector.report/1",
        "tool": {"name": "inspector", "version": "1.0.0"},
        "started_at": "2026-11-24T02:10:00Z",
        "finished_at": "2026-11-24T02:10:03Z",
        "rules_digest": "9c41e07a" * 8,
        "engines": engines,
        "summary": summary(findings, workloads, **changes.pop("numbers", {})),
        "coverage": {
            "objects": objects,
            "rules": len(RULES),
            "engines": len(engines),
            "not_seen": [],
            "line": f"{len(workloads)} containers, {len(RULES)} rules.",
        },
        "workloads": workloads,
        "findings": findings,
        "undecided": [],
        "paths": [],
        "fixes": [],
        "rules": rule_parts(findings),
        "compliance": {},
        "gaps": [],
        "waivers": [],
    }
    return cast(Report, usual | changes)
