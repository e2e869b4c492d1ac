"""Reports to try formats on: the same arguments give the same report.

`story()` is one busy host with nested engines, a socket proxy, hostile names, gaps, unknowns, waivers and a
baseline. `many()` is as many findings, containers and hosts as asked for. `empty()` found nothing at all.
"""

from typing import Any, cast

from sample_parts import (
    HOSTILE,
    RULES,
    STATUS,
    WORDS,
    all_powers,
    client_item,
    dind_item,
    dood_item,
    engine_part,
    finding,
    joined_space,
    path_item,
    port_item,
    privilege,
    role,
    takeover,
    token,
    whole,
    workload,
)

from inspector.model import FindingPart, Report, WorkloadPart


def empty() -> Report:
    """A report of one host on which nothing is wrong, and nothing runs."""
    numbers = {"verdict": "No open finding at or above high."}
    return whole([engine_part("quiet", container=0)], [], [], numbers=numbers)


def _story_workloads() -> list[WorkloadPart]:
    """Every guise that the report draws or tabulates."""
    host, inner = "build-02", "build-02/ci-dind"
    unset: dict[str, Any] = {"name": "app", "uid": None, "gid": None, "groups": [], "root": None}
    plain = {"name": "10001", "uid": 10001, "gid": None, "groups": [], "root": False}
    no_caps = {"bounding": [], "effective": [], "added": [], "dropped": ["ALL"]}
    module = {"bounding": ["CHOWN", "SYS_MODULE"], "effective": ["CHOWN", "SYS_MODULE"], "dropped": []}
    spaces = privilege()["namespaces"]
    host_pid = spaces | {"pid": {"mode": "host", "effective": "host", "target": None}}
    joined_pid = spaces | {"pid": joined_space("api"), "net": joined_space("api")}
    socket = path_item("/var/run/docker.sock", rw=True, area="engine-socket")
    return [
        workload(
            host,
            "traefik",
            "traefik:v3.2.1",
            project="edge",
            roles=role("reverse-proxy"),
            dood=[dood_item("socket", rw=False)],
            takeover=takeover("engine", "DOOD-001"),
            privilege=privilege(host_paths=[socket], published=[port_item(80), port_item(443)], no_new_privileges=True),
        ),
        workload(
            host,
            "runner",
            "gitlab/gitlab-runner:v17.5.0",
            project="ci",
            roles=role("ci-runner"),
            dood=[dood_item("socket")],
            takeover=takeover("engine", "DOOD-001"),
            privilege=privilege(host_paths=[socket]),
        ),
        workload(
            host,
            "watchtower",
            "containrrr/watchtower:latest",
            roles=role("updater"),
            dood=[dood_item("socket")],
            takeover=takeover("engine", "DOOD-001"),
            privilege=privilege(host_paths=[socket]),
        ),
        workload(
            host,
            "cadvisor",
            "cadvisor:v0.49.1",
            project="ops",
            roles=role("monitor"),
            dood=[dood_item("parent-directory", path="/var/run", dest="/var/run", rw=False)],
            takeover=takeover("engine", "DOOD-001"),
            privilege=privilege(
                host_paths=[
                    path_item("/", rw=False, area="root"),
                    path_item("/var/run", rw=False, area="engine-socket"),
                ],
                published=[port_item(8080)],
            ),
        ),
        workload(
            host,
            "socket-proxy",
            "tecnativa/docker-socket-proxy:0.3.0",
            project="ops",
            roles=role("socket-proxy"),
            dood=[dood_item("socket", rw=False)],
            takeover=takeover("engine", "DOOD-001"),
            privilege=privilege(host_paths=[socket]),
        ),
        workload(
            host,
            "deploy-bot",
            "shop/deploy-bot:3.1.0",
            project="ops",
            dood=[
                client_item(
                    "tcp://socket-proxy:2375",
                    how="proxy",
                    through="socket-proxy",
                    access="filtered",
                    grants=["CONTAINERS", "POST"],
                    powers=["create"],
                )
            ],
            takeover=takeover("engine", "DOOD-027"),
            privilege=privilege(user=plain, capabilities=no_caps, no_new_privileges=True),
        ),
        workload(
            host,
            "ci-dind",
            "docker:28-dind",
            project="ci",
            dind=dind_item("privileged", "docker", port=2375),
            takeover=takeover("host", "PRIV-001"),
            privilege=all_powers() | {"published": [port_item(2375)]},
        ),
        workload(
            host,
            "jenkins-agent",
            "jenkins/inbound-agent:3261",
            dood=[client_item("tcp://ci-dind:2375", controls="nested:ci-dind")],
            takeover=takeover("engine", "DOOD-026"),
            privilege=privilege(user=plain),
        ),
        workload(
            host,
            "buildkitd",
            "moby/buildkit:v0.16.0",
            dind=dind_item("privileged", "buildkit", port=1234),
            takeover=takeover("host", "PRIV-001"),
            privilege=all_powers(),
        ),
        workload(
            host,
            "kind-control-plane",
            "kindest/node:v1.31.0",
            dind=dind_item("privileged", "kind"),
            takeover=takeover("host", "PRIV-001"),
            privilege=all_powers(),
        ),
        workload(
            host,
            "dind-rootless",
            "docker:28-dind-rootless",
            project="lab",
            dind=dind_item("rootless", "docker", port=2376, tls=True),
            privilege=privilege(user=plain, seccomp="unconfined", apparmor="unconfined"),
        ),
        workload(
            host,
            "legacy-cron",
            "debian:11",
            state="exited",
            takeover=takeover("host", "PRIV-001"),
            privilege=all_powers() | {"apparmor": None},
        ),
        workload(
            host,
            "vpn",
            "wireguard:1.0",
            takeover=takeover("host", "PRIV-002"),
            privilege=privilege(
                capabilities=module | {"added": ["SYS_MODULE"]},
                host_paths=[path_item("/lib/modules", rw=False, area="modules")],
            ),
        ),
        workload(
            host,
            "node-exporter",
            "prom/node-exporter:v1.8.2",
            project="ops",
            privilege=privilege(namespaces=host_pid, user=plain, host_paths=[path_item("/", rw=False, area="root")]),
        ),
        workload(
            host,
            "backup",
            "restic:0.17.3",
            privilege=privilege(host_paths=[path_item("/etc", rw=True, area="etc")]),
        ),
        workload(host, "sidecar", "shop/profiler:0.9.4", project="shop", privilege=privilege(namespaces=joined_pid)),
        workload(
            host,
            "api",
            "shop/api:2.14.1",
            project="shop",
            privilege=privilege(user=plain, capabilities=no_caps, seccomp=None, no_new_privileges=True),
        ),
        workload(host, "mailer", "shop/mailer:1.2.0", project="shop", privilege=privilege(user=unset)),
        workload(host, "postgres", "postgres:16.4", project="shop"),
        workload(
            host,
            HOSTILE,
            "sw\u202egnp.tset:1\x1b[31m",
            project='"><img src=x onerror=alert(2)>',
            privilege=privilege(user=unset | {"name": "\u202e0"}),
        ),
        workload(
            host,
            "web",
            "shop/web:2.14.1",
            project="shop",
            service="web",
            privilege=privilege(
                user=plain,
                capabilities=no_caps,
                no_new_privileges=True,
                published=[port_item(8081, "127.0.0.1")],
            ),
        ),
        workload(
            inner,
            "job-1",
            "docker:28-cli",
            dood=[dood_item("socket")],
            takeover=takeover("host", "PRIV-001"),
            privilege=all_powers() | {"host_paths": [socket]},
        ),
        workload(inner, "job-1-postgres", "postgres:16.4"),
        workload(inner, "cache", "registry:2.8.3", privilege=privilege(published=[port_item(5000)])),
    ]


