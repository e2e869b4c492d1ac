"""Local evidence: what a bind really is, by mount tables; here made up, the real thing is in tests/engine."""

import os
from pathlib import Path
from typing import Any

import pytest

from inspector.sources.live.auditor import own_container
from inspector.sources.live.local import BELOW, evidence
from inspector.sources.live.mountinfo import Entry, table

ID = "ab" * 32
OTHER = "cd" * 32
ENGINE = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:25 / /run rw,nosuid - tmpfs tmpfs rw
24 22 8:2 /vol /var/lib/docker rw - ext4 /dev/sda2 rw
25 22 0:5 / /proc rw - proc proc rw
"""
CONTAINER = """\
100 99 0:60 / / rw - overlay overlay rw,lowerdir=/secret/a:/secret/b
101 100 0:25 /docker.sock /x ro - tmpfs tmpfs rw
"""


@pytest.fixture(autouse=True)
def root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    process(tmp_path, 7, ENGINE, parent=1)
    return tmp_path


def process(proc: Path, pid: int, mounts: str, parent: int, cgroup: str = "0::/") -> None:
    place = proc / str(pid)
    (place / "ns").mkdir(parents=True)
    (place / "ns" / "mnt").symlink_to(f"mnt:[{pid}]")
    (place / "mountinfo").write_text(mounts)
    (place / "status").write_text(f"Name:\tx\nPPid:\t{parent}\n")
    (place / "cgroup").write_text(cgroup)


def container(*mounts: tuple[str, str], pid: Any = 42, identity: str = ID) -> dict[str, Any]:
    listed = [{"Type": "bind", "Source": source, "Destination": dest} for source, dest in mounts]
    return {"Id": identity, "State": {"Pid": pid}, "Mounts": listed}


def mounts(proc: Path, table: str, *told: tuple[str, str]) -> list[dict[str, Any]]:
    process(proc, 42, table, parent=7, cgroup=f"0::/system.slice/docker-{ID}.scope")
    found: list[dict[str, Any]] = evidence([container(*told)], proc).get(ID, {}).get("mounts", [])
    return found


def test_a_link_to_the_socket_is_what_it_leads_to(proc: Path) -> None:
    assert mounts(proc, CONTAINER, ("/opt/x", "/x")) == [
        {"dest": "/x", "rw": False, "fstype": "tmpfs", "path": "/run/docker.sock"}
    ]


def test_a_bind_that_is_no_link_keeps_its_name_when_it_has_several(proc: Path) -> None:
    entry = "101 100 8:2 /vol/volumes/v /x rw - ext4 /dev/sda2 rw\n"
    (proc / "7" / "mountinfo").write_text(ENGINE + "26 22 8:2 / /mnt/second rw - ext4 /dev/sda2 rw\n")
    (found,) = mounts(proc, entry, ("/mnt/second/vol/volumes/v", "/x"))
    assert (found["path"], found["also"]) == ("/mnt/second/vol/volumes/v", ["/var/lib/docker/volumes/v"])


def test_the_most_particular_place_is_the_path(proc: Path) -> None:
    entry = "101 100 8:2 /vol/volumes/v /x rw - ext4 /dev/sda2 rw\n"
    (proc / "7" / "mountinfo").write_text(ENGINE + "26 22 8:2 / /mnt/second rw - ext4 /dev/sda2 rw\n")
    (found,) = mounts(proc, entry, ("/opt/link", "/x"))
    assert (found["path"], found["also"]) == ("/var/lib/docker/volumes/v", ["/mnt/second/vol/volumes/v"])


def test_a_volume_that_is_a_bind_is_what_it_leads_to(proc: Path) -> None:
    data = "/var/lib/docker/volumes/hidden/_data"
    (proc / "7" / "mountinfo").write_text(f"{ENGINE}26 24 0:25 / {data} rw - tmpfs tmpfs rw\n")
    process(proc, 42, "101 100 0:25 / /x rw - tmpfs tmpfs rw\n", parent=7, cgroup=ID)
    told = container((data, "/x"))
    told["Mounts"][0] |= {"Type": "volume", "Name": "hidden"}
    (found,) = evidence([told], proc)[ID]["mounts"]
    assert (found["path"], found["also"]) == ("/run", [data])


def test_blanks_in_paths_are_read(proc: Path) -> None:
    (found,) = mounts(proc, "101 100 8:1 /a\\040b\\134c /x\\011y rw - ext4 x rw\n", ("/a b\\c", "/x\ty"))
    assert (found["path"], found["dest"]) == ("/a b\\c", "/x\ty")


def test_mounts_below_are_listed_and_those_of_other_containers_are_not(proc: Path) -> None:
    below = (
        "101 100 8:1 / /host ro - ext4 x rw\n"
        "102 101 0:25 / /host/run rw - tmpfs tmpfs rw\n"
        "103 101 0:99 / /host/var/lib/docker/overlay2/a/merged rw - overlay overlay rw\n"
        "104 103 0:5 / /host/var/lib/docker/overlay2/a/merged/proc rw - proc proc rw\n"
        "105 100 0:70 / /hostile rw - tmpfs tmpfs rw\n"
    )
    found = mounts(proc, CONTAINER + below, ("/", "/host"))
    assert [(mount["dest"], mount["rw"], mount["path"]) for mount in found] == [
        ("/host", False, "/"),
        ("/host/run", True, "/run"),
    ]


def test_a_bind_of_everything_lists_a_bounded_number(proc: Path) -> None:
    many = "".join(f"{n} 101 0:25 /d{n} /host/d{n} rw - tmpfs tmpfs rw\n" for n in range(200, 1000))
    assert len(mounts(proc, "101 100 8:1 / /host ro - ext4 x rw\n" + many, ("/", "/host"))) == BELOW + 1


def test_a_destination_behind_a_link_of_the_container_is_found_by_its_source_only(proc: Path) -> None:
    entry = "101 100 8:1 /srv/app /run/app rw - ext4 x rw\n"
    found = mounts(proc, entry, ("/srv/app", "/var/run/app"), ("/opt/link", "/var/run/other"))
    assert [(mount["dest"], mount.get("path")) for mount in found] == [("/var/run/app", "/srv/app")]


@pytest.mark.parametrize(
    "entry",
    ["101 100 8:1 /opt/x//deleted /x rw - ext4 x rw\n", "101 100 9:9 /opt/x /x rw - ext4 x rw\n"],
)
def test_what_cannot_be_placed_has_no_path(proc: Path, entry: str) -> None:
    (found,) = mounts(proc, entry, ("/opt/x", "/x"))
    assert "path" not in found


def test_only_paths_are_kept_of_a_mount_table(proc: Path) -> None:
    entry = "101 100 8:1 /opt/x /x rw - cifs //user:hunter2@box/share rw,password=hunter2\n"
    assert "hunter2" not in str(mounts(proc, entry, ("/opt/x", "/x")))


@pytest.mark.parametrize("cgroup", ["0::/", f"0::/docker/{OTHER}", ""])
def test_a_process_that_is_not_the_containers_is_no_evidence(proc: Path, cgroup: str) -> None:
    process(proc, 42, CONTAINER, parent=7, cgroup=cgroup)
    assert evidence([container(("/opt/x", "/x"))], proc) == {}


@pytest.mark.parametrize("pid", [0, -1, None, "42", True, 43])
def test_without_a_process_there_is_no_evidence(proc: Path, pid: object) -> None:
    process(proc, 42, CONTAINER, parent=7, cgroup=ID)
    assert evidence([container(("/opt/x", "/x"), pid=pid)], proc) == {}


def test_broken_documents_and_tables_are_no_evidence(proc: Path) -> None:
    process(proc, 42, "garbage\n\n1 2 3\n", parent=7, cgroup=ID)
    broken: list[dict[str, Any]] = [
        {},
        {"Id": ID},
        {"Id": 7, "State": {"Pid": 42}, "Mounts": [{"Destination": "/x"}]},
        {"Id": ID, "State": {"Pid": 42}, "Mounts": [None, {"Destination": 5}]},
        {"Id": ID, "State": [], "Mounts": {}},
        container(("/opt/x", "/x")),
    ]
    assert evidence(broken, proc) == {}


def test_without_root_there_is_no_evidence(proc: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    process(proc, 42, CONTAINER, parent=7, cgroup=ID)
    assert evidence([container(("/opt/x", "/x"))], proc) != {}
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert evidence([container(("/opt/x", "/x"))], proc) == {}


@pytest.mark.parametrize(("effective", "seen"), [("0000000000080000", 1), ("0000000000000000", 0)])
def test_the_right_to_trace_is_as_good_as_root(
    proc: Path, monkeypatch: pytest.MonkeyPatch, effective: str, seen: int
) -> None:
    process(proc, 42, CONTAINER, parent=7, cgroup=ID)
    (proc / "self").mkdir()
    (proc / "self" / "status").write_text(f"Name:\tpython\nCapEff:\t{effective}\n")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert len(evidence([container(("/opt/x", "/x"))], proc)) == seen


def test_a_mount_table_that_is_missing_is_empty(tmp_path: Path) -> None:
    assert table(tmp_path / "no") == []


def test_an_entry_has_optional_fields_in_any_number(tmp_path: Path) -> None:
    path = tmp_path / "mountinfo"
    path.write_text("1 2 8:1 /r /p ro,noexec shared:1 master:2 - ext4 /dev/x rw\n1 2 8:1 / /q rw - xfs /dev/x ro\n")
    assert table(path) == [
        Entry("8:1", "/r", "/p", rw=False, fstype="ext4"),
        Entry("8:1", "/", "/q", rw=True, fstype="xfs"),
    ]


def own(proc: Path, mounts: str = "", cgroup: str = "", ids: tuple[str, ...] = (ID, OTHER)) -> str | None:
    (proc / "self").mkdir(exist_ok=True)
    (proc / "self" / "mountinfo").write_text(mounts)
    (proc / "self" / "cgroup").write_text(cgroup)
    return own_container([{"Id": identity} for identity in ids], proc, marks=[])


@pytest.mark.parametrize(
    "root",
    [
        f"/var/lib/docker/containers/{ID}/hostname",
        f"/storage/overlay-containers/{ID}/userdata/hostname",
        f"/{ID}/hostname",
    ],
)
def test_the_auditors_container_is_known_by_what_the_engine_mounts(tmp_path: Path, root: str) -> None:
    assert own(tmp_path, f"1 2 8:1 {root} /etc/hostname rw - ext4 x rw\n") == ID


@pytest.mark.parametrize("cgroup", [f"5:cpu:/docker/{OTHER}\n", f"0::/system.slice/docker-{OTHER}.scope\n"])
def test_the_auditors_container_is_known_by_its_control_group(tmp_path: Path, cgroup: str) -> None:
    assert own(tmp_path, cgroup=cgroup) == OTHER


def test_on_the_host_mounts_of_containers_are_not_the_auditors(tmp_path: Path) -> None:
    table = f"1 2 0:9 / /var/lib/docker/containers/{ID}/mounts/shm rw - tmpfs shm rw\n1 2 8:1 / / rw - ext4 x rw\n"
    assert own(tmp_path, table, f"0::/user.slice/{ID}/session.scope\n") is None


def test_a_container_of_another_engine_is_not_the_auditors(tmp_path: Path) -> None:
    assert own(tmp_path, f"1 2 8:1 /containers/{ID}/hostname /etc/hostname rw - ext4 x rw\n", ids=(OTHER,)) is None


def test_the_hosts_name_counts_inside_a_container_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: ID[:12])
    (mark := tmp_path / ".dockerenv").touch()
    containers: list[dict[str, Any]] = [{"Id": ID}, {"Id": OTHER}, {"Id": 7}]
    assert own_container(containers, tmp_path, [mark]) == ID
    assert own_container(containers, tmp_path, [tmp_path / "no"]) is None
    monkeypatch.setattr("socket.gethostname", lambda: "ab")
    assert own_container(containers, tmp_path, [mark]) is None
