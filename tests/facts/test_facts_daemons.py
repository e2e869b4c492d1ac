"""Which workload runs an engine, and where that answers: the command line decides."""

from typing import Any

import pytest
from facts_samples import facts, named, reasons, sample, subjects

from inspector.model import Document

DIND = "docker-26.1.5/container-privileged.json"
TLS = ["DOCKER_TLS_CERTDIR=/certs"]
DIND_ENV = ["DIND_COMMIT=65cfcc28ab37cb75e1560e4b4738719c07c6618e"]


def run(path: str, args: list[Any], env: list[str] | None = None, image: str = "docker:29", **more: Any) -> Any:
    changes = {"Path": path, "Args": args, "Config.Env": env or [], "Config.Image": image}
    return facts({**changes, **{key.replace("__", "."): value for key, value in more.items()}}, DIND)


def tcp(found: Any) -> list[tuple[str, bool, bool, list[str]]]:
    listens = found["dind"]["listens"]
    return [(one["address"], one["tls"], one["verify"], one["source"]) for one in listens if one["transport"] == "tcp"]


def unix(found: Any) -> list[str]:
    return [one["address"] for one in found["dind"]["listens"] if one["transport"] == "unix"]


@pytest.mark.parametrize(
    ("path", "args", "engine"),
    [
        ("dockerd-entrypoint.sh", [], "docker"),
        ("dockerd-entrypoint.sh", ["--debug"], "docker"),
        ("dockerd-entrypoint.sh", ["dockerd", "--debug"], "docker"),
        ("/usr/local/bin/dockerd", [], "docker"),
        ("/sbin/docker-init", ["--", "dockerd"], "docker"),
        ("tini", ["-s", "--", "dind", "dockerd"], "docker"),
        ("docker-entrypoint.sh", ["dockerd"], "docker"),
        ("docker", ["daemon"], "docker"),
        ("dockerd-rootless.sh", [], "docker"),
        ("rootlesskit", ["--net=host", "--copy-up", "/etc", "dockerd"], "docker"),
        ("sudo", ["dockerd"], "docker"),
        ("env", ["A=1", "dockerd"], "docker"),
        ("containerd", [], "containerd"),
        ("podman", ["system", "service", "-t", "0"], "podman"),
        ("podman", ["--log-level=debug", "system", "service"], "podman"),
        ("buildkitd", [], "buildkit"),
        ("rootlesskit", ["buildkitd"], "buildkit"),
        ("/bin/k3s", ["server"], "k3s"),
        ("k3s", ["agent", "--server", "https://x"], "k3s"),
        ("/bin/k3d-entrypoint.sh", ["server"], "k3s"),
        ("kubelet", ["--v=2"], "kubelet"),
        ("k0s", ["controller"], "kubelet"),
    ],
)
def test_programs_that_are_engines(path: str, args: list[str], engine: str) -> None:
    found = run(path, args, image="acme/x")
    assert (found["dind"]["engine"], found["dind"]["certainty"]) == (engine, "certain")
    assert found["dind"]["source"]


@pytest.mark.parametrize(
    ("path", "args"),
    [
        ("dockerd-entrypoint.sh", ["sh"]),
        ("dockerd-entrypoint.sh", ["docker", "build", "."]),
        ("docker-entrypoint.sh", ["sh"]),
        ("docker-init", ["--", "docker-entrypoint.sh", "sh", "-c", "docker info"]),
        ("docker", ["ps"]),
        ("podman", ["run", "x", "system", "x"]),
        ("k3s", ["kubectl", "get", "pods"]),
        ("/usr/bin/containerd-shim", []),
        ("sleep", ["dockerd"]),
        ("dockerd", ["--version"]),
    ],
)
def test_clients_are_no_engines_whatever_the_image_says(path: str, args: list[str]) -> None:
    found = run(path, args, DIND_ENV + TLS, Config__ExposedPorts={"2375/tcp": {}, "2376/tcp": {}})
    assert found["dind"] is None
    assert "dind" not in reasons(found)


