"""Reports, one module a format: each renders the report mapping and knows nothing else.

A format's module is imported when it renders for the first time, so that asking for JSON costs no template engine.
"""

import importlib
from dataclasses import dataclass

from inspector.errors import ConfigError
from inspector.formats.options import Options
from inspector.model import Report

__all__ = ["FORMATS", "Format", "Options", "by_name", "by_path"]


@dataclass(frozen=True)
class Format:
    """One way to write a report.

    Attributes:
        name: what `--format` takes.
        suffixes: ends of file names that ask for it, lower case; the first is the usual one.
        module: below this package; holds `render(report, options) -> str`.
        about: what it is for, in a few words.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    about: str

    def render(self, report: Report, options: Options | None = None) -> str:
        """The report as text, with a newline at its end."""
        module = importlib.import_module(f"{__name__}.{self.module}")
        text: str = module.render(report, options or Options())
        return text


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("text", (".txt",), "text", "for a terminal"),
        Format("html", (".html", ".htm"), "html_report", "one self-contained page"),
        Format("json", (".json",), "json_report", "everything, for programs and for `inspector report`"),
        Format("sarif", (".sarif", ".sarif.json"), "sarif", "SARIF 2.1.0, for code scanning"),
        Format("junit", (".xml",), "junit", "JUnit XML, for continuous integration"),
        Format("markdown", (".md", ".markdown"), "markdown", "for a merge request or a job summary"),
        Format("annotations", (), "annotations", "GitHub workflow commands"),
    )
}
"""Every format by its name, in the order of the help."""


def by_name(name: str) -> Format:
    """The format called `name`; raises ConfigError for any other word."""
    if name in FORMATS:
        return FORMATS[name]
    raise ConfigError("--format", f"no format {name!r}; one of {', '.join(FORMATS)}")


def by_path(path: str) -> Format:
    """The format that the end of a file's name asks for; raises ConfigError when it asks for none."""
    fits = [(len(end), one) for one in FORMATS.values() for end in one.suffixes if path.lower().endswith(end)]
    if fits:
        return max(fits, key=lambda fit: fit[0])[1]
    known = ", ".join(end for one in FORMATS.values() for end in one.suffixes)
    raise ConfigError(path, f"its name does not say which format to write; one of {known}")
