"""Steps of an image's build that took something in unchecked (GET /images/NAME/history)."""

import re
from collections.abc import Iterator
from typing import Any

from inspector.facts import raw
from inspector.model import Document, Unknown

LONGEST = 8192
"""Characters of a step that are looked at."""
SHOWN = 200

_ADD = re.compile(r"\bADD (?:--\S{1,200} ){0,5}(?:https?://|git@|git://)", re.IGNORECASE)
_PIPED = re.compile(r"\b(?:curl|wget)\b[^;&]{0,500}\|\s{0,9}(?:sudo )?(?:ba|da|z|k|a)?sh\b")
_SWITCHED_OFF = (
    "--no-check-certificate", "curl -k", "curl --insecure", " --insecure", "--allow-unauthenticated", "--nogpgcheck",
    "--no-gpg-check", "--allow-untrusted", "--trusted-host", "--force-yes", "strict-ssl false", "http.sslVerify false",
)  # fmt: skip
_UPDATES = ("apt-get update", "apt update", "yum update", "dnf update", "apk update")
_INSTALLS = ("install", "apk add", "upgrade", "build-dep")


def history(document: Document) -> tuple[list[dict[str, Any]], list[Unknown]]:
    """`history`: `{step, kind, source}` of each such step; kind is add-url, unverified or update-alone (CIS 4.7, 4.9).

    A step runs with the build arguments in front of it; comments of the builder (`# buildkit`) stand behind it.
    """
    steps = raw.items(document, "History") if "History" in document else None
    if steps is None:
        return [], [{"path": "history", "reason": "the steps of the image's build were not read"}]
    found = []
    for index, step in enumerate(steps):
        text = raw.text(step, "CreatedBy") if isinstance(step, dict) else None
        for kind in _kinds((text or "")[:LONGEST]):
            source = [raw.pointer("History", index, "CreatedBy")]
            found.append({"step": (text or "")[:SHOWN], "kind": kind, "source": source})
    return found, []


def _kinds(step: str) -> Iterator[str]:
    if _ADD.search(step):
        yield "add-url"
    if _PIPED.search(step) or any(mark in step for mark in _SWITCHED_OFF):
        yield "unverified"
    if any(mark in step for mark in _UPDATES) and not any(mark in step for mark in _INSTALLS):
        yield "update-alone"
