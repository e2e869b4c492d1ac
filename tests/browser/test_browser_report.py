"""The report in a real browser: nothing is loaded, nothing is said, and everything works with and without scripts."""

import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

sys.path.append(str(Path(__file__).parent.parent / "formats"))

from chromium import WIDE, Watched, rows, settle, watched
from hostile import PAYLOADS, plant
from sample_report import empty, many, story

from inspector.formats.html_report import render
from inspector.model import Report

pytest_plugins = ("pages",)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = Path(str(files("axe_playwright_python"))) / "axe.min.js"

REPORTS: dict[str, Callable[[], Report]] = {"story": story, "empty": empty, "hosts": lambda: many(60, 130, 3)}

NARROW = {"width": 400, "height": 800}


@pytest.mark.parametrize("name", PAYLOADS)
def test_hostile_strings_do_nothing(browser: Browser, write: Callable[[str, Report], Path], name: str) -> None:
    file = write(f"hostile-{name.replace(' ', '-')}", plant(story(), PAYLOADS[name]))
    with watched(browser, viewport=NARROW) as seen:
        seen.page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
        seen.go(file)
        seen.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert _too_wide(seen.page) == []
        assert seen.page.locator("script").count() == 1
        assert seen.page.locator("section").count() == 12


def test_the_policy_would_stop_a_script_that_got_in(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(render(story()).replace("</main>", "<script>document.title = 'in'</script></main>"), "utf-8")
    context = browser.new_context()
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.title() != "in"
    context.close()


def test_a_link_within_the_page_opens_closed_groups(seen: Watched) -> None:
    assert not seen.page.evaluate("document.getElementById('rule-NS-001').open")
    seen.page.click("#privilege >> text=NS-001")
    settle(seen.page)
    assert seen.page.evaluate("document.getElementById('rule-NS-001').open")


def test_keys_work_in_the_findings_only(seen: Watched) -> None:
    seen.page.keyboard.press("/")
    assert seen.page.evaluate("document.activeElement.tagName") == "BODY"
    seen.page.focus(".rule summary")
    seen.page.keyboard.press("j")
    second = seen.page.evaluate("document.activeElement.closest('.rule').id")
    assert second == seen.page.evaluate("document.querySelectorAll('.rule')[1].id")
    was = seen.page.evaluate("document.activeElement.parentElement.open")
    seen.page.keyboard.press("Enter")
    assert seen.page.evaluate("document.activeElement.parentElement.open") is not was
    seen.page.keyboard.press("k")
    assert seen.page.evaluate("document.activeElement.closest('.rule') === document.querySelector('.rule')")
    seen.page.keyboard.press("/")
    seen.page.keyboard.type("j/k")
    assert seen.page.input_value("#filter [type=search]") == "j/k"
    seen.page.keyboard.press("Escape")
    assert seen.page.input_value("#filter [type=search]") == ""
    assert len(rows(seen.page)) == len(story()["findings"])


def test_everything_can_be_reached_by_tab(seen: Watched) -> None:
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.textContent") == "Skip to the verdict"
    names: set[str] = set()
    for _ in range(300):
        seen.page.keyboard.press("Tab")
        names.add(seen.page.evaluate("document.activeElement.tagName"))
        if names >= {"A", "DIV", "INPUT", "SELECT", "BUTTON", "SUMMARY"}:
            return
    pytest.fail(f"only {names} can be reached")


def test_the_contents_list_marks_the_section_in_view(seen: Watched) -> None:
    seen.page.evaluate("document.getElementById('privilege').scrollIntoView()")
    seen.page.wait_for_timeout(200)
    assert seen.page.locator(".toc [aria-current]").inner_text().startswith("Privilege")


def test_without_scripts_everything_is_there(browser: Browser, page_of_story: Path) -> None:
    finding = next(one for one in story()["findings"] if one["rule"] == "RUN-001")
    ident = f"finding-{finding['fingerprint']}"
    with watched(browser, viewport=WIDE, java_script_enabled=False) as seen:
        seen.go(page_of_story)
        assert not seen.page.locator("#filter").is_visible()
        assert seen.page.locator("#verdict h1").is_visible()
        assert seen.page.locator("svg.d").first.is_visible()
        seen.page.click("#rule-PRIV-001 summary")
        assert seen.page.locator("#rule-PRIV-001 table").is_visible()
        seen.go(page_of_story, f"#{ident}")
        assert seen.page.locator(f"#{ident}").is_visible()


def test_without_styles_it_reads_in_order(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "bare.html"
    page = render(story())
    start, end = page.index("<style>"), page.rindex("</style>")
    file.write_text(page[:start] + page[end + 8 :], "utf-8")
    with watched(browser, java_script_enabled=False) as seen:
        seen.go(file)
        text = seen.page.inner_text("main")
        places = [
            text.index(words) for words in ("amount to root on", "Fix first", "Findings\n", "None of this counts")
        ]
        assert places == sorted(places)


def _too_wide(page: Page) -> list[str]:
    """Elements that reach beyond the page, outside of what scrolls by itself."""
    found: list[str] = page.evaluate(
        """(() => {
          const wide = [];
          const inside = (one) => one.closest('.scroll, .far, .vh, svg, .skip');
          for (const one of document.body.querySelectorAll('*')) {
            const box = one.getBoundingClientRect();
            if (box.width && box.right > document.body.clientWidth + 0.5 && !inside(one.parentElement))
              wide.push(one.tagName + '.' + one.className + ' ' + Math.round(box.right));
          }
          const page = document.documentElement;
          if (page.scrollWidth > page.clientWidth) wide.push('the page scrolls');
          return wide;
        })()"""
    )
    return found


@pytest.mark.parametrize("width", [320, 400, 820, 1100, 1280, 1600])
@pytest.mark.parametrize("name", ["story", "empty", "hosts"])
def test_nothing_is_wider_than_the_page(
    browser: Browser, write: Callable[[str, Report], Path], name: str, width: int
) -> None:
    with watched(browser, viewport={"width": width, "height": 900}) as seen:
        seen.go(write(name, REPORTS[name]()))
        seen.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert _too_wide(seen.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("name", ["story", "empty"])
def test_axe_finds_no_violation(
    browser: Browser, write: Callable[[str, Report], Path], name: str, width: int, scheme: str
) -> None:
    viewport = {"width": width, "height": 900}
    with watched(browser, viewport=viewport, color_scheme=scheme) as seen:
        seen.go(write(name, REPORTS[name]()))
        seen.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        seen.page.evaluate(AXE.read_text("utf-8"))
        result = seen.page.evaluate("axe.run()")
    told = [f"{one['id']}: {[node['html'][:200] for node in one['nodes']]}" for one in result["violations"]]
    assert told == []
    assert len(result["passes"]) > 20


def test_paper_has_everything_and_no_page_is_cut(browser: Browser, page_of_story: Path, tmp_path: Path) -> None:
    with watched(browser, viewport=WIDE) as seen:
        seen.go(page_of_story)
        paper = seen.page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True, print_background=True)
        assert paper.startswith(b"%PDF")
        seen.page.emulate_media(media="print")
        assert not seen.page.locator(".toc").is_visible()
        assert not seen.page.locator("#filter").is_visible()
        assert seen.page.locator("#rule-RUN-001 table").is_visible()
        assert seen.page.evaluate("getComputedStyle(document.querySelector('svg.d .bar')).display") == "inline"


def test_paper_opens_closed_groups_without_scripts(browser: Browser, page_of_story: Path) -> None:
    with watched(browser, viewport=WIDE, java_script_enabled=False) as seen:
        seen.go(page_of_story)
        seen.page.emulate_media(media="print")
        assert seen.page.locator("#rule-RUN-001 table").is_visible()


def test_twenty_thousand_findings_open_at_once(browser: Browser, write: Callable[[str, Report], Path]) -> None:
    file = write("big", many(20_000, 1_000))
    with watched(browser, viewport=WIDE) as seen:
        seen.go(file)
        times = seen.page.evaluate(
            "[performance.getEntriesByName('first-contentful-paint')[0]?.startTime,"
            " performance.getEntriesByType('navigation')[0].loadEventEnd]"
        )
        print(  # noqa: T201 - numbers to read, not to hold
            f"\n20,000 findings: first paint {times[0]:.0f} ms, loaded {times[1]:.0f} ms, {file.stat().st_size} bytes"
        )
        seen.page.fill("#filter [type=search]", "shop-web-17")
        settle(seen.page)
        seen.page.wait_for_function("document.querySelector('#filter output').textContent.includes(' of ')")
        wanted = sum("shop-web-17" in one["object"]["name"] for one in many(20_000, 1_000)["findings"])
        assert len(rows(seen.page)) == wanted
