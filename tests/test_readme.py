"""What the documentation says is so."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from inspector.cli import COMMANDS
from inspector.cli.rules import COMMANDS as RULES
from inspector.sources import limits

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests").rglob("*.md")])


def test_every_command_is_in_the_readme() -> None:
    described = set(re.findall(r"^\| `inspector (\w+)", README, re.MULTILINE))
    assert described == set(COMMANDS)
    assert "`inspector rules " + "\\|".join(RULES) + "`" in README


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
        if not target.startswith(("https://", "http://")):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_nobody_is_told_to_install_another_package(page: Path) -> None:
    """On the package index the plain name is somebody else's."""
    assert not re.search(r"pip install (?!-)[\"']?inspector\b", page.read_text("utf-8"))


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("one file or standard input, unpacked", f"{limits.MAX_BYTES >> 20} MiB"),
        ("nesting of JSON", f"{limits.MAX_DEPTH}"),
        ("objects of one source", f"{limits.MAX_OBJECTS:,}"),
        ("entries of one list inside an object", f"{limits.MAX_LIST:,}"),
        ("one string", f"{limits.MAX_STRING >> 20} MiB of characters"),
        ("an integer", f"{limits.MAX_DIGITS:,} digits"),
        ("files in one directory", f"{limits.MAX_FILES:,}"),
    ],
)
def test_limits_are_those_of_the_program(words: str, value: str) -> None:
    assert f"| {words} | {value} |" in README


def test_every_exit_code_is_in_the_help_as_in_the_readme() -> None:
    from inspector.cli.options import EXITS

    assert re.findall(r"^\| (\d) \|", README, re.MULTILINE) == ["0", "1", "2", "3"]
    assert re.findall(r"^  (\d)  ", EXITS, re.MULTILINE) == ["0", "1", "2", "3"]


def test_the_page_of_facts_is_generated_from_the_types() -> None:
    made = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "generate.py"), "--print"], capture_output=True, text=True, check=True
    )
    assert (ROOT / "docs" / "facts.md").read_text("utf-8") == made.stdout, "run docs/generate.py"


def test_make_targets_of_the_readme_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(
        re.findall(r"(?:`|^)make ([a-z]+)", README + (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE)
    )
    named -= {"alone"}
    assert {"demo", "test", "bench"} <= named <= targets
