"""The three questions and their answers: a number, what it counts, one or two sentences."""

from collections import Counter
from html import escape
from typing import NamedTuple

from inspector.formats.html_report.control import ways
from inspector.formats.html_report.index import Index
from inspector.formats.html_report.nested import unread
from inspector.formats.html_report.raw import at, items, text
from inspector.formats.html_report.words import is_are, listed, number
from inspector.formats.shown import shown
from inspector.model import WorkloadPart

NAMED = 2
"""Containers that are named in an answer."""

HOW = {
    "socket": "by its socket",
    "parent-directory": "by a directory",
    "pipe": "by its pipe",
    "namespace": "through a namespace",
    "tcp": "over TCP",
    "ssh": "over ssh",
    "proxy": "through a proxy",
}


class Card(NamedTuple):
    """One question and its answer, which is text, its names made safe to show."""

    question: str
    many: int
    counted: str
    answer: str
    to: str
    link: str

    def html(self) -> str:
        """The card."""
        return (
            f'<div class="card"><h2>{self.question}</h2><strong><b>{number(self.many)}</b> {self.counted}</strong>'
            f'<p>{escape(self.answer)}</p><a href="#{self.to}">{self.link}</a></div>'
        )


def cards(index: Index) -> list[Card]:
    """Docker in Docker, Docker outside of Docker, privilege."""
    summary = index.report["summary"]
    own = [one for one in index.report["workloads"] if _own(one)]
    dind, dood, root = summary["dind"], summary["dood"], summary["takeover"]
    as_root, rest = "amounts to root" if root == 1 else "amount to root", _privilege(own, root - len(own))
    return [
        Card("Where does Docker run inside Docker?", dind, _noun(dind, "run"), _dind(index), "dind", "Engine tree"),
        Card(
            "Who controls an engine from outside it?",
            dood,
            _noun(dood, "control"),
            _dood(index),
            "dood",
            "Who controls what",
        ),
        Card("Which containers are as good as the host?", root, as_root, rest, "privilege", "Privilege matrix"),
    ]


def _own(workload: WorkloadPart) -> bool:
    """Whether it amounts to root without an engine's help."""
    return any(text(one, "of") == "host" for one in items(workload["takeover"]))


def _noun(many: int, verb: str) -> str:
    return f"container {verb}s an engine" if many == 1 else f"containers {verb} an engine"


def _dind(index: Index) -> str:
    found = [one["dind"] for one in index.report["workloads"] if one["dind"]]
    if not found:
        return "None, as far as judged."
    kinds = Counter(shown(text(one, "kind"), 40) or "unknown" for one in found)
    parts = [f"{number(many)} {is_are(many)} {kind}" for kind, many in kinds.most_common()]
    loose = [shown(one["name"], 60) for one in index.workloads if any(map(_loose, items(one["dind"], "listens")))]
    said = [f"{listed(parts)}."]
    if loose:
        verb = "answers" if len(loose) == 1 else "answer"
        said.append(f"{number(len(loose))} {verb} the network without a login: {listed(loose, NAMED)}.")
    if missing := len(unread(index)):
        said.append(f"{number(missing)} {'was' if missing == 1 else 'were'} not read.")
    return " ".join(said)


def _loose(listen: object) -> bool:
    return text(listen, "transport") == "tcp" and (at(listen, "verify") is False or at(listen, "tls") is False)


def _dood(index: Index) -> str:
    nested, both, own = 0, 0, Counter[str]()
    for workload in index.report["workloads"]:
        both += bool(ways(workload)) and _own(workload)
        for way in ways(workload)[:1]:
            nested += text(way, "controls").startswith("nested:")
            if text(way, "controls") in ("host", "account"):
                own[HOW.get(text(way, "how"), "in another way")] += 1
    said = []
    if total := sum(own.values()):
        verb = "controls" if total == 1 else "control"
        hows = listed([f"{number(many)} {how}" for how, many in own.most_common()])
        said.append(f"{number(total)} {verb} the engine that runs {'it' if total == 1 else 'them'}: {hows}.")
    if nested:
        said.append(f"{number(nested)} {'controls' if nested == 1 else 'control'} an engine in another container.")
    if both:
        verb = "amounts" if both == 1 else "amount"
        said.append(f"{number(both)} of them {verb} to root by {_their(both)} own privilege, too.")
    none = "Which engine could not be decided." if index.report["summary"]["dood"] else "None, as far as judged."
    return " ".join(said) or none


def _privilege(own: list[WorkloadPart], engine: int) -> str:
    full = sum(at(one["privilege"], "privileged") is True for one in own)
    other = len(own) - full
    said = [f"{number(full)} {is_are(full)} privileged"] if full else []
    said += [f"{number(other)} {'has' if other == 1 else 'have'} other rights of that weight"] if other else []
    parts = [f"{number(len(own))} by {_their(len(own))} own privilege: {listed(said)}."] if said else []
    if engine:
        more = f" more because {'it controls' if engine == 1 else 'they control'} an engine."
        parts.append(f"{number(engine)}{more if said else more.removeprefix(' more')}")
    return " ".join(parts) or "None, as far as judged."


def _their(many: int) -> str:
    return "its" if many == 1 else "their"
