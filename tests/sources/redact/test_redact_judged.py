"""Redaction takes nothing that is judged: facts of redacted and of whole documents are the same."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from test_redact_arguments import KEPT

from inspector.facts.project import project
from inspector.sources.files import FileSource, read_files
from inspector.sources.redact import Redactor, Redacts, Unredacted

SAMPLES = Path(__file__).parents[3] / "rules" / "samples"
FOLDERS = sorted({path.parent for path in SAMPLES.rglob("*.json")})
VALUES = ("env", "argv", "secrets")
"""Facts that hold values as they are."""

Facts = dict[tuple[str, str, str], Any]


def facts(path: Path, redactor: Redacts) -> Facts:
    """Facts of everything at `path`, less those that hold values."""
    found = read_files([FileSource(str(path))], None, redactor)
    return {
        (subject.kind, subject.id, subject.name): {
            key: item for key, item in subject.facts.items() if key not in VALUES
        }
        for inventory in project(found.snapshots)
        for subject in inventory.subjects
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(SAMPLES)))
def test_real_documents_are_judged_alike(folder: Path) -> None:
    whole = facts(folder, Unredacted())
    assert whole
    assert facts(folder, Redactor()) == whole


@pytest.mark.parametrize("argv", KEPT, ids=lambda argv: " ".join(argv)[:50])
@pytest.mark.parametrize("entrypoint", [False, True])
def test_command_lines_are_judged_alike(tmp_path: Path, argv: list[str], *, entrypoint: bool) -> None:
    document = copy.deepcopy(json.loads((SAMPLES / "docker-26.1.5" / "raw-container-default.json").read_bytes()))
    document["Path"], document["Args"] = argv[0], argv[1:]
    document["Config"]["Entrypoint" if entrypoint else "Cmd"] = argv
    document["Config"]["Cmd" if entrypoint else "Entrypoint"] = None
    path = tmp_path / "c.json"
    path.write_text(json.dumps(document))
    assert facts(path, Redactor()) == facts(path, Unredacted())
