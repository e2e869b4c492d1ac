"""The three questions of an audit in one sentence each: who runs an engine, who controls one, who is root."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from inspector.formats.groups import plural
from inspector.formats.unjudged import unlisted
from inspector.model import Report, WorkloadPart

KINDS = ("privileged", "unprivileged", "rootless", "sysbox", "kata", "gvisor")
CONTROLS = (
    "the host's",
    "a rootless one",
    "a nested one",
    "a remote one",
    "one not told",
    "through a filter",
)
"""What a workload controls at best, the gravest first."""
WEIGHT = {"host": 0, "account": 1, "remote": 3, None: 4, "unknown": 4}
"""Place in CONTROLS of what full access controls; `nested:…` is not in here."""


class Verb(NamedTuple):
    """A predicate for one and for several."""

    one: str
    many: str


@dataclass(frozen=True)
class Answer:
    """The answer to one question.

    Attributes:
        question: a few words.
        sentence: the answer, made of our words and numbers only.
        workloads: those it speaks of.
    """

    question: str
    sentence: str
    workloads: list[WorkloadPart]


def answers(report: Report) -> list[Answer]:
    """The three answers, in the order DinD, DooD, privilege."""
    return [_dind(report), _dood(report), _privilege(report)]


def _dind(report: Report) -> Answer:
    found = [each for each in report["workloads"] if each["dind"]]
    kinds = Counter(str(each["dind"].get("kind")) for each in found if each["dind"])
    known = [f"{kinds[word]} {word}" for word in KINDS if kinds[word]]
    unread = report["summary"]["unread"]
    tail = f"; {unread} not read" if unread else ""
    return Answer(
        "Docker in Docker", _sentence(report, found, Verb("runs an engine", "run an engine"), known) + tail, found
    )


def _dood(report: Report) -> Answer:
    found = [each for each in report["workloads"] if _control(each) is not None]
    kinds = Counter(_control(each) for each in found)
    known = [f"{kinds[place]} {what}" for place, what in enumerate(CONTROLS) if kinds[place]]
    return Answer(
        "Engine control", _sentence(report, found, Verb("controls an engine", "control an engine"), known), found
    )


def _privilege(report: Report) -> Answer:
    found = [each for each in report["workloads"] if any(one.get("of") == "host" for one in each["takeover"])]
    outright = sum(bool(each["privilege"].get("privileged")) for each in found)
    known = [(outright, "privileged"), (len(found) - outright, "without --privileged")]
    verb = Verb("is root on its host by its own settings", "are root on their host by their own settings")
    return Answer(
        "Privilege", _sentence(report, found, verb, [f"{count} {how}" for count, how in known if count]), found
    )


def _control(each: WorkloadPart) -> int | None:
    """The gravest control of an engine that a workload has, as a place in CONTROLS."""
    places = [_place(item) for item in each["dood"] if item.get("access") != "none"]
    return min(places, default=None)


def _place(item: dict[str, object]) -> int:
    if item.get("access") not in ("full", None):
        return len(CONTROLS) - 1
    controls = item.get("controls")
    if isinstance(controls, str) and controls.startswith("nested"):
        return CONTROLS.index("a nested one")
    return WEIGHT.get(controls if isinstance(controls, str) else None, 4)


def _sentence(report: Report, found: Sequence[WorkloadPart], verb: Verb, parts: Sequence[str]) -> str:
    """`3 containers run an engine: 2 privileged, 1 rootless`."""
    if not found:
        return f"no {_kind(report['workloads'])} {verb.one}{doubt(report)}"
    subject = plural(len(found), _kind(found))
    return f"{subject} {verb.one if len(found) == 1 else verb.many}" + (f": {', '.join(parts)}" if parts else "")


def doubt(report: Report) -> str:
    """What an answer of "none" must add where not everything could be judged."""
    numbers = report["summary"]
    left = numbers["gaps"] or numbers["undecided"] or numbers["unread"] or unlisted(report)
    return ", as far as judged" if left else ""


def _kind(found: Sequence[WorkloadPart]) -> str:
    kinds = {each["kind"] for each in found}
    return "container" if kinds <= {"container"} else "workload"
