"""Files, directories and standard input: what becomes a snapshot, a gap, an error."""

import gzip
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from inspector.sources import limits, store
from inspector.sources.files import FileSource, FilesRead, read_files
from inspector.sources.redact import Redactor
from inspector.sources.snapshot import Snapshot

CONTAINER = {
    "Id": "a" * 64, "Name": "/web", "Path": "nginx", "Args": [], "State": {"Status": "running"}, "Config": {},
    "HostConfig": {"Privileged": False}, "Mounts": [],
}  # fmt: skip
OTHER = {**CONTAINER, "Id": "b" * 64, "Name": "/db"}
INFO = {"ID": "i", "Name": "host-1", "DockerRootDir": "/var/lib/docker", "ServerVersion": "28"}
VERSION = {"Version": "28", "ApiVersion": "1.51"}
VOLUME = {"Name": "v", "Driver": "local", "Mountpoint": "/x", "Options": None, "Scope": "local"}
NETWORK = {"Name": "n", "Id": "n1", "Driver": "bridge", "IPAM": {}}
ENTRY = {"Id": "x", "Names": ["/x"], "Image": "y", "Command": "z", "State": "running", "Status": "Up"}


def read(*sources: str, stdin: bytes | None = None) -> FilesRead:
    stream = None if stdin is None else io.BytesIO(stdin)
    return read_files([FileSource.parse(source) for source in sources], stream, Redactor(b"a key of sixteen"))


def save(path: Path, *values: Any) -> str:
    text = "\n".join(json.dumps(value) for value in values)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return str(path)


def only(found: FilesRead) -> Snapshot:
    assert found.errors == []
    assert found.gaps == []
    (snapshot,) = found.snapshots
    return snapshot


def reasons(found: FilesRead) -> list[str]:
    return [f"{gap['id']}: {gap['reason']}" for snapshot in found.snapshots for gap in snapshot.gaps]


@pytest.mark.parametrize("name", ["a.json", "a.ndjson", "a.json.gz", "a", "a.txt", "a.b=c.json", "-odd name é.json"])
def test_a_file_may_be_called_anything(tmp_path: Path, name: str) -> None:
    snapshot = only(read(save(tmp_path / name, CONTAINER)))
    assert [item["Id"] for item in snapshot.objects["container"]] == ["a" * 64]
    assert snapshot.origin == "files"
    assert snapshot.complete == set()
    assert snapshot.source == str(tmp_path / name)


def test_all_files_of_one_command_are_one_engine(tmp_path: Path) -> None:
    files = [
        save(tmp_path / "c.json", [CONTAINER, OTHER]),
        save(tmp_path / "i.json", INFO),
        save(tmp_path / "v.json", VERSION),
    ]
    snapshot = only(read(*files, "-", stdin=json.dumps([VOLUME]).encode()))
    assert snapshot.name == "host-1"
    assert snapshot.info == INFO
    assert snapshot.version == VERSION
    assert {kind: len(items) for kind, items in snapshot.objects.items()} == {"container": 2, "volume": 1}
    assert snapshot.source == f"{files[0]} and 3 more"


def test_names_make_engines(tmp_path: Path) -> None:
    one, two = save(tmp_path / "one.json", CONTAINER), save(tmp_path / "two.json", OTHER)
    found = read(f"a={one}", f"b={two}", f"a={save(tmp_path / 'info.json', INFO)}")
    assert [(snapshot.name, snapshot.info is not None) for snapshot in found.snapshots] == [("a", True), ("b", False)]


def test_a_directory_is_an_engine(tmp_path: Path) -> None:
    for host in ("one", "two"):
        (tmp_path / host).mkdir()
        save(tmp_path / host / "c.json", CONTAINER)
        save(tmp_path / host / "v.ndjson", VOLUME, {**VOLUME, "Name": "w"})
        save(tmp_path / host / "n.json.gz", [NETWORK])
        (tmp_path / host / "notes.txt").write_text("not read")
        (tmp_path / host / "deeper.json").mkdir()
    found = read(str(tmp_path / "one"), str(tmp_path / "two") + "/", f"c={tmp_path / 'two'}")
    assert [snapshot.name for snapshot in found.snapshots] == ["one", "two", "c"]
    assert all(
        {kind: len(items) for kind, items in snapshot.objects.items()} == {"container": 1, "network": 1, "volume": 2}
        for snapshot in found.snapshots
    )


