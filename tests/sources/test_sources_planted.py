"""No secret that is planted in a real document is in a redacted document, a snapshot or a report of any format."""

import io
import json
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from planted_samples import Planter, documents, forms

from inspector.cli import main
from inspector.formats import FORMATS
from inspector.sources.redact import Redactor

KEY = b"a key of sixteen"


def leaks(planter: Planter, text: str) -> list[str]:
    """The planted secrets that `text` shows in some form."""
    return [secret for secret in planter.secrets if any(form in text for form in forms(secret))]


@pytest.mark.parametrize("kind", sorted({kind for _, _, kind, _ in documents()}))
def test_no_planted_secret_is_in_a_redacted_document(kind: str) -> None:
    redactor = Redactor(KEY)
    for folder, name, kind_of, document in documents():
        if kind_of != kind:
            continue
        planter = Planter()
        redacted = redactor.document(kind, planter.document(kind, document))
        assert not leaks(planter, json.dumps(redacted)), f"{folder}/{name}"
        assert redactor.document(kind, redacted) == redacted


def test_no_planted_secret_is_in_a_snapshot_or_report(tmp_path: Path) -> None:
    planter = Planter()
    for folder, name, kind, document in documents():
        path = tmp_path / "hosts" / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(planter.document(kind, document)))
    sources = [str(path) for path in sorted((tmp_path / "hosts").iterdir())]
    made = tmp_path / "made"
    made.mkdir()
    said = run("scan", *sources, "-o", str(made / "report.json"), "-f", "text", "--fail-on", "never")
    for source in sources:
        said += run("collect", source, "-o", str(made / f"{Path(source).name}.snapshot.json"))
    for name, one in FORMATS.items():
        if one.suffixes:
            said += run("report", str(made / "report.json"), "-o", str(made / f"again{one.suffixes[0]}"))
        said += run("report", str(made / "report.json"), "-f", name)
    assert len(list(made.iterdir())) == 1 + len(sources) + sum(bool(one.suffixes) for one in FORMATS.values())
    for path in made.iterdir():
        assert not leaks(planter, path.read_text("utf-8")), path.name
    assert not leaks(planter, said)


def run(*words: str) -> str:
    """What a command says on both streams."""
    out, err = io.StringIO(), io.StringIO()
    code = main(list(words), environ={}, stdin=io.BytesIO(), stdout=out, stderr=err)
    assert code in (0, 1, 3), err.getvalue()
    return out.getvalue() + err.getvalue()
