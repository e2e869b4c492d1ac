"""One square a container, filled by where it stands; over sixty they become one bar of the same parts."""

from inspector.formats.html_report.standing import Counts

MOST = 60
"""Squares before they become a bar."""

SIDE, STEP, HEIGHT = 14, 20, 16

STYLES = ("f", "t", "o", "n", "u")
"""Of the five parts: filled, half, outline, grey, dashed."""

BAR = 670


def squares(counts: Counts, most: int = MOST) -> str:
    """The picture, a bar above `most`; the numbers stand beside it as text."""
    if sum(counts) > most:
        return f'<div class="squares">{_svg(*_bar(counts))}</div>'
    parts = [_part(style, many) for style, many in zip(STYLES, counts, strict=True) if many]
    return f'<div class="squares">{"".join(parts)}</div>'


def _svg(drawn: str, width: int) -> str:
    size = f'viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}"'
    return f'<svg class="waffle" {size} aria-hidden="true">{drawn}</svg>'


def _part(style: str, many: int) -> str:
    """The squares of one part, in a picture of their own, so that parts wrap where the page is narrow."""
    return _svg("".join([_square(style, 1 + STEP * at) for at in range(many)]), STEP * many - 4)


def _square(style: str, x: int) -> str:
    outline, inside = "o" if style == "t" else style, ""
    if style == "t":
        inside = f'<path class="qf" d="M{x} 1h{SIDE}L{x} {SIDE + 1}z"/>'
    if style == "u":
        inside = f'<text class="qq" x="{x + SIDE // 2}" y="12" text-anchor="middle">?</text>'
    return f'<rect class="q{outline}" x="{x}" y="1" width="{SIDE}" height="{SIDE}" rx="2"/>{inside}'


def _bar(counts: Counts) -> tuple[str, int]:
    """Widths in proportion, at least 6 pixels for what is there at all."""
    total, x, parts = sum(counts), 1, []
    for style, many in zip(STYLES, counts, strict=True):
        if many:
            wide = max(6, BAR * many // total)
            parts.append(f'<rect class="q{style}" x="{x}" y="1" width="{wide}" height="{SIDE}" rx="2"/>')
            x += wide + 4
    return "".join(parts), x
