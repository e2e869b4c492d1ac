"""`inspector rules`: what authors of rules rely on."""

import io
import json
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from inspector.cli import main
from inspector.resources import bundled
from inspector.ruleset import load_rules, parse, rule, selftest
from inspector.ruleset.load import bundled_files, split
from inspector.ruleset.yaml import load

ROOT = Path(__file__).parents[2]


def run(*words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(words, environ={}, stdin=io.BytesIO(), stdout=out, stderr=err)
    return code, out.getvalue(), err.getvalue()


def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("rules", "schema")[1])
    return found


def test_list_names_every_rule() -> None:
    code, out, _ = run("rules", "list")
    rules = load_rules().rules
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == [rule.id for rule in rules]
    rows = json.loads(run("rules", "list", "--json", "--select", "PRIV")[1])
    assert {row["id"].partition("-")[0] for row in rows} == {"PRIV"}


def test_show_prints_the_file_by_any_of_its_names() -> None:
    named = load_rules().find("PRIV-001")
    text = (bundled("rules").joinpath(*named.path.split("/")[1:])).read_text("utf-8")
    for name in ("PRIV-001", "priv-001", *named.aliases):
        assert run("rules", "show", name)[:2] == (0, text)


def test_explain_says_why_and_how_to_fix_it() -> None:
    code, out, err = run("explain", "PRIV-001")
    assert (code, err) == (0, "")
    for part in ("PRIV-001", "critical", "Why it matters", "How to fix it", "--privileged", "T1611"):
        assert part in out


def test_the_schema_has_the_keys_of_the_program() -> None:
    parts = schema()["$defs"]
    assert set(parts["rule"]["properties"]) == set(parse.KEYS)
    assert set(parts["rule"]["required"]) == set(parse.REQUIRED)
    assert parts["rule"]["properties"]["target"]["enum"] == list(rule.TARGETS)
    assert set(parts["example"]["properties"]) == set(selftest.KEYS)


FILES = [*bundled_files(), ("docs/new-rule.yaml", ROOT / "docs" / "new-rule.yaml")]


@pytest.mark.parametrize(("name", "file"), FILES, ids=[name for name, _ in FILES])
def test_every_rule_follows_the_schema(name: str, file: Traversable) -> None:
    validator = jsonschema.Draft202012Validator(schema())
    for text in split(file.read_text("utf-8")):
        assert not [error.message for error in validator.iter_errors(load(text).value)], name


def test_the_schema_refuses_what_the_program_refuses() -> None:
    validator = jsonschema.Draft202012Validator(schema())
    good = load(split((ROOT / "docs" / "new-rule.yaml").read_text("utf-8"))[0]).value
    assert validator.is_valid(good)
    assert not validator.is_valid(good | {"sevrity": "high"})
    assert not validator.is_valid(good | {"id": 5.10})
    assert not validator.is_valid({key: value for key, value in good.items() if key != "flag"})


def test_the_rule_to_copy_is_right() -> None:
    path = str(ROOT / "docs" / "new-rule.yaml")
    assert run("rules", "check", path)[0] == 0
    assert run("rules", "test", path)[0] == 0