def _story_findings(by_name: dict[str, WorkloadPart]) -> list[FindingPart]:
    """Findings that fit those workloads."""
    made = []
    for name, path, rw in (
        ("traefik", "/var/run/docker.sock", False),
        ("runner", "/var/run/docker.sock", True),
        ("watchtower", "/var/run/docker.sock", True),
        ("cadvisor", "/var/run", False),
        ("socket-proxy", "/var/run/docker.sock", False),
    ):
        made.append(
            finding(
                "DOOD-001",
                by_name[name],
                {"path": path, "writable": rw, "controls": "host"},
                also=["MNT-011"] if name == "cadvisor" else [],
                key=path,
            )
        )
    waived: dict[str, Any] = {"status": "waived", "waiver": "the platform team needs it until March"}
    made[2] = cast(FindingPart, made[2] | waived)
    made += [
        finding("PRIV-001", by_name[name], {"user": "root"}, source=["/HostConfig/Privileged"])
        for name in ("ci-dind", "buildkitd", "kind-control-plane", "legacy-cron", "job-1")
    ]
    new: dict[str, Any] = {"new": "new"}
    dind = by_name["ci-dind"]
    opened = {"endpoint": "tcp://0.0.0.0:2375", "published": ["0.0.0.0:2375"], "tls": False}
    risen = {"severity": "critical", "because": "it is published on every address"}
    low: dict[str, Any] = {
        "severity": "medium",
        "because": "control of it is contained",
        "certainty": "likely",
    }
    rootless = by_name["dind-rootless"]
    made += [
        finding("DIND-002", dind, {"kind": "privileged", "controls": "host"}, **risen),
        finding("DIND-003", dind, opened, key="0.0.0.0:2375", **risen, **new),
        finding("DIND-003", rootless, opened | {"published": [], "tls": None}, key="0.0.0.0:2376", **low),
        finding("DOOD-015", by_name["socket-proxy"], {"others": 3, "sample": ["adminer", "api", "web"]}, **new),
        finding("DOOD-026", by_name["jenkins-agent"], {"endpoint": "tcp://ci-dind:2375"}),
        finding("DOOD-027", by_name["deploy-bot"], {"endpoint": "tcp://socket-proxy:2375", "powers": ["create"]}),
        finding(
            "PRIV-002", by_name["vpn"], {"capability": "SYS_MODULE"}, key="SYS_MODULE", source=["/HostConfig/CapAdd/0"]
        ),
        finding("NS-001", by_name["node-exporter"], {"mode": "host"}, source=["/HostConfig/PidMode"]),
        finding("MNT-003", by_name["backup"], {"path": "/etc", "write": "etc"}, new="risen"),
        finding("MNT-007", by_name["sidecar"], {"path": "/var/log"}),
    ]
    for each in by_name.values():
        if not each["privilege"]["no_new_privileges"]:
            made.append(finding("SEC-006", each, {"option": None}, source=[]))
        made += [
            finding(
                "EXP-001",
                each,
                {"host": f"{port['host_ip']}:{port['host_port']}", "port": port["port"]},
                key=str(port["port"]),
                source=port["source"],
            )
            for port in each["privilege"]["published"]
            if port["wildcard"]
        ]
        if each["privilege"]["user"]["root"]:
            made.append(finding("RUN-001", each, {"user": "root", "from": "image"}, status="baseline"))
    evil = by_name[HOSTILE]
    nasty = {
        "tag": "1\x1b[31m",
        HOSTILE: HOSTILE,
        "list": [HOSTILE, None],
        "map": {HOSTILE: [1]},
        "long": "y" * 9000,
    }
    made.append(finding("IMG-002", evil, nasty, source=[f"/Config/Labels/{HOSTILE}"], because=HOSTILE, **new))
    return sorted(made, key=lambda one: (WORDS.index(one["severity"]), one["rule"], one["fingerprint"]))


