"""Every way to an engine: sockets, directories, addresses, proxies, namespaces."""

from typing import Any

import pytest
from facts_samples import DELETE, changed, facts, info, named, reasons, sample, snapshot, version

from inspector.facts.project import project
from inspector.model import Document

POWERS = 13


def bind(source: str, dest: str = "/x", *, rw: bool = True) -> Document:
    return {"Type": "bind", "Source": source, "Destination": dest, "Mode": "", "RW": rw, "Propagation": "rprivate"}


def volume_mount(name: str, dest: str) -> Document:
    return {
        "Type": "volume",
        "Name": name,
        "Source": f"/v/{name}/_data",
        "Destination": dest,
        "Driver": "local",
        "RW": True,
    }


def volume(name: str) -> Document:
    return {"Name": name, "Driver": "local", "Options": None}


def on(network: str, address: str = "172.20.0.9", *aliases: str) -> dict[str, Any]:
    endpoint = {"NetworkID": "n1", "Gateway": "172.20.0.1", "IPAddress": address, "Aliases": list(aliases)}
    return {"HostConfig.NetworkMode": network, "NetworkSettings.Networks": {network: endpoint}}


def dind(name: str, args: list[str], **more: Any) -> Document:
    changes = {"Path": "dockerd", "Args": args, "HostConfig.Privileged": True}
    return named(name, {**changes, **{key.replace("__", "."): value for key, value in more.items()}})


def ways(found: Any, *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(item[key] for key in keys) for item in found["dood"]]


@pytest.mark.parametrize(
    ("source", "engine", "how", "controls"),
    [
        ("/var/run/docker.sock", "docker", "socket", "host"),
        ("//run/./docker.sock", "docker", "socket", "host"),
        ("/proc/1/root/run/docker.sock", "docker", "socket", "host"),
        ("/run", "docker", "parent-directory", "host"),
        ("/var/run/", "docker", "parent-directory", "host"),
        ("/", "docker", "parent-directory", "host"),
        ("/run/containerd", "containerd", "parent-directory", "host"),
        ("/run/containerd/containerd.sock", "containerd", "socket", "host"),
        ("/run/k3s/containerd/containerd.sock", "containerd", "socket", "host"),
        ("/var/run/crio/crio.sock", "crio", "socket", "host"),
        ("/run/cri-dockerd.sock", "crio", "socket", "host"),
        ("/run/podman/podman.sock", "podman", "socket", "host"),
        ("/run/buildkit/buildkitd.sock", "buildkit", "socket", "host"),
        ("/run/balena-engine.sock", "docker", "socket", "host"),
        ("/run/user/1000/docker.sock", "docker", "socket", "account"),
        ("/run/user/1000/podman/podman.sock", "podman", "socket", "account"),
        ("/run/user/1000", "docker", "parent-directory", "account"),
        ("/run/host-services/docker.proxy.sock", "docker", "socket", "account"),
        ("/home/dev/.docker/desktop/docker.sock", "docker", "socket", "account"),
        ("/home/dev/.colima/default/docker.sock", "docker", "socket", "host"),
        ("/mnt/wsl/docker-desktop/shared-sockets/guest-services/docker.sock", "docker", "socket", "account"),
    ],
)
def test_sockets_and_the_directories_above(source: str, engine: str, how: str, controls: str) -> None:
    found = facts({"Mounts": [bind(source, rw=False)]})
    (item,) = found["dood"]
    assert (item["engine"], item["how"], item["controls"], item["gives"]) == (engine, how, controls, controls)
    assert (item["access"], item["rw"], item["via"], item["dest"]) == ("full", False, "bind", "/x")
    assert len(item["powers"]) == POWERS
    assert item["source"] == found["host_paths"][0]["source"]
    assert not any(path.startswith("dood") for path in reasons(found))


@pytest.mark.parametrize(
    "source", ["/var", "/runner", "/run/udev", "/var/lib", "/home/dev", "/run/docker.socket.d/x", "/etc"]
)
def test_other_directories_hold_no_socket(source: str) -> None:
    assert facts({"Mounts": [bind(source)]})["dood"] == []


