"""The rows of one rule's findings.

Plain string building over escaped values: with 20,000 rows a template would cost more than all else. The end tags of
rows and cells, which HTML does not ask for, would be an eighth of the file.
"""

from collections.abc import Iterator

from inspector.formats.groups import FIRST, PLACE, WORDING, changes, words_message
from inspector.formats.html_report.cells import heading, sources, value
from inspector.formats.html_report.index import Index, severity
from inspector.formats.html_report.state import STATUS, USUAL, status
from inspector.formats.shown import shown_between
from inspector.model import ChangeLines, FindingPart

COLUMNS = 4
"""Evidence columns of a table; what a rule gives beyond them stands together in one more."""

PROOF = 1_000
"""Characters of a command; it is worth nothing when it is cut."""


class Table:
    """Columns and rows of the findings of one rule, and what need not be said in each row.

    Attributes:
        word: the severity that goes without saying.
        proof: the command that proves every row, NAME for the object where there are several; empty if there is none.
        where: whether rows come from different fields.
        same: names of evidence that is the same in all rows, when there is too much for columns.
        change: what to change, when it is the same in all rows.
    """

    def __init__(self, index: Index, rows: list[FindingPart]) -> None:
        self.index = index
        self.word = rows[0]["severity"]
        names = _names(rows)
        self.same = _same(rows, names)
        varied = [name for name in names if name not in self.same]
        self.columns, self.rest = varied[:COLUMNS], varied[COLUMNS:]
        self.engines = {name: at for at, name in enumerate(index.places)} if len(index.places) > 1 else {}
        source = rows[0]["source"]
        self.where = any(one["source"] != source for one in rows)
        self.proof = _proof(rows)
        self.proofs = not self.proof and any(one["proof"] for one in rows)
        self.change = _change(rows)
        self.changes = self.change is None and any("change" in one for one in rows)

    def heads(self) -> str:
        """The heads of the columns."""
        named = [heading(name) for name in self.columns]
        more = (
            ["More"] * bool(self.rest)
            + ["Change"] * self.changes
            + ["Where" if self.where else "Proof"] * (self.where or self.proofs)
        )
        return "".join(f'<th scope="col">{name}' for name in ["Object", *named, *more, "Link"])

    def row(self, finding: FindingPart) -> str:
        """One finding: object and what is special to it, evidence, fields, link."""
        evidence = finding["evidence"]
        mark, link = self.index.ends(finding)
        cells = [value(evidence[name]) if name in evidence else "" for name in self.columns]
        if self.rest:
            cells.append(value({name: evidence[name] for name in self.rest if evidence.get(name) is not None}))
        if self.changes:
            cells.append(lines(changes(finding)))
        if self.proofs:
            cells.append(self._proved(finding))
        elif self.where:
            cells.append(sources(finding["source"]))
        tags = special = ""
        if not self._ordinary(finding):
            tags, special = self._tags(finding), self._special(finding)
        if self.engines:
            tags += f' data-e="{self.engines[finding["object"]["engine"]]}"'
        told = f"<td>{'<td>'.join(cells)}" if cells else ""
        return f'<tr id="{mark}"{tags}><td>{link}{special}{told}<td><a href="#{mark}">{mark[8:15]}</a>'

    def _proved(self, finding: FindingPart) -> str:
        """The fields, and behind them the command that shows them."""
        if not finding["proof"]:
            return sources(finding["source"]) if self.where else ""
        first, rest = finding["source"][:1] if self.where else [], finding["source"][1:]
        more = f"+ {sources(rest)}" if first and rest else ""
        command = shown_between(finding["proof"], PROOF)
        return (
            f"<details><summary>{sources(first) if first else 'command'}</summary>{more}"
            f'<code class="pf">{command}</code></details>'
        )

    def _ordinary(self, finding: FindingPart) -> bool:
        """Whether nothing need be said of a row; asked once for every finding, so it is one expression."""
        return (
            finding["status"] == "open"
            and finding["severity"] == self.word
            and finding["certainty"] == "certain"
            and not (finding["because"] or finding["also"] or finding["implies"] or "new" in finding)
            and finding["object"]["state"] in USUAL
        )

    def _tags(self, finding: FindingPart) -> str:
        """What the filter must know beyond what it knows of the group."""
        state = status(finding)
        told = f' data-v="{finding["severity"]}"' if finding["severity"] != self.word else ""
        return told + (f' data-s="{state}"' if state != "open" else "")

    def _special(self, finding: FindingPart) -> str:
        """What sets this row apart from its group."""
        parts = [f'<span class="new">{finding["new"]}</span>'] if "new" in finding else []
        if finding["status"] != "open":
            parts.append(f'<span class="way">{STATUS[finding["status"]]}</span>')
        if finding["severity"] != self.word:
            parts.append(severity(finding["severity"]))
        parts += [f"<small>{note}</small>" for note in self._notes(finding)]
        return f" {' '.join(parts)}" if parts else ""

    def _notes(self, finding: FindingPart) -> list[str]:
        """Short remarks below the name."""
        state, certainty = finding["object"]["state"], finding["certainty"]
        known = ["" if state in USUAL else str(state), "" if certainty == "certain" else certainty]
        told = [", ".join(filter(None, known)), finding["because"], finding["waiver"]]
        notes = [shown_between(one) for one in told if one]
        return [*notes, *self._also(finding)] if finding["also"] or finding["implies"] else notes

    def _also(self, finding: FindingPart) -> Iterator[str]:
        """The rules that fail on the same cause, each with its sentence where there is one for each."""
        links = [self.index.rule_link(rule) for rule in finding["also"]]
        name = finding["object"]["name"]
        said = [shown_between(told.removeprefix(f"{name} ")) for told in finding["implies"]]
        if len(links) == len(said):
            yield from (f"{link} {told}" for link, told in zip(links, said, strict=True))
        else:
            if links:
                yield "also " + " ".join(links)
            yield from said


