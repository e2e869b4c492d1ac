"""What every chapter looks up: objects and their links, findings by object, hosts and the engines below them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from hashlib import blake2s
from html import escape

from inspector.formats import hosts
from inspector.formats.html_report.raw import items, text
from inspector.formats.html_report.state import status
from inspector.formats.html_report.words import RANK, natural
from inspector.formats.shown import shown_html
from inspector.model import EnginePart, FindingPart, ObjectPart, Report, WorkloadPart

Key = tuple[str, str, str, str]
"""Engine, kind, id and name of an object."""

PLAIN = re.compile(r"[A-Za-z0-9_-]{1,40}")
HEX = re.compile(r"[0-9a-f]{12,64}")

NEVER = len(RANK)
"""The rank of an object without an open finding."""


def key(part: ObjectPart | WorkloadPart) -> Key:
    """The identity of an object within a report."""
    return part["engine"], part["kind"], part["id"], part["name"]


def order(part: WorkloadPart) -> tuple[str, str, str]:
    """Sorts workloads as they are shown: by engine, then by name with its numbers as numbers."""
    return part["engine"], natural(part["name"]), part["id"]


def fragment(text: str, size: int = 4) -> str:
    """Hex digits that stand for `text` in a link: ids are never made of names."""
    return blake2s(text.encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()


class Index:
    """One report, ready to be looked up.

    Attributes:
        report: as given.
        open: open findings by object, as the report orders them.
        workloads: by engine and name.
        hosts: names of engines that are nested in no other, worst first.
        groups: findings by the rule that leads them.
        giving: by workload that amounts to root, the rules that make it so, each with its finding.
        states: how many findings of each rule are new, open, known and waived.
        news: findings that the baseline does not know.
        places: names of the engines that objects are on.
        also: rules that fail only beside another that leads.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        self.workloads = sorted(report["workloads"], key=order)
        self.engines: dict[str, EnginePart] = {engine["name"]: engine for engine in report["engines"]}
        self.open: dict[Key, list[FindingPart]] = defaultdict(list)
        self.groups: dict[str, list[FindingPart]] = defaultdict(list)
        self.giving: dict[Key, list[tuple[str, FindingPart]]] = {}
        self.also: set[str] = set()
        self._anchors: dict[Key, str] = {}
        self._links: dict[Key, str] = {}
        self._rules: dict[str, str] = {}
        self._taken: set[str] = set()
        self._ends: dict[int, tuple[str, Key]] = {}
        self._below = hosts.by_engine(report["engines"])
        self._inner = {part["nested_in"]: part for part in reversed(report["engines"])}
        self._sort()
        self.states = {name: Counter(map(status, rows)) for name, rows in self.groups.items()}
        self.news = [one for one in report["findings"] if status(one) == "new"]
        self.hosts = self._hosts()
        self._of_host: dict[str, list[WorkloadPart]] = defaultdict(list)
        for part in self.workloads:
            self._of_host[self.host(part["engine"])].append(part)

    def _sort(self) -> None:
        """Sort findings by object and by rule, and give each its anchor."""
        grants = dict(self._granted())
        for finding in self.report["findings"]:
            rule, about, also = finding["rule"], key(finding["object"]), finding["also"]
            self.groups[rule].append(finding)
            if about not in self._anchors:
                self.anchor(about)
            if finding["status"] == "open":
                self.open[about].append(finding)
            if also:
                self.also.update(also)
            if about in grants:
                self.giving[about] += [(name, finding) for name in grants[about].intersection([rule, *also])]
            self._ends[id(finding)] = self._mark(finding["fingerprint"]), about
        self.places = sorted({about[0] for about in self._anchors})
        self.also.difference_update(self.groups)

    def _granted(self) -> Iterator[tuple[Key, set[str]]]:
        """Give each workload its anchor; the rules that make those that amount to root do so."""
        for part in self.report["workloads"]:
            about = key(part)
            self.anchor(about)
            if part["takeover"]:
                self.giving[about] = []
                yield about, {text(one, "rule") for one in items(part["takeover"])}

    def _mark(self, fingerprint: str) -> str:
        """The id of a finding's row."""
        return self._unique(f"finding-{fingerprint if HEX.fullmatch(fingerprint) else fragment(fingerprint, 6)}")

    def _unique(self, name: str) -> str:
        """An id that nothing else has."""
        made, turn = name, 1
        while made in self._taken:
            turn += 1
            made = f"{name}-{turn}"
        self._taken.add(made)
        return made

    def anchor(self, about: Key) -> str:
        """The id of an object's row."""
        if about not in self._anchors:
            self._anchors[about] = self._unique(f"object-{fragment(chr(0).join(about))}")
        return self._anchors[about]

    def _hosts(self) -> list[str]:
        """Hosts by their worst finding, then by how many of their workloads amount to root, then by name."""
        worst: dict[str, list[int]] = {self.host(name): [NEVER, 0, 0] for name in self.engines}
        for part in self.report["workloads"]:
            worst.setdefault(self.host(part["engine"]), [NEVER, 0, 0])[1] -= bool(part["takeover"])
        for about, found in self.open.items():
            row = worst.setdefault(self.host(about[0]), [NEVER, 0, 0])
            ranks = [RANK[one["severity"]] for one in found]
            row[0], row[2] = min(row[0], *ranks), row[2] - sum(rank <= RANK["high"] for rank in ranks)
        return sorted(worst, key=lambda name: (*worst[name], name))

    def outer(self, engine: str) -> tuple[str, str] | None:
        """The engine and the container that run `engine`, or None for a host's own."""
        part = self.engines.get(engine)
        return hosts.outer(part) if part else None

    def host(self, engine: str) -> str:
        """The engine at the bottom of the chain that `engine` is nested in."""
        return self._below.get(engine, engine)

    def inner(self, part: WorkloadPart) -> EnginePart | None:
        """The engine that was read inside a workload, or None."""
        return self._inner.get(f"{part['engine']}/{part['name']}")

    def of_host(self, host: str) -> list[WorkloadPart]:
        """The workloads of a host and of all engines nested in it."""
        return self._of_host.get(host, [])

    def rank(self, part: WorkloadPart) -> int:
        """The rank of a workload's worst open finding; NEVER when it has none."""
        return min((RANK[one["severity"]] for one in self.open.get(key(part), ())), default=NEVER)

    def objects(self) -> list[Key]:
        """All objects that the page links to."""
        return list(self._anchors)

    def object_link(self, part: ObjectPart | WorkloadPart) -> str:
        """An object's name as a link to its row, with its engine where that is not clear."""
        about = key(part)
        if about not in self._links:
            name = shown_html(part["name"] or part["id"] or "(no name)", 80)
            where = "" if part["kind"] == "engine" else self._where(part["engine"])
            self._links[about] = f'<a href="#{self.anchor(about)}">{name}</a>{where}'
        return self._links[about]

    def place(self, engine: str) -> str:
        """Where an object of `engine` is: nothing for the only host's own engine."""
        if len(self.hosts) == 1 and engine == self.hosts[0]:
            return ""
        outer = self.outer(engine)
        return f"in {outer[1]}" if outer and len(self.hosts) == 1 else f"on {engine}"

    def _where(self, engine: str) -> str:
        place = self.place(engine)
        return f" <small>{shown_html(place, 60)}</small>" if place else ""

    def finding_id(self, finding: FindingPart) -> str:
        """The id of a finding's row."""
        return self._ends[id(finding)][0]

    def ends(self, finding: FindingPart) -> tuple[str, str]:
        """The id of a finding's row, and the link to its object."""
        mark, about = self._ends[id(finding)]
        return mark, self._links.get(about) or self.object_link(finding["object"])

    def rule_id(self, name: str) -> str:
        """The id of a rule's group."""
        return f"rule-{name if PLAIN.fullmatch(name) else fragment(name)}"

    def rule_link(self, name: str) -> str:
        """A rule's id, as a link when the page has its group."""
        if name not in self._rules:
            self._rules[name] = self._rule_link(name)
        return self._rules[name]

    def _rule_link(self, name: str) -> str:
        told = shown_html(name, 40)
        if name in self.groups or name in self.also:
            return f'<a href="#{self.rule_id(name)}">{told}</a>'
        return f'<span class="m">{told}</span>'

    def title(self, name: str) -> str:
        """A rule's title, or its id."""
        rule = self.report["rules"].get(name)
        return rule["title"] if rule else name


@cache
def severity(word: str, *, box: bool = False) -> str:
    """A severity as word, shape and colour."""
    return f'<span class="v {"box " if box else ""}{escape(word)}">{escape(word.capitalize())}</span>'