def test_the_socket_that_the_engine_was_read_through_counts_wherever_it_lies() -> None:
    for source, how in (("/srv/e/engine.sock", "socket"), ("/srv/e", "parent-directory")):
        taken = snapshot(container=[named("web", {"Mounts": [bind(source)]})])
        taken.socket = "/srv/e/engine.sock"
        (inventory,) = project([taken])
        found = next(subject.facts for subject in inventory.subjects if subject.name == "web")
        assert ways(found, "how", "controls", "certainty") == [(how, "host", "certain")]


def test_containerd_as_the_engine_names_it() -> None:
    told = info({"Containerd": {"Address": "/srv/c/containerd.sock"}})
    found = facts({"Mounts": [bind("/srv/c/containerd.sock")]}, info=told)
    assert ways(found, "engine", "how") == [("containerd", "socket")]
    assert "dood" not in reasons(found)


def test_a_bind_without_the_mounts_below_is_a_hint_for_the_root() -> None:
    asked = [{"Type": "bind", "Source": "/", "Target": "/x", "BindOptions": {"NonRecursive": True}}]
    found = facts({"Mounts": [bind("/")], "HostConfig.Mounts": asked})
    assert ways(found, "how", "certainty") == [("parent-directory", "hint")]


def test_an_engine_that_need_not_be_there_is_likely() -> None:
    assert facts({"Mounts": [bind("/run/user/1000")]})["dood"][0]["certainty"] == "likely"


def test_a_rootless_engine_gives_its_account() -> None:
    told = {"info": sample("rootless/raw-info.json"), "version": sample("rootless/raw-version.json")}
    for name in ("raw-container-socket", "raw-container-hostroot"):
        found = facts(None, f"rootless/{name}.json", volume=[volume("data")], **told)
        assert ways(found, "controls", "gives") == [("account", "account")]


@pytest.mark.parametrize(
    ("changes", "group"),
    [
        ({"Config.User": "1000:998"}, "998"),
        ({"Config.User": "1000", "HostConfig.GroupAdd": ["docker"]}, "docker"),
        ({"Config.User": "1000:0", "HostConfig.GroupAdd": ["0", "999"]}, "999"),
        ({"Config.User": "1000:1000"}, "1000"),
        ({"Config.User": "1000"}, None),
        ({"Config.User": "", "HostConfig.GroupAdd": ["998"]}, None),
        ({"Config.User": "1000", "HostConfig.GroupAdd": ["root"]}, None),
    ],
)
def test_a_group_that_may_open_the_socket(changes: dict[str, Any], group: str | None) -> None:
    assert facts({**changes, "Mounts": [bind("/run/docker.sock")]})["dood"][0]["group"] == group


def test_a_socket_of_no_known_name_where_programs_look_for_the_engine() -> None:
    found = facts({"Mounts": [bind("/srv/x/e.sock", "/var/run/docker.sock")]})
    assert ways(found, "engine", "how", "controls", "certainty") == [("unknown", "socket", None, "likely")]
    assert {"dood[0].controls", "dood[0].gives"} <= set(reasons(found))
    assert "dood" not in reasons(found)
    told = {"Config.Env": ["DOCKER_HOST=unix:///s/e.sock"], "Mounts": [bind("/srv/x/e.sock", "/s/e.sock")]}
    assert ways(facts(told), "engine", "certainty") == [("unknown", "likely")]
    assert facts({**told, "Config.Env": ["DOCKER_HOST=unix:///other.sock"]})["dood"] == []


def test_use_api_socket_leaves_a_bind_in_host_config_mounts() -> None:
    asked = [{"Type": "bind", "Source": "/var/run/docker.sock", "Target": "/var/run/docker.sock", "BindOptions": {}}]
    found = facts({"HostConfig.Mounts": asked, "Mounts": [bind("/var/run/docker.sock", "/var/run/docker.sock")]})
    assert ways(found, "how", "source") == [("socket", ["/Mounts/0", "/HostConfig/Mounts/0"])]


def test_a_volume_that_is_a_directory_of_sockets() -> None:
    options = {"type": "none", "o": "bind", "device": "/var/run"}
    found = facts({"Mounts": [volume_mount("v", "/v")]}, volume=[{**volume("v"), "Options": options}])
    assert ways(found, "how", "via", "path") == [("parent-directory", "volume", "/run")]


