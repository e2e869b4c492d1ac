"""What a text that is no JSON seems to be, so that the message helps whoever gave it."""

import re

HEAD = 4096
"""Characters looked at; the patterns below are tried on these only."""

_SIGNS: tuple[tuple[str, str], ...] = (
    (r"(?i)\s*(<!doctype html|<html|<head|<body)", "is HTML, not JSON"),
    (r"\s*<\?xml|\s*<[a-zA-Z][\w.-]*[ />]", "is XML, not JSON"),
    (r"(?i)(\s*(error|cannot connect|got permission denied|permission denied|unable to)\b)", "is an error message"),
    (r"\s*CONTAINER ID\s", "is the table that `docker ps` prints; use `docker inspect`"),
    (r"\s*(REPOSITORY|IMAGE)\s+(TAG|ID)\b", "is the table that `docker images` prints; use `docker inspect`"),
    (r"\s*(NETWORK ID|DRIVER\s+VOLUME NAME|ID\s+NAME)\s", "is a table that docker prints; use `docker inspect`"),
    (r"\s*Client:", "is text that docker prints; add `--format json`"),
    (r"-----BEGIN ", "is a PEM file, not JSON"),
    (r"(PK\x03\x04|\x7fELF|SQLite format|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd)", "is a binary file, not JSON"),
    (r"[^\0]*\0", "is a binary file, not JSON"),
    (r"(\s*#.*\n)*\s*[\[{][\[{\s]*u?'", "is a Python literal, not JSON (keys in single quotes)"),
    (r"\s*(//|/\*)", "starts with a comment, which JSON has not"),
    (r"(?m)(\A|.*\n)services:\s*(#.*)?$", "is a compose file; give it a name that ends in .yaml or .yml"),
    (r"(\s*#.*\n)*\s*(---\s|- |[\w.-]+:(\s|$))", "is YAML, not JSON"),
    (r"\s*\{\s*\.\.\.|\s*\[\s*\{?\s*\.\.\.", "was shortened by hand (`...`), so it is no JSON"),
    (r"\s*\"[^\"]*\"\s*:", "is a piece of JSON without its opening bracket"),
)
"""Patterns, tried in order at the beginning of the text."""

_COMPILED = tuple((re.compile(pattern), words) for pattern, words in _SIGNS)


def seems(text: str) -> str:
    """What `text` seems to be, as the end of "FILE: "; empty when nothing is recognised."""
    head = text[:HEAD]
    return next((words for pattern, words in _COMPILED if pattern.match(head)), "")