def test_a_script_of_unknown_text_in_a_privileged_engine_image_is_unknown() -> None:
    hidden = ["sh", "-c", "<redacted text 0123456789abcdef>"]
    assert "dind" in reasons(run("dockerd-entrypoint.sh", hidden, DIND_ENV))
    assert "dind" not in reasons(run("dockerd-entrypoint.sh", hidden, DIND_ENV, HostConfig__Privileged=False))
    assert "dind" not in reasons(run("docker-entrypoint.sh", hidden, image="postgres:17"))


def test_a_script_that_names_the_engine_is_likely_one() -> None:
    found = run("sh", ["-c", "(dockerd --debug &) ; sleep 5; docker build ."], image="acme/x")
    assert (found["dind"]["engine"], found["dind"]["certainty"]) == ("docker", "likely")
    assert "dind.listens" in reasons(found)
    assert run("sh", ["-c", "echo mydockerd; cat /etc/dockerd.conf"], image="acme/x")["dind"] is None


def mount(dest: str, name: str = "graph") -> Document:
    return {"Type": "volume", "Name": name, "Source": "/x", "Destination": dest, "Driver": "local", "RW": True}


@pytest.mark.parametrize(
    ("around", "certainty"),
    [
        (("/start.sh", [], [mount("/var/lib/docker")], True, "acme/x"), "likely"),
        (("/start.sh", [], [mount("/var/lib/docker")], False, "acme/x"), "hint"),
        (("/start.sh", DIND_ENV, [mount("/var/lib/docker")], False, "acme/x"), "likely"),
        (("/start.sh", DIND_ENV, [], False, "acme/x"), "hint"),
        (("/entrypoint.sh", [], [], True, "docker:29"), "likely"),
        (("/start.sh", [], [], True, "acme/x"), None),
        (("/entrypoint.sh", [], [], True, "docker:29-cli"), None),
        (("/usr/bin/cadvisor", DIND_ENV, [mount("/var/lib/docker")], True, "acme/x"), None),
        (("/start.sh", [], [{**mount("/var/lib/docker"), "RW": False}], True, "acme/x"), None),
    ],
)
def test_an_opaque_script_is_an_engine_by_hints_only(
    around: tuple[str, list[str], list[Document], bool, str], certainty: str | None
) -> None:
    path, env, mounts, privileged, image = around
    volumes = [{"Name": "graph", "Driver": "local", "Options": None}]
    changes = {"Path": path, "Args": [], "Config.Env": env, "Config.Image": image, "Mounts": mounts,
               "HostConfig.Privileged": privileged}  # fmt: skip
    found = facts(changes, DIND, volume=volumes)
    assert (found["dind"] and found["dind"]["certainty"]) == certainty


def test_a_socket_proxy_that_exposes_an_engines_port_is_none() -> None:
    exposed: Document = {"2375/tcp": {}}
    found = run("/docker-entrypoint.sh", ["haproxy"], [], "tecnativa/docker-socket-proxy", Config__ExposedPorts=exposed)
    assert found["dind"] is None


@pytest.mark.parametrize(
    ("image", "engine"),
    [
        ("kindest/node:v1.30.0", "kind"),
        ("gcr.io/k8s-minikube/kicbase:v0.0.45", "kubelet"),
        ("acme/kicbase", None),
        ("kicbase/stable:v0.0.45", "kubelet"),
    ],
)
def test_nodes_in_containers(image: str, engine: str | None) -> None:
    found = run("/usr/local/bin/entrypoint", ["/sbin/init"], image=image)
    assert (found["dind"] and (found["dind"]["engine"], found["dind"]["certainty"])) == (engine and (engine, "likely"))


