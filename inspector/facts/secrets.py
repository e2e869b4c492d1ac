"""Places where a secret stands, by the marks that the redactor left; never a value."""

import re
from collections.abc import Iterator
from typing import Any, Literal

from inspector.facts import raw
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.types import SecretItem
from inspector.model import Document

Place = Literal["env", "url", "argv", "healthcheck", "label", "annotation", "log", "option", "history"]

_START = "<redacted "
_MARK = re.compile(r"<redacted ([a-z-]{1,20}) ([^<>\s]{1,64})>")
_SECRET = frozenset({"password", "key", "url-credentials", "token", "default"})
"""Kinds that are secrets; `placeholder` and `text` are none."""
_NONE = Facet({"secrets": []})


def secrets(workload: Workload, _context: Context) -> Facet:
    """`secrets` of the environment, arguments, health check, labels, annotations and log options."""
    items = [
        item for place, name, text, pointer in _texts(workload.document) for item in marks(place, name, text, pointer)
    ]
    return Facet({"secrets": items}) if items else _NONE


def marks(place: Place, name: str, text: str, pointer: str) -> Iterator[SecretItem]:
    """The secrets in one text: one item for each mark."""
    for match in _MARK.finditer(text):
        kind, token = match[1], match[2]
        if kind in _SECRET:
            yield SecretItem(
                place="url" if kind == "url-credentials" else place,
                name=name,
                kind=kind,
                ordinal=token,
                default=kind == "default",
                source=[pointer],
            )


def volume_secrets(document: Document) -> list[SecretItem]:
    """The secrets in a volume's options."""
    return list(_of_map("option", raw.section(document, "Options"), "/Options"))


def image_secrets(document: Document) -> list[SecretItem]:
    """The secrets in an image's environment and labels."""
    config = raw.section(document, "Config") or raw.EMPTY
    found = [item for name, text, pointer in _variables(config) for item in marks("env", name, text, pointer)]
    return found + list(_of_map("label", raw.section(config, "Labels"), "/Config/Labels"))


def _of_map(place: Place, values: Document | None, pointer: str) -> Iterator[SecretItem]:
    for name, text, at in _entries(values, pointer):
        yield from marks(place, name, text, at)


def _texts(document: Document) -> Iterator[tuple[Place, str, str, str]]:
    """Place, name, text and pointer of every text of a workload that holds a mark."""
    config = raw.section(document, "Config") or raw.EMPTY
    host = raw.section(document, "HostConfig") or raw.EMPTY
    for name, text, pointer in _variables(config):
        yield "env", name, text, pointer
    for name, text, pointer in _words(document.get("Args"), "/Args"):
        yield "argv", name, text, pointer
    check = raw.section(config, "Healthcheck") or raw.EMPTY
    for name, text, pointer in _words(check.get("Test"), "/Config/Healthcheck/Test"):
        yield "healthcheck", name, text, pointer
    for name, text, pointer in _entries(raw.section(config, "Labels"), "/Config/Labels"):
        yield "label", name, text, pointer
    for name, text, pointer in _entries(raw.section(host, "Annotations"), "/HostConfig/Annotations"):
        yield "annotation", name, text, pointer
    log = raw.section(host, "LogConfig") or raw.EMPTY
    for name, text, pointer in _entries(raw.section(log, "Config"), "/HostConfig/LogConfig/Config"):
        yield "log", name, text, pointer


def _variables(config: Document) -> Iterator[tuple[str, str, str]]:
    for index, entry in enumerate(raw.items(config, "Env") or []):
        if isinstance(entry, str) and _START in entry:
            name, _, value = entry.partition("=")
            yield name, value, f"/Config/Env/{index}"


def _entries(values: Document | None, pointer: str) -> Iterator[tuple[str, str, str]]:
    for name, text in (values or {}).items():
        if isinstance(text, str) and _START in text:
            yield name, text, pointer + raw.pointer(name)


def _words(values: Any, pointer: str) -> Iterator[tuple[str, str, str]]:
    """The words that hold a mark, each by the option that it belongs to."""
    before = ""
    for index, word in enumerate(values if isinstance(values, list) else []):
        if not isinstance(word, str):
            continue
        if _START in word:
            option = word.partition(_START)[0].rstrip("= ") or (before if before.startswith("-") else "")
            yield option[:_LONGEST] or f"argument {index + 1}", word, f"{pointer}/{index}"
        before = word


_LONGEST = 100
"""Characters of an option's name that are shown."""
