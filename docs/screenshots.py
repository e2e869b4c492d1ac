"""Takes the pictures of the demo's report anew, into docs/screenshots/; needs Chromium and pdftoppm (poppler-utils)."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "screenshots"
SIZES = {"1280": (1280, 960), "400": (400, 860)}
"""Width and height of the window, by the word in the picture's name."""
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main() -> None:
    """Audit the bundled snapshot, open the page, take the pictures."""
    sys.path.append(str(ROOT / "tests" / "browser"))
    from chromium import launch
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "report.html"
        words = [sys.executable, "-m", "inspector", "demo", "--fail-on", "never", "-o", str(page_file)]
        subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        browser = launch(playwright)
        for theme in THEMES:
            for name, (width, height) in SIZES.items():
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)
                page.goto(page_file.as_uri())
                page.screenshot(path=PICTURES / f"report-{name}-{theme}.png")
                page.close()
        page = browser.new_page()
        page.goto(page_file.as_uri())
        paper = Path(folder) / "report.pdf"
        page.pdf(path=paper, prefer_css_page_size=True, print_background=True)
        browser.close()
        first = ["pdftoppm", "-png", "-r", "96", "-f", "1", "-l", "1", "-singlefile"]
        subprocess.run([*first, str(paper), str(PICTURES / "report-print")], check=True)


if __name__ == "__main__":
    main()