@pytest.mark.parametrize(
    ("args", "env", "expected"),
    [
        ([], TLS, [("0.0.0.0:2376", True, True, ["/Config/Env/0"])]),
        ([], [], [("0.0.0.0:2375", False, False, ["/Path"])]),
        ([], ["DOCKER_TLS_CERTDIR="], [("0.0.0.0:2375", False, False, ["/Config/Env/0"])]),
        ([], ["DOCKER_TLS_CERTDIR"], [("0.0.0.0:2375", False, False, ["/Config/Env/0"])]),
        (["--tls=false"], TLS, [("0.0.0.0:2376", True, True, ["/Config/Env/0"])]),
        (["--tlsverify=false"], TLS, [("0.0.0.0:2376", True, False, ["/Config/Env/0", "/Args/0"])]),
        (["--tls=false"], [], [("0.0.0.0:2375", False, False, ["/Path"])]),
        (["--tlsverify"], [], [("0.0.0.0:2375", True, True, ["/Path"])]),
        (["-H", "tcp://0.0.0.0:1234"], TLS,
         [("0.0.0.0:2376", True, True, ["/Config/Env/0"]), ("0.0.0.0:1234", False, False, ["/Args/0"])]),
    ],
)  # fmt: skip
def test_the_official_entrypoint(args: list[str], env: list[str], expected: list[Any]) -> None:
    found = run("dockerd-entrypoint.sh", args, env)
    assert tcp(found) == expected
    assert unix(found) == ["/var/run/docker.sock"]


def test_the_official_entrypoint_takes_its_socket_from_docker_host() -> None:
    assert unix(run("dockerd-entrypoint.sh", [], ["DOCKER_HOST=unix:///shared/d.sock"])) == ["/shared/d.sock"]


@pytest.mark.parametrize(
    ("args", "env", "expected"),
    [
        (["-H", "tcp://0.0.0.0:2375"], [], [("0.0.0.0:2375", False, False)]),
        (["--host=tcp://0.0.0.0:2375"], TLS, [("0.0.0.0:2375", False, False)]),
        (["-Htcp://0.0.0.0:2375"], [], [("0.0.0.0:2375", False, False)]),
        (["-H", "tcp://:2375"], [], [("localhost:2375", False, False)]),
        (["-H", "tcp://"], [], [("localhost:2375", False, False)]),
        (["-H", "0.0.0.0"], [], [("0.0.0.0:2375", False, False)]),  # noqa: S104
        (["-H", "tcp://[::]:2375"], [], [("[::]:2375", False, False)]),
        (["-H", "tcp://0.0.0.0", "--tls"], [], [("0.0.0.0:2376", True, False)]),
        (["-H", "tcp://0.0.0.0", "--tlsverify"], [], [("0.0.0.0:2376", True, True)]),
        (["-H", "tcp://0.0.0.0", "--tlsverify=false"], [], [("0.0.0.0:2376", True, False)]),
        (["-H", "tcp://0.0.0.0:1"], ["DOCKER_TLS_VERIFY=0"], [("0.0.0.0:1", True, True)]),
        (["-H", "tcp://0.0.0.0:1"], ["DOCKER_TLS_VERIFY="], [("0.0.0.0:1", False, False)]),
        (["-H", "fd://", "-H", "tcp://127.0.0.1:2375"], [], [("127.0.0.1:2375", False, False)]),
        ([], TLS, []),
        (["-H", "unix:///x.sock"], [], []),
    ],
)
def test_an_explicit_engine_answers_where_its_own_options_say(
    args: list[str], env: list[str], expected: list[tuple[str, bool, bool]]
) -> None:
    for path, more in (("dockerd", []), ("dockerd-entrypoint.sh", ["dockerd"])):
        assert [one[:3] for one in tcp(run(path, more + args, env))] == expected


def test_the_socket_of_an_explicit_engine() -> None:
    assert unix(run("dockerd", [])) == ["/var/run/docker.sock"]
    assert unix(run("dockerd", ["-H", "unix://"])) == ["/var/run/docker.sock"]
    assert unix(run("dockerd", ["-H", "unix:///x.sock"])) == ["/x.sock"]
    assert unix(run("dockerd", ["-H", "tcp://0.0.0.0:1"])) == []


