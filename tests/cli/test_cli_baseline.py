"""`inspector baseline update`: only a run that saw everything replaces what is known."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from inspector.cli import main

ROOT = Path(__file__).parents[2]
HOST = ROOT / "reports" / "demo" / "host.json"


def run(*words: str, stdin: bytes = b"") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(words, environ={}, stdin=io.BytesIO(stdin), stdout=out, stderr=err)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over everything there is."""
    path = tmp_path_factory.mktemp("saved") / "report.json"
    assert run("scan", str(HOST), "-o", str(path))[0] == 1
    return path


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def changed(report: Path, **keys: Any) -> str:
    """The report with other values at its top level, in a file of this folder."""
    document = json.loads(report.read_text("utf-8")) | keys
    Path("changed.json").write_text(json.dumps(document))
    return "changed.json"


def refused(code: int, out: str, err: str) -> str:
    """The one line that says why."""
    assert (code, out, err.count("\n")) == (2, "", 1)
    return err


def test_a_saved_report_becomes_the_baseline_that_the_next_scan_passes_with(report: Path) -> None:
    code, out, err = run("baseline", "update", str(report), "--baseline", "known.json")
    assert (code, err) == (0, "")
    assert out.startswith("wrote known.json: ")
    assert run("scan", str(HOST))[0] == 1
    assert run("scan", str(HOST), "--baseline", "known.json")[0] == 0


def test_a_scan_can_be_piped_in_and_the_configuration_names_the_file() -> None:
    Path("inspector.toml").write_text('baseline = "known.json"\n')
    scanned = run("scan", str(HOST), "-f", "json", "--config", "/dev/null")[1]
    code, out, _ = run("baseline", "update", "-", stdin=scanned.encode())
    assert code == 0
    assert out.startswith("wrote ")
    assert json.loads(Path("known.json").read_text("utf-8")) == json.loads(scanned)


def test_an_update_says_what_is_new_and_what_is_fixed(report: Path) -> None:
    findings = json.loads(report.read_text("utf-8"))["findings"]
    run("baseline", "update", changed(report, findings=findings[1:]), "--baseline", "known.json")
    code, out, _ = run("baseline", "update", str(report), "--baseline", "known.json")
    assert code == 0
    assert out == (
        f"wrote known.json: {len(findings)} findings known from now on; 1 new or graver, 0 fixed since the old one\n"
    )


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"filters": ["--state running"]}, "the run was narrowed by --state running"),
        ({"filters": ["--select PRIV", "--ignore SEC"]}, "the run was narrowed by --select PRIV, --ignore SEC"),
        (
            {"gaps": [{"engine": "e", "kind": "volume", "id": "", "reason": "403"}]},
            "the run is not complete: e volume (403)",
        ),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_run_that_did_not_see_everything_changes_nothing(
    report: Path, keys: dict[str, Any], said: str, *, first: bool
) -> None:
    known = Path("known.json")
    if not first:
        run("baseline", "update", str(report), "--baseline", str(known))
    before = None if first else known.read_bytes()
    err = refused(*run("baseline", "update", changed(report, **keys), "--baseline", str(known)))
    assert err == f"inspector: changed.json: cannot become the baseline: {said}\n"
    assert (known.read_bytes() if known.exists() else None) == before


def test_a_run_without_an_engine_of_the_old_baseline_is_refused(report: Path) -> None:
    run("baseline", "update", str(report), "--baseline", "known.json")
    err = refused(*run("baseline", "update", changed(report, engines=[]), "--baseline", "known.json"))
    assert "of the baseline was not read" in err


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"schema": "inspector.report/99"}', b'{"version": "2.1.0", "runs": []}', b"\xff\xfe\x00"],
)
def test_what_is_no_report_is_neither_taken_nor_replaced(report: Path, content: bytes) -> None:
    Path("other.json").write_bytes(content)
    refused(*run("baseline", "update", "other.json", "--baseline", "known.json"))
    assert not Path("known.json").exists()
    refused(*run("baseline", "update", str(report), "--baseline", "other.json"))
    assert Path("other.json").read_bytes() == content


@pytest.mark.parametrize("place", [".", "no/such/folder.json", "nul\0.json"])
def test_a_baseline_that_cannot_be_written_is_one_line(report: Path, place: str) -> None:
    refused(*run("baseline", "update", str(report), "--baseline", place))


def test_without_a_file_to_write_it_asks_which(report: Path) -> None:
    assert "which file?" in refused(*run("baseline", "update", str(report)))


def test_a_filter_that_stands_in_the_configuration_is_part_of_every_run() -> None:
    scanned = run("scan", str(HOST), "-f", "json", "--ignore", "SEC")[1].encode()
    words = ("baseline", "update", "-", "--baseline", "known.json")
    assert "narrowed by --ignore SEC" in refused(*run(*words, stdin=scanned))
    Path("inspector.toml").write_text('ignore = ["SEC"]\n')
    assert run(*words, stdin=scanned)[0] == 0
    assert run(*words, stdin=scanned)[0] == 0
    assert "narrowed by --ignore SEC" in refused(*run(*words, "--config", "/dev/null", stdin=scanned))
