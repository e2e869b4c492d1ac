"""Progress shows on a terminal, late, and leaves nothing behind."""

import io
import time

import pytest

from inspector.cli import progress
from inspector.cli.console import Console
from inspector.cli.progress import CLEAR, Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown_during(stream: io.StringIO, *, quiet: bool = False, wanted: bool = True, seconds: float = 0.2) -> str:
    console = Console({}, None, io.StringIO(), stream)
    console.quiet, console.progress = quiet, wanted
    with Progress(console) as line:
        line.step("host\x1b[31m: container 3 of 9")
        time.sleep(seconds)
    return stream.getvalue()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.05)
    monkeypatch.setattr(progress, "PACE", 0.02)


def test_long_work_is_told_safely_and_the_line_is_gone_at_the_end() -> None:
    out = shown_during(Terminal())
    assert f"{CLEAR}hostU+001B[31m: container 3 of 9 … 0 s" in out
    assert out.endswith(CLEAR)
    assert "\n" not in out


def test_short_work_says_nothing() -> None:
    assert shown_during(Terminal(), seconds=0) == ""


def test_nobody_watches_a_pipe() -> None:
    assert shown_during(io.StringIO()) == ""


def test_not_wanted() -> None:
    assert shown_during(Terminal(), quiet=True) == ""
    assert shown_during(Terminal(), wanted=False) == ""
