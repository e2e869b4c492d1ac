"""How what was not judged can be."""

from typing import Any

import pytest
from sample_parts import workload

from inspector.formats.closing import advice, nested


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ("403", "proxy"),
        ("no answer within 30 s", "--timeout"),
        ("/opt/x may be a symbolic link, which the API does not resolve", "root"),
        ("the engine's info was not given", "info"),
        ("the containers were not all collected", "all kinds"),
        ("only the image can tell which gid the group name has", "user:"),
    ],
)
def test_advice_follows_the_reason(reason: str, word: str) -> None:
    assert word in advice(reason)


def test_nothing_is_said_where_there_is_nothing_to_do() -> None:
    assert advice("500 it is on fire") == ""
    assert advice("x" * 1_000_000) == ""


@pytest.mark.parametrize(
    ("changes", "begins"),
    [
        ({"dind": {"engine": "docker"}}, "docker exec ci-dind sh -c 'docker ps"),
        ({"dind": {"engine": "podman"}}, "docker exec ci-dind sh -c 'podman ps"),
        ({"dind": {"engine": "docker"}, "name": "a'; rm -rf /"}, "docker exec 0123456789ab sh"),
        ({"dind": {"engine": "docker"}, "name": "-v", "id": "$(id)"}, ""),
        ({"dind": {"engine": "docker"}, "state": "exited"}, ""),
        ({"dind": {"engine": "containerd"}}, ""),
        ({"dind": None}, ""),
        ({"dind": "docker"}, ""),
    ],
)
def test_a_nested_engine_is_read_by_a_command_that_can_be_pasted(changes: dict[str, Any], begins: str) -> None:
    part: Any = workload("host", "ci-dind", "x") | {"id": "0123456789abcdef"} | changes
    assert nested(part).startswith(begins)
    assert bool(nested(part)) == bool(begins)
    assert "rm -rf" not in nested(part)