@pytest.mark.parametrize(
    ("file", "name"),
    [("host-2.json", "host-2"), ("host-2.json.gz", "host-2"), ("host-2", "host-2"), (".json", "/.json")],
)
def test_an_engine_without_a_name_is_called_like_its_file(tmp_path: Path, file: str, name: str) -> None:
    assert only(read(save(tmp_path / file, CONTAINER))).name.endswith(name)


def test_standard_input() -> None:
    snapshot = only(read("-", stdin=json.dumps([CONTAINER]).encode()))
    assert (snapshot.name, snapshot.source) == ("stdin", "standard input")
    assert read("-").errors[0].place == "standard input"
    assert "is empty" in str(read("-", stdin=b"").errors[0])


def test_parts_that_are_no_inspect_output_among_good_ones_are_gaps(tmp_path: Path) -> None:
    path = save(tmp_path / "c.json", [CONTAINER, ENTRY, 7, {"message": "no such container"}])
    found = read(path)
    assert len(found.snapshots[0].objects["container"]) == 1
    assert found.errors == []
    assert reasons(found) == [
        f"{path}: entry 2 is an entry of a list of containers, which lacks most settings; use `docker inspect`",
        f"{path}: entry 3 is a number, not inspect output",
        f"{path}: entry 4 is an error that the API answered",
    ]
    assert {gap["engine"] for gap in found.snapshots[0].gaps} == {"c"}


def test_a_broken_line_among_good_ones_is_a_gap(tmp_path: Path) -> None:
    path = tmp_path / "c.ndjson"
    path.write_text(json.dumps(CONTAINER) + '\n{"Id": "x\n' + json.dumps(OTHER))
    found = read(str(path))
    assert len(found.snapshots[0].objects["container"]) == 2
    assert len(found.snapshots[0].gaps) == 1


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (
            [[ENTRY] * 3],
            (
                "is an entry of a list of containers, which lacks most settings; use `docker inspect`"
                " (the first of 3 entries)"
            ),
        ),
        ([7], "is a number, not inspect output"),
        ([{}], "is an empty object"),
        ([[]], "holds an empty list, so there is nothing to audit"),
        ([{"Volumes": None, "Warnings": None}], "holds an empty list, so there is nothing to audit"),
        (
            [{"schema": "inspector.snapshot/2"}],
            "is a snapshot of version 2, which is newer than this inspector (it knows 1)",
        ),
    ],
)
def test_a_file_with_nothing_usable_is_an_error(tmp_path: Path, values: list[Any], reason: str) -> None:
    path = save(tmp_path / "c.json", *values)
    found = read(path)
    assert found.snapshots == []
    assert [str(error) for error in found.errors] == [f"{path}: {reason}"]


def test_an_empty_list_beside_objects_is_no_fault(tmp_path: Path) -> None:
    """`GET /plugins` of an engine without plugins answers `[]`."""
    assert only(read(save(tmp_path / "c.json", CONTAINER), save(tmp_path / "p.json", []))).objects.keys() == {
        "container"
    }


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "loop.json").symlink_to(tmp_path / "loop.json")
    missing, empty, loop = str(tmp_path / "missing.json"), str(tmp_path / "empty"), str(tmp_path / "loop.json")
    found = read(missing, empty, loop, "\0", save(tmp_path / "c.json", CONTAINER))
    assert len(found.snapshots) == 1
    said = [str(error) for error in found.errors]
    assert said[0] == f"{missing}: does not exist"
    assert said[1] == f"{empty}: holds no file that ends in .json, .ndjson, .jsonl or .gz"
    assert said[2].startswith(f"{loop}: ")
    assert len(said) == 4
    assert not any("\n" in line for line in said)


def test_a_file_without_permission(tmp_path: Path) -> None:
    path = save(tmp_path / "c.json", CONTAINER)
    Path(path).chmod(0)
    ours = os.geteuid()
    os.seteuid(ours or 65534)  # root may read everything
    try:
        found = read(path)
    finally:
        os.seteuid(ours)
    assert str(found.errors[0]) == f"{path}: may not be read"


