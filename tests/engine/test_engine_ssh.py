"""An engine over ssh, from a real sshd: one process carries everything, every failure is one line."""

from collections.abc import Iterator

import pytest
from companions import Sshd
from harness import Engine
from reading import snapshot

from inspector.errors import SourceError


@pytest.fixture(scope="module")
def sshd(shared_engine: Engine) -> Iterator[Sshd]:
    server = Sshd(shared_engine)
    yield server
    server.end()


def logins(sshd: Sshd) -> int:
    return sshd.log.read_text().count("Accepted publickey")


def test_one_login_reads_the_whole_engine(sshd: Sshd, engine: Engine) -> None:
    for number in range(40):
        engine.docker("create", "--name", f"c{number}", "busybox:local")
    before = logins(sshd)
    found = snapshot("ssh://engine", sshd.with_key("user"))
    assert found.gaps == []
    assert len(found.objects["container"]) == 40
    assert logins(sshd) - before == 1
    assert (found.source, found.socket) == ("ssh://engine", None)


def test_user_port_and_socket_of_an_address_are_used(sshd: Sshd, engine: Engine) -> None:
    environ = sshd.with_key("user")
    assert snapshot(f"ssh://root@engine:{sshd.port}{engine.socket}", environ).info is not None
    with pytest.raises(SourceError, match="Connection refused"):
        snapshot("ssh://engine:1", environ)
    with pytest.raises(SourceError, match="Permission denied"):
        snapshot("ssh://nobody@engine", environ)
    with pytest.raises(SourceError, match=r"/no/such\.sock"):
        snapshot("ssh://engine/no/such.sock", environ)


@pytest.mark.parametrize(
    ("key", "known", "said"),
    [
        ("stranger", "known", "Permission denied (publickey)"),
        ("missing", "known", "Permission denied (publickey)"),
        ("user", "unknown", "Host key verification failed"),
    ],
)
def test_why_ssh_failed_is_said_in_its_own_words(sshd: Sshd, key: str, known: str, said: str) -> None:
    before = sshd.log.read_text().count("Connection from") + logins(sshd)
    with pytest.raises(SourceError) as caught:
        snapshot("ssh://engine", sshd.with_key(key, known))
    assert said in caught.value.reason
    assert caught.value.place == "ssh://engine"
    assert "\n" not in str(caught.value)
    assert logins(sshd) + sshd.log.read_text().count("Connection from") - before <= 1


def test_an_unknown_host_is_said(sshd: Sshd) -> None:
    with pytest.raises(SourceError, match=r"elsewhere\.invalid"):
        snapshot("ssh://elsewhere.invalid", sshd.with_key("user"))


def test_a_far_side_without_docker_is_said(sshd: Sshd) -> None:
    environ = sshd.with_key("user")
    config = sshd.folder / "sshd"
    assert "docker" in config.read_text()
    wrapper = sshd.folder / "bin" / "ssh"
    wrapper.write_text(wrapper.read_text().replace('"$@"', "engine no-such-docker system dial-stdio"))
    with pytest.raises(SourceError, match=r"no-such-docker.*not found"):
        snapshot("ssh://engine", environ)


def test_a_machine_without_ssh_is_said() -> None:
    with pytest.raises(SourceError, match="ssh cannot be started: No such file or directory"):
        snapshot("ssh://engine", {"PATH": "/nonexistent"})


def test_a_far_side_that_never_answers_ends_in_time(sshd: Sshd) -> None:
    environ = sshd.with_key("user")
    wrapper = sshd.folder / "bin" / "ssh"
    wrapper.write_text("#!/bin/sh\ntrap '' TERM\nexec sleep 1000\n")
    with pytest.raises(SourceError, match="no answer within 1 s"):
        snapshot("ssh://engine", environ, timeout=1)
