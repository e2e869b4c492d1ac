"""What a workload seems to be."""

from typing import Any

import pytest
from facts_samples import facts


def roles(changes: dict[str, Any]) -> list[str]:
    found = facts(changes)["roles"]
    assert all(item["certainty"] == "likely" for item in found)
    return [item["role"] for item in found]


@pytest.mark.parametrize(
    ("image", "role"),
    [
        ("gitlab/gitlab-runner:v17", "ci-runner"),
        ("registry.example.com:5000/mirror/gitlab/gitlab-runner@sha256:" + "0" * 64, "ci-runner"),
        ("jenkins/jenkins:lts", "ci-runner"),
        ("portainer/portainer-ce", "docker-ui"),
        ("selfhostedpro/yacht:latest", "docker-ui"),
        ("containrrr/watchtower", "updater"),
        ("ghcr.io/someone/watchtower", "updater"),
        ("traefik:v3", "reverse-proxy"),
        ("library/traefik:v3", "reverse-proxy"),
        ("prom/node-exporter", "monitor"),
        ("telegraf:1", "monitor"),
    ],
)
def test_by_repository(image: str, role: str) -> None:
    assert roles({"Config.Image": image}) == [role]


@pytest.mark.parametrize(
    "image", ["nginx", "acme/agent", "traefik-forward-auth", "jenkins-blue/x", "sha256:" + "0" * 64]
)
def test_other_images_have_none(image: str) -> None:
    assert roles({"Config.Image": image}) == []


def test_by_the_source_label() -> None:
    label = {"org.opencontainers.image.source": "https://example.com/containrrr/watchtower.git"}
    assert roles({"Config.Image": "acme/x", "Config.Labels": label}) == ["updater"]


def test_by_what_it_runs() -> None:
    assert roles({"Path": "dockerd", "Args": []}) == ["dind"]
    assert roles({"Path": "buildkitd", "Args": []}) == ["buildkitd"]
    assert roles({"Path": "k3s", "Args": ["server"]}) == ["k3s"]
    assert roles({"Config.Image": "kindest/node:v1", "Path": "/usr/local/bin/entrypoint", "Args": ["/sbin/init"]}) == [
        "kind"
    ]
    assert roles({"Config.Image": "tecnativa/docker-socket-proxy"}) == ["socket-proxy"]


def test_by_variables() -> None:
    assert roles({"Config.Env": ["PUID=1000"]}) == ["self-dropping"]
    assert roles({"Config.Env": ["XPUID=1000"]}) == []


def test_broken_documents_have_none() -> None:
    values: list[Any] = [None, 7, [], {"x": 1}]
    for value in values:
        assert roles({"Config.Image": value, "Config.Labels": value}) == []


@pytest.mark.parametrize("changes", [{"Config.Image": None}, {"Config.Image": 7}, {"Config": "x"}, {"Config": None}])
def test_a_broken_image_leaves_role_and_proxy_open(changes: dict[str, Any]) -> None:
    paths = {entry["path"] for entry in facts(changes)["unknown"]}
    assert {"roles", "proxy"} <= paths


def test_a_given_image_decides() -> None:
    paths = {entry["path"] for entry in facts({"Config.Image": ""})["unknown"]}
    assert paths.isdisjoint({"roles", "proxy"})
