"""The report as JUnit XML, for continuous integration: a suite a rule, a case an object that fails it.

A case fails exactly where it makes the audit fail, so that the build server and the exit code agree. What is known,
waived or below the threshold is skipped with the reason; what could not be judged is an error where it counts, and
skipped with its reason elsewhere. A rule with nothing to say is one passed case.
"""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from inspector.formats.groups import because, by_rule, counts, evidence_pairs, name_in_full
from inspector.formats.options import Options
from inspector.formats.shown import shown
from inspector.formats.unjudged import gap_groups
from inspector.model import FindingPart, Report, RulePart, Severity, UndecidedPart

TEXT = 2000
"""Characters of one value."""
_FORBIDDEN = {0xFFFE: "U+FFFE", 0xFFFF: "U+FFFF"}
"""The only characters that XML forbids and `shown` lets through."""


def render(report: Report, options: Options | None = None) -> str:  # noqa: ARG001 same call for every format
    """The report as XML with a declaration and a newline at the end."""
    root = ET.Element("testsuites", name="inspector")
    found = {group.rule: group.findings for group in by_rule(report["findings"])}
    for rule in sorted({*report["rules"], *found}):
        part = report["rules"].get(rule)
        _suite(root, f"{rule} {part['title']}" if part else rule, _cases(rule, part, found.get(rule, []), report))
    _suite(root, "coverage", _gaps(report))
    for word in ("tests", "failures", "errors", "skipped"):
        root.set(word, str(sum(int(suite.get(word, "0")) for suite in root)))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(root: ET.Element, name: str, cases: Iterable[ET.Element]) -> None:
    suite = ET.SubElement(root, "testsuite", name=_text(name))
    suite.extend(cases)
    for word, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(word, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(suite)))
    suite.set("time", "0")


def _cases(rule: str, part: RulePart | None, findings: list[FindingPart], report: Report) -> list[ET.Element]:
    cases = [_finding(one, part, report) for one in findings]
    cases += [_undecided(rule, one, part, report) for one in report["undecided"] if rule in one["rules"]]
    if cases:
        return cases
    outcomes = part["outcomes"] if part else {}
    if outcomes.get("pass"):
        return [_case(rule, f"passed on {outcomes['pass']}")]
    return [_mark(_case(rule, "not applicable"), "skipped", "there is nothing here that the rule applies to")]


def _finding(one: FindingPart, part: RulePart | None, report: Report) -> ET.Element:
    name = " ".join(word for word in (name_in_full(one["object"]), one["key"]) if word)
    case = _case(one["rule"], name)
    fail_on = report["summary"]["fail_on"]
    if counts(one, fail_on):
        return _mark(case, "failure", one["message"], one["severity"], _body(one, part))
    if one["status"] != "open":
        reason = f"waived: {one['waiver']}" if one["status"] == "waived" else "known by the baseline"
    elif one["certainty"] == "hint":
        reason = f"a hint only: {one['message']}"
    else:
        reason = f"{one['severity']}, below {fail_on}: {one['message']}" if fail_on != "never" else one["message"]
    return _mark(case, "skipped", reason)


def _undecided(rule: str, one: UndecidedPart, part: RulePart | None, report: Report) -> ET.Element:
    case = _case(rule, f"undecided on {one['count']}: {one['reason']}")
    severity = part["severity"] if part else one["severity"]
    text = "\n".join(_text(name) for name in one["objects"])
    return _mark(
        case, "error" if _reaches(severity, report) else "skipped", f"could not be decided: {one['reason']}", text=text
    )


def _gaps(report: Report) -> list[ET.Element]:
    cases = []
    for group in gap_groups(report):
        case = _case("coverage", f"{group.engine} {group.subject}")
        tag = "error" if _reaches(group.severity, report) else "skipped"
        cases.append(_mark(case, tag, f"not read: {group.reason}", text="\n".join(map(_text, group.names))))
    return cases or [_case("coverage", "everything was read")]


def _reaches(severity: str, report: Report) -> bool:
    """Whether what could not be judged makes the audit undecided; not where the user has allowed it."""
    numbers = report["summary"]
    if numbers["fail_on"] == "never" or not numbers["undecided_counted"] or numbers["exit_code"] == 0:
        return False
    return Severity.of(severity) >= Severity.of(numbers["fail_on"])


def _body(one: FindingPart, part: RulePart | None) -> str:
    """What stands below a failure: the evidence, the proof, the fix."""
    lines = [f"{name}: {text}" for name, text in evidence_pairs(one)]
    lines += [because(one)] if one["because"] else []
    lines += [f"place: {place}" for place in one.get("places", ())]
    lines += [f"source: {pointer}" for pointer in one["source"]]
    lines += [f"proof: {one['proof']}"] if one["proof"] else []
    lines += [f"change: {line}" for line in one["change"]["run"]] if "change" in one else []
    lines += [f"fix: {' '.join(part['fix'].split())}"] if part else []
    return "\n".join(_text(line) for line in [*lines, f"finding: {one['fingerprint']}"])


def _case(rule: str, name: str) -> ET.Element:
    return ET.Element("testcase", classname=_text(rule), name=_text(name), time="0")


def _mark(case: ET.Element, tag: str, message: str, kind: str = "", text: str = "") -> ET.Element:
    mark = ET.SubElement(case, tag, message=_text(message))
    if kind:
        mark.set("type", kind)
    mark.text = text or None
    return case


def _text(text: str) -> str:
    """Anything as one line that XML may hold."""
    return shown(text, TEXT).translate(_FORBIDDEN)
