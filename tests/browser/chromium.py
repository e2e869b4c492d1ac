"""The system's Chromium, without anything that it would do on its own, and pages that notice what they do."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from inspector.formats.html_report import render
from inspector.model import Report

PLACES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")

WIDE = {"width": 1280, "height": 900}
"""The window in which most tests look at a page."""

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str:
    """The browser's path; skips the test where there is none, and fails it where one must be."""
    found = next(filter(None, map(shutil.which, PLACES)), None)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing: apt-get install chromium")
        pytest.skip("Chromium is missing: apt-get install chromium")
    return found


def launch(playwright: Playwright) -> Browser:
    """A browser that keeps to itself."""
    return playwright.chromium.launch(executable_path=executable(), args=list(QUIET))


@contextmanager
def running() -> Iterator[Browser]:
    """Such a browser, for as long as it is needed."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def written(file: Path, report: Report) -> Path:
    """The page of a report in that file, rendered once."""
    if not file.exists():
        file.write_text(render(report), "utf-8")
    return file


@dataclass
class Watched:
    """A page and all that it said and asked for.

    Attributes:
        page: Playwright's.
        said: console messages and errors.
        asked: requests beyond the file itself.
    """

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def go(self, file: Path, fragment: str = "") -> None:
        """Open the file, anew even when it is open."""
        self.page.goto("about:blank")
        self.page.goto(file.as_uri() + fragment)
        self.page.wait_for_load_state("load")
        self.page.wait_for_timeout(50)


@contextmanager
def watched(browser: Browser, **options: Any) -> Iterator[Watched]:
    """A page in a context of its own; `options` are the context's."""
    context = browser.new_context(**options)
    page = context.new_page()
    seen = Watched(page)
    page.on("console", lambda message: seen.said.append(message.text))
    page.on("pageerror", lambda error: seen.said.append(str(error)))
    page.on("request", lambda request: seen.asked.append(request.url))
    try:
        yield seen
    finally:
        context.close()
    page_itself = ("file:", "about:", "data:image/svg+xml")
    assert not [url for url in seen.asked if not url.startswith(page_itself)]
    assert len({url.partition("#")[0] for url in seen.asked if url.startswith("file:")}) <= 1
    assert seen.said == []


def rows(page: Page) -> list[str]:
    """The ids of the findings that the filter leaves."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('.rule:not([hidden]) tbody tr:not([hidden])')].map(row => row.id)"
    )
    return found


def settle(page: Page) -> None:
    """Wait longer than the filter does, by the page's own clock: on a busy machine it is behind ours."""
    page.evaluate("() => new Promise(done => setTimeout(done, 200))")