@pytest.mark.parametrize(
    ("host", "changes", "controls", "certainty"),
    [
        ("tcp://172.20.0.1:2375", {}, "host", "likely"),
        ("tcp://172.17.0.1:2375", {}, "host", "likely"),
        ("tcp://host.docker.internal:2375", {}, "host", "likely"),
        ("tcp://engine:2375", {"HostConfig.ExtraHosts": ["engine:host-gateway"]}, "host", "likely"),
        ("tcp://engine:2375", {"HostConfig.ExtraHosts": ["engine:172.20.0.1"]}, "host", "likely"),
        ("tcp://ENGINE:2375", {"HostConfig.ExtraHosts": ["engine=172.20.0.1"]}, "host", "likely"),
        ("tcp://engine:2375", {"HostConfig.ExtraHosts": ["engine:192.0.2.9"]}, "remote", "likely"),
        ("tcp://127.0.0.1:2375", {"HostConfig.NetworkMode": "host"}, "host", "likely"),
        ("tcp://192.0.2.7:2375", {}, "remote", "likely"),
        ("tcp://engine.example.com:2376", {}, "remote", "likely"),
        ("tcp://nobody:2375", {}, None, "likely"),
        ("tcp://127.0.0.1:2375", {}, None, "likely"),
        ("172.20.0.1:2375", {}, "host", "likely"),
        ("ssh://dev@172.20.0.1", {}, "host", "likely"),
        ("ssh://<redacted text 0123456789abcdef>@172.20.0.1", {}, "host", "likely"),
        ("tcp://<redacted url-credentials 0123456789abcdef>@172.20.0.1:2375", {}, "host", "likely"),
        ("ssh://dev@engine.example.com:2222/run/d.sock", {}, "remote", "likely"),
        ("tcp://[fd00::1]:2375", {}, "remote", "likely"),
    ],
)
def test_addresses(host: str, changes: dict[str, Any], controls: str | None, certainty: str) -> None:
    found = facts({**on("build"), "Config.Env": [f"DOCKER_HOST={host}"], **changes})
    (item,) = found["dood"]
    assert (item["controls"], item["certainty"], item["access"], item["via"]) == (controls, certainty, "full", "env")
    assert item["how"] == ("ssh" if host.startswith("ssh") else "tcp")
    assert item["source"] == ["/Config/Env/0"]
    assert ("dood[0].controls" in reasons(found)) is (controls is None)
    assert ("dood[0].gives" in reasons(found)) is (controls in {None, "remote"})


def test_an_address_on_which_the_engine_is_known_to_answer_is_certain() -> None:
    told = info({"Warnings": ["[DEPRECATION NOTICE]: API is accessible on http://0.0.0.0:2375 without encryption."]})
    found = facts({**on("build"), "Config.Env": ["DOCKER_HOST=tcp://172.20.0.1:2375"]}, info=told)
    assert ways(found, "controls", "certainty") == [("host", "certain")]
    found = facts({**on("build"), "Config.Env": ["DOCKER_HOST=tcp://172.20.0.1:2377"]}, info=told)
    assert ways(found, "controls", "certainty") == [("host", "likely")]


@pytest.mark.parametrize(
    ("env", "told", "certainty"),
    [
        ([], {}, "hint"),
        (["DOCKER_TLS_VERIFY=1"], {}, "likely"),
        (["DOCKER_CERT_PATH=/c"], {}, "likely"),
        ([], {"Warnings": ["API is accessible on https://0.0.0.0:2376 without TLS client verification."]}, "certain"),
        ([], {"Warnings": DELETE}, "likely"),
    ],
)
def test_this_hosts_engine_at_the_port_of_tls_asks_for_a_certificate(
    env: list[str], told: dict[str, Any], certainty: str
) -> None:
    asked = {**on("build"), "Config.Env": ["DOCKER_HOST=tcp://172.20.0.1:2376", *env]}
    assert ways(facts(asked, info=info(told)), "controls", "certainty") == [("host", certainty)]


