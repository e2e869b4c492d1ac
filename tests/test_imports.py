"""The import directions: cli -> audit -> sources, facts, evaluate, policy; formats know the model only."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "inspector"
BASE = {"", "model", "errors", "pasted", "resources"}
"""What every layer may import: the version, the words, the errors, words to paste, the bundled files."""

MAY = {
    "model": set[str](),
    "errors": set[str](),
    "pasted": set[str](),
    "resources": set[str](),
    "data": set[str](),
    "query": set[str](),
    "sources": set[str](),
    "facts": {"sources"},  # the Snapshot
    "ruleset": {"query", "facts"},  # the checker walks the facts' fields
    "evaluate": {"query", "ruleset", "facts"},
    "attack": {"query", "ruleset", "facts"},
    "policy": {"query", "ruleset"},
    "report": {"sources", "facts", "ruleset", "evaluate"},
    "formats": set[str](),
    "explain": {"formats", "ruleset"},
    "audit": {"sources", "facts", "query", "ruleset", "evaluate", "attack", "policy", "report"},
    "cli": {"audit", "explain", "sources", "facts", "query", "ruleset", "evaluate", "policy", "formats"},
    "__main__": {"cli"},
}
"""What each layer may import besides itself and the base."""

EXCEPTIONS = {
    ("formats/schema.py", "facts"),  # the report's schema is made from the facts' types
    ("policy/baseline.py", "formats"),  # a baseline is a saved report
    ("policy/propose.py", "formats"),  # proposals are comments, which people read: names are shown safely
    ("query/functions.py", "facts"),  # covers() compares paths as the facts do
    # examples run through the real thing
    ("ruleset/selftest.py", "evaluate"),
    ("ruleset/selftest.py", "sources"),
}
"""Single files that reach further, and where."""


def layer(path: Path) -> str:
    first = path.relative_to(ROOT).parts[0]
    return "" if first == "__init__.py" else first.removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Layers of ours, and top-level packages as `NAME!`, that a module imports anywhere."""
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name for alias in node.names for name in (alias.name,)}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        assert not (isinstance(node, ast.ImportFrom) and node.level), f"{path}: imports are absolute"
    return {_short(name) for name in found}


def _short(name: str) -> str:
    top, _, rest = name.partition(".")
    if top != "inspector":
        return f"{top}!"
    part = rest.split(".")[0]
    return part if (ROOT / part).is_dir() or (ROOT / f"{part}.py").is_file() else ""


MODULES = sorted(path for path in ROOT.rglob("*.py") if "_data" not in path.parts)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_go_one_way(path: Path) -> None:
    here = layer(path)
    name = path.relative_to(ROOT).as_posix()
    allowed = BASE | {here} | MAY.get(here, set()) if here else BASE
    assert not here or here in MAY, f"{here} has no place in the design's flow"
    wrong = {
        part
        for part in imported(path)
        if not part.endswith("!") and part not in allowed and (name, part) not in EXCEPTIONS
    }
    assert not wrong


@pytest.mark.parametrize(
    ("package", "layers"),
    [
        ("argparse!", {"cli"}),  # the only layer that knows the command line
        ("docker!", {"sources"}),  # rules and reports never reach an engine
        ("jinja2!", {"formats"}),
        ("jmespath!", {"query", "ruleset"}),  # ruleset: the lexer, to see traps
    ],
)
def test_heavy_packages_stay_where_they_belong(package: str, layers: set[str]) -> None:
    users = {layer(path) for path in MODULES if package in imported(path)}
    assert users <= layers


def test_every_package_is_standard_or_declared() -> None:
    declared = {"docker", "jinja2", "jmespath", "yaml", "markupsafe", "inspector", "paramiko"}
    packages = {name[:-1] for path in MODULES for name in imported(path) if name.endswith("!")}
    assert packages <= declared | sys.stdlib_module_names


def test_only_the_command_line_prints_exits_or_reads_the_environment() -> None:
    """Calls of print and exit, and any look at os.environ, stand in `cli` only."""
    for path in MODULES:
        if layer(path) in ("cli", "__main__"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            assert not (isinstance(called, ast.Name) and called.id in ("print", "exit", "input")), path
            assert not (
                isinstance(node, ast.Attribute)
                and node.attr in ("environ", "getenv", "environb")
                and isinstance(node.value, ast.Name)
                and node.value.id == "os"
            ), path
            assert not (
                isinstance(called, ast.Attribute)
                and called.attr in ("exit", "_exit")
                and isinstance(called.value, ast.Name)
                and called.value.id in ("sys", "os")
            ), path
