"""What a rule or a finding means, for somebody who has to act on it: the text of `inspector explain`.

Rules are read from their files, findings from a report alone, so that a report explains itself anywhere.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from inspector.errors import ReportError
from inspector.formats.cells import hung, wrap
from inspector.formats.closing import explained
from inspector.formats.groups import because, evidence_pairs, name_in_full
from inspector.formats.prose import blocks
from inspector.formats.text_safe import safe
from inspector.model import FindingPart, Report
from inspector.ruleset import Rule

WIDTH = 88
LONG = 4000
"""Characters of one text; a command that was cut would not run."""
NOTES = 6
"""Cases of what a rule is not that are told."""
ATTACK = {
    "host": (
        "Whoever runs code in the container (through a fault in its program, a poisoned image, a stolen login) is root "
        "on the host with it. It takes no fault in Docker, and no second step."
    ),
    "engine": (
        "Whoever runs code in the container asks the engine for a new container that mounts the host's files, or runs "
        "a program in any other container. The engine does as it is told; what that gives in the end, the finding says."
    ),
    "kernel": (
        "It is no way out by itself. It puts more of the host's kernel, or of other workloads, within reach of code "
        "that already runs in the container, so that one more fault is enough."
    ),
    "files": (
        "What is read or written there is the host's. Code in the container takes what it finds, or leaves something "
        "for the host to trust or to run."
    ),
    "reach": (
        "It lets others in. Whoever is on the same network, or can reach the port, talks to it without a fault in "
        "anything, and goes on from there."
    ),
    "": (
        "It lets nobody in by itself. It leaves open, for everything that runs there, an attack that a sound setting "
        "or a newer version stops."
    ),
}
"""How an attacker would use it, in general words: by what a rule grants, else by its class."""
REFERENCES = {
    "cwe": ("CWE-{}", "https://cwe.mitre.org/data/definitions/{}.html"),
    "mitre-attack": ("ATT&CK {}", "https://attack.mitre.org/techniques/{}/"),
    "nist-800-190": ("NIST SP 800-190, {}", ""),
}


def explain_rule(rule: Rule, width: int = WIDTH) -> str:
    """A rule in words.

    Args:
        rule: as loaded.
        width: columns of the text.
    """
    grants = {"host": "; code in it gets root on the host", "engine": "; code in it gets control of an engine"}
    target = "container, service, plugin and compose service" if rule.target == "workload" else rule.target
    adjusted = [f"{_word(case.severity or case.certainty)}: {case.because}" for case in rule.adjust]
    parts = [
        *_lines(f"{safe(rule.id)}  {safe(rule.title)}", width),
        *_lines(f"{rule.severity.word}, judged on every {target}{grants.get(rule.grants or '', '')}.", width),
        *_section("Why it matters", list(_prose(rule.why, width))),
        *_section("How an attacker would use it", _hung(ATTACK[rule.grants or rule.risk or ""], width)),
        *_section("How to fix it", list(_prose(rule.fix, width))),
        *_section("Judged otherwise", _list(adjusted, width)),
        *_section("What it is not", _passes(rule, width)),
        *_section("How to see it", [f"  inspector scan --select {safe(rule.id)} -f text --verbose"]),
        *_section("References", _references(rule.references)),
        *_section("Also called", _hung(", ".join(rule.aliases), width)),
        *_section("The rule itself", [f"  inspector rules show {safe(rule.id)}"]),
    ]
    return "\n".join(parts) + "\n"


def explain_finding(report: Report, mark: str, place: str = "", width: int = WIDTH) -> str:
    """A finding of a report in words.

    Args:
        report: that holds it.
        mark: its fingerprint, or the beginning of it.
        place: the report's file, as errors name it.
        width: columns of the text.

    Raises:
        ReportError: no finding, or findings of more than one cause, begin with `mark`.
    """
    found = find(report, mark, place)
    one = found[0]
    part = report["rules"].get(one["rule"])
    parts = _lines(f"{safe(one['rule'])}  {safe(part['title'] if part else one['message'])}", width)
    parts += _standing(one, width)
    for each in found:
        parts += ["", *_lines(safe(name_in_full(each["object"])), width), *_evidence(each, width)]
    parts += _section("It also means", _list([*one["implies"], *_also(one)], width))
    parts += _section("See it yourself", [f"  {safe(each['proof'], LONG)}" for each in found if each["proof"]])
    parts += _section("Why it matters", list(_prose(part["why"], width)) if part else [])
    parts += _section("How an attacker would use it", _hung(_use(report, one), width))
    parts += _section("How to fix it", list(_prose(part["fix"], width)) if part else [])
    parts += _section("The change, in docker run", _change(found, "run"))
    parts += _section("The change, in the compose file", _change(found, "compose"))
    parts += _section("What it is not", _hung(_limits(one), width))
    parts += _section("References", _references(part["references"]) if part else [])
    parts += _section("The rule", [f"  {explained(one['rule'])}".rstrip()])
    return "\n".join(parts) + "\n"


def find(report: Report, mark: str, place: str = "") -> list[FindingPart]:
    """The findings whose fingerprint is or begins with `mark`; several only when they are replicas of one service."""
    word = mark.strip().lower()
    fits = [one for one in report["findings"] if any(print_.startswith(word) for print_ in one["fingerprints"])]
    if not fits or not word:
        raise ReportError(place, f"no finding has the fingerprint {safe(mark, 40)}")
    causes = sorted({one["fingerprint"] for one in fits})
    if len(causes) > 1:
        more = ", ..." if len(causes) > NOTES else ""
        raise ReportError(
            place, f"{len(causes)} findings begin with {safe(mark, 40)}: {', '.join(causes[:NOTES])}{more}"
        )
    return fits


def _standing(one: FindingPart, width: int) -> Iterator[str]:
    """How bad, how sure, and what the policy says."""
    status = {"open": "open", "waived": f"waived: {one['waiver']}", "baseline": "known by the baseline"}[one["status"]]
    words = [one["severity"], one["certainty"], *([one["new"]] if "new" in one else []), status]
    yield from _lines(safe(", ".join(words), LONG), width)
    if one["because"]:
        base = f", not {one['severity_base']}," if one["severity"] != one["severity_base"] else ""
        word, _, why = because(one).partition(" because ")
        yield from _lines(safe(f"It is {word}{base} because {why}.", LONG), width)


def _evidence(one: FindingPart, width: int) -> list[str]:
    lines = _hung(one["message"], width)
    told = [f"{safe(name)}: {safe(text)}" for name, text in evidence_pairs(one)]
    told += [f"place: {safe(place)}" for place in one.get("places", ())]
    told += [f"source: {safe(pointer)}" for pointer in one["source"]]
    return lines + [line for text in told for line in hung(text, width)]


def _also(one: FindingPart) -> list[str]:
    return [f"the same cause fails {', '.join(one['also'])}"] if one["also"] else []


def _use(report: Report, one: FindingPart) -> str:
    """What the finding gives an attacker; nothing when the report does not say."""
    about = one["object"]
    held = (
        each["takeover"]
        for each in report["workloads"]
        if (each["engine"], each["kind"], each["name"]) == (about["engine"], about["kind"], about["name"])
    )
    of = [grant.get("of") for grant in next(held, []) if grant.get("rule") in (one["rule"], *one["also"])]
    if of and _gives(one):
        return ATTACK["host" if "host" in of else "engine"]
    part = report["rules"].get(one["rule"])
    return ATTACK[part["risk"] or ""] if part and "risk" in part else ""


def _gives(one: FindingPart) -> bool:
    """Whether a finding of a rule that grants something gives it: a lesser one of the same rule does not."""
    return one["severity"] == "critical" and one["certainty"] != "hint"


def _limits(one: FindingPart) -> str:
    sure = {
        "certain": "It is what the engine itself says of the object.",
        "likely": "It is likely, not certain: something that decides it is not in what the engine says.",
        "hint": "It is a hint only, and never fails an audit.",
    }
    return f"{sure[one['certainty']]} It does not mean that somebody has used it."


def _passes(rule: Rule, width: int) -> list[str]:
    """Cases in which the rule passes, by the names that its own tests give them."""
    cases = _list(_harmless(rule), width)
    return ["  It does not fail on, among others:", *cases] if cases else []


def _harmless(rule: Rule) -> list[str]:
    """What the rule's own passing examples are called."""
    import yaml

    try:
        document = yaml.load(rule.examples, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 both are safe
        passing = document["examples"]["pass"]
        return [str(example["note"]) for example in passing if isinstance(example, dict) and "note" in example][:NOTES]
    except (yaml.YAMLError, KeyError, TypeError):
        return []


def _change(found: Sequence[FindingPart], words: Literal["run", "compose"]) -> list[str]:
    """Settings to take out and put in, each once."""
    lines = [line for one in found for line in one.get("change", {"run": [], "compose": []})[words]]
    return [f"  {safe(line, LONG)}" for line in dict.fromkeys(lines)]


def _references(references: dict[str, list[str]]) -> list[str]:
    lines = []
    for system, ids in sorted(references.items()):
        label, address = REFERENCES.get(system, (f"{system} {{}}", ""))
        for one in ids:
            link = f"  {address.format(one.replace('.', '/'))}" if address else ""
            lines.append(safe(f"  {label.format(one)}{link}", LONG))
    return lines


def _prose(text: str, width: int) -> Iterator[str]:
    """Paragraphs of a rule, indented; code as it stands."""
    for place, block in enumerate(blocks(text)):
        if place:
            yield ""
        if block.code:
            yield from (f"      {safe(line, LONG)}" for line in block.lines)
        else:
            yield from _hung(block.lines[0], width)


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", title, *lines] if any(lines) else []


def _hung(text: str, width: int) -> list[str]:
    return [f"  {line}" for line in wrap(safe(text, LONG), width - 2)] if text else []


def _list(items: Sequence[str], width: int) -> list[str]:
    found = []
    for item in items:
        first, *rest = wrap(safe(item, LONG), width - 4)
        found += [f"  - {first}", *(f"    {line}" for line in rest)]
    return found


def _lines(text: str, width: int) -> list[str]:
    return wrap(text, width)


def _word(level: Any) -> str:
    return level.word if level is not None else "as it is"