def test_the_hosts_network_beside_an_engine_that_asks_nobody() -> None:
    told = info({"Warnings": ["[DEPRECATION NOTICE]: API is accessible on http://127.0.0.1:2375 without encryption."]})
    found = facts({"HostConfig.NetworkMode": "host"}, info=told)
    assert ways(found, "how", "via", "controls", "endpoint", "source") == [
        ("namespace", None, "host", "tcp://127.0.0.1:2375", ["/HostConfig/NetworkMode"])
    ]
    assert facts({"HostConfig.NetworkMode": "bridge"}, info=told)["dood"] == []
    pointed = facts({"HostConfig.NetworkMode": "host", "Config.Env": ["DOCKER_HOST=tcp://localhost:2375"]}, info=told)
    assert ways(pointed, "how") == [("tcp",)]


@pytest.mark.parametrize(
    ("host", "more"),
    [
        ("tcp://engine:2375", {}),
        ("tcp://dockerhost:2375", {}),
        ("tcp://Engine.build:2375", {}),
        ("tcp://172.20.0.2:2375", {}),
        ("tcp://e:2375", {"HostConfig.Links": ["/engine:/x/e"]}),
        ("tcp://e:2375", {"NetworkSettings.Networks": {"build": {"Aliases": ["x"], "Links": ["engine:e"]}}}),
        ("tcp://e:2375", {"HostConfig.ExtraHosts": ["e:172.20.0.2"]}),
    ],
)
def test_an_engine_in_another_container_by_any_name(host: str, more: dict[str, Any]) -> None:
    server = dind("engine", ["-H", "tcp://0.0.0.0:2375"], **{
        key.replace(".", "__"): value for key, value in on("build", "172.20.0.2", "dockerhost").items()
    })  # fmt: skip
    found = facts({**on("build"), "Config.Env": [f"DOCKER_HOST={host}"], **more}, others=[server])
    assert ways(found, "how", "controls", "certainty") == [("tcp", "nested:engine", "certain")]
    assert ways({"dood": found["endpoints"]}, "to") == [("engine",)]


def test_a_name_on_another_network_is_not_found() -> None:
    server = dind("engine", ["-H", "tcp://0.0.0.0:2375"], **{
        key.replace(".", "__"): value for key, value in on("other", "172.21.0.2").items()
    })  # fmt: skip
    found = facts({**on("build"), "Config.Env": ["DOCKER_HOST=tcp://engine:2375"]}, others=[server])
    assert ways(found, "controls") == [(None,)]


def test_a_port_on_which_the_engine_does_not_answer_is_a_hint() -> None:
    network = {key.replace(".", "__"): value for key, value in on("build", "172.20.0.2").items()}
    server = dind("engine", ["-H", "tcp://0.0.0.0:2376", "--tlsverify"], **network)
    found = facts({**on("build"), "Config.Env": ["DOCKER_HOST=tcp://engine:2375"]}, others=[server])
    assert ways(found, "controls", "certainty") == [("nested:engine", "hint")]


def test_a_port_of_the_host_that_a_nested_engine_publishes_is_that_engine() -> None:
    network = {key.replace(".", "__"): value for key, value in on("other", "172.21.0.2").items()}
    ports = {"2375/tcp": [{"HostIp": "", "HostPort": "12375"}]}
    stopped = {"HostConfig__PortBindings": ports, "State__Status": "created", "State__Running": False}
    server = dind("engine", ["-H", "tcp://0.0.0.0:2375"], **network, **stopped)
    found = facts({**on("build"), "Config.Env": ["DOCKER_HOST=tcp://172.20.0.1:12375"]}, others=[server])
    assert ways(found, "controls") == [("nested:engine",)]


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:2375", "tcp://:2375", "tcp://0.0.0.0:2376"])
def test_a_published_port_at_which_the_engine_does_not_answer_is_a_hint(address: str) -> None:
    network = {key.replace(".", "__"): value for key, value in on("other", "172.21.0.2").items()}
    ports = {"2375/tcp": [{"HostIp": "", "HostPort": "2375"}]}
    stopped = {"HostConfig__PortBindings": ports, "State__Status": "created", "State__Running": False}
    deaf = dind("deaf", ["-H", address, "--tls=false"], **network, **stopped)
    asking = {**on("build"), "Config.Env": ["DOCKER_HOST=tcp://172.20.0.1:2375"]}
    assert ways(facts(asking, others=[deaf]), "controls", "certainty") == [("nested:deaf", "hint")]
    answering = dind("answering", ["-H", "tcp://0.0.0.0:2375"], **network, **stopped)
    found = facts(asking, others=[deaf, answering])
    assert ways(found, "controls", "certainty") == [("nested:answering", "certain")]


