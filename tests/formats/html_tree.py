"""What a browser would make of a page, as far as tests ask: elements, attributes, texts."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "br", "input", "img", "hr"})
RAW = frozenset({"style", "script"})
CELLS, ROWS = frozenset({"td", "th"}), frozenset({"td", "th", "tr"})
ENDS = {"td": CELLS, "th": CELLS, "tr": ROWS, "tbody": ROWS | {"thead"}}
"""What the start of such an element ends: their end tags may be left out."""


@dataclass
class Element:
    """One element.

    Attributes:
        name: of the tag.
        attributes: decoded.
        inside: texts and elements below, in order.
    """

    name: str
    attributes: dict[str, str]
    inside: "list[str | Element]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text below, less styles and scripts."""
        if self.name in RAW:
            return ""
        return "".join(one if isinstance(one, str) else one.text for one in self.inside)

    @property
    def raw(self) -> str:
        """The text right below, a style's or script's too."""
        return "".join(one for one in self.inside if isinstance(one, str))

    @property
    def ident(self) -> str:
        """The id, or nothing."""
        return self.attributes.get("id", "")

    @property
    def styles(self) -> list[str]:
        """The classes."""
        return self.attributes.get("class", "").split()

    def every(self, name: str = "") -> "list[Element]":
        """All elements below, of this tag if one is given."""
        found = []
        for one in self.inside:
            if isinstance(one, Element):
                found += [one] if name in ("", one.name) else []
                found += one.every(name)
        return found

    def find(self, ident: str) -> "Element":
        """The element with this id."""
        return next(one for one in self.every() if one.ident == ident)


class _Builder(HTMLParser):
    """Builds the tree; a tag that closes nothing is a fault of the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), f"an attribute of <{tag}> stands twice: {attrs}"
        self._end(ENDS.get(tag, frozenset()))
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def _end(self, names: frozenset[str]) -> None:
        while self.open[-1].name in names:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        self._end({"tr": CELLS, "thead": ROWS, "tbody": ROWS, "table": ROWS | {"tbody"}}.get(tag, frozenset()))
        closed = self.open.pop()
        assert closed.name == tag, f"</{tag}> closes <{closed.name}>"

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def parse(page: str) -> Element:
    """The page as a tree; fails when tags are not nested as they should."""
    builder = _Builder()
    builder.feed(page)
    builder.close()
    assert len(builder.open) == 1, f"not closed: {[one.name for one in builder.open]}"
    return builder.open[0]
