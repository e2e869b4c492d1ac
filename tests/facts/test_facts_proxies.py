"""What socket proxies let through, and what their clients get."""

from typing import Any

import pytest
from facts_samples import facts, info, named, reasons, sample, snapshot, subjects

from inspector.facts.project import project
from inspector.model import Document

SOCKET = {
    "Type": "bind",
    "Source": "/var/run/docker.sock",
    "Destination": "/var/run/docker.sock",
    "Mode": "ro",
    "RW": False,
}
DEFAULTS = ["EVENTS=1", "PING=1", "VERSION=1", "POST=0"]
READS = ["read-secrets", "read"]
EVERYTHING = ["create", "build", "image", "exec", "lifecycle", "volume", "network", "node", "read-files", "read-env",
              "read-tokens", "read-secrets", "read"]  # fmt: skip


def on(address: str) -> dict[str, Any]:
    endpoint = {"NetworkID": "n1", "Gateway": "172.20.0.1", "IPAddress": address, "Aliases": []}
    return {"HostConfig.NetworkMode": "net", "NetworkSettings.Networks": {"net": endpoint}}


def proxy_document(image: str, env: list[str], args: list[str] | None = None, **more: Any) -> Document:
    path, words = ("/docker-entrypoint.sh", ["haproxy"]) if args is None else ("/socket-proxy", args)
    changes = {"Config.Image": image, "Config.Env": env, "Path": path, "Args": words, "Mounts": [SOCKET]}
    return named("proxy", {**on("172.20.0.2"), **changes, **{key.replace("__", "."): one for key, one in more.items()}})


def tecnativa(*env: str, image: str = "tecnativa/docker-socket-proxy:0.3") -> Document:
    names = {entry.partition("=")[0] for entry in env}
    defaults = [entry for entry in DEFAULTS if entry.partition("=")[0] not in names]
    return proxy_document(image, [*defaults, *env])


def of(document: Document, **rest: Any) -> Any:
    taken = subjects("container", container=[document, client()], **rest)
    return taken["proxy"].facts


def client(host: str = "tcp://proxy:2375", **more: Any) -> Document:
    return named("client", {**on("172.20.0.3"), "Config.Env": [f"DOCKER_HOST={host}"], **more})


def of_client(document: Document, **rest: Any) -> Any:
    return subjects("container", container=[document, client()], **rest)["client"].facts


def powers(found: Any) -> list[str]:
    return [one["power"] for one in found["proxy"]["powers"]]


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ((), READS),
        (("EVENTS=0",), ["read"]),
        (("CONTAINERS=1",), ["read-files", "read-env", *READS]),
        (("CONTAINERS=1", "POST=1"), ["create", "lifecycle", "read-files", "read-env", *READS]),
        (("CONTAINERS=true", "POST=yes"), READS),
        (("CONTAINERS=TRUE", "POST=on"), READS),
        (("CONTAINERS=01", "POST=2x"), ["create", "lifecycle", "read-files", "read-env", *READS]),
        (("CONTAINERS=00", "POST=1"), READS),
        (("CONTAINERS", "POST=1"), READS),
        (("CONTAINERS=", "POST=1"), READS),
        (("EXEC=1", "POST=1"), READS),
        (("EXEC=1", "CONTAINERS=1", "POST=1"), ["create", "exec", "lifecycle", "read-files", "read-env", *READS]),
        (("SWARM=1",), ["read-tokens", *READS]),
        (("SWARM=1", "POST=1"), ["create", "read-tokens", *READS]),
        (("PLUGINS=1", "POST=1"), ["create", "read-env", *READS]),
        (("BUILD=1", "POST=1"), ["build", *READS]),
        (("BUILD=1",), READS),
        (("GRPC=1", "POST=1"), ["build", *READS]),
        (("IMAGES=1", "POST=1"), ["image", *READS]),
        (("VOLUMES=1", "NETWORKS=1", "SECRETS=1", "POST=1"), ["volume", "network", "node", *READS]),
        (("ALLOW_START=1",), READS),
        (("ALLOW_START=1", "POST=1"), ["lifecycle", *READS]),
        (("SERVICES=1", "POST=1"), ["read-env", *READS]),
    ],
)
def test_sections_of_tecnativa(env: tuple[str, ...], expected: list[str]) -> None:
    assert powers(of(tecnativa(*env))) == expected


