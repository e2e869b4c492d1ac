"""Findings grouped by the rule that leads them: why and fix once, then a row for each object.

Plain string building over escaped values: with 20,000 rows a template would cost more than all else.
"""

from collections import Counter
from collections.abc import Iterator
from html import escape

from inspector.formats.groups import FIRST
from inspector.formats.html_report.cells import heading, sources, value
from inspector.formats.html_report.index import Index, severity
from inspector.formats.html_report.prose import prose
from inspector.formats.html_report.words import RANK, number
from inspector.formats.shown import shown, shown_html
from inspector.model import FindingPart, RulePart

COLUMNS = 5
"""Evidence columns of a group; what a rule gives beyond them stands together in one more."""

OPEN_ROWS = 500
"""Above this many findings every group starts closed."""

STATUS = {"waived": "waived", "baseline": "known"}

NAMES = {"cwe": "CWE", "mitre-attack": "ATT&CK", "nist-800-190": "NIST 800-190", "cis": "CIS", "cve": "CVE"}


def status(finding: FindingPart) -> str:
    """What the filter knows it by: new, open, known or waived."""
    if finding["status"] != "open":
        return STATUS[finding["status"]]
    return "new" if "new" in finding else "open"


def groups(index: Index) -> Iterator[str]:
    """One `details` a rule, the worst first."""
    order = {name: (min(RANK[one["severity"]] for one in rows), name) for name, rows in index.groups.items()}
    small = len(index.report["findings"]) <= OPEN_ROWS
    news = any("new" in one for one in index.report["findings"])
    for turn, name in enumerate(sorted(order, key=order.__getitem__)):
        rows = index.groups[name]
        opened = small and (any("new" in one for one in rows) if news else turn == 0)
        yield _Group(index, name, rows).html(opened=opened)


def choices(index: Index) -> dict[str, list[str]]:
    """What the filter offers: the statuses that occur, and the engines when there are several."""
    found = {status(one) for one in index.report["findings"]}
    engines = index.places if len(index.places) > 1 else []
    return {"status": [one for one in ("new", "open", "known", "waived") if one in found], "engines": engines}