def test_loopback_in_a_shared_network_namespace() -> None:
    server = dind("engine", ["-H", "tcp://127.0.0.1:2375"])
    joined = {"HostConfig.NetworkMode": "container:engine"}
    found = facts({**joined, "Config.Env": ["DOCKER_HOST=tcp://localhost:2375"]}, others=[server])
    assert ways(found, "how", "controls") == [("tcp", "nested:engine")]
    found = facts(joined, others=[server])
    assert ways(found, "how", "controls", "source") == [("namespace", "nested:engine", ["/HostConfig/NetworkMode"])]
    closed = dind("engine", ["-H", "tcp://127.0.0.1:2376", "--tlsverify"])
    assert facts(joined, others=[closed])["dood"] == []


def test_an_engine_that_points_at_itself_is_no_way_out() -> None:
    found = facts(
        {"Path": "dockerd", "Args": ["-H", "tcp://0.0.0.0:2375"], "Config.Env": ["DOCKER_HOST=tcp://localhost:2375"]}
    )
    assert found["dood"] == []


@pytest.mark.parametrize(
    ("dest", "client", "shown"),
    [
        ("/shared", "/engine", "/engine/d.sock"),
        ("/shared", "/shared/deep", "/shared/deep/d.sock"),
    ],
)
def test_a_nested_engines_socket_in_a_shared_volume(dest: str, client: str, shown: str) -> None:
    server = dind("engine", ["-H", f"unix://{dest}/d.sock"], Mounts=[volume_mount("run", dest)])
    found = facts({"Mounts": [volume_mount("run", client)]}, others=[server], volume=[volume("run")])
    assert ways(found, "how", "via", "controls", "path", "dest") == [
        ("socket", "volume", "nested:engine", "/v/run/_data/d.sock", shown)
    ]


@pytest.mark.parametrize(
    ("server", "client", "expected"),
    [
        ("/srv/d:/run", "/srv/d:/engine", 1),
        ("/srv/d:/run", "/srv:/x", 1),
        ("/srv/d:/run", "/srv/d/docker.sock:/x.sock", 1),
        ("/srv/d:/run", "/srv/d/other:/x", 0),
        ("/srv/d:/var", "/srv/d:/x", 0),
        ("/srv/d:/var/run", "/srv/d:/x", 1),
    ],
)
def test_a_nested_engines_socket_in_a_shared_directory(server: str, client: str, expected: int) -> None:
    engine = dind("engine", [], Mounts=[], HostConfig__Binds=[server])
    found = facts({"HostConfig.Binds": [client]}, others=[engine])
    assert [item["controls"] for item in found["dood"]] == ["nested:engine"] * expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [("tcp", "nested:docker", "tcp://docker:2375", "image-default")]),
        ({"Config.Env": ["DOCKER_TLS_VERIFY=1"]}, [("tcp", "nested:docker", "tcp://docker:2376", "image-default")]),
        ({"Config.Env": ["DOCKER_HOST="]}, [("tcp", "nested:docker", "tcp://docker:2375", "image-default")]),
        ({"Mounts": [bind("/var/run/docker.sock", "/var/run/docker.sock")]}, [("socket", "host", None, "bind")]),
        ({"Path": "sh", "Args": []}, []),
        ({"Config.Image": "acme/tool"}, []),
    ],
)
def test_where_the_official_image_asks_by_itself(changes: dict[str, Any], expected: list[Any]) -> None:
    network = {key.replace(".", "__"): value for key, value in on("build", "172.20.0.2", "docker").items()}
    server = dind("docker", ["-H", "tcp://0.0.0.0:2375"], **network)
    image = {"Path": "docker-entrypoint.sh", "Args": ["sh"], "Config.Image": "docker:29-cli", "Config.Env": ["X=1"]}
    found = facts({**on("build"), **image, **changes}, others=[server])
    assert ways(found, "how", "controls", "endpoint", "via") == expected


