import subprocess
import sys

import pytest
from sample_report import empty, many, story

from inspector.errors import ConfigError
from inspector.formats import FORMATS, by_name, by_path
from inspector.formats.json_report import load


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("report.html", "html"),
        ("a/b.REPORT.JSON", "json"),
        ("r.txt", "text"),
        ("r.sarif", "sarif"),
        ("r.sarif.json", "sarif"),
        ("junit.xml", "junit"),
        ("summary.md", "markdown"),
    ],
)
def test_the_end_of_a_name_chooses_the_format(path: str, name: str) -> None:
    assert by_path(path).name == name


@pytest.mark.parametrize("path", ["report", "report.pdf", "json", ""])
def test_a_name_that_says_nothing_is_refused_with_what_would(path: str) -> None:
    with pytest.raises(ConfigError, match=r"\.sarif"):
        by_path(path)


def test_an_unknown_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match="markdown"):
        by_name("yaml")
    assert by_name("text") is FORMATS["text"]


def test_every_suffix_belongs_to_one_format() -> None:
    suffixes = [end for one in FORMATS.values() for end in one.suffixes]
    assert len(suffixes) == len(set(suffixes))


@pytest.mark.parametrize("name", list(FORMATS))
def test_a_saved_report_renders_like_a_fresh_one(name: str) -> None:
    for report in (story(), many(40, hosts=2), empty()):
        saved = load(FORMATS["json"].render(report).encode(), "r.json")
        assert FORMATS[name].render(saved) == FORMATS[name].render(report)


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_says_what_was_covered_and_ends_its_last_line(name: str) -> None:
    text = FORMATS[name].render(story())
    assert text.endswith("\n")
    if name != "junit":  # which has no place for it but the cases themselves
        assert "24 containers, 16 rules" in text


def test_the_list_of_formats_costs_no_template_engine_and_no_xml() -> None:
    heavy = "'jinja2', 'xml.etree', 'yaml', 'inspector.formats.text', 'docker', 'jmespath'"
    code = f"import sys, inspector.formats; print([one for one in ({heavy},) if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