def lines(change: list[str]) -> str:
    """Settings to take out and put in."""
    marks = {"-": "del", "+": "ins"}
    told = [(marks[line[:1]], shown_between(line[2:], PROOF)) for line in change if line[:1] in marks]
    return " ".join(f"<{mark}>{text}</{mark}>" for mark, text in told)


def _change(rows: list[FindingPart]) -> ChangeLines | None:
    """The change that all rows share."""
    first = rows[0].get("change")
    return first if all(one.get("change") == first for one in rows) else None


def _names(rows: list[FindingPart]) -> list[str]:
    """The evidence names of these rows, less those that no row has a value for."""
    told: set[str] = set()
    for one in rows:
        evidence = one["evidence"]
        if not told >= evidence.keys():
            told.update(name for name, given in evidence.items() if given is not None)
    told -= {name for name in told.intersection(WORDING) if all(_words(one, name) for one in rows)}
    return sorted(sorted(told), key=lambda name: PLACE.get(name, len(PLACE)))


def _words(one: FindingPart, name: str) -> bool:
    return one["evidence"].get(name) is None or words_message(one, name)


def _same(rows: list[FindingPart], names: list[str]) -> list[str]:
    """The names that need no column, when there are too many and several rows agree; never what is told first."""
    if len(rows) == 1 or len(names) <= COLUMNS:
        return []
    first = rows[0]["evidence"]
    rest = [name for name in names if name not in FIRST and name in first]
    return [name for name in rest if all(one["evidence"].get(name) == first[name] for one in rows)]


def _proof(rows: list[FindingPart]) -> str:
    """One command for all rows, which differs by no more than the object's name at its end."""
    proof, name = rows[0]["proof"], rows[0]["object"]["name"]
    if len(rows) == 1:
        return proof or ""
    if not proof or not name or not proof.endswith(f" {name}"):
        return ""
    command = proof[: -len(name)]
    return f"{command}NAME" if all(one["proof"] == command + one["object"]["name"] for one in rows) else ""