@pytest.mark.parametrize(
    ("path", "args", "changes"),
    [
        ("dockerd", ["--config-file", "/etc/x.json"], {}),
        ("dockerd", ["--config-file=/etc/x.json"], {}),
        ("dockerd", [], {"Mounts": [{"Type": "bind", "Source": "/srv/d", "Destination": "/etc/docker", "RW": False}]}),
        ("dockerd", ["-H", "<redacted text 0123456789abcdef>"], {}),
        ("dockerd-entrypoint.sh", [], {"Config": None}),
    ],
)
def test_listeners_that_may_stand_elsewhere_are_unknown(path: str, args: list[str], changes: dict[str, Any]) -> None:
    assert "dind.listens" in reasons(run(path, args, **changes))


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["--addr", "tcp://0.0.0.0:1234"], [("0.0.0.0:1234", False, False)]),
        (["--addr", "tcp://0.0.0.0:1234", "--tlscert", "/c", "--tlskey", "/k"], [("0.0.0.0:1234", True, False)]),
        (["--addr=tcp://0.0.0.0:1234", "--tlscacert=/ca", "--tlscert=/c"], [("0.0.0.0:1234", True, True)]),
        ([], []),
    ],
)
def test_buildkit(args: list[str], expected: list[Any]) -> None:
    found = run("buildkitd", args, image="moby/buildkit")
    assert [one[:3] for one in tcp(found)] == expected
    assert unix(found) == ([] if expected else ["/run/buildkit/buildkitd.sock"])


def test_podman_and_clusters() -> None:
    assert [one[:3] for one in tcp(run("podman", ["system", "service", "tcp://0.0.0.0:8888"]))] == [
        ("0.0.0.0:8888", False, False)
    ]
    assert [one[:3] for one in tcp(run("k3s", ["server", "--https-listen-port", "7443"]))] == [
        ("0.0.0.0:7443", True, True)
    ]
    assert tcp(run("k3s", ["agent"])) == []


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"HostConfig__Privileged": True}, "privileged"),
        ({"HostConfig__Privileged": False}, "unprivileged"),
        ({"Config__User": "rootless"}, "rootless"),
        ({"Config__User": "1000:1000"}, "rootless"),
        ({"Config__User": "0"}, "privileged"),
        ({"Config__User": "app"}, "privileged"),
        ({"HostConfig__Runtime": "sysbox-runc"}, "sysbox"),
        ({"HostConfig__Runtime": "runsc"}, "gvisor"),
        ({"HostConfig__Runtime": "kata-qemu", "Config__User": "1000"}, "kata"),
    ],
)
def test_how_it_is_held_in(changes: dict[str, Any], kind: str) -> None:
    assert run("dockerd", [], **changes)["dind"]["kind"] == kind


def test_options_are_flags_by_their_long_names() -> None:
    found = run(
        "dockerd", ["-H", "tcp://0.0.0.0:1", "--iptables=false", "--insecure-registry", "r:5000", "-D", "-s", "vfs"]
    )
    assert [(one["name"], one["value"], one["source"]) for one in found["dind"]["flags"]] == [
        ("--host", "tcp://0.0.0.0:1", ["/Args/0"]),
        ("--iptables", "false", ["/Args/2"]),
        ("--insecure-registry", "r:5000", ["/Args/3"]),
        ("--debug", "true", ["/Args/5"]),
        ("--storage-driver", "vfs", ["/Args/6"]),
    ]


def test_two_engines_on_one_data_root() -> None:
    volumes = [{"Name": "graph", "Driver": "local", "Options": None}]
    changes = {"Path": "dockerd", "Args": [], "Mounts": [mount("/var/lib/docker")]}
    other = named("second", {**changes, "Args": ["--data-root", "/g"], "Mounts": [mount("/g")]})
    reader = named("reader", {"Mounts": [mount("/backup")]})
    found = facts(changes, DIND, others=[other, reader], volume=volumes)
    assert found["dind"]["data_root"] == {"volume": "graph", "shared_with": {"count": 1, "sample": ["second"]}}
    assert run("dockerd", [])["dind"]["data_root"] is None