def test_services_count_on_a_manager() -> None:
    told = info({"Swarm": {"LocalNodeState": "active", "ControlAvailable": True}})
    assert powers(of(tecnativa("SERVICES=1", "POST=1"), info=told))[0] == "create"
    # where it is not told whether this is one, it counts as one
    assert powers(of(tecnativa("SERVICES=1", "POST=1"), info=None))[0] == "create"


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        (("CONTAINERS=1",), ["read-env", *READS]),
        (("CONTAINERS=1", "ALLOW_LOGS=1"), ["read-files", "read-env", *READS]),
        (("ALLOW_LOGS=1",), READS),
        (("ALLOW_START=1", "ALLOW_RESTARTS=0"), ["lifecycle", *READS]),
        (("CONTAINERS=1", "POST=1"), ["create", "lifecycle", "read-env", *READS]),
    ],
)
def test_sections_of_linuxserver(env: tuple[str, ...], expected: list[str]) -> None:
    assert powers(of(tecnativa(*env, image="lscr.io/linuxserver/socket-proxy:latest"))) == expected


def test_a_power_comes_with_the_variables_that_give_it() -> None:
    found = of(tecnativa("CONTAINERS=1", "POST=1"))
    create = found["proxy"]["powers"][0]
    assert (create["power"], create["by"]) == ("create", ["CONTAINERS"])
    assert create["source"] == ["/Config/Env/3", "/Config/Env/4"]
    assert found["proxy"]["grants"] == ["CONTAINERS", "EVENTS", "PING", "VERSION", "POST"]


def test_what_a_proxy_is_known_by() -> None:
    assert of(tecnativa())["proxy"]["product"] == "tecnativa"
    assert of(tecnativa(image="ghcr.io/tecnativa/docker-socket-proxy"))["proxy"]["product"] == "tecnativa"
    many = [f"{name}=0" for name in ("CONTAINERS", "IMAGES", "INFO", "NETWORKS", "NODES", "PLUGINS", "SECRETS")]
    assert of(proxy_document("acme/forked", many))["proxy"]["certainty"] == "likely"
    assert of(proxy_document("acme/app", ["INFO=1", "EVENTS=1", "VERSION=1"]))["proxy"] is None
    assert of(proxy_document("acme/x", [], ["-allowGET=/.*"]))["proxy"]["product"] == "wollomatic"
    assert of(proxy_document("acme/x", [], ["--config=/x"]))["proxy"] is None


@pytest.mark.parametrize(
    ("args", "env", "expected"),
    [
        (["-allowGET=/v1\\..{1,2}/(version|containers/json|events.*)"], [], ["read-secrets", "read"]),
        (["-allowGET=/v1\\..{1,2}/containers/.*"], [], ["read-files", "read-env", "read"]),
        (["-allowPOST=/v1\\..{1,2}/containers/create"], [], ["create"]),
        (["-allowPOST=/v1\\.41/containers/.*/(start|stop)"], [], ["lifecycle"]),
        (["-allowPOST", "/v1\\..{1,2}/containers/.*/exec"], [], ["exec"]),
        (["-allowPOST=.*"], [], ["create", "build", "image", "exec", "lifecycle", "volume", "network", "node"]),
        (["-allowPOST=/create"], [], []),
        (["-allowPOST=/v1|create"], [], ["create", "image", "volume", "network", "node", "build", "exec", "lifecycle"]),
        ([], ["SP_ALLOW_POST=/v1\\..*/build"], ["build"]),
        ([], ["SP_ALLOW_POST_0=/v1\\..*/build", "SP_ALLOW_POST_1=/v1\\..*/commit"], ["build", "image"]),
        (["-allowPOST=/v1\\..*/commit"], ["SP_ALLOW_POST=/v1\\..*/build"], ["image"]),
        ([], [], []),
    ],
)
def test_patterns_of_wollomatic(args: list[str], env: list[str], expected: list[str]) -> None:
    found = of(proxy_document("wollomatic/socket-proxy:1", env, args))
    assert sorted(powers(found)) == sorted(expected)
    assert "proxy.powers" not in reasons(found)


@pytest.mark.parametrize(
    "args",
    [["-allowPOST=(?i)/x"], ["-allowPOST=" + "x" * 600], ["-allowPOST=<redacted text 0123456789abcdef>"],
     [f"-allowPOST=/{number}" for number in range(20)], ["-allowPOST=" + "(a|a|aa|.)*" * 11 + "x"]],
)  # fmt: skip
def test_patterns_that_cannot_be_read_are_unknown(args: list[str]) -> None:
    document = proxy_document("wollomatic/socket-proxy:1", [], args)
    assert "proxy.powers" in reasons(of(document))
    found = of_client(document)
    assert found["dood"][0]["access"] is None
    assert {"dood[0].access", "dood[0].powers"} <= set(reasons(found))


