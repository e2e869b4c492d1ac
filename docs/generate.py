"""Writes docs/facts.md from the types and docstrings in inspector/facts/types.py: `python docs/generate.py`."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = HERE.parent / "inspector" / "facts" / "types.py"
HEAD = """\
# Facts

What `inspector` derives from raw documents, key by key: what is, no severity, no verdict. Rules read them under
`facts`, `inspector facts NAME` prints those of one object. A fact that could not be decided is null (a list: what is
known of it) and stands in `facts.unknown` with the reason; null without an entry there means that it does not apply.

Generated from `inspector/facts/types.py` by `docs/generate.py`."""
FIRST = ("WorkloadFacts", "EngineFacts", "ImageFacts", "NetworkFacts", "VolumeFacts")
"""What stands at the top level of an object's facts; the others are their parts."""
Row = tuple[str, str, str]


def page() -> str:
    """The whole page."""
    text = SOURCE.read_text("utf-8")
    parts = [part for node in ast.parse(text).body if (part := _section(node, text))]
    first = [part for name in FIRST for part in parts if part.startswith(f"## {name}\n")]
    return "\n\n".join([HEAD, *first, *(part for part in parts if part not in first)]) + "\n"


def _section(node: ast.stmt, text: str) -> str:
    if isinstance(node, ast.ClassDef):
        return _table(node.name, ast.get_docstring(node) or "", list(_rows(node)))
    if (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) == "TypedDict"
    ):
        lines = (ast.get_source_segment(text, node) or "").splitlines()
        return _table(ast.unparse(node.targets[0]), _below(node, text), list(_functional(lines)))
    return ""


def _below(node: ast.stmt, text: str) -> str:
    """The docstring beneath an assignment."""
    body = ast.parse(text).body
    at = next(number for number, one in enumerate(body) if one.lineno == node.lineno)
    after = body[at + 1] if at + 1 < len(body) else None
    if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
        return str(after.value.value)
    return ""


def _rows(node: ast.ClassDef) -> Iterator[Row]:
    """Key, type, meaning."""
    for at, one in enumerate(node.body):
        if isinstance(one, ast.AnnAssign):
            after = node.body[at + 1] if at + 1 < len(node.body) else None
            said = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
            yield ast.unparse(one.target), ast.unparse(one.annotation), str(said)


def _functional(lines: list[str]) -> Iterator[Row]:
    """Likewise of `X = TypedDict("X", {...})`, where comments stand behind the keys."""
    for line in lines:
        found = re.match(r'\s+"(\w+)": (.+?),(?:\s+# (.*))?$', line)
        if found:
            yield found[1], found[2].strip('"'), found[3] or ""


def _table(name: str, about: str, rows: list[Row]) -> str:
    if not rows:
        return ""
    cells = [f"| `{key}` | {_cell(_type(kind))} | {_cell(said)} |" for key, kind, said in rows]
    return "\n".join([f"## {name}", "", _cell(about), "", "| key | type | meaning |", "| --- | --- | --- |", *cells])


def _type(kind: str) -> str:
    words = re.sub(r"Literal\[(.*?)\]", lambda found: found[1].replace("'", "").replace(", ", ", "), kind)
    words = re.sub(r"NotRequired\[(.*)\]", r"\1, or left out", words)
    return re.sub(
        r"\b([A-Z]\w+(?:Facts|Item|Count|Root|Paths))\b", lambda found: f"[{found[1]}](#{found[1].lower()})", words
    )


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    if "--print" in sys.argv:
        sys.stdout.write(page())
    else:
        (HERE / "facts.md").write_text(page(), "utf-8")