def test_a_published_port_and_a_shared_socket() -> None:
    shared = {"Type": "volume", "Name": "run", "Source": "/x", "Destination": "/run", "Driver": "local", "RW": True}
    volumes = [{"Name": "run", "Driver": "local", "Options": None}]
    changes = {
        "Path": "dockerd", "Args": ["-H", "unix:///run/d.sock", "-H", "tcp://0.0.0.0:2375"], "Mounts": [shared],
        "HostConfig.PortBindings": {"2375/tcp": [{"HostIp": "", "HostPort": "2375"}]},
        "State.Status": "created", "State.Running": False, "NetworkSettings.Ports": {},
    }  # fmt: skip
    client = named("client", {"Mounts": [{**shared, "Destination": "/engine"}]})
    found = facts(changes, DIND, others=[client, named("other")], volume=volumes)
    socket, port = found["dind"]["listens"]
    assert socket["shared_with"] == {"count": 1, "sample": ["client"]}
    assert (port["published"], port["shared_with"]) == ("any", None)


def test_real_nested_engines() -> None:
    for version, flags in (("20", 0), ("28", 3)):
        found = facts(None, f"dind/outer-{version}/outer-container.json")
        assert (found["dind"]["kind"], found["dind"]["engine"]) == ("privileged", "docker")
        assert tcp(found) == []
        assert unix(found) == ["/var/run/docker.sock"]
        assert len(found["dind"]["flags"]) >= flags
    for name in ("default", "caps", "privileged", "socket"):
        assert facts(None, f"docker-28.5.2/container-{name}.json")["dind"] is None


def test_a_service_without_a_command_runs_what_its_image_is_known_for() -> None:
    document = sample("swarm/raw-service-web.json")
    spec = document["Spec"]["TaskTemplate"]["ContainerSpec"]
    spec.update({"Image": "docker:29-dind", "Env": ["DOCKER_TLS_CERTDIR="]})
    for key in ("Command", "Args"):
        spec.pop(key, None)
    found = subjects("service", service=[document])["web"].facts
    assert (found["dind"]["engine"], found["dind"]["certainty"]) == ("docker", "likely")


@pytest.mark.parametrize(
    ("image", "args", "engine", "address"),
    [
        ("docker:29-dind", None, "docker", "0.0.0.0:2376"),
        ("docker:29-dind", ["--tls=false"], "docker", "0.0.0.0:2376"),
        ("docker:29-dind", ["dockerd", "-H", "tcp://0.0.0.0:1234"], "docker", "0.0.0.0:1234"),
        ("docker:29", ["sh"], None, None),
        ("docker:29-cli", None, None, None),
        ("rancher/k3s:v1", ["server"], "k3s", "0.0.0.0:6443"),
        ("moby/buildkit", ["--addr", "tcp://0.0.0.0:1234"], "buildkit", "0.0.0.0:1234"),
        ("acme/x", ["dockerd", "-H", "tcp://0.0.0.0:1234"], "docker", "0.0.0.0:1234"),
        ("acme/x", ["dockerd", "--version"], None, None),
        ("acme/x", ["serve", "dockerd"], None, None),
    ],
)
def test_a_service_starts_what_its_image_is_known_to_start(
    image: str, args: list[str] | None, engine: str | None, address: str | None
) -> None:
    document = sample("swarm/raw-service-web.json")
    spec = document["Spec"]["TaskTemplate"]["ContainerSpec"]
    spec.pop("Command", None)
    spec.update({"Image": image, "Args": args})
    found = subjects("service", service=[document])["web"].facts
    assert (found["dind"] and found["dind"]["engine"]) == engine
    if engine:
        assert found["dind"]["certainty"] == "likely"
        assert [one[0] for one in tcp(found)] == [address]
        assert all(pointer.startswith("/Spec/") for one in tcp(found) for pointer in one[3])