def test_wollomatic_listens_on_loopback_for_loopback_unless_told() -> None:
    found = of(proxy_document("wollomatic/socket-proxy:1", [], ["-allowGET=.*"]))
    assert [one["address"] for one in found["proxy"]["listens"]] == ["127.0.0.1:2375"]
    assert found["reachable_by"]["count"] == 0
    args = ["-allowGET=.*", "-listenip=0.0.0.0", "-proxyport=2380"]
    found = of(proxy_document("wollomatic/socket-proxy:1", [], args))
    assert [one["address"] for one in found["proxy"]["listens"]] == ["0.0.0.0:2380"]
    assert found["reachable_by"]["count"] == 0
    for allowed, count in (("0.0.0.0/0", 1), ("client", 1), ("10.0.0.0/8", 0), ("172.20.0.0/16", 1), ("other", 0)):
        found = of(proxy_document("wollomatic/socket-proxy:1", [f"SP_ALLOWFROM={allowed}"], args))
        assert found["reachable_by"]["count"] == count, allowed


def test_wollomatic_on_a_socket() -> None:
    shared = {"Type": "volume", "Name": "s", "Source": "/v/s", "Destination": "/s", "Driver": "local", "RW": True}
    args = ["-allowGET=.*", "-proxysocketendpoint=/s/proxy.sock"]
    document = proxy_document("wollomatic/socket-proxy:1", [], args, Mounts=[SOCKET, shared])
    reader = client("unix:///p/proxy.sock", Mounts=[{**shared, "Destination": "/p"}])
    volumes = [{"Name": "s", "Driver": "local", "Options": None}]
    taken = subjects("container", container=[document, reader], volume=volumes)
    (item,) = taken["client"].facts["dood"]
    assert (item["how"], item["access"], item["through"], item["controls"]) == ("socket", "read", "proxy", "host")
    assert taken["proxy"].facts["reachable_by"]["clients"] == {"count": 1, "sample": ["client"]}


def test_other_products() -> None:
    assert powers(of(proxy_document("11notes/socket-proxy", [], ["x"]))) == EVERYTHING[-5:]
    found = of(proxy_document("hectorm/cetusguard", [], ["-frontend-addr", "tcp://:2375"]))
    assert (found["proxy"]["product"], powers(found)) == ("cetusguard", ["read"])
    assert "proxy.powers" not in reasons(found)
    ruled = of(proxy_document("hectorm/cetusguard", ["CETUSGUARD_RULES=<redacted text 0123456789abcdef>"], []))
    assert "proxy.powers" in reasons(ruled)
    assert "proxy.powers" in reasons(of(proxy_document("acme/sockguard", [], [])))


@pytest.mark.parametrize(
    ("env", "access", "expected"),
    [
        (("CONTAINERS=1", "POST=1"), "filtered", "create"),
        (("CONTAINERS=1",), "read", "read-files"),
        (("EVENTS=0", "PING=0", "VERSION=0"), "none", None),
        (("POST=1",), "read", "read-secrets"),
    ],
)
def test_what_a_client_gets(env: tuple[str, ...], access: str, expected: str | None) -> None:
    found = of_client(tecnativa(*env))
    (item,) = found["dood"]
    assert (item["how"], item["access"], item["through"], item["certainty"]) == ("proxy", access, "proxy", "likely")
    assert (item["controls"], item["gives"], item["source"]) == ("host", "host", ["/Config/Env/0"])
    assert (item["powers"] or [None])[0] == expected
    assert not any(path.startswith("dood") for path in reasons(found))


def test_a_relay_passes_everything() -> None:
    words = ["TCP-LISTEN:2375,fork,reuseaddr", "UNIX-CONNECT:/var/run/docker.sock"]
    relay = named("proxy", {**on("172.20.0.2"), "Path": "socat", "Args": words, "Mounts": [SOCKET]})
    found = of_client(relay)
    assert [(one["how"], one["access"], one["through"], one["controls"]) for one in found["dood"]] == [
        ("tcp", "full", "proxy", "host")
    ]
    assert powers(of(relay)) == EVERYTHING
    plain = named("proxy", {**on("172.20.0.2"), "Path": "socat", "Args": ["TCP-LISTEN:80", "TCP:web:80"]})
    assert of(plain)["proxy"] is None


