"""What the tests in a real browser share: the browser, and the pages that they open."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

sys.path.append(str(Path(__file__).parent.parent / "formats"))

from chromium import WIDE, Watched, running, watched, written
from sample_report import story

from inspector.model import Report


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running() as browser:
        yield browser


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Report], Path]:
    """Writes the page of a report once."""
    folder = tmp_path_factory.mktemp("pages")
    return lambda name, report: written(folder / f"{name}.html", report)


@pytest.fixture(scope="module")
def page_of_story(write: Callable[[str, Report], Path]) -> Path:
    return write("story", story())


@pytest.fixture
def seen(browser: Browser, page_of_story: Path) -> Iterator[Watched]:
    """The story, open at its top."""
    with watched(browser, viewport=WIDE) as made:
        made.go(page_of_story)
        yield made