def story() -> Report:
    """One busy host, `build-02`, with an engine inside it that was read and three that were not."""
    workloads = _story_workloads()
    findings = _story_findings({each["name"]: each for each in workloads})
    inner = "build-02/ci-dind"
    engines = [
        engine_part("build-02", container=21, image=31, volume=12, network=7),
        engine_part(inner, "build-02/ci-dind", container=3, image=4),
    ]
    engines[1]["assumed"] = ["The engine's default seccomp profile is Docker's, for info was not given."]
    fixed = {
        "fingerprint": token("gone"),
        "rule": "EXP-001",
        "severity": "medium",
        "key": "5432",
        "message": "postgres: published",
        "because": "changed",
        "object": {
            "engine": "build-02",
            "kind": "container",
            "id": "",
            "name": "postgres",
            "project": None,
            "service": None,
            "state": "running",
        },
    }
    return whole(
        engines,
        workloads,
        findings,
        numbers={
            "unread": 3,
            "gaps": 3,
            "undecided": 5,
            "undecided_counted": 2,
            "verdict": "13 of 24 containers amount to root on build-02.",
        },
        gaps=[
            {
                "engine": "build-02/dind-rootless",
                "kind": "engine",
                "id": "",
                "reason": "no client certificate",
            },
            {
                "engine": "build-02",
                "kind": "plugin",
                "id": "",
                "reason": "GET /plugins gave no answer in 10 s",
            },
            {"engine": "build-02", "kind": "volume", "id": HOSTILE, "reason": HOSTILE},
            {
                "engine": "build-02",
                "kind": "container",
                "id": "3f00",
                "reason": "removed meanwhile",
                "vanished": True,
            },
        ],
        undecided=[
            {
                "reason": "the user is a name; which id it is, the image knows",
                "rules": ["RUN-001", "SEC-006"],
                "kind": "container",
                "count": 2,
                "pairs": 4,
                "severity": "low",
                "objects": ["build-02/mailer", f"build-02/{HOSTILE}"],
            },
            {
                "reason": "info was not given",
                "rules": ["DMN-003"],
                "kind": "engine",
                "count": 1,
                "pairs": 1,
                "severity": "high",
                "objects": [inner],
            },
        ],
        waivers=[
            {
                "match": "rule == 'DOOD-001' && object.name == 'watchtower'",
                "owner": "platform",
                "reason": "the platform team needs it until March",
                "expires": "2027-03-31",
                "state": "used",
                "used": 1,
                "findings": [token("DOOD-001", "build-02", "watchtower", "/var/run/docker.sock")],
                "place": "inspector.toml:12",
            },
            {
                "match": "object.name == 'portainer'",
                "owner": "ops",
                "reason": HOSTILE,
                "expires": "2026-12-31",
                "state": "unused",
                "used": 0,
                "findings": [],
                "place": "inspector.toml:18",
            },
        ],
        baseline={
            "source": "baseline.json",
            "date": "2026-11-17T02:10:00Z",
            "new": 3,
            "risen": 1,
            "reopened": 0,
            "new_rule": 0,
            "fixed": [fixed],
            "unchanged": len(findings) - 4,
            "unseen": [],
        },
    )


