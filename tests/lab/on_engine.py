"""Experiments that end at an engine: its socket, its TCP port, its credentials, proxies before it, nested engines."""

from .experiment import SOCKET, Box, Experiment

_LIST = "prove get {} /containers/json"
_CREATE = """prove post - '/containers/create?name=made-by-NAME' '{"Image": "lab:1"}'"""
_MADE = "made-by-NAME"
_ALL = "docker ps --all --format '{{.Names}}'"
_PROXY = "tecnativa/docker-socket-proxy"
_PORTAINER = "portainer/portainer-ce:2"
_RUNNER = "gitlab/gitlab-runner:v17"
_GATEWAY = "172.17.0.1:2375"
_WITH_TLS = f"--network bridge -e DOCKER_HOST=tcp://{_GATEWAY} -e DOCKER_CERT_PATH=/certs"
_TCP = "-H tcp://0.0.0.0:2375 -H unix:///var/run/docker.sock --label canary=TOKEN"
_PLAIN_TCP = f"{_TCP} --tls=false"
_TLS_FILES = "--tlsverify --tlscacert /tls/ca.pem --tlscert /tls/server.pem --tlskey /tls/server-key.pem"

_DIND = "docker:dind"
DIND_OPEN = Box("--privileged --network jobs", _DIND, _PLAIN_TCP, name="dind-open")
DIND_TLS = Box("--privileged --network jobs -v /run/lab/tls:/tls:ro", _DIND, f"{_TCP} {_TLS_FILES}", name="dind-tls")
DIND_WEAK = Box("--network jobs-apart", _DIND, _PLAIN_TCP, name="dind-weak")
DIND_SHARED = Box(
    "--privileged -v sockets:/sockets", _DIND, "-H unix:///sockets/engine.sock --label canary=TOKEN", name="dind-shared"
)
DIND_ALONE = Box(
    "--privileged -v other:/sockets", _DIND, "-H unix:///var/run/docker.sock --label canary=TOKEN", name="dind-alone"
)

PROXY_FULL = Box(f"--network full -e CONTAINERS=1 -e POST=1 {SOCKET}:ro", _PROXY, name="proxy-full")
PROXY_READ = Box(f"--network read -e CONTAINERS=1 -e POST=0 {SOCKET}:ro", _PROXY, name="proxy-read")
PROXY_SHUT = Box(f"--network shut -e CONTAINERS=0 -e POST=0 {SOCKET}:ro", _PROXY, name="proxy-shut")
PROXY_OPEN = Box(f"--network open -e CONTAINERS=1 -e POST=0 {SOCKET}:ro", _PROXY, name="proxy-open")
CLIENT_FULL = Box("--network full -e DOCKER_HOST=tcp://proxy-full:2375", name="client-full")
CLIENT_READ = Box("--network read -e DOCKER_HOST=tcp://proxy-read:2375", name="client-read")

PROPS = [
    Box("-e CANARY=TOKEN --label canary=TOKEN", name="witness"),
    Box("-e CANARY=TOKEN --label canary=TOKEN", name="witness", engine="tcp"),
    Box("-e CANARY=TOKEN --label canary=TOKEN", name="witness", engine="tls"),
    Box("--pid host", name="on-host-pids"),
    Box("--network jobs", name="neighbour"),
    Box(SOCKET, name="socket-holder"),
    Box("-v sockets:/sockets", name="holder"),
    Box("-v other:/sockets", name="other-holder"),
    Box("--network shut -e DOCKER_HOST=tcp://proxy-shut:2375", name="client-shut"),
    Box("--network open", name="stranger"),
]
"""Containers that experiments need beside those that are judged."""

ENGINES = [
    Experiment(
        "DMN-001",
        Box("--network bridge", engine="tcp", name="asker"),
        Box("--network bridge", engine="tls", name="asker"),
        _LIST.format(_GATEWAY),
        "lists the containers of the engine, without any credentials",
        kind="engine",
    ),
    Experiment(
        "DMN-007",
        Box(engine="unfiltered", name="ordinary"),
        Box(name="ordinary"),
        "prove key KEY",
        "reads a key from the kernel's keyring of the host's root",
        severity="info",
        kind="engine",
    ),
]

