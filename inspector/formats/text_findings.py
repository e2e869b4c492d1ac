"""The findings of the terminal report."""

from inspector.formats.cells import columns, fit, pad, some, squeeze, wrap
from inspector.formats.groups import Group, Names, because, changes, evidence_pairs, kind_word, plural, title
from inspector.formats.options import Options
from inspector.formats.paint import MARKS, Paint
from inspector.formats.prose import first_sentence
from inspector.formats.text_safe import safe
from inspector.model import FindingPart, Report

OBJECTS = 5
"""Objects of a block that are shown with their evidence; the others are named."""
PAIRS = 3
"""Pieces of evidence beside an object; the verbose report has all."""
FIX_LINES = 2
"""Lines of a fix; `explain` tells it all."""
NAME_ROOM = 28
"""Columns of an object's name at most."""
PROOF = 4000
"""Characters of a command; cut in the middle it would not run."""
RULE_ROOM = 12
"""Columns of a rule's id at most."""
LEAST = 20
"""Columns of a rule's title or of evidence below which what stands behind is left out."""
WIDE = 72
"""A terminal from which on names stand beside lesser rules."""
INDENT = " " * 4


def blocks(report: Report, groups: list[Group], asked: Options, paint: Paint, width: int) -> list[str]:
    """Open findings: a block for each grave rule, a line for each of the others."""
    lines: list[str] = []
    lesser = []
    for group in groups:
        if asked.verbose:
            lines += [*_verbose(report, group, paint, width), ""]
        elif group.severity in ("critical", "high"):
            lines += [*_block(report, group, paint, width), ""]
        else:
            lesser.append(group)
    lines += [_line(report, group, paint, width) for group in lesser]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def accepted(report: Report, asked: Options, paint: Paint, width: int) -> list[str]:
    """What is waived or known, with all that the open ones have; only when asked for all."""
    found = [one for one in report["findings"] if one["status"] != "open"] if asked.verbose else []
    names = Names.of(report)
    lines: list[str] = []
    for one in found:
        why = f"waived: {safe(one['waiver'] or '')}" if one["status"] == "waived" else "known"
        line = f"  {one['severity']:<8}  {pad(fit(safe(one['rule']), RULE_ROOM), 8)}  {_name(one, names)}  {why}"
        lines += [
            paint("dim", fit(line, width)),
            *_whole(one, Group(one["rule"], one["severity"], [one]), paint, width),
        ]
    return [paint("bold", "Accepted"), *lines] if lines else []


def _heading(report: Report, group: Group, paint: Paint, width: int) -> str:
    """`◆ critical  DOOD-001  The container holds an engine's control socket · 4 containers`."""
    rule = _rule(group)
    count = f" · {_count(group)}"
    room = width - 14 - columns(rule) - columns(count)
    if room < LEAST:
        room, count = room + columns(count), ""
    name = fit(safe(title(report, group.rule)), room)
    badge = paint(group.severity, f"{MARKS[group.severity]} {group.severity:<8}")
    return f"{badge}  {paint('bold', rule)}  {paint('bold', name)}{paint('dim', count)}".rstrip()


def _rule(group: Group) -> str:
    """A rule's id in a column of its own."""
    return pad(fit(safe(group.rule), RULE_ROOM), 8)


def _count(group: Group) -> str:
    objects = group.objects()
    kinds = {members[0]["object"]["kind"] for members in objects}
    word = kinds.pop() if len(kinds) == 1 else "object"
    return plural(len(objects), kind_word(word))