def test_the_official_image_asks_with_tls_where_it_finds_certificates() -> None:
    network = {key.replace(".", "__"): value for key, value in on("build", "172.20.0.2", "docker").items()}
    server = dind("docker", ["-H", "tcp://0.0.0.0:2376", "--tlsverify"], **network)
    image = {"Path": "docker-entrypoint.sh", "Args": ["sh"], "Config.Image": "docker:29"}
    certificates = {"Config.Env": ["DOCKER_TLS_CERTDIR=/certs"], "Mounts": [volume_mount("certs", "/certs/client")]}
    changes = {**image, **certificates}
    found = facts({**on("build"), **changes}, others=[server], volume=[volume("certs")])
    assert ways({"dood": found["endpoints"]}, "port", "tls", "verify", "to") == [(2376, True, True, "docker")]


def test_the_official_image_asks_in_vain_where_nobody_is_called_so() -> None:
    image = {"Path": "docker-entrypoint.sh", "Args": ["sh"], "Config.Image": "docker:29-cli", "Config.Env": ["X=1"]}
    assert facts({**on("build"), **image})["dood"] == []
    unknown = facts({**on("build"), **image}, complete=())
    assert ways(unknown, "controls") == [(None,)]


@pytest.mark.parametrize(
    "changes",
    [
        {"Config.Env": "x"},
        {"Config": None},
        {"Config.Env": ["DOCKER_HOST=<redacted text 1>"]},
        {"Config.Env": ["DOCKER_HOST=tcp://<redacted url-credentials 1>"]},
        {"Config.Env": ["DOCKER_HOST=ssh://<redacted text 1>@<redacted text 2>/run/d.sock"]},
    ],
)
def test_addresses_that_cannot_be_read_are_unknown(changes: dict[str, Any]) -> None:
    assert {"dood", "endpoints"} <= set(reasons(facts(changes)))


def test_arguments_and_labels() -> None:
    found = facts({**on("build"), "Path": "traefik", "Args": ["--providers.docker.endpoint=http://172.20.0.1:2375"]})
    assert ways(found, "via", "endpoint", "source") == [("argv", "http://172.20.0.1:2375", ["/Args/0"])]
    found = facts({**on("build"), "Path": "portainer", "Args": ["-H", "tcp://172.20.0.1:2375", "--tlsverify"]})
    assert ways({"dood": found["endpoints"]}, "via", "tls", "verify") == [("argv", True, True)]
    found = facts({**on("build"), "Config.Labels": {"com.acme.docker.host": "tcp://172.20.0.1:2375"}})
    assert ways(found, "via", "source") == [("label", ["/Config/Labels/com.acme.docker.host"])]


@pytest.mark.parametrize(
    ("path", "args"),
    [
        ("gunicorn", ["--host", "0.0.0.0"]),  # noqa: S104
        ("client", ["--host=https://api.example.com"]),
        ("dockerd", ["-H", "tcp://0.0.0.0:2375"]),
        ("mysql", ["-H", "db"]),
    ],
)
def test_options_of_other_programs_are_no_addresses(path: str, args: list[str]) -> None:
    assert facts({**on("build"), "Path": path, "Args": args})["endpoints"] == []


def test_each_variable_names_its_engine() -> None:
    env = [
        "DOCKER_HOST=tcp://172.20.0.1:1",
        "CONTAINER_HOST=ssh://u@172.20.0.1:2/x",
        "BUILDKIT_HOST=tcp://172.20.0.1:3",
    ]
    found = facts({**on("build"), "Config.Env": env})
    assert ways(found, "engine", "how") == [("docker", "tcp"), ("podman", "ssh"), ("buildkit", "tcp")]


def test_tls_is_on_when_the_variable_has_any_value() -> None:
    for value, tls in (("0", True), ("yes", True), ("", False)):
        env = ["DOCKER_HOST=tcp://172.20.0.1:2376", f"DOCKER_TLS_VERIFY={value}"]
        assert facts({**on("build"), "Config.Env": env})["endpoints"][0]["tls"] is tls


def test_a_nested_engine_and_the_hosts_socket_in_one_container() -> None:
    found = facts({"Path": "dockerd", "Args": [], "Mounts": [bind("/var/run/docker.sock", "/outer.sock")]})
    assert found["dind"] is not None
    assert ways(found, "controls") == [("host",)]


ENGINES = ["docker-20.10.24", "docker-26.1.5", "docker-28.5.2", "podman-4.3.1", "podman-5.4.2", "podman-5.8.6"]


