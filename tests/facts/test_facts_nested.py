"""Ports of a nested engine that are published though nothing answers there."""

from typing import Any

import pytest
from facts_samples import facts

TLS = ["DOCKER_TLS_CERTDIR=/certs"]
PLAIN = ["DOCKER_TLS_CERTDIR="]


def asked(*ports: int, host: str = "") -> dict[str, Any]:
    """Published ports of one that does not run."""
    wanted = {f"{port}/tcp": [{"HostIp": host, "HostPort": str(port)}] for port in ports}
    return {"HostConfig.PortBindings": wanted, "HostConfig.NetworkMode": "bridge"}


def closed(path: str, args: list[str], changes: dict[str, Any], env: list[str] | None = None) -> list[tuple[str, str]]:
    more = {"Path": path, "Args": args, "Config.Env": env or [], "Config.Image": "docker:29-dind"}
    found = facts({"State.Status": "created", "State.Running": False, **more, **changes})
    return [(one["address"], one["published"]) for one in found["dind"]["listens"] if one["transport"] == "closed"]


@pytest.mark.parametrize(
    ("args", "env", "changes", "expected"),
    [
        ([], TLS, asked(2376), []),
        ([], TLS, asked(2375, 2376), [("0.0.0.0:2375", "any")]),
        ([], TLS, asked(2375, host="127.0.0.1"), [("0.0.0.0:2375", "loopback")]),
        ([], PLAIN, asked(2375), []),
        ([], PLAIN, asked(2376), [("0.0.0.0:2376", "any")]),
        ([], TLS, asked(80), []),
        ([], TLS, {"HostConfig.PortBindings": {"2375/udp": [{"HostPort": "2375"}]}}, []),
    ],
)
def test_the_official_image(args: list[str], env: list[str], changes: dict[str, Any], expected: list[Any]) -> None:
    assert closed("dockerd-entrypoint.sh", args, changes, env) == expected


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ([], [("0.0.0.0:2375", "any")]),
        (["-H", "tcp://0.0.0.0:2375"], []),
        (["-H", "tcp://127.0.0.1:2375"], [("0.0.0.0:2375", "any")]),
        (["--config-file", "/etc/engine.json"], []),
    ],
)
def test_an_explicit_engine(args: list[str], expected: list[Any]) -> None:
    assert closed("dockerd", args, asked(2375)) == expected


def test_ports_of_other_engines_are_their_own() -> None:
    assert closed("buildkitd", ["--addr", "tcp://0.0.0.0:1234"], asked(2375)) == []


def test_where_it_comes_from() -> None:
    changes = {"Path": "dockerd", "Args": [], "State.Status": "created", "State.Running": False, **asked(2375)}
    (item,) = [one for one in facts(changes)["dind"]["listens"] if one["transport"] == "closed"]
    assert item["source"] == ["/HostConfig/PortBindings/2375~1tcp"]
    assert (item["port"], item["tls"], item["verify"], item["shared_with"]) == (2375, None, None, None)
