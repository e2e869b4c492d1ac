"""The checkout as somebody else would have it."""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
_LEFT_OUT = (".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "tests", "demo", "dist", "wheels")


def copied(place: Path) -> Path:
    """A copy at `place`, without what was made here, history and tests."""
    return Path(shutil.copytree(ROOT, place, ignore=shutil.ignore_patterns(*_LEFT_OUT)))


def block(page: str, heading: str, number: int = 0) -> list[str]:
    """The lines of a section's first fenced block of shell, or of a later one."""
    _, _, text = (ROOT / page).read_text("utf-8").partition(f"\n## {heading}\n")
    section = re.split(r"^## ", text, maxsplit=1, flags=re.MULTILINE)[0]
    blocks: list[str] = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    return blocks[number].splitlines()
