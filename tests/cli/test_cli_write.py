"""Output files are whole or are not."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from inspector.cli.write import PRIVATE, special, write, write_all
from inspector.errors import ManyErrors, OutputError

ROOT = os.geteuid() == 0


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_report_is_written_with_the_umask_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write(str(tmp_path / "r.html"), "é\udc80\n")
    finally:
        os.umask(old)
    assert (tmp_path / "r.html").read_bytes() == "é\\udc80\n".encode()
    assert mode(tmp_path / "r.html") == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["r.html"]


def test_a_snapshot_is_private_even_where_an_open_file_was(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text("old")
    path.chmod(0o666)
    write(str(path), b"new", PRIVATE)
    assert (path.read_text(), mode(path)) == ("new", 0o600)


def test_a_report_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text("old")
    path.chmod(0o600)
    write(str(path), "new")
    assert (path.read_text(), mode(path)) == ("new", 0o600)


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write(str(tmp_path / "link"), "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (".", "is a directory"),
        ("nowhere/r.txt", "its folder does not exist"),
        ("file/r.txt", "Not a directory"),
        ("r" * 300, "File name too long"),
        ("a\0b", "embedded null byte"),
    ],
)
def test_what_cannot_be_written_is_one_fault_with_its_reason(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").write_text("kept")
    with pytest.raises(OutputError) as caught:
        write(f"{tmp_path}/{name}", "x")
    assert caught.value.place == f"{tmp_path}/{name}"
    assert reason in caught.value.reason
    assert [one.name for one in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "kept"


def test_one_fault_does_not_keep_the_others_from_being_written(tmp_path: Path) -> None:
    with pytest.raises(ManyErrors) as caught:
        write_all([(str(tmp_path), "x"), (str(tmp_path / "good"), "x"), (str(tmp_path / "no" / "r"), "x")])
    assert [one.reason for one in caught.value.errors] == ["is a directory", "its folder does not exist"]
    assert (tmp_path / "good").read_text() == "x"


@pytest.mark.skipif(not ROOT, reason="needs root, to mount a small file system and to become somebody else")
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    script = f"""
import sys
from inspector.cli.write import write
from inspector.errors import OutputError
try:
    write('{tmp_path}/r.txt', 'x' * 2_000_000)
except OutputError as fault:
    print(fault.reason)
"""
    shell = (
        f"mount -t tmpfs -o size=1m tmpfs {tmp_path} && printf old >{tmp_path}/r.txt && "
        f"{sys.executable} - <<'E' && cat {tmp_path}/r.txt && ls -A {tmp_path}\n{script}\nE\n"
    )
    done = subprocess.run(["unshare", "--mount", "/bin/sh", "-c", shell], capture_output=True, text=True, check=False)
    assert done.stdout == "No space left on device\noldr.txt\n", done.stderr


def test_a_pipe_is_written_to_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write(str(pipe), "text")
    reader.join(10)
    assert got == [b"text"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_an_open_file_is_neither_truncated_nor_replaced(tmp_path: Path) -> None:
    """`inspector ... -o /dev/stdout >>log` appends."""
    log = tmp_path / "log"
    log.write_text("before\n")
    code = "from inspector.cli.write import write; write('/dev/stdout', 'after\\n')"
    with log.open("a") as stream:
        subprocess.run([sys.executable, "-c", code], stdout=stream, check=True)
    assert log.read_text() == "before\nafter\n"


@pytest.mark.parametrize(
    ("path", "known"), [("/dev/stdout", True), ("/dev/null", True), ("/", False), ("/none", False)]
)
def test_special_files_are_known(path: str, known: bool) -> None:  # noqa: FBT001 a table's column
    assert special(path) is known