class _Group:
    """The findings of one rule, and what need not be said in each of their rows."""

    def __init__(self, index: Index, name: str, rows: list[FindingPart]) -> None:
        self.index, self.name = index, name
        self.rows = sorted(
            rows, key=lambda one: (RANK[one["severity"]], one["status"] != "open", one["object"]["name"])
        )
        self.word = self.rows[0]["severity"]
        names = _names(rows)
        self.columns, self.rest = names[:COLUMNS], names[COLUMNS:]
        self.several = len(rows) > 1
        self.template = _template(self.rows[0]) if self.several else ""
        self.engines = {name: at for at, name in enumerate(index.places)} if len(index.places) > 1 else {}
        self.where = any(one["source"] != rows[0]["source"] for one in rows)

    def html(self, *, opened: bool) -> str:
        """The whole group."""
        rule = self.index.report["rules"].get(self.name)
        told, label = shown_html(self.name, 40), escape(f"Findings of {shown(self.name, 40)}")
        return (
            f'<details class="rule" id="{self.index.rule_id(self.name)}" data-v="{self.word}"'
            f"{' open' if opened else ''}><summary>{severity(self.word, box=True)} "
            f'<span class="id">{told}</span> <h3>{shown_html(self.index.title(self.name))}</h3> {self._counts()}'
            f'</summary><div class="in"><dl>{_said(rule)}{self._proof()}{self._where()}</dl>'
            f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table>'
            f"<thead><tr>{self._heads()}</tr></thead><tbody>{''.join(map(self._row, self.rows))}</tbody></table>"
            f"</div></div></details>"
        )

    def _counts(self) -> str:
        """How many findings, and how many of them are new, known or waived."""
        found = Counter(map(status, self.rows))
        tags = [f'<span class="{name}">{number(found[word])} {word}</span>' for word, name in TAGS if found[word]]
        return " ".join([f'<span class="cnt">{number(len(self.rows))}', *tags]) + "</span>"

    def _heads(self) -> str:
        named = [heading(name) for name in self.columns]
        more = ["More"] * bool(self.rest) + ["Where"] * self.where
        return "".join(f'<th scope="col">{name}</th>' for name in ["Object", *named, *more, "Link"])

    def _proof(self) -> str:
        """The command that shows it, once for the group."""
        only = self.template and f"{self.template}NAME" if self.several else self.rows[0]["proof"]
        if not only:
            return ""
        hint = ' <span class="p">with a name of the list for NAME</span>' if self.template else ""
        return f'<dt>Proof</dt><dd><code class="pf">{shown_html(only, 1_000)}</code>{hint}</dd>'

    def _where(self) -> str:
        """The fields that all rows come from."""
        pointers = self.rows[0]["source"]
        return f'<dt>Where</dt><dd class="m">{sources(pointers)}</dd>' if pointers and not self.where else ""

    def _row(self, finding: FindingPart) -> str:
        """One finding: object and what is special to it, evidence, fields, link."""
        evidence = finding["evidence"]
        mark, link = self.index.ends(finding)
        cells = [value(evidence[name]) if name in evidence else "" for name in self.columns]
        if self.rest:
            cells.append(value({name: evidence[name] for name in self.rest if name in evidence}))
        if self.where:
            cells.append(sources(finding["source"]))
        tags = special = ""
        if not self._ordinary(finding):
            tags, special = self._tags(finding), self._special(finding)
        if self.engines:
            tags += f' data-e="{self.engines[finding["object"]["engine"]]}"'
        told = f"<td>{'</td><td>'.join(cells)}</td>" if cells else ""
        return f'<tr id="{mark}"{tags}><td>{link}{special}</td>{told}<td><a href="#{mark}">{mark[8:15]}</a></td></tr>'

    def _ordinary(self, finding: FindingPart) -> bool:
        """Whether nothing need be said of a row; asked once for every finding, so it is one expression."""
        return (
            finding["status"] == "open"
            and finding["severity"] == self.word
            and finding["certainty"] == "certain"
            and not (finding["because"] or finding["also"] or "new" in finding)
            and finding["object"]["state"] in USUAL
            and (not self.several or finding["proof"] in (None, self.template + finding["object"]["name"]))
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
        parts += [f'<span class="p">{text}</span>' for text in self._notes(finding)]
        return " " + " ".join(parts) if parts else ""

    def _notes(self, finding: FindingPart) -> Iterator[str]:
        """Short remarks below the name."""
        if finding["object"]["state"] not in USUAL:
            yield shown_html(str(finding["object"]["state"]))
        if finding["certainty"] != "certain":
            yield finding["certainty"]
        if finding["because"]:
            yield shown_html(finding["because"])
        if finding["waiver"]:
            yield shown_html(finding["waiver"])
        if finding["also"]:
            yield "also " + " ".join(map(self.index.rule_link, finding["also"]))
        yield from (shown_html(told) for told in finding.get("implies", ()))
        if self.several and finding["proof"] not in (None, self.template + finding["object"]["name"]):
            yield f'<code class="pf">{shown_html(finding["proof"] or "", 1_000)}</code>'


USUAL = (None, "running")
"""States that go without saying."""

TAGS = (("new", "new"), ("known", "way"), ("waived", "way"))
"""Counted beside a group's number: status, class."""


def _said(rule: RulePart | None) -> str:
    """What the rule says once for all its rows."""
    if rule is None:
        return ""
    refs = " · ".join(f"{NAMES.get(name, name)} {', '.join(ids)}" for name, ids in sorted(rule["references"].items()))
    told = f'<dt>Refs</dt><dd class="p">{shown_html(refs, 400)}</dd>' if refs else ""
    return f"<dt>Why</dt><dd>{prose(rule['why'])}</dd><dt>Fix</dt><dd>{prose(rule['fix'])}</dd>{told}"


def _names(rows: list[FindingPart]) -> list[str]:
    """The evidence names of these rows, less those that no row has a value for; a saved report keeps no order."""
    names: set[str] = set()
    for one in rows:
        if not names >= one["evidence"].keys():
            names.update(one["evidence"])
    told = [name for name in names if any(one["evidence"].get(name) is not None for one in rows)]
    return sorted(told, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))


def _template(finding: FindingPart) -> str:
    """The command that proves a row, less the object's name, where that is its last word."""
    proof, name = finding["proof"], finding["object"]["name"]
    return proof[: -len(name)] if proof and name and proof.endswith(f" {name}") else ""
