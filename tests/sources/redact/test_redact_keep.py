"""The keep list, and what users add to it."""

import pytest

from inspector.sources.redact import KeepList, Redactor
from inspector.sources.redact.keep import Names


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("DOCKER_HOST", True),
        ("DOCKER_TLS_CERTDIR", True),
        ("DOCKER_VERSION", True),
        ("NVIDIA_", True),
        ("SP_ALLOW_POST_1", True),
        ("BUILDKIT_HOST", True),
        ("SSH_AUTH_SOCK", True),
        ("POSTGRES_HOST_AUTH_METHOD", True),
        ("PATH", True),
        ("DOCKER_PASSWORD", False),
        ("DOCKER_AUTH_CONFIG", False),
        ("DOCKER_TOKEN", False),
        ("DOCKER_HUB_TOKEN", False),
        ("DOCKER_REGISTRY_PASS", False),
        ("DOCKER_LOGIN", False),
        ("DOCKER_PAT", False),
        ("DOCKER_CONFIG_JSON", False),
        ("DOCKER_TLS_KEY_PEM", False),
        ("SP_MY_SECRET_X", False),
        ("SP_PRIVATE", False),
        ("NVIDIA_API_KEY", False),
        ("docker_host", False),
        ("XDOCKER_HOST", False),
        ("FOO", False),
        ("", False),
    ],
)
def test_variables(name: str, *, kept: bool) -> None:
    assert KeepList.bundled().env.keep(name) is kept


def test_only_the_star_is_special() -> None:
    names = Names(["a[bc]*", "x?*", "(*"])
    assert names.keep("a[bc]d")
    assert not names.keep("abd")
    assert names.keep("x?y")
    assert not names.keep("xzy")
    assert names.keep("(anything")


def env(redactor: Redactor, *entries: str) -> list[str]:
    shown: list[str] = redactor.document("container", {"Config": {"Env": list(entries)}})["Config"]["Env"]
    return shown


def test_a_user_adds_names() -> None:
    keep = KeepList.bundled().extended(env=["REGION", "APP_*", "DOCKER_TOKEN"])
    redactor = Redactor(b"a key of sixteen", keep)
    kept = ["REGION=eu", "APP_MODE=x", "DOCKER_TOKEN=asked-for", "DOCKER_HOST=tcp://h:1"]
    assert env(redactor, *kept) == kept
    hidden = env(redactor, "APP_SECRET=hunter2", "OTHER=hunter2", "DOCKER_PASSWORD=hunter2")
    assert "hunter2" not in " ".join(hidden)


@pytest.mark.parametrize("place", ["labels", "annotations", "options", "flags"])
def test_a_user_adds_names_in_every_place(place: str) -> None:
    name = "--colour" if place == "flags" else "colour"
    keep = KeepList.bundled().extended(**{place: [name]})
    document = {
        "Labels": {"colour": "blue"},
        "Annotations": {"colour": "blue"},
        "Options": {"colour": "blue"},
        "Args": ["--colour=blue"],
    }
    before = repr(Redactor(b"a key of sixteen").document("container", document)).count("blue")
    after = repr(Redactor(b"a key of sixteen", keep).document("container", document)).count("blue")
    assert (before, after) == (0, 1)


def test_nothing_added_changes_nothing() -> None:
    assert KeepList.bundled().extended().env is KeepList.bundled().env


def test_credentials_in_a_kept_value_are_hidden() -> None:
    shown = env(Redactor(), "DOCKER_HOST=tcp://user:hunter2@h:2375", "HTTP_PROXY=http://u:hunter2@p:3128/")
    assert shown[0].startswith("DOCKER_HOST=tcp://<redacted url-credentials ")
    assert shown[0].endswith("@h:2375")
    assert "hunter2" not in " ".join(shown)


def test_switches_of_a_socket_proxy_are_kept_while_they_are_switches() -> None:
    kept = ["POST=1", "AUTH=2", "SECRETS=01", "CONTAINERS=true", "EXEC=no", "IMAGES=1x"]
    assert env(Redactor(), *kept) == kept
    assert "hunter2" not in " ".join(env(Redactor(), "AUTH=hunter2", "SECRETS=u:hunter2", "VERSION=hunter2"))
