"""The parts of an engine, and which published holes their versions have."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from inspector.facts import raw, tables
from inspector.facts.types import ComponentItem
from inspector.facts.versions import parse_version
from inspector.model import CertaintyWord, Document, Unknown

Needs = Literal["workload", "host-network", "build", "authorization"]


class Hole(NamedTuple):
    """One row of the table: release line -> first repaired release of it (numbers and text), in order."""

    name: str
    fixed: dict[tuple[int, ...], tuple[list[int], str]]
    unsure: frozenset[tuple[int, ...]]
    needs: Needs


_DESKTOP = "Docker Desktop"
_RUNC = ("runc.", "runc-", "docker-runc", "nvidia-container-runtime")
"""Programs that are runc, or run it and tell its version."""


class Known(NamedTuple):
    """What the table knows of a component."""

    lines: frozenset[tuple[int, ...]]
    holes: list[Hole]


def components(
    version: Document | None, runtimes: Mapping[str, Any] | None = None
) -> tuple[list[ComponentItem], list[Unknown]]:
    """`components` from GET /version: one item for each hole of a component, one without a hole where there is none.

    A release line that the table lacks makes the item's `hole` unknown, never none. Distributions repair without
    changing the number, so for their versions a hole is a hint. The engine calls the component that is its default
    runtime by the name it was given: `runtimes` tells which program that is.
    """
    if version is None:
        return [], [{"path": "components", "reason": "the engine's version was not given"}]
    entries = raw.items(version, "Components")
    if entries is None:
        return [], [raw.unknown("components", version, "Components", "Version")]
    found: list[ComponentItem] = []
    unknown: list[Unknown] = []
    if not entries:
        unknown.append({"path": "components", "reason": "the engine's version names none of its components"})
    for name, told, place in [*_told(entries), *_desktop(version)]:
        for hole, fixed_in, why in _judged(_program(name, runtimes or {}), told):
            if why is not None:
                unknown.append({"path": f"components[{len(found)}].hole", "reason": why})
            found.append(_item(name, _number(told), hole, fixed_in, place))
    return found, unknown


def _told(entries: list[Any]) -> Iterator[tuple[str, str, str]]:
    """Name, version and place of each component."""
    for index, entry in enumerate(entries):
        name = raw.text(entry, "Name") if isinstance(entry, dict) else None
        if name is not None:
            yield name, raw.text(entry, "Version") or "", raw.pointer("Version", "Components", index)


def _program(name: str, runtimes: Mapping[str, Any]) -> str:
    """What the table calls a component: runc under whatever name, also behind the program that hands cards in."""
    runtime = runtimes.get(name)
    program = runtime["path"].rpartition("/")[2] if runtime is not None else ""
    return "runc" if program == "runc" or program.startswith(_RUNC) else name


def _desktop(version: Document) -> Iterator[tuple[str, str, str]]:
    """Docker Desktop, which names itself as the platform: `Docker Desktop 4.44.2 (202017)`."""
    platform = raw.section(version, "Platform") or raw.EMPTY
    told = raw.text(platform, "Name") or ""
    if told.startswith(_DESKTOP):
        yield _DESKTOP, (told.removeprefix(_DESKTOP).split() or [""])[0], raw.pointer("Version", "Platform", "Name")


def _item(name: str, version: str, hole: Hole | None, fixed_in: str | None, place: str) -> ComponentItem:
    hint = hole is not None and _repacked(version)
    # Docker Desktop has none of these holes on Linux, and does not tell where it runs
    likely: CertaintyWord = "likely" if hole and name == _DESKTOP else "certain"
    return ComponentItem(
        name=name,
        version=version,
        hole=hole.name if hole else None,
        fixed_in=fixed_in,
        hint=hint,
        needs=hole.needs if hole else None,
        reach=None,
        certainty="hint" if hint else likely,
        source=[place],
    )


def _number(text: str) -> str:
    """The version in what a component says of itself (`runc version 1.1.5+ds1`, then more lines)."""
    return text.partition("\n")[0].rpartition("version ")[2].split(",")[0].strip()


def _repacked(version: str) -> bool:
    """Whether a distribution built it: something but a pre-release follows the numbers."""
    rest = version.lstrip("v").lstrip("0123456789.")
    return bool(rest) and not rest.startswith(("-ce", "-ee", "-rc", "-beta"))


def _judged(name: str, told: str) -> Iterator[tuple[Hole | None, str | None, str | None]]:
    """Hole, release with the repair, and why it is not known, of one component."""
    known = _table().get("runc" if name.startswith("OCI Runtime (runc") else name.lower())
    if known is None:
        yield None, None, None
        return
    version = parse_version(_number(told))
    line = tuple(version[:2]) if version else ()
    if version is None or line not in known.lines:
        yield None, None, f"the table of holes does not know {name} {_number(told)[:40]}"
        return
    repairs = [(hole, _repair(hole, version, line)) for hole in known.holes]
    found: list[tuple[Hole | None, str | None]] = [(hole, repair) for hole, repair in repairs if repair is not None]
    for one, repair in found or [(None, None)]:
        yield one, repair, None
    for hole in known.holes:
        if line in hole.unsure:
            yield None, None, f"whether {name} {_number(told)[:40]} has the repair of {hole.name} is not known"


def _repair(hole: Hole, version: list[int], line: tuple[int, ...]) -> str | None:
    """The release to go to when this version has the hole, else None."""
    if line in hole.unsure:
        return None
    if line in hole.fixed:
        release, text = hole.fixed[line]
        return text if version < release else None
    return next((text for fixed, (_, text) in hole.fixed.items() if fixed > line), None)


@cache
def _table() -> dict[str, Known]:
    return {name: _known(entry) for name, entry in tables.load("holes")["components"].items()}


def _known(entry: dict[str, Any]) -> Known:
    lines = frozenset(line for text in entry["lines"] for line in _lines(text))
    return Known(lines, [_hole(row) for row in entry["holes"]])


def _lines(text: str) -> Iterator[tuple[int, ...]]:
    """One release line, or all from `4.0 to 4.44`."""
    first, _, last = text.partition(" to ")
    low, high = _line(first), _line(last or first)
    yield from ((low[0], minor) for minor in range(low[1], high[1] + 1))


def _hole(row: dict[str, Any]) -> Hole:
    releases = sorted((parse_version(text) or [], text) for text in row["fixed"])
    fixed = {tuple(release[:2]): (release, text) for release, text in releases}
    return Hole(row["id"], fixed, frozenset(map(_line, row.get("unsure", []))), row["needs"])


def _line(text: str) -> tuple[int, ...]:
    return tuple(parse_version(text) or ())
