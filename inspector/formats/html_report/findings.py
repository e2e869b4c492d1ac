"""Findings grouped by the rule that leads them: why and fix once, then a row for each object."""

from collections.abc import Iterator
from html import escape

from inspector.formats.html_report.cells import sources, value
from inspector.formats.html_report.index import Index, severity
from inspector.formats.html_report.prose import prose
from inspector.formats.html_report.rows import PROOF, Table, lines
from inspector.formats.html_report.words import RANK, number
from inspector.formats.shown import shown, shown_between, shown_html
from inspector.model import FindingPart, RulePart

OPEN_ROWS = 500
"""Above this many findings every group starts closed."""

NAMES = {"cwe": "CWE", "mitre-attack": "ATT&CK", "nist-800-190": "NIST 800-190", "cis": "CIS", "cve": "CVE"}


def groups(index: Index) -> Iterator[str]:
    """One `details` a rule, the worst first."""
    made = [_Group(index, name, rows) for name, rows in index.groups.items()]
    small = len(index.report["findings"]) <= OPEN_ROWS
    for turn, group in enumerate(sorted(made, key=lambda one: (RANK[one.table.word], one.name))):
        news = index.states[group.name]["new"] if index.news else turn == 0
        yield group.html(opened=small and bool(news))


def choices(index: Index) -> dict[str, list[str]]:
    """What the filter offers: the statuses that occur, and the engines in the order that rows count them by."""
    found = set().union(*index.states.values())
    return {"status": [one for one in ("new", "open", "known", "waived") if one in found], "engines": index.places}


class _Group:
    """The findings of one rule: what is said once, and their table."""

    def __init__(self, index: Index, name: str, rows: list[FindingPart]) -> None:
        self.index, self.name = index, name
        self.rows = sorted(rows, key=_weight)
        self.table = Table(index, self.rows)

    def html(self, *, opened: bool) -> str:
        """The whole group."""
        rule, word = self.index.report["rules"].get(self.name), self.table.word
        told, label = shown_html(self.name, 40), escape(f"Findings of {shown(self.name, 40)}")
        head = (
            f'<details class="rule" id="{self.index.rule_id(self.name)}" data-v="{word}"'
            f"{' open' if opened else ''}><summary>{severity(word, box=True)} "
            f'<span class="id">{told}</span> <h3>{shown_between(self.index.title(self.name))}</h3> {self._counts()}'
            f'</summary><div class="in"><dl>{_said(rule)}{self._once()}</dl>'
            f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table>'
            f"<thead><tr>{self.table.heads()}<tbody>"
        )
        return "".join([head, *map(self.table.row, self.rows), "</table></div></div></details>"])

    def _counts(self) -> str:
        """How many findings, and how many of them are new, known or waived."""
        found = self.index.states[self.name]
        tags = [f'<span class="{name}">{number(found[word])} {word}</span>' for word, name in TAGS if found[word]]
        return " ".join([f'<span class="cnt">{number(len(self.rows))}', *tags]) + "</span>"

    def _once(self) -> str:
        """What is the same in all rows: proof, fields, evidence."""
        table, first = self.table, self.rows[0]
        made = []
        if table.proof:
            hint = " <small>with a name of the list for NAME</small>" if len(self.rows) > 1 else ""
            made.append(f'<dt>Proof</dt><dd><code class="pf">{shown_between(table.proof, PROOF)}</code>{hint}</dd>')
        if table.change:
            told = f"{lines(table.change['run'])} <small>in compose</small> {lines(table.change['compose'])}"
            made.append(f"<dt>Change</dt><dd>{told}</dd>")
        if first["source"] and not table.where:
            made.append(f'<dt>Where</dt><dd class="m">{sources(first["source"])}</dd>')
        if table.same:
            told = value({name: first["evidence"][name] for name in table.same})
            made.append(f'<dt>All</dt><dd class="m">{told}</dd>')
        return "".join(made)


def _weight(finding: FindingPart) -> tuple[int, bool, str]:
    """Worst first, open before accepted, then by name."""
    return RANK[finding["severity"]], finding["status"] != "open", finding["object"]["name"]


TAGS = (("new", "new"), ("known", "way"), ("waived", "way"))
"""Counted beside a group's number: status, class."""


def _said(rule: RulePart | None) -> str:
    """What the rule says once for all its rows."""
    if rule is None:
        return ""
    refs = " · ".join(f"{NAMES.get(name, name)} {', '.join(ids)}" for name, ids in sorted(rule["references"].items()))
    told = f'<dt>Refs</dt><dd class="p">{shown_html(refs, 400)}</dd>' if refs else ""
    return f"<dt>Why</dt><dd>{prose(rule['why'])}</dd><dt>Fix</dt><dd>{prose(rule['fix'])}</dd>{told}"