def test_a_program_that_holds_the_socket_and_answers_is_an_unknown_proxy() -> None:
    ui = named("proxy", {**on("172.20.0.2"), "Path": "/ui", "Args": [], "Mounts": [SOCKET]})
    (item,) = of_client(ui)["dood"]
    assert (item["access"], item["through"], item["controls"]) == (None, "proxy", "host")
    agent = named(
        "proxy", {**on("172.20.0.2"), "Path": "./agent", "Config.Image": "portainer/agent:2", "Mounts": [SOCKET]}
    )
    (item,) = of_client(agent)["dood"]
    assert (item["access"], item["through"], item["how"]) == ("full", "proxy", "tcp")


def test_a_name_that_runs_no_engine() -> None:
    found = of_client(named("proxy", {**on("172.20.0.2"), "Path": "nginx"}))
    assert found["dood"][0]["controls"] is None
    assert "proxy is not known to run an engine" in reasons(found)["dood[0].controls"]


def test_a_proxy_of_a_proxy_and_a_circle() -> None:
    second = named("second", {**on("172.20.0.4"), "Config.Image": "tecnativa/docker-socket-proxy",
                              "Config.Env": ["CONTAINERS=1", "DOCKER_HOST=tcp://proxy:2375"]})  # fmt: skip
    reader = client("tcp://second:2375")
    taken = subjects("container", container=[tecnativa("CONTAINERS=1", "POST=1"), second, reader])
    (item,) = taken["client"].facts["dood"]
    assert (item["access"], item["through"], item["controls"]) == ("read", "second", "host")
    looped = named("proxy", {**on("172.20.0.2"), "Config.Image": "tecnativa/docker-socket-proxy",
                             "Config.Env": ["CONTAINERS=1", "DOCKER_HOST=tcp://second:2375"]})  # fmt: skip
    taken = subjects("container", container=[looped, second, reader])
    assert taken["client"].facts["dood"][0]["controls"] is None


def test_settings_that_were_not_seen() -> None:
    document = tecnativa("CONTAINERS=1")
    document["Config"]["Env"] = None
    found = of(document)
    assert found["proxy"]["product"] == "tecnativa"
    del document["Config"]["Env"]
    assert "proxy.powers" in reasons(of(document))
    assert of_client(document)["dood"][0]["access"] in {None, "read"}


def test_where_it_listens_and_whom_it_asks() -> None:
    found = of(tecnativa("SOCKET_PATH=/s/engine.sock"))
    assert found["proxy"]["upstream"] == "/s/engine.sock"
    assert [one["address"] for one in found["proxy"]["listens"]] == ["[::]:2375"]
    assert of(tecnativa())["proxy"]["upstream"] == "/var/run/docker.sock"


def test_clients_and_others() -> None:
    neighbour = named("web", on("172.20.0.5"))
    taken = subjects("container", container=[tecnativa(), client(), neighbour])
    reach = taken["proxy"].facts["reachable_by"]
    assert (reach["count"], reach["clients"]["sample"], reach["others"]["sample"]) == (2, ["client"], ["web"])
    assert (reach["published"], reach["host_network"]) == ("none", False)
    assert taken["web"].facts["reachable_by"] is None


def test_a_proxy_without_its_own_way_is_unknown_to_its_clients() -> None:
    document = tecnativa("CONTAINERS=1", "POST=1")
    document["Mounts"] = []
    document["HostConfig"]["Binds"] = None
    (inventory,) = project([snapshot(container=[document, client()])])
    found = next(subject.facts for subject in inventory.subjects if subject.name == "client")
    assert found["dood"][0]["controls"] is None
    assert "which engine proxy asks is not known" in reasons(found)["dood[0].gives"]


def test_ordinary_containers_are_no_proxies() -> None:
    for name in ("default", "socket", "caps", "privileged"):
        assert facts(None, f"docker-26.1.5/container-{name}.json")["proxy"] is None


def test_a_service_with_the_arguments_of_a_proxy() -> None:
    document = sample("swarm/raw-service-web.json")
    spec = document["Spec"]["TaskTemplate"]["ContainerSpec"]
    spec.pop("Command", None)
    spec.update({"Image": "wollomatic/socket-proxy:1", "Args": ["-allowPOST=/v1\\..*/containers/create"], "Env": []})
    found = subjects("service", service=[document])["web"].facts
    assert powers(found) == ["create"]
    assert found["proxy"]["powers"][0]["source"] == ["/Spec/TaskTemplate/ContainerSpec/Args/0"]
