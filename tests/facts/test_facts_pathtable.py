"""The areas of the path table, row by row."""

import pytest

from inspector.facts.paths import normalise
from inspector.facts.pathtable import areas

ROOT_DIR = "/srv/engine/data"


@pytest.mark.parametrize(
    ("path", "write", "read"),
    [
        ("/", "root", "root"),
        ("/proc/1/root", "root", "root"),
        ("/host_mnt", "root", "root"),
        ("C:\\", "windows", "windows"),
        ("d:/", "windows", "windows"),
        ("C:\\Windows\\System32", "windows", "windows"),
        ("C:\\ProgramData", "windows", "windows"),
        ("C:\\Users\\dev\\project", None, None),
        ("/etc", "code", "secrets"),
        ("/etc/cron.d", "code", None),
        ("/etc/cron.d/job", "code", None),
        ("/var/spool/cron", "code", None),
        ("/var/spool", "code", None),
        ("/var", "code", "engine-data"),
        ("/usr/local/bin", "code", None),
        ("/bin", "code", None),
        ("/lib/systemd", "code", None),
        ("/root", "code", "secrets"),
        ("/root/project", "code", None),
        ("/etc/kubernetes", "code", "kubernetes"),
        ("/var/lib/kubelet/pods", "kubernetes", "kubernetes"),
        ("/opt/cni/bin", "kubernetes", "kubernetes"),
        ("/proc", "proc", "proc"),
        ("/proc/sys/kernel", "proc", "proc"),
        ("/sys", "sys", "sys"),
        ("/sys/kernel", "sys", "sys"),
        ("/sys/kernel/debug", "sys-part", None),
        ("/sys/class", "sys-part", None),
        ("/sys/fs/cgroup", "cgroup", None),
        ("/sys/fs/cgroup/memory", "cgroup", None),
        ("/srv/engine/data", "engine-data", "engine-data"),
        ("/srv/engine/data/containers/1", "engine-data", "engine-data"),
        ("/srv", "engine-data", "engine-data"),
        ("/srv/engine/database", None, None),
        ("/var/lib/docker/volumes", "engine-data", "engine-data"),
        ("/var/lib", "engine-data", "engine-data"),
        ("/var/lib/mysql", None, None),
        ("/home/dev/.local/share/docker/x", "engine-data", "engine-data"),
        ("/var/lib/containerd", "runtime-data", "runtime-data"),
        ("/run/containerd", "runtime-data", "runtime-data"),
        ("/etc/docker", "code", "engine-config"),
        ("/run/docker/plugins", "engine-config", "engine-config"),
        ("/run/docker/runtime-runc", "engine-config", "engine-config"),
        ("/home", "secrets", "secrets"),
        ("/home/dev", "secrets", "secrets"),
        ("/home/dev/project", None, None),
        ("/home/dev/.ssh/id_ed25519", "secrets", "secrets"),
        ("/home/dev/project/.docker/nginx.conf", None, None),
        ("/home/dev/project/.docker/config.json", "secrets", "secrets"),
        ("/srv/deploy/.kube/config", "secrets", "secrets"),
        ("/etc/ssl", "code", "secrets"),
        ("/etc/ssh/ssh_host_rsa_key", "code", "secrets"),
        ("/opt", "later", None),
        ("/boot/efi", "later", None),
        ("/lib/modules", "later", None),
        ("/run", "code", "service-socket"),
        ("/run/dbus", "service-socket", "service-socket"),
        ("/run/systemd/private", "code", "service-socket"),
        ("/var/snap/lxd/common/lxd/unix.socket", "service-socket", "service-socket"),
        ("/tmp/.X11-unix", "agent-socket", "agent-socket"),
        ("/run/user/1000/gnupg", "agent-socket", "agent-socket"),
        ("/var/log/nginx", "logs", "logs"),
        ("/tmp", "temp", None),
        ("/tmp/x", "temp", None),
        ("/dev/shm", "temp", None),
        ("/srv/app/.env", "secret-file", None),
        ("/srv/app/tls.key", "secret-file", None),
        ("/srv/app/docker-compose.yml", "secret-file", None),
        ("/run/udev", "run", None),
        ("/runner", None, None),
        ("/data/app", None, None),
        ("/etcetera", None, None),
        ("/dev/null", None, None),
    ],
)
def test_the_weightiest_area(path: str, write: str | None, read: str | None) -> None:
    found = areas(normalise(path), ROOT_DIR)
    assert (found.write, found.read) == (write, read)


@pytest.mark.parametrize(
    "path", ["/etc/localtime", "/usr/share/zoneinfo/UTC", "/etc/ssl/certs", "/etc/hosts", "/etc/machine-id"]
)
def test_what_every_container_may_read_is_silent(path: str) -> None:
    found = areas(path, ROOT_DIR)
    assert found.areas[0] == "silent"
    assert (found.write, found.read) == ("settings", None)


def test_a_file_that_scripts_of_the_host_run_is_code() -> None:
    assert areas("/etc/os-release", ROOT_DIR)[1:] == ("code", None)


@pytest.mark.parametrize(
    ("path", "write", "read"),
    [
        ("/dev", "temp", "terminals"),
        ("/dev/pts", None, "terminals"),
        ("/dev/pts/0", None, "terminals"),
        ("/dev/sda", None, None),
    ],
)
def test_terminals_of_the_host_are_read(path: str, write: str | None, read: str | None) -> None:
    assert areas(path, ROOT_DIR)[1:] == (write, read)


def test_all_areas_are_listed_in_the_order_of_the_table() -> None:
    assert areas("/", None).areas == ("root", "code", "engine-data", "secrets", "service-socket")
    assert "windows" not in areas("/", None).areas


def test_a_rootless_engine_makes_its_users_home_engine_data() -> None:
    root = "/home/dev/.local/share/docker"
    assert areas("/home/dev", root).write == "engine-data"
    assert areas("/home/other", root).write == "secrets"


def test_a_long_path_is_not_remembered() -> None:
    assert areas("/" + "x" * 100_000, None).areas == ()
