"""Taxonomies of a SARIF log: weaknesses, techniques and controls that rules refer to."""

from typing import Any

from inspector.formats.sarif_safe import message, plain
from inspector.model import Report

KNOWN = {
    "cwe": ("CWE", "MITRE", "https://cwe.mitre.org/", "Common Weakness Enumeration"),
    "mitre-attack": ("ATT&CK", "MITRE", "https://attack.mitre.org/", "Techniques of attackers"),
    "nist-800-190": (
        "NIST SP 800-190",
        "NIST",
        "https://csrc.nist.gov/pubs/sp/800/190/final",
        "Application Container Security Guide",
    ),
}
"""Name, organisation, address and description of what rules refer to, by their key in a rule."""
TEXT = 900
"""Characters of a description."""


class Taxa:
    """All taxonomies of a report: what rules refer to, and the benchmarks whose controls they check.

    Args:
        report: whose rules and benchmarks are meant.
    """

    def __init__(self, report: Report) -> None:
        self._names: list[str] = []
        self._taxa: list[dict[str, str]] = []
        self._controls: dict[str, list[tuple[int, str]]] = {}
        for part in report["rules"].values():
            for system, ids in part["references"].items():
                self._taxa[self._place(system)].update(dict.fromkeys(ids, ""))
        for name, benchmark in sorted(report["compliance"].items()):
            self._benchmark(self._place(name), benchmark)
        self._order()

    def components(self) -> list[dict[str, Any]]:
        """The taxonomies as tool components."""
        return [_component(name, taxa) for name, taxa in zip(self._names, self._taxa, strict=True)]

    def references(self) -> list[dict[str, Any]]:
        """What the driver says it supports."""
        return [{"name": _title(name), "index": place} for place, name in enumerate(self._names)]

    def relationships(self, rule: str, references: dict[str, list[str]]) -> list[dict[str, Any]]:
        """What a rule refers to, and which controls it checks."""
        targets = [
            (self._names.index(system), one) for system, ids in sorted(references.items()) for one in sorted(ids)
        ]
        return [self._relationship(place, one) for place, one in [*targets, *self._controls.get(rule, [])]]

    def _relationship(self, place: int, one: str) -> dict[str, Any]:
        component = {"name": _title(self._names[place]), "index": place}
        index = list(self._taxa[place]).index(one)
        return {"target": {"id": plain(one, 100), "index": index, "toolComponent": component}, "kinds": ["relevant"]}

    def _place(self, name: str) -> int:
        if name not in self._names:
            self._names.append(name)
            self._taxa.append({})
        return self._names.index(name)

    def _benchmark(self, place: int, benchmark: Any) -> None:
        """A benchmark's controls: `[{id, title, rules}]`."""
        listed = benchmark.get("controls") if isinstance(benchmark, dict) else None
        for control in listed if isinstance(listed, list) else []:
            number = str(control.get("id", ""))
            self._taxa[place][number] = str(control.get("title") or "")
            for rule in control.get("rules") or []:
                self._controls.setdefault(rule, []).append((place, number))

    def _order(self) -> None:
        """The same order for the same report, whatever order its rules came in."""
        order = sorted(range(len(self._names)), key=lambda place: self._names[place])
        moved = {old: new for new, old in enumerate(order)}
        self._names = [self._names[place] for place in order]
        self._taxa = [dict(sorted(self._taxa[place].items())) for place in order]
        for rule, found in self._controls.items():
            self._controls[rule] = sorted((moved[place], number) for place, number in found)


def _component(system: str, taxa: dict[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": _title(system),
        "shortDescription": {"text": message(KNOWN[system][3] if system in KNOWN else _title(system), TEXT)},
        "taxa": [{"id": plain(one, 100), **_described(title)} for one, title in taxa.items()],
    }
    if system in KNOWN:
        _, organisation, address, _ = KNOWN[system]
        made |= {"organization": organisation, "informationUri": address}
    return made


def _title(system: str) -> str:
    return KNOWN[system][0] if system in KNOWN else plain(system, 100) or "-"


def _described(title: str) -> dict[str, Any]:
    return {"shortDescription": {"text": message(title, TEXT)}} if title else {}
