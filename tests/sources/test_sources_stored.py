"""A snapshot as a file reads back to the same snapshot; what is wrong in one is a gap or refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from inspector.errors import SourceError
from inspector.resources import bundled
from inspector.sources.files import FileSource, read_files
from inspector.sources.limits import MAX_LIST
from inspector.sources.redact import MARK, KeepList, Redactor
from inspector.sources.shapes import recognise
from inspector.sources.snapshot import KINDS, Snapshot
from inspector.sources.store import from_document, to_document, write

SAMPLES = Path(str(bundled("rules"))) / "samples"
FOLDERS = sorted(path.name for path in SAMPLES.iterdir() if path.is_dir() and path.name != "dind")
NO_INSPECT = {"containers_json_all_1", "images_json", "system_df"}
"""Lists of entries and disk usage, which are refused."""


def taken(folder: str, redactor: Redactor | None = None) -> Snapshot:
    (snapshot,) = read_files([FileSource(str(SAMPLES / folder))], None, redactor or Redactor()).snapshots
    return snapshot


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_snapshot_reads_back_as_it_was_with_another_key(folder: str) -> None:
    snapshot = taken(folder)
    snapshot.complete, snapshot.not_applicable = {"container"}, {"service"}
    snapshot.nested["a"] = taken(folder)
    text = write(snapshot)
    again = from_document(json.loads(text), "host.json", Redactor())
    again.origin = snapshot.origin
    again.nested["a"].origin = snapshot.origin
    assert again == snapshot
    assert write(again) == text
    assert text.isascii()


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.json")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_sample_is_recognised_or_refused_for_a_reason(path: Path) -> None:
    value = json.loads(path.read_bytes())
    listing = path.stem.removeprefix("raw-") in NO_INSPECT
    entries = (
        value if isinstance(value, list) else value["Volumes"] if value.keys() <= {"Volumes", "Warnings"} else [value]
    )
    for entry in entries or []:
        shape = recognise(entry)
        if "message" in entry and len(entry) <= 3:
            assert "error" in shape.reason  # Podman's answers where it has none
        elif listing:
            assert not shape.kind
            assert "docker inspect" in shape.reason
        else:
            assert shape.kind in (*KINDS, "info", "version"), shape.reason


@pytest.mark.parametrize("schema", [None, 1, "inspector.snapshot/", "inspector.snapshot/2", "inspector.snapshot/x"])
def test_other_versions_are_refused(schema: Any) -> None:
    with pytest.raises(SourceError, match="version"):
        from_document({"schema": schema}, "host.json", Redactor())


def test_damage_is_a_gap_and_no_inventory() -> None:
    document = to_document(Snapshot("h", "s", "live", complete={"container", "image", "volume"}))
    document["objects"] = {"container": [{"Id": "a"}, 7], "image": "x", "volume": [], "alien": []}
    document["info"] = []
    snapshot = from_document(document, "host.json", Redactor())
    assert snapshot.objects == {"container": [{"Id": "a"}], "volume": []}
    assert snapshot.complete == {"volume"}
    assert sorted(gap["kind"] for gap in snapshot.gaps) == ["alien", "container", "image"]


def test_what_is_too_long_is_a_gap() -> None:
    document = to_document(Snapshot("h", "s", "live"))
    document["objects"] = {"container": [{"Id": "a", "Args": ["sh"] * (MAX_LIST + 1)}]}
    snapshot = from_document(document, "host.json", Redactor())
    assert isinstance(snapshot.objects["container"][0]["Args"], str)
    assert len(snapshot.gaps) == 1


def test_a_snapshot_that_was_not_redacted_is_redacted_on_reading() -> None:
    document = to_document(Snapshot("h", "s", "live"))
    document["objects"] = {"container": [{"Id": "a", "Config": {"Env": ["PASSWORD=hunter2"]}}]}
    document["nested"] = {"a": {**document, "nested": {}}}
    assert "hunter2" not in write(from_document(document, "host.json", Redactor()))


def test_renaming_reaches_gaps_and_nested_engines() -> None:
    inner = Snapshot("old/dind", "s", "live", gaps=[{"engine": "old/dind", "kind": "image", "id": "", "reason": "x"}])
    snapshot = Snapshot("old", "s", "live", nested={"a": inner})
    snapshot.gaps.append({"engine": "old", "kind": "image", "id": "", "reason": "x"})
    snapshot.rename("new")
    assert (snapshot.gaps[0]["engine"], inner.name, inner.gaps[0]["engine"]) == ("new", "new/dind", "new/dind")


def token(redactor: Redactor, value: str = "hunter2") -> str:
    entry: str = redactor.document("container", {"Config": {"Env": [f"PASSWORD={value}"]}})["Config"]["Env"][0]
    assert MARK.search(entry)
    return entry


def test_tokens_depend_on_key_and_value_only() -> None:
    assert token(Redactor(b"k" * 16)) == token(Redactor(b"k" * 16))
    assert token(Redactor(b"k" * 16)) != token(Redactor(b"l" * 16))
    assert token(Redactor(b"k" * 16)) != token(Redactor(b"k" * 16), "hunter3") != token(Redactor(b"k" * 200), "hunter3")
    assert token(Redactor()) != token(Redactor())


def test_the_keep_list_is_widened_by_names_only() -> None:
    keep = KeepList.bundled().extended(env=["COLOUR", "MY_*"], labels=["note"])
    document = {
        "Config": {"Env": ["COLOUR=a1", "MY_X=b2", "MY_TOKEN=c3", "X=d4"], "Labels": {"note": "e5", "other": "f6"}}
    }
    shown = json.dumps(Redactor(keep=keep).document("container", document))
    assert [word in shown for word in ("a1", "b2", "e5")] == [True] * 3
    assert not any(f'"{word}"' in shown or f"={word}" in shown for word in ("c3", "d4", "f6"))