def _block(report: Report, group: Group, paint: Paint, width: int) -> list[str]:
    names = Names.of(report)
    objects = group.objects()
    shown = objects if len(objects) <= OBJECTS + 1 else objects[:OBJECTS]
    room = min(max(columns(_name(members[0], names)) for members in shown), NAME_ROOM, width // 2)
    lines = [_heading(report, group, paint, width)]
    lines += [
        _object(members, group, pad(squeeze(_name(members[0], names), room), room), paint, width) for members in shown
    ]
    rest = [_name(members[0], names) for members in objects[len(shown) :]]
    if rest:
        lines.append(INDENT + paint("dim", f"and {len(rest)} more: {some(rest, width - 18)}"))
    lines += [INDENT + paint("dim", line) for line in _fix(report, group, width)]
    return lines


def _fix(report: Report, group: Group, width: int) -> list[str]:
    part = report["rules"].get(group.rule)
    words = first_sentence(part["fix"]) if part else ""
    lines = wrap(f"Fix: {safe(words, 400)}", width - 9)
    kept = lines if len(lines) <= FIX_LINES else [*lines[: FIX_LINES - 1], fit(f"{lines[FIX_LINES - 1]} …", width - 9)]
    return [kept[0], *("     " + line for line in kept[1:])] if words else []


def _object(members: list[FindingPart], group: Group, name: str, paint: Paint, width: int) -> str:
    one = members[0]
    notes = _notes(one, group)
    left = max(width - 6 - columns(name), 0)
    if columns(notes) > left - LEAST:
        notes = ""
    if len(members) > 1:
        text = some([safe(member["key"]) or safe(member["message"]) for member in members], left - columns(notes))
    else:
        text = fit(_evidence(one), left - columns(notes))
    return f"{INDENT}{name}  {text}{paint('dim', notes)}".rstrip()


def _notes(one: FindingPart, group: Group) -> str:
    """What is special about a finding: new, less sure, less grave than the block says."""
    words: list[str] = [one["new"]] if "new" in one else []
    words += [] if one["certainty"] == "certain" else [one["certainty"]]
    words += [] if one["severity"] == group.severity else [one["severity"]]
    return f"  ({', '.join(words)})" if words else ""


def _evidence(one: FindingPart) -> str:
    pairs = evidence_pairs(one)[:PAIRS]
    text = safe(", ".join(f"{name} {text}" for name, text in pairs), 2000) or safe(one["key"] or one["message"])
    return text + (f"; {safe(because(one))}" if one["because"] else "")


def _line(report: Report, group: Group, paint: Paint, width: int) -> str:
    """A lesser rule: `■ medium  EXP-001  A port is published on every address  7  traefik, +6 more`."""
    names = Names.of(report)
    objects = group.objects()
    rule = _rule(group)
    listed = min(max(width - 85, 18), 50) if width >= WIDE else 0
    room = width - 14 - columns(rule) - 6 - (listed + 2 if listed else 0)
    text = pad(fit(safe(title(report, group.rule)), room), room)
    badge = paint(group.severity, f"{MARKS[group.severity]} {group.severity:<8}")
    who = some([_name(members[0], names) for members in objects], listed) if listed else ""
    return f"{badge}  {rule}  {text}  {len(objects):>4}  {paint('dim', who)}".rstrip()


def _verbose(report: Report, group: Group, paint: Paint, width: int) -> list[str]:
    """Everything about each finding of a rule."""
    lines = [_heading(report, group, paint, width)]
    lines += [INDENT + line for line in _fix(report, group, width)]
    for one in group.findings:
        lines += ["", *_whole(one, group, paint, width)]
    return lines


def _whole(one: FindingPart, group: Group, paint: Paint, width: int) -> list[str]:
    lines = [INDENT + line for line in wrap(safe(one["message"], 400) + _notes(one, group), width - 4)]
    lines[0] = INDENT + paint("bold", lines[0].strip())
    rows = [("where", safe("/".join(part for part in (one["object"]["engine"], one["object"]["name"]) if part)))]
    rows += [("place", safe(place)) for place in one.get("places", ())]
    rows += [("severity", safe(because(one)))] if one["because"] else []
    rows += [("evidence", safe(f"{name}: {text}", 400)) for name, text in evidence_pairs(one)]
    rows += [("implies", safe(sentence, 400)) for sentence in one["implies"]]
    rows += [("also", safe(", ".join(one["also"])))] if one["also"] else []
    rows += [("source", safe(pointer)) for pointer in one["source"]]
    rows += [("change", safe(line, PROOF)) for line in changes(one)]
    rows += [("proof", safe(one["proof"], PROOF))] if one["proof"] else []
    rows.append(("finding", one["fingerprint"]))
    for name, text in rows:
        # a command is left whole, for it is copied
        first, *rest = [text] if name in ("proof", "change") else wrap(text, width - 18)
        lines.append(f"{INDENT}  {paint('dim', f'{name:<9}')}  {first}")
        lines += [" " * 17 + line for line in rest]
    return lines


def _name(one: FindingPart, names: Names) -> str:
    return safe(names(one["object"]))