def test_snapshots_are_engines_of_their_own(tmp_path: Path) -> None:
    made = Snapshot("host-9", "unix:///x", "live", objects={"container": [CONTAINER]}, complete={"container"})
    made.gaps.append({"engine": "host-9", "kind": "node", "id": "", "reason": "403"})
    path = tmp_path / "s.json"
    path.write_text(store.write(made) + store.write(Snapshot("host-8", "unix:///y", "live")))
    found = read(str(path), save(tmp_path / "c.json", OTHER))
    assert [(snapshot.name, snapshot.origin) for snapshot in found.snapshots] == [
        ("c", "files"),
        ("host-9", "snapshot"),
        ("host-8", "snapshot"),
    ]
    assert found.snapshots[1].complete == {"container"}
    path.write_text(store.write(made))
    renamed = only(read(f"mine={path}"))
    assert (renamed.name, renamed.gaps[0]["engine"]) == ("mine", "mine")


def test_values_are_redacted() -> None:
    document = {**CONTAINER, "Config": {"Env": ["PASSWORD=hunter2"]}}
    assert "hunter2" not in repr(read("-", stdin=json.dumps(document).encode()))


def changed(document: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {**document, **fields}


@pytest.mark.parametrize(
    ("documents", "kept"),
    [
        ([CONTAINER, CONTAINER], [CONTAINER]),
        ([CONTAINER, changed(CONTAINER, State={"Status": "exited"})], [changed(CONTAINER, State={"Status": "exited"})]),
        (
            [CONTAINER, changed(CONTAINER, HostConfig={"Privileged": True})],
            [CONTAINER, changed(CONTAINER, HostConfig={"Privileged": True})],
        ),
        (
            [
                changed(CONTAINER, Mounts=[{"Source": "/a"}, {"Source": "/b"}]),
                changed(CONTAINER, Mounts=[{"Source": "/b"}, {"Source": "/a"}]),
            ],
            [changed(CONTAINER, Mounts=[{"Source": "/b"}, {"Source": "/a"}])],
        ),
        ([{"HostConfig": {}, "Name": "/a"}, {"HostConfig": {}, "Name": "/a"}], [{"HostConfig": {}, "Name": "/a"}] * 2),
        ([changed(CONTAINER, Id=7), changed(CONTAINER, Id=7)], [changed(CONTAINER, Id=7)] * 2),
    ],
)
def test_a_container_twice(documents: list[Any], kept: list[Any]) -> None:
    """One container at two times is one; two that contradict each other are both judged."""
    assert only(read("-", stdin=json.dumps(documents).encode())).objects["container"] == kept


@pytest.mark.parametrize(
    ("documents", "kind", "kept"),
    [
        ([NETWORK, changed(NETWORK, Containers={"c": {}})], "network", changed(NETWORK, Containers={"c": {}})),
        ([changed(NETWORK, Containers={"c": {}}), NETWORK], "network", changed(NETWORK, Containers={"c": {}})),
        ([VOLUME, changed(VOLUME, Status={})], "volume", changed(VOLUME, Status={})),
        (
            [
                {"ID": "s", "Version": {"Index": 2}, "Spec": {"Name": "x"}},
                {"ID": "s", "Version": {"Index": 1}, "Spec": {"Name": "x"}},
            ],
            "secret",
            {"ID": "s", "Version": {"Index": 2}, "Spec": {"Name": "x"}},
        ),
    ],
)
def test_other_objects_twice(documents: list[Any], kind: str, kept: Any) -> None:
    assert only(read("-", stdin=json.dumps(documents).encode())).objects[kind] == [kept]


@pytest.mark.parametrize(
    "second", [changed(VOLUME, Options={"o": "bind"}), {"Name": "v", "Driver": "x", "Mountpoint": "/x"}]
)
def test_volumes_that_differ_are_both_judged(second: dict[str, Any]) -> None:
    assert len(only(read("-", stdin=json.dumps([VOLUME, second]).encode())).objects["volume"]) == 2


def test_the_info_of_a_second_engine_is_not_mixed_in(tmp_path: Path) -> None:
    path = save(tmp_path / "b.json", changed(INFO, Name="host-2"))
    found = read(
        save(tmp_path / "a.json", INFO), path, save(tmp_path / "c.json", INFO, VERSION, changed(VERSION, Version="27"))
    )
    (snapshot,) = found.snapshots
    assert snapshot.info == INFO
    assert snapshot.version == VERSION
    assert reasons(found)[0] == f"{path}: is the info of a second engine; give each engine's files a name (NAME=FILE)"
    assert len(reasons(found)) == 2


def test_limits_on_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector.sources.files.MAX_OBJECTS", 3)
    documents = [changed(CONTAINER, Id=str(number)) for number in range(5)]
    found = read("-", stdin=json.dumps(documents).encode())
    assert len(found.snapshots[0].objects["container"]) == 3
    assert reasons(found) == ["standard input: holds 5 entries, of which 3 were read"]


def test_a_hundred_thousand_entries_take_bounded_time_and_few_gaps() -> None:
    found = read("-", stdin=json.dumps([CONTAINER, *([ENTRY] * 100_000)]).encode())
    assert len(found.snapshots[0].objects["container"]) == 1
    told = reasons(found)
    assert len(told) == limits.MAX_FAULTS + 1
    assert told[-1] == f": {limits.MAX_OBJECTS + 1 - 1 - limits.MAX_FAULTS} more entries were not read"


def test_what_is_too_long_is_replaced_and_a_gap() -> None:
    long = changed(CONTAINER, HostConfig={"Binds": ["/a:/b"] * 20_000}, Mounts=[{"Source": "/" + "x" * 2_000_000}])
    found = read("-", stdin=json.dumps(long).encode())
    shown = found.snapshots[0].objects["container"][0]
    assert shown["HostConfig"]["Binds"] == "(replaced: a list of 20,000 entries)"
    assert shown["Mounts"] == [{"Source": {"replaced": "a text of 2,000,001 characters"}}]
    assert reasons(found) == [
        "standard input: /web: a list of 20,000 entries is over the limit and was not read",
        "standard input: /web: a text of 2,000,001 characters is over the limit and was not read",
    ]


def test_a_long_value_is_hidden_like_any_other() -> None:
    document = changed(CONTAINER, Config={"Env": ["X=" + "x" * 2_000_000], "Labels": {"a": "y" * 2_000_000}})
    found = read("-", stdin=json.dumps(document).encode())
    assert reasons(found) == []
    assert len(repr(found.snapshots)) < 2000


def test_a_directory_with_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector.sources.files.MAX_FILES", 2)
    for number in range(3):
        save(tmp_path / f"{number}.json", changed(CONTAINER, Id=str(number)))
    found = read(str(tmp_path))
    assert len(found.snapshots[0].objects["container"]) == 2
    assert reasons(found) == [f"{tmp_path}: holds 3 files, of which 2 were read"]


@pytest.mark.parametrize(
    ("text", "name", "path"),
    [
        ("a.json", None, "a.json"),
        ("web=a.json", "web", "a.json"),
        ("web=-", "web", "-"),
        ("-", None, "-"),
        ("=a.json", None, "=a.json"),
        ("dir/a=b.json", None, "dir/a=b.json"),
        ("a=b=c", "a", "b=c"),
        ("a=", "a", ""),
    ],
)
def test_named_sources(text: str, name: str | None, path: str) -> None:
    assert FileSource.parse(text) == FileSource(path, name)


def test_a_file_with_an_equals_sign_is_that_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    save(tmp_path / "a=b.json", CONTAINER)
    assert FileSource.parse("a=b.json") == FileSource("a=b.json")


@pytest.mark.parametrize("odd", [None, [], "x", 7, {"a": None}, [None]])
@pytest.mark.parametrize("field", ["Id", "Name", "State", "Config", "HostConfig", "Mounts", "NetworkSettings", "Args"])
def test_wrong_types_are_kept_for_the_facts_to_report(field: str, odd: Any) -> None:
    document = changed(CONTAINER, **{field: odd})
    snapshot = only(read("-", stdin=json.dumps(document).encode()))
    assert len(snapshot.objects["container"]) == 1
    assert type(snapshot.objects["container"][0][field]) is type(odd)