@pytest.mark.parametrize("engine", ENGINES)
def test_real_documents(engine: str) -> None:
    told = {"info": info(engine=engine), "version": version(engine=engine)}
    found = facts(None, f"{engine}/container-socket.json", **told)
    kind = engine.partition("-")[0]
    assert sorted(ways(found, "engine", "how", "controls")) == [
        (kind, "parent-directory", "host"),
        (kind, "socket", "host"),
    ]
    for name in ("default", "privileged"):
        assert facts(None, f"{engine}/container-{name}.json", **told)["dood"] == []


def test_a_service_and_its_task() -> None:
    for name in ("swarm/raw-service-agent.json", "swarm/raw-container-task-agent.json"):
        kind = "service" if "service" in name else "container"
        (inventory,) = project([snapshot(**{kind: [changed(sample(name), {})]})])
        (subject,) = [one for one in inventory.subjects if one.kind == kind]
        assert set(ways(subject.facts, "how", "controls")) == {("socket", "host"), ("parent-directory", "host")}
        source = subject.facts["dood"][0]["source"]
        assert source
        assert all(pointer.startswith(("/Spec/", "/Mounts/", "/HostConfig/")) for pointer in source)


@pytest.mark.parametrize("host", ["172.17.0.1", "host.docker.internal", "engine", "engine.example.com"])
def test_without_a_network_nobody_is_reached(host: str) -> None:
    extra = {"Config.Env": [f"DOCKER_HOST=tcp://{host}:2375"], "HostConfig.ExtraHosts": ["engine:host-gateway"]}
    alone = {"HostConfig.NetworkMode": "none", "NetworkSettings.Networks": {"none": {"Gateway": ""}}}
    found = facts({**alone, **extra})
    assert found["dood"] == []
    assert [item["to"] for item in found["endpoints"]] == [None]
    assert not any(path.startswith(("dood", "endpoints")) for path in reasons(found))
    connected = {"NetworkSettings.Networks": {"none": {"Gateway": ""}, **on("build")["NetworkSettings.Networks"]}}
    assert len(facts({**alone, **extra, **connected})["dood"]) == 1


_TLS_FILES = ["--tlsverify", "--tlscacert=/c/ca.pem", "--tlscert=/c/s.pem", "--tlskey=/c/k.pem"]


@pytest.mark.parametrize(
    ("listens", "env", "ways_there"),
    [
        (_TLS_FILES, [], 0),
        (_TLS_FILES, ["DOCKER_TLS_VERIFY=1"], 1),
        (_TLS_FILES, ["DOCKER_CERT_PATH=/certs"], 1),
        (_TLS_FILES, ["DOCKER_TLS_CERTDIR=/certs"], 1),
        (["--tls"], [], 1),  # it asks nobody for a certificate; a client switches TLS on as it likes
        ([], [], 1),
    ],
)
def test_an_engine_that_asks_for_certificates_refuses_who_has_none(
    listens: list[str], env: list[str], ways_there: int
) -> None:
    network = {key.replace(".", "__"): value for key, value in on("build", "172.20.0.2").items()}
    server = dind("engine", ["-H", "tcp://0.0.0.0:2375", *listens], **network)
    changes = {**on("build"), "Config.Env": ["DOCKER_HOST=tcp://engine:2375", *env]}
    found = facts(changes, others=[server])
    assert len(found["dood"]) == ways_there
    assert [item["to"] for item in found["endpoints"]] == ["engine"]


def test_a_directory_in_which_the_container_is_told_to_find_a_socket() -> None:
    told = {"Config.Env": ["DOCKER_HOST=unix:///tools/run/d.sock"]}
    found = facts({"Mounts": [bind("/srv/tools", "/tools")], **told})
    assert ways(found, "engine", "how", "path", "controls", "certainty") == [
        ("unknown", "parent-directory", "/srv/tools", None, "likely")
    ]
    assert "dood[0].controls" in reasons(found)
    for dest in ("/tool", "/tools/run/d.sock.d", "/tools/other", "/"):
        assert facts({"Mounts": [bind("/srv/tools", dest)], **told})["dood"] == []
    for env in ("DOCKER_HOST=unix://", "DOCKER_HOST=tcp://tools/run/d.sock", "DOCKER_HOST="):
        assert ways(facts({"Mounts": [bind("/srv/tools", "/tools")], "Config.Env": [env]}), "path") != [("/srv/tools",)]


