"""What was judged and what was not seen, as every format says it."""

from collections import Counter
from collections.abc import Sequence

from inspector.facts.inventory import EngineInventory
from inspector.model import CoveragePart, Gap
from inspector.sources.snapshot import KINDS

PLURALS = {"swarm": "swarms", "compose": "compose services"}


def coverage(inventories: Sequence[EngineInventory], gaps: Sequence[Gap], rules: int) -> CoveragePart:
    """Counts over all engines, and the sentence."""
    objects: Counter[str] = Counter()
    for inventory in inventories:
        objects.update(inventory.counts)
    counted = {kind: objects[kind] for kind in KINDS if kind in objects}
    missing = not_seen(gaps)
    return {
        "objects": counted,
        "rules": rules,
        "engines": len(inventories),
        "not_seen": missing,
        "line": _line(counted, rules, missing),
    }


def plural(kind: str, count: int) -> str:
    """`1 container`, `2 containers`."""
    words = PLURALS.get(kind, f"{kind}s")
    return f"{count} {words.removesuffix('s') if count == 1 else words}"


def not_seen(gaps: Sequence[Gap]) -> list[str]:
    """`services (403)` for a whole kind, `2 containers (timed out)` for objects, `ci-02 (refused)` for an engine."""
    single: Counter[tuple[str, str]] = Counter()
    lines: list[str] = []
    for gap in gaps:
        if gap.get("vanished"):
            continue
        if gap["id"] and gap["kind"] not in ("engine", "file"):
            single[gap["kind"], gap["reason"]] += 1
        elif gap["id"] or gap["kind"] in ("engine", "file"):
            lines.append(f"{gap['id'] or gap['engine']} ({gap['reason']})")
        else:
            lines.append(f"{PLURALS.get(gap['kind'], gap['kind'] + 's')} ({gap['reason']})")
    return lines + [f"{plural(kind, count)} ({reason})" for (kind, reason), count in sorted(single.items())]


def _line(objects: dict[str, int], rules: int, missing: Sequence[str]) -> str:
    seen = ", ".join([plural(kind, count) for kind, count in objects.items() if count] or ["no object"])
    line = f"{seen}, {plural('rule', rules)}"
    return f"{line}; not seen: {', '.join(missing)}" if missing else line
