"""The filter of the findings in a real browser: its numbers, its address, its way back, and what paper says of it."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Page

sys.path.append(str(Path(__file__).parent.parent / "formats"))

from chromium import WIDE, Watched, rows, settle, watched
from sample_parts import HOSTILE, whole
from sample_report import many, story

from inspector.formats.shown import shown
from inspector.model import FindingPart, Report

pytest_plugins = ("pages",)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TOTAL = len(story()["findings"])

SAID = "#filter p"
"""The line that says in words which filter is on."""


def out(page: Page) -> str:
    """How many findings the filter says it leaves."""
    return page.inner_text("#filter output")


def test_filter_by_severity_and_status(seen: Watched) -> None:
    total = len(story()["findings"])
    assert out(seen.page) == f"{total} findings"
    for word in ("medium", "low", "info"):
        seen.page.uncheck(f"[name=sev][value={word}]")
    settle(seen.page)
    severe = sum(one["severity"] in ("critical", "high") for one in story()["findings"])
    assert len(rows(seen.page)) == severe
    assert out(seen.page) == f"{severe} of {total} findings"
    seen.page.uncheck("[name=st][value=open]")
    settle(seen.page)
    assert len(rows(seen.page)) == 4  # two new, one risen, one waived
    assert seen.page.url.endswith("#findings?sev=critical,high&st=new,known,waived")


def test_filter_by_text_finds_names_evidence_and_rules(seen: Watched) -> None:
    for text, count in (("JENKINS-agent", 2), ("SYS_module", 1), ("dood-001", 5), ("/VAR/RUN", 5), ("nowhere", 0)):
        seen.page.fill("#filter [type=search]", text)
        settle(seen.page)
        assert len(rows(seen.page)) == count, text


def test_filter_by_engine(seen: Watched) -> None:
    seen.page.select_option("[name=eng]", label="build-02/ci-dind")
    settle(seen.page)
    inner = [one for one in story()["findings"] if one["object"]["engine"] == "build-02/ci-dind"]
    assert len(rows(seen.page)) == len(inner)


def test_filters_live_in_the_address(seen: Watched, page_of_story: Path) -> None:
    seen.page.fill("#filter [type=search]", "a b&c=d#e,f")
    seen.page.uncheck("[name=sev][value=low]")
    settle(seen.page)
    address = seen.page.url
    seen.go(page_of_story, address.removeprefix(page_of_story.as_uri()))
    assert seen.page.input_value("#filter [type=search]") == "a b&c=d#e,f"
    assert not seen.page.is_checked("[name=sev][value=low]")
    assert seen.page.is_checked("[name=sev][value=high]")


def test_everything_unchecked_shows_nothing(seen: Watched) -> None:
    for word in ("critical", "high", "medium", "low", "info"):
        seen.page.uncheck(f"[name=sev][value={word}]")
    settle(seen.page)
    assert rows(seen.page) == []
    seen.page.click("text=Reset")
    assert len(rows(seen.page)) == len(story()["findings"])
    assert seen.page.url.endswith("#findings")


def test_numbers_of_the_verdict_filter(seen: Watched) -> None:
    seen.page.click(".tally >> text=High")
    settle(seen.page)
    assert seen.page.url.endswith("#findings?sev=high&st=new,open")
    assert len(rows(seen.page)) == story()["summary"]["findings"]["high"]


def test_an_object_filters_by_its_link_and_the_address_holds_it(seen: Watched, page_of_story: Path) -> None:
    row = seen.page.locator("#objects tr", has=seen.page.locator("th", has_text=re.compile("^ci-dind$")))
    row.locator("summary").click()
    row.locator("text=only these").click()
    settle(seen.page)
    wanted = [one for one in story()["findings"] if one["object"]["name"] == "ci-dind"]
    assert len(rows(seen.page)) == len(wanted)
    seen.go(page_of_story, seen.page.url.removeprefix(page_of_story.as_uri()))
    assert len(rows(seen.page)) == len(wanted)
    seen.go(page_of_story, "#findings?rule=DOOD-001")
    assert len(rows(seen.page)) == 5


def test_a_link_to_a_finding_opens_its_group_at_it(seen: Watched, page_of_story: Path) -> None:
    finding = next(one for one in story()["findings"] if one["rule"] == "RUN-001")
    ident = f"finding-{finding['fingerprint']}"
    seen.go(page_of_story, f"#{ident}")
    assert seen.page.evaluate(f"document.querySelector('tr:target').id === '{ident}'")
    assert seen.page.locator(f"#{ident}").is_visible()
    assert seen.page.evaluate(
        f"(() => {{ const box = document.getElementById('{ident}').getBoundingClientRect();"
        " return box.top >= 0 && box.bottom <= innerHeight })()"
    )
    shown = [one for one in rows(seen.page) if seen.page.locator(f"#{one}").is_visible()]
    assert [one for one in shown if seen.page.locator(f"#rule-RUN-001 #{one}").count()] == [ident]
    seen.page.click("text=/Show all \\d+/")
    assert seen.page.locator("#rule-RUN-001 tbody tr:visible").count() > 9


def _told(**changes: Any) -> Report:
    """The story with every finding changed, without baseline."""
    found = [{key: one[key] for key in one if key != "new"} | changes for one in map(dict, story()["findings"])]
    return whole(story()["engines"], story()["workloads"], cast(list[FindingPart], found))


TALLIES: dict[str, Callable[[], Report]] = {
    "baseline and waivers": story,
    "everything waived": lambda: _told(status="waived", waiver="accepted until March"),
    "all open": lambda: _told(status="open"),
    "several hosts": lambda: many(60, 130, 3),
}


@pytest.mark.parametrize("name", TALLIES)
def test_every_number_of_the_verdict_leads_to_as_many_findings(
    browser: Browser, write: Callable[[str, Report], Path], name: str
) -> None:
    with watched(browser, viewport=WIDE) as seen:
        seen.go(write(name.replace(" ", "-"), TALLIES[name]()))
        links = seen.page.locator(".tally a[data-f]").all()
        assert len(links) >= 6
        for link in links:
            number = int(re.findall(r"\d+", link.inner_text())[0])
            link.click()
            settle(seen.page)
            assert [len(rows(seen.page)), int(out(seen.page).split()[0])] == [number] * 2, link.inner_text()


def test_a_status_that_no_finding_has_leaves_none(browser: Browser, write: Callable[[str, Report], Path]) -> None:
    with watched(browser, viewport=WIDE) as seen:
        seen.go(write("all-open", _told(status="open")), "#findings?st=waived")
        assert out(seen.page) == f"0 of {TOTAL} findings"
        seen.page.fill("#filter [type=search]", "socket")
        settle(seen.page)
        assert rows(seen.page) == []
        assert seen.page.url.endswith("#findings?st=waived&q=socket")


def test_the_way_back_takes_the_filter_off_and_the_way_forward_puts_it_on(seen: Watched) -> None:
    seen.page.click(".tally >> text=Critical")
    settle(seen.page)
    critical = rows(seen.page)
    assert 0 < len(critical) < TOTAL
    seen.page.click(".tally >> text=High")
    settle(seen.page)
    assert not set(rows(seen.page)) & set(critical)
    seen.page.go_back()
    settle(seen.page)
    assert rows(seen.page) == critical
    seen.page.go_back()
    settle(seen.page)
    assert "#" not in seen.page.url
    assert [len(rows(seen.page)), out(seen.page)] == [TOTAL, f"{TOTAL} findings"]
    assert seen.page.is_checked("[name=sev][value=low]")
    seen.page.go_forward()
    settle(seen.page)
    assert rows(seen.page) == critical
    assert not seen.page.is_checked("[name=sev][value=low]")


@pytest.mark.parametrize("link", [".toc a[href='#findings']", ".toc a[href='#privilege']"])
def test_a_link_without_a_filter_takes_it_off(seen: Watched, link: str) -> None:
    seen.page.click(".tally >> text=Critical")
    settle(seen.page)
    assert len(rows(seen.page)) < TOTAL
    seen.page.click(link)
    settle(seen.page)
    assert "?" not in seen.page.url
    assert [len(rows(seen.page)), out(seen.page), seen.page.inner_text(SAID)] == [TOTAL, f"{TOTAL} findings", ""]


def test_a_second_click_goes_there_again(seen: Watched) -> None:
    for _ in range(2):
        seen.page.evaluate("scrollTo(0, 0)")
        seen.page.click(".tally >> text=Critical")
        settle(seen.page)
        top = seen.page.evaluate("document.getElementById('findings').getBoundingClientRect().top")
        assert abs(top) < 50


def test_a_link_to_a_row_that_the_filter_hid_shows_it(seen: Watched) -> None:
    seen.page.click(".tally >> text=Critical")
    settle(seen.page)
    assert not seen.page.locator("#rule-NS-001").is_visible()
    seen.page.click("#privilege >> text=NS-001")
    settle(seen.page)
    assert seen.page.locator("#rule-NS-001 tbody tr").first.is_visible()
    seen.page.go_back()
    settle(seen.page)
    assert not seen.page.locator("#rule-NS-001").is_visible()


def test_typing_right_before_a_link_leaves_the_link_s_address(seen: Watched) -> None:
    seen.page.fill("#filter [type=search]", "nothing has this name")
    seen.page.evaluate("location.hash = '#rule-NS-001'")
    settle(seen.page)
    assert seen.page.url.endswith("#rule-NS-001")
    assert len(rows(seen.page)) == TOTAL


def test_the_links_of_numbers_are_links_to_the_filter(seen: Watched) -> None:
    """So that they can be copied and opened in another tab."""
    href = seen.page.locator(".tally a").first.evaluate("link => link.href")
    assert href.endswith("#findings?sev=critical&st=new,open")


def test_what_only_a_link_asks_for_is_said(seen: Watched, page_of_story: Path) -> None:
    row = seen.page.locator("#objects tr", has=seen.page.locator("th", has_text=re.compile("^ci-dind$")))
    ident = row.first.evaluate("row => row.id").removeprefix("object-")
    seen.go(page_of_story, f"#findings?obj={ident}&sev=critical,high&rule=PRIV-001")
    assert seen.page.inner_text(SAID) == "Only severity critical, high; object ci-dind; rule PRIV-001"
    seen.page.click("text=Reset")
    assert not seen.page.locator(SAID).is_visible()
    assert len(rows(seen.page)) == TOTAL


def test_what_is_said_of_a_hostile_name_is_text(seen: Watched, page_of_story: Path) -> None:
    row = seen.page.locator("#objects tr", has=seen.page.locator("th", has_text="<script"))
    name = row.first.locator("th").evaluate("cell => cell.textContent")
    assert name == shown(HOSTILE, 80)
    seen.go(page_of_story, "#findings?obj=" + row.first.evaluate("row => row.id").removeprefix("object-"))
    said = seen.page.locator(SAID)
    assert said.evaluate("line => [line.textContent, line.children.length]") == [f"Only object {name}", 0]
    seen.go(page_of_story, "#findings?obj=%3Cimg%20src=x%3E&rule=%3Cb%3E")
    assert said.evaluate("line => line.children.length") == 0
    assert "<img src=x>" in said.inner_text()


def test_an_engine_stands_in_the_address_by_its_name(seen: Watched, page_of_story: Path) -> None:
    seen.page.select_option("[name=eng]", label="build-02/ci-dind")
    settle(seen.page)
    inner = [one for one in story()["findings"] if one["object"]["engine"] == "build-02/ci-dind"]
    assert seen.page.url.endswith("#findings?eng=build-02%2Fci-dind")
    seen.go(page_of_story, "#findings?eng=build-02%2Fci-dind")
    assert len(rows(seen.page)) == len(inner) > 0
    assert seen.page.inner_text(SAID) == "Only engine build-02/ci-dind"
    for name in ("0", "1", "another"):
        seen.go(page_of_story, f"#findings?eng={name}")
        assert rows(seen.page) == [], name


def test_a_page_of_one_engine_knows_its_name(browser: Browser, write: Callable[[str, Report], Path]) -> None:
    file = write("one", many(20, 10))
    with watched(browser, viewport=WIDE) as seen:
        seen.go(file, "#findings?eng=host-00")
        assert out(seen.page) == "20 findings"
        seen.go(file, "#findings?eng=host-01")
        assert out(seen.page) == "0 of 20 findings"


def test_paper_says_what_the_filter_leaves_out(seen: Watched, page_of_story: Path, tmp_path: Path) -> None:
    seen.go(page_of_story, "#findings?sev=critical&rule=DOOD-001")
    seen.page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    seen.page.emulate_media(media="print")
    assert seen.page.locator(SAID).is_visible()
    assert seen.page.inner_text("#filter").split("\n\n") == [
        f"5 of {TOTAL} findings", "Only severity critical; rule DOOD-001",
    ]  # fmt: skip
    seen.page.evaluate("location.hash = '#findings'")
    settle(seen.page)
    assert not seen.page.locator("#filter").is_visible()
    assert seen.page.locator("#findings tbody tr:visible").count() == TOTAL


def _alone(seen: Watched, file: Path) -> tuple[int, list[str]]:
    """Open the page at one of many findings; how many its rule has, and all of them."""
    mine = [one for one in story()["findings"] if one["rule"] == "RUN-001"]
    seen.go(file, f"#finding-{mine[0]['fingerprint']}")
    assert seen.page.locator("#rule-RUN-001 tbody tr:visible").count() == 1
    return len(mine), [f"finding-{one['fingerprint']}" for one in mine]


def test_one_finding_alone_is_counted_and_said_on_paper(seen: Watched, page_of_story: Path) -> None:
    number, _ = _alone(seen, page_of_story)
    assert out(seen.page) == f"{TOTAL - number + 1} of {TOTAL} findings"
    assert out(seen.page).startswith(f"{len(rows(seen.page))} of")
    seen.page.emulate_media(media="print")
    assert seen.page.locator(SAID).is_visible()
    assert seen.page.inner_text(SAID) == "Of its rule only the linked finding"


def test_another_link_or_filter_ends_the_finding_s_being_alone(seen: Watched, page_of_story: Path) -> None:
    number, idents = _alone(seen, page_of_story)
    back = seen.page.locator("text=/Show all \\d+/")
    assert back.count() == 1
    seen.page.evaluate(f"location.hash = '#{idents[1]}'")
    settle(seen.page)
    assert seen.page.locator("#rule-RUN-001 tbody tr:visible").count() == number
    assert [back.count(), out(seen.page)] == [0, f"{TOTAL} findings"]
    _alone(seen, page_of_story)
    seen.page.fill("#filter [type=search]", "run-001")
    settle(seen.page)
    assert [back.count(), out(seen.page)] == [0, f"{number} of {TOTAL} findings"]
    assert seen.page.inner_text(SAID) == "Only text run-001"
    _alone(seen, page_of_story)
    back.press("Enter")
    settle(seen.page)
    assert [back.count(), out(seen.page)] == [0, f"{TOTAL} findings"]


def test_commands_can_be_copied(browser: Browser, page_of_story: Path) -> None:
    with watched(browser, viewport=WIDE, permissions=["clipboard-read", "clipboard-write"]) as seen:
        seen.go(page_of_story, "#rule-PRIV-002")
        seen.page.click("#rule-PRIV-002 >> text=copy")
        settle(seen.page)
        assert seen.page.evaluate("navigator.clipboard.readText()") == "docker inspect -f '{{json .HostConfig}}' vpn"
        assert seen.page.locator("#rule-PRIV-002 .copy").inner_text() == "copied"


WITHOUT = "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
"""What a page over http is given."""


def test_commands_can_be_copied_over_http(seen: Watched, page_of_story: Path) -> None:
    seen.page.add_init_script(WITHOUT)
    seen.go(page_of_story, "#rule-PRIV-002")
    seen.page.click("#rule-PRIV-002 >> text=copy")
    settle(seen.page)
    assert seen.page.locator("#rule-PRIV-002 .copy").inner_text() == "copied"
    seen.page.focus("#filter [type=search]")
    seen.page.keyboard.press("Control+V")
    assert seen.page.input_value("#filter [type=search]") == "docker inspect -f '{{json .HostConfig}}' vpn"


def test_a_command_that_cannot_be_copied_is_selected(seen: Watched, page_of_story: Path) -> None:
    seen.page.add_init_script(WITHOUT + "document.execCommand = () => false;")
    seen.go(page_of_story, "#rule-PRIV-002")
    seen.page.click("#rule-PRIV-002 >> text=copy")
    settle(seen.page)
    assert seen.page.locator("#rule-PRIV-002 .copy").inner_text() == "selected"
    assert seen.page.evaluate("String(getSelection())") == "docker inspect -f '{{json .HostConfig}}' vpn"