def test_a_volume_in_which_the_container_is_told_to_find_a_socket_may_hold_any() -> None:
    mount = {
        "Type": "volume",
        "Name": "tools",
        "Source": "/v/tools",
        "Destination": "/tools",
        "Driver": "local",
        "RW": True,
    }
    plain = [{"Name": "tools", "Driver": "local", "Options": None}]
    told = facts({"Mounts": [mount], "Config.Env": ["DOCKER_HOST=unix:///tools/d.sock"]}, volume=plain)
    assert "dood" in reasons(told)
    assert "dood" not in reasons(facts({"Mounts": [mount], "Config.Env": ["DOCKER_HOST="]}, volume=plain))


def test_an_engine_that_finds_its_own_socket_in_a_mount_controls_no_other() -> None:
    own = {
        "Path": "dockerd",
        "Args": ["-H", "unix:///tools/d.sock"],
        "Config.Env": ["DOCKER_HOST=unix:///tools/d.sock"],
    }
    assert facts({"Mounts": [bind("/srv/tools", "/tools")], **own})["dood"] == []


def _bridge(name: str, driver: str, gateway: str) -> Document:
    return {"Name": name, "Id": name * 16, "Driver": driver, "IPAM": {"Config": [{"Gateway": gateway}, None]}}


@pytest.mark.parametrize(
    ("driver", "own", "controls"),
    [
        ("bridge", False, "host"),  # any container reaches the host at each of its bridges
        ("bridge", True, "host"),
        ("macvlan", True, "remote"),
        ("ipvlan", False, "remote"),
        ("overlay", True, "remote"),
    ],
)
def test_the_gateways_of_bridges_are_the_host(driver: str, controls: str, *, own: bool) -> None:
    changes = {"Config.Env": ["DOCKER_HOST=tcp://172.20.0.1:2375"], **on("shop" if own else "other", "172.31.0.2")}
    changes["NetworkSettings.Networks"]["shop" if own else "other"]["Gateway"] = "172.20.0.1" if own else "172.31.0.1"
    networks = [_bridge("shop", driver, "172.20.0.1"), _bridge("other", "bridge", "172.31.0.1")]
    (inventory,) = project([snapshot(container=[named("client", changes)], network=networks)])
    (subject,) = [one for one in inventory.subjects if one.name == "client"]
    assert [item["controls"] for item in subject.facts["dood"]] == [controls]


@pytest.mark.parametrize(
    ("host", "role", "controls"),
    [
        ("10.0.0.5", "ManagerStatus", "host"),
        ("10.0.0.6", "ManagerStatus", "host"),
        ("lead.example.com", "ManagerStatus", "host"),
        ("10.0.0.7", "ManagerStatus", "remote"),
        ("10.0.0.5", "Other", "remote"),
        ("lead.example.com", "Other", "remote"),
    ],
)
def test_a_manager_of_the_swarm_is_as_good_as_the_host(host: str, role: str, controls: str) -> None:
    node: Document = {"ID": "n", "Status": {"Addr": "10.0.0.5"}, role: {"Addr": "10.0.0.6:2377"}}
    node["Description"] = {"Hostname": "Lead.example.com"}
    changes = {"Config.Env": [f"DOCKER_HOST=tcp://{host}:2375"], **on("build")}
    (inventory,) = project([snapshot(container=[named("client", changes)], node=[node, {"Status": 7}])])
    (subject,) = [one for one in inventory.subjects if one.name == "client"]
    assert [(item["controls"], item["certainty"]) for item in subject.facts["dood"]] == [(controls, "likely")]


@pytest.mark.parametrize(
    ("address", "controls"), [("10.0.0.5:2377", "host"), ("10.0.0.4:2377", "remote"), (7, "remote")]
)
def test_a_worker_is_told_who_its_managers_are(address: Any, controls: str) -> None:
    told = info({"Swarm": {"RemoteManagers": [{"NodeID": "n", "Addr": address}, 7]}})
    found = facts({**on("build"), "Config.Env": ["DOCKER_HOST=tcp://10.0.0.5:2375"]}, info=told)
    assert [item["controls"] for item in found["dood"]] == [controls]