SOCKETS = [
    Experiment(
        "DOOD-001",
        Box(f"{SOCKET}:ro"),
        Box(f"{SOCKET}:ro --user 1000"),
        _CREATE,
        "creates a container on the host, past a read-only mount",
        near_severity="high",
        said=_MADE,
        seen=_ALL,
    ),
    Experiment(
        "DOOD-001",
        Box(SOCKET),
        Box(SOCKET, engine="remapping"),
        _LIST.format("-"),
        "lists the containers of the host's engine",
        near_severity="medium",
        slug="remapped",
    ),
    Experiment(
        "DOOD-001",
        Box("-v /var/run:/hostrun:ro"),
        Box("-v /var/run/lab:/hostrun:ro"),
        _LIST.format("/hostrun/docker.sock"),
        "lists the containers of the host's engine",
        slug="parent",
    ),
    Experiment(
        "DOOD-001",
        Box("--volumes-from socket-holder"),
        Box("--volumes-from holder"),
        _LIST.format("-"),
        "lists the containers of the host's engine",
        slug="inherited",
    ),
    Experiment(
        "DOOD-019",
        Box(SOCKET, _PORTAINER),
        Box("--network read -e DOCKER_HOST=tcp://proxy-read:2375", _PORTAINER),
        _CREATE,
        "creates a container on the host",
        said=_MADE,
        seen=_ALL,
    ),
    Experiment(
        "DOOD-020",
        Box(SOCKET, _RUNNER),
        Box(f"{SOCKET} --user 1000", _RUNNER),
        _CREATE,
        "creates a container on the host",
        near_severity="high",
        said=_MADE,
        seen=_ALL,
    ),
]

NETWORK = [
    Experiment(
        "DOOD-008",
        Box(f"-e DOCKER_HOST=tcp://{_GATEWAY} --network bridge", engine="tcp"),
        Box(f"-e DOCKER_HOST=tcp://{_GATEWAY} --network none", engine="tcp"),
        _LIST.format("-"),
        "lists the containers of the host's engine",
    ),
    Experiment(
        "DOOD-009",
        Box(
            f"{_WITH_TLS} -v /run/lab/client:/certs:ro",
            "docker:cli",
            "sleep 100000",
            engine="tls",
        ),
        Box(
            f"{_WITH_TLS} -v /run/lab/client/ca.pem:/certs/ca.pem:ro",
            "docker:cli",
            "sleep 100000",
            engine="tls",
        ),
        "docker --tls inspect witness",
        "reads the settings of the host's containers over TLS",
    ),
]

PROXIES = [
    Experiment(
        "DOOD-013",
        PROXY_FULL,
        PROXY_READ,
        _CREATE,
        "creates a container on the host, from the proxy's client",
        at=("client-full", "client-read"),
        said=_MADE,
        seen=_ALL,
    ),
    Experiment(
        "DOOD-014",
        PROXY_READ,
        PROXY_SHUT,
        "prove get - /containers/witness/json",
        "reads the environment of another container, from the proxy's client",
        severity="medium",
        at=("client-read", "client-shut"),
    ),
    Experiment(
        "DOOD-015",
        PROXY_OPEN,
        PROXY_READ,
        "prove get JUDGED:2375 /containers/witness/json",
        "reads the environment of another container, from one that nobody pointed at the proxy",
        severity="high",
        at=("stranger", "stranger"),
    ),
    Experiment(
        "DOOD-027",
        CLIENT_FULL,
        CLIENT_READ,
        _CREATE,
        "creates a container on the host through the proxy",
        said=_MADE,
        seen=_ALL,
    ),
]

NESTED = [
    Experiment(
        "DIND-002",
        DIND_OPEN,
        DIND_WEAK,
        "tar -c -C / bin | docker import - b && docker run --rm --privileged b strings LOOP | grep canary",
        "has the nested engine start a container that reads a disk of the host",
    ),
    Experiment(
        "DIND-003",
        DIND_OPEN,
        DIND_TLS,
        "prove get JUDGED:2375 /info",
        "asks the nested engine for its settings, from a neighbour without credentials",
        at=("neighbour", "neighbour"),
    ),
    Experiment(
        "DIND-017",
        DIND_SHARED,
        DIND_ALONE,
        "prove get /sockets/engine.sock /info",
        "asks the nested engine for its settings, from a container that mounts the same volume",
        at=("holder", "other-holder"),
    ),
    Experiment(
        "DOOD-026",
        Box("--network jobs -e DOCKER_HOST=tcp://dind-open:2375"),
        Box("--network jobs -e DOCKER_HOST=tcp://dind-tls:2375"),
        "prove get - /info",
        "asks the nested engine for its settings",
    ),
]

EXPERIMENTS = [*ENGINES, *SOCKETS, *NETWORK, *PROXIES, *NESTED]
