"""Files and sockets with which an engine, a host or a registry is entered."""

from typing import Any

import pytest
from facts_samples import facts, named, reasons

from inspector.model import Document


def bind(source: str, dest: str = "/x") -> Document:
    return {"Type": "bind", "Source": source, "Destination": dest, "Mode": "ro", "RW": False}


def volume_mount(name: str, dest: str) -> Document:
    return {"Type": "volume", "Name": name, "Source": f"/v/{name}", "Destination": dest, "Driver": "local", "RW": True}


def volume(name: str) -> Document:
    return {"Name": name, "Driver": "local", "Options": None}


def held(found: Any, *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(item[key] for key in keys) for item in found["credentials"]]


@pytest.mark.parametrize(
    ("source", "dest", "kind", "certainty"),
    [
        ("/root/.docker/config.json", "/config.json", "docker-config", "certain"),
        ("/home/dev/.docker", "/x", "docker-config", "certain"),
        ("/srv/registry.json", "/root/.docker/config.json", "docker-config", "likely"),
        ("/home/dev/.docker/machine", "/x", "engine-tls", "certain"),
        ("/home/dev/.docker/machine/certs", "/x", "engine-tls", "certain"),
        ("/home/dev/.docker/contexts", "/x", "engine-tls", "certain"),
        ("/home/dev/.ssh", "/x", "ssh-key", "certain"),
        ("/home/dev/.ssh/id_ed25519", "/key", "ssh-key", "certain"),
        ("/srv/keys/id_rsa", "/key", "ssh-key", "certain"),
        ("/srv/deploy", "/root/.ssh", "ssh-key", "likely"),
        ("/tmp/ssh-x/agent.7", "/agent", "ssh-agent", "certain"),
        ("/run/user/1000/keyring/ssh", "/agent", "ssh-agent", "certain"),
        ("/run/host-services/ssh-auth.sock", "/agent", "ssh-agent", "certain"),
    ],
)
def test_known_places(source: str, dest: str, kind: str, certainty: str) -> None:
    found = facts({"Mounts": [bind(source, dest)]})
    assert held(found, "kind", "certainty", "dest") == [(kind, certainty, dest)]
    assert found["credentials"][0]["source"] == found["host_paths"][0]["source"]


@pytest.mark.parametrize(
    "source",
    ["/home/dev/.ssh/known_hosts", "/home/dev/.ssh/config", "/home/dev/.ssh/id_rsa.pub", "/srv/app",
     "/home/dev/.dockerx", "/home/dev/project/.docker/nginx"],
)  # fmt: skip
def test_what_is_no_credential(source: str) -> None:
    assert facts({"Mounts": [bind(source)]})["credentials"] == []


@pytest.mark.parametrize(
    ("env", "dest", "kind"),
    [
        (["DOCKER_CERT_PATH=/certs/client"], "/certs/client", "engine-tls"),
        (["DOCKER_CERT_PATH=/certs/client"], "/certs", "engine-tls"),
        (["DOCKER_CERT_PATH=/certs"], "/certs/key.pem", "engine-tls"),
        (["DOCKER_TLS_VERIFY=1"], "/root/.docker", "engine-tls"),
        (["DOCKER_TLS_VERIFY=1", "HOME=/h"], "/h/.docker", "engine-tls"),
        (["DOCKER_TLS_CERTDIR=/certs"], "/certs/client", "engine-tls"),
        (["SSH_AUTH_SOCK=/a.sock"], "/a.sock", "ssh-agent"),
        (["DOCKER_CONFIG=/cfg"], "/cfg/", "docker-config"),
        (["DOCKER_CERT_PATH=/certs"], "/other", None),
        (["DOCKER_CERT_PATH=/certs"], "/certs/ca.pem", None),
        (["DOCKER_CERT_PATH=/certs"], "/certs/cert.pem", None),
        (["DOCKER_TLS_CERTDIR="], "/certs/client", None),
    ],
)
def test_as_the_environment_says(env: list[str], dest: str, kind: str | None) -> None:
    found = facts({"Config.Env": env, "Mounts": [bind("/srv/x", dest)]})
    assert [one for (one,) in held(found, "kind")] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("dest", "mounted", "kind"),
    [
        ("/certs", "/c", "engine-tls-ca"),
        ("/certs/client", "/certs/client", "engine-tls"),
        ("/certs/ca", "/x", "engine-tls-ca"),
        ("/elsewhere", "/x", None),
    ],
)
def test_certificates_of_a_nested_engine(dest: str, mounted: str, kind: str | None) -> None:
    server = named("engine", {"Path": "dockerd-entrypoint.sh", "Args": [], "Config.Env": ["DOCKER_TLS_CERTDIR=/certs"],
                              "HostConfig.Privileged": True, "Mounts": [volume_mount("certs", dest)]})  # fmt: skip
    found = facts({"Mounts": [volume_mount("certs", mounted)]}, others=[server], volume=[volume("certs")])
    expected = [(kind, "nested:engine", "certain")] if kind else []
    assert held(found, "kind", "controls", "certainty") == expected


def test_an_engines_own_certificates_are_none_of_its_own() -> None:
    changes = {"Path": "dockerd-entrypoint.sh", "Args": [], "Config.Env": ["DOCKER_TLS_CERTDIR=/certs"],
               "Mounts": [volume_mount("certs", "/certs")]}  # fmt: skip
    assert facts(changes, volume=[volume("certs")])["credentials"] == []


@pytest.mark.parametrize(
    ("host", "controls"),
    [
        ("tcp://172.17.0.1:2376", "host"),
        ("tcp://engine.example.com:2376", "remote"),
        ("unix:///var/run/docker.sock", None),
    ],
)
def test_which_engine_certificates_are_for(host: str, controls: str | None) -> None:
    env = [f"DOCKER_HOST={host}", "DOCKER_TLS_VERIFY=1", "DOCKER_CERT_PATH=/c"]
    network = {"HostConfig.NetworkMode": "bridge", "NetworkSettings.Networks": {"bridge": {"Gateway": "172.17.0.1"}}}
    found = facts({**network, "Config.Env": env, "Mounts": [bind("/srv/c", "/c")]})
    assert held(found, "controls", "gives") == [(controls, "host" if controls == "host" else None)]
    assert ("credentials[0].gives" in reasons(found)) is (controls != "host")


@pytest.mark.parametrize("env", [7, ["A=1", 7], {"A": "1"}])
def test_an_environment_that_cannot_be_read_may_name_a_mount_as_credentials(env: Any) -> None:
    mounted = {"Mounts": [bind("/srv/certificates", "/c")]}
    assert "credentials" in reasons(facts({**mounted, "Config.Env": env}))
    assert "credentials" not in reasons(facts({"Mounts": [], "Config.Env": env}))
    assert "credentials" not in reasons(facts({**mounted, "Config.Env": ["A=1"]}))


def test_an_ssh_key_with_and_without_an_address() -> None:
    key = {"Mounts": [bind("/home/dev/.ssh", "/root/.ssh")]}
    assert held(facts(key), "controls") == [(None,)]
    network = {"NetworkSettings.Networks": {"bridge": {"Gateway": "172.17.0.1"}}}
    found = facts({**key, **network, "Config.Env": ["DOCKER_HOST=ssh://dev@engine.example.com"]})
    assert held(found, "kind", "controls") == [("ssh-key", "remote")]