def many(findings: int, workloads: int = 27, hosts: int = 1) -> Report:
    """`findings` findings, dealt over `workloads` containers on `hosts` hosts."""
    names = [f"host-{number:02}" for number in range(hosts)]
    each_host = -(-workloads // hosts) if hosts else 0
    people = [
        workload(
            names[number % hosts],
            f"shop-web-{number}",
            f"registry.example/shop/web-{number % 9}:2.{number}",
            project=f"shop-{number % 12}",
            dood=[dood_item("socket")] if number % 10 == 0 else [],
            takeover=takeover("engine", "DOOD-001") if number % 10 == 0 else [],
        )
        for number in range(workloads)
    ]
    rules = list(RULES)
    found = []
    for number in range(findings):
        rule = rules[(number * 7 + number // max(1, workloads)) % len(rules)]
        evidence = {"path": f"/srv/data/{number}", "writable": number % 2 == 0, "controls": "host"}
        one = finding(
            rule,
            people[number % workloads],
            evidence,
            key=str(number),
            source=[f"/HostConfig/Binds/{number % 30}"],
            status=STATUS[number % 5],
            waiver="accepted by the platform team" if number % 5 == 3 else None,
        )
        found.append(one)
    return whole([engine_part(name, container=each_host) for name in names], people, found)
