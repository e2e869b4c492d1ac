import json
import os
import re
from datetime import date
from pathlib import Path

import pytest

from inspector.errors import ConfigError, ManyErrors
from inspector.policy import config_values
from inspector.policy.config import Config, load
from inspector.policy.find import find
from inspector.policy.toml_lines import line_of, lines

WAIVER = """
[[waivers]]
match = "rule == 'A-1'"
reason = "r"
owner = "o"
expires = 2026-12-31
"""


def _load(tmp_path: Path, text: str, name: str = "inspector.toml") -> Config:
    path = tmp_path / name
    path.write_text(text)
    return load(path)


def _faults(tmp_path: Path, text: str, name: str = "inspector.toml") -> list[str]:
    with pytest.raises((ConfigError, ManyErrors)) as caught:
        _load(tmp_path, text, name)
    errors = getattr(caught.value, "errors", [caught.value])
    assert all("\n" not in str(error) for error in errors)
    return [str(error).removeprefix(f"{tmp_path}/") for error in errors]


def test_everything_it_may_say(tmp_path: Path) -> None:
    config = _load(
        tmp_path,
        """\
        fail-on = "never"
        allow-undecided = true
        state = ["running", "paused"]
        select = "DOOD"
        ignore = ["RUN"]
        rules = ["mine", "/etc/rules"]
        default-rules = false
        redact-key-file = "key"
        sources = ["unix:///run/docker.sock", "web=ssh://web", "host.json", "db=dump/", "-", "context:prod"]
        name = "ci-01"
        timeout = 5
        nested = "off"
        output = ["out/r.html"]
        format = "json"
        baseline = "base.json"
        new-only = true
        severity = {"NS-005" = "low"}
        keep.env = ["APP_*"]
        [params."PRIV-002"]
        capabilities = ["SYS_ADMIN", 1, true, 1.5, {a = "b"}]
        """
        + WAIVER,
    )
    here = str(tmp_path)
    assert (config.fail_on, config.allow_undecided, config.state) == ("never", True, ("running", "paused"))
    assert (config.select, config.ignore, config.default_rules) == (("DOOD",), ("RUN",), False)
    assert config.rules == (f"{here}/mine", "/etc/rules")
    assert (config.redact_key_file, config.baseline, config.output) == (
        f"{here}/key",
        f"{here}/base.json",
        (f"{here}/out/r.html",),
    )
    assert config.sources == (
        "unix:///run/docker.sock",
        "web=ssh://web",
        f"{here}/host.json",
        f"db={here}/dump",
        "-",
        "context:prod",
    )
    assert (config.name, config.timeout, config.nested, config.format, config.new_only) == (
        "ci-01",
        5.0,
        "off",
        "json",
        True,
    )
    assert config.severity == {"NS-005": "low"}
    assert config.keep == {"env": ("APP_*",)}
    assert config.params == {"PRIV-002": {"capabilities": ["SYS_ADMIN", 1, True, 1.5, {"a": "b"}]}}
    waiver = config.waivers[0]
    assert (waiver.match.text, waiver.reason, waiver.owner, waiver.expires) == (
        "rule == 'A-1'",
        "r",
        "o",
        date(2026, 12, 31),
    )
    assert waiver.place == f"{here}/inspector.toml:22"


def test_nothing_at_all_is_a_configuration(tmp_path: Path) -> None:
    assert _load(tmp_path, "") == Config(path=f"{tmp_path}/inspector.toml")


def test_a_project_s_own_file_holds_it_in_a_table(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\n\n[tool.other]\nfail-on = 7\n\n[tool.inspector]\nfail-on = "low"\n'
    assert _load(tmp_path, text, "pyproject.toml").fail_on == "low"
    assert _faults(tmp_path, text + "wrong = 1\n", "pyproject.toml") == ["pyproject.toml:9: no key 'wrong'"]


def test_every_key_is_a_field() -> None:
    assert {key.replace("-", "_") for key in config_values.READERS} <= set(Config.__dataclass_fields__)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("fail_on = 'high'", "1: no key 'fail_on'; did you mean fail-on?"),
        (
            "\n\nfail-on = 'hihg'",
            "3: fail-on should be one of critical, high, medium, low, info, never; did you mean high?",
        ),
        ("fail-on = 3", "1: fail-on should be one of critical, high, medium, low, info, never"),
        ("allow-undecided = 'yes'", "1: allow-undecided should be true or false"),
        ("state = ['runing']", "1: state should be one of created, running, "),
        ("select = 5", "1: select should be a list of texts"),
        ("select = ['']", "1: select should be text"),
        ("timeout = 0", "1: timeout should be a number of seconds above zero"),
        ("timeout = true", "1: timeout should be a number of seconds above zero"),
        ("timeout = inf", "1: timeout should be a number of seconds above zero"),
        ("[severity]\nX-1 = 'bad'", "2: severity.X-1 should be one of critical, high"),
        ("severity = 'high'", "1: severity should be a table"),
        (
            "[params.X-1]\nday = 2026-01-01",
            "2: params.X-1.day should be text, a number, true, false, a list or a table",
        ),
        ("[keep]\nevn = ['A']", "2: no key 'keep.evn'; did you mean env?"),
        ("waivers = 'x'", "1: waivers should be written as [[waivers]]"),
        ("[waivers]\nmatch = 'x'", "1: waivers should be written as [[waivers]]"),
        (WAIVER.replace("owner", "onwer"), "5: no key 'onwer' in a waiver; did you mean owner?"),
        (WAIVER.replace('owner = "o"\n', ""), "2: a waiver needs match, reason, owner, expires; this one has no owner"),
        (WAIVER.replace("2026-12-31", "'2026-12-31'"), "6: expires should be a day without quotes"),
        (WAIVER.replace("2026-12-31", "2026-12-31T10:00:00Z"), "6: expires should be a day without quotes"),
        (WAIVER.replace("2026-12-31", "2026-02-30"), "6: no day that there is, or not written such as 2026-12-31"),
        (WAIVER.replace("2026-12-31", "2026-13-01  # then"), "6: no day that there is, "),
        (WAIVER.replace("2026-12-31", "31.12.2026"), "6: no day that there is, "),
        (WAIVER.replace('"r"', '" "'), "4: reason should be text"),
        (WAIVER.replace("rule == 'A-1'", "rule =="), "3: match does not compile: syntax error at its end"),
        (
            WAIVER.replace("rule == 'A-1'", "nofunction(rule)"),
            "3: match does not compile: unknown function nofunction()",
        ),
        (
            WAIVER.replace("rule == 'A-1'", "`true`"),
            "3: match accepts everything, whatever the rule and the object; say ",
        ),
        ("a = ", "1: "),
        ("a = 1\na = 2", "2: "),
        ("a = [\n1,\n", "2: "),
        ("a = 1\n\x00", "2: "),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, text: str, fault: str) -> None:
    assert [told.startswith(f"inspector.toml:{fault}") for told in _faults(tmp_path, text)] == [True], _faults(
        tmp_path, text
    )


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    found = _faults(
        tmp_path, "bad = 1\ntimeout = -1\n" + WAIVER.replace("rule == 'A-1'", "(") + WAIVER.replace("owner", "x")
    )
    assert [told.split(":")[1] for told in found] == ["1", "2", "5", "13", "10"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xfea", "not UTF-8 text"),
        (b"a = " + b"[" * 5000, "nested too deeply or a number too long"),
        (b"#" * (1 << 20) + b"\n#", "larger than 1 MiB"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "inspector.toml"
    path.write_bytes(data)
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert caught.value.reason == reason


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_file_that_is_none_is_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / name)
    assert caught.value.reason in ("No such file or directory", "Is a directory")


def test_windows_line_ends_and_a_byte_order_mark_are_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "inspector.toml"
    path.write_bytes(b"\xef\xbb\xbf# x\r\nfail-on = 'low'\r\n")
    assert load(path).fail_on == "low"


def test_unknown_rules_and_params_are_told_with_line_and_nearest_name(tmp_path: Path) -> None:
    config = _load(tmp_path, '[severity]\n"NS-05" = "low"\n[params."NS-005"]\nmods = 1\n[params.X-1]\na = 1\n')
    found = [
        str(one).removeprefix(f"{tmp_path}/") for one in config.wrong_rules({"NS-005": {"modes": []}, "NS-003": {}})
    ]
    assert found == [
        "inspector.toml:2: no rule NS-05; did you mean NS-005?",
        "inspector.toml:5: no rule X-1",
        "inspector.toml:4: NS-005 has no param mods; did you mean modes?",
    ]


@pytest.mark.parametrize(
    ("own", "text", "fault"),
    [
        ("[]", "5", "a list"),
        ("[]", '"SYS_ADMIN"', "a list"),
        ("{}", "[]", "a table"),
        ('"a"', "1", "text"),
        ("1", "true", "a number"),
        ("true", "1", "true or false"),
        ("[]", '["a"]', ""),
        ('["b"]', '["a"]', ""),
        ('["b"]', "[]", ""),
        ('["b"]', "[1, 2]", "a list of text"),
        ('["b"]', '["a", true]', "a list of text"),
        ('["b", 1]', '["a", true]', "a list of a number or text"),
        ("1", "1.5", ""),
        ("null", "5", ""),
    ],
)
def test_a_param_is_of_the_kind_of_the_rule_s_own(tmp_path: Path, own: str, text: str, fault: str) -> None:
    found = _load(tmp_path, f"[params.A-1]\np = {text}\n").wrong_rules({"A-1": {"p": json.loads(own)}})
    told = [f"{tmp_path}/inspector.toml:2: A-1: p should be {fault}"] if fault else []
    assert list(map(str, found)) == told


TOML = '''\
# a comment = 1
top = 1
"quoted key" = "a # b"
'single.key' = 2
a.b.c = 3
text = """
[not.a.table]
key = 1
"""
raw = \'\'\'
x = "''\'\'\'
list = [
  1, # ] no end
  "]",
  [2],
]
inline = { x = 1, y = { z = "}" } }
[table] # comment
x = 1
[table.sub]
x = 1
[[many]]
x = 1
[many.sub]
y = 1
[[many]]
x = 1
[[many.inner]]
z = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("quoted key",), 3),
        (("single.key",), 4),
        (("a", "b", "c"), 5),
        (("a",), 5),
        (("text",), 6),
        (("raw",), 10),
        (("list",), 12),
        (("inline",), 17),
        (("inline", "y", "z"), 17),
        (("table",), 18),
        (("table", "x"), 19),
        (("table", "sub", "x"), 21),
        (("many",), 22),
        (("many", 0, "x"), 23),
        (("many", 0, "sub", "y"), 25),
        (("many", 1, "x"), 27),
        (("many", 1, "inner", 0, "z"), 29),
        (("nowhere",), 1),
    ],
)
def test_the_line_of_a_key(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(lines(TOML), path) == line


def test_no_key_is_taken_out_of_a_text() -> None:
    assert not any("not" in path or "key" in path for path in lines(TOML))


def test_the_nearest_configuration_is_found(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    assert find(below) is None
    (tmp_path / "pyproject.toml").write_text("[tool.other]\n")
    assert find(below) is None
    (tmp_path / "pyproject.toml").write_text("[tool.inspector]\n")
    assert find(below) == tmp_path / "pyproject.toml"
    (tmp_path / "inspector.toml").write_text("")
    assert find(below) == tmp_path / "inspector.toml"
    (tmp_path / "a" / ".inspector.toml").write_text("")
    assert find(below) == tmp_path / "a" / ".inspector.toml"


def test_it_is_not_looked_for_above_the_repository(tmp_path: Path) -> None:
    (tmp_path / "inspector.toml").write_text("")
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    assert find(tmp_path / "repo") is None


@pytest.mark.parametrize("content", ["tool = 1", "[tool", "\x00"])
def test_a_broken_project_file_is_for_others_to_complain_about(tmp_path: Path, content: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text(content)
    assert find(tmp_path) is None


@pytest.mark.parametrize("content", ["tool = 1", "[tool]\ninspector = 3", "tool = {inspector = [1]}"])
def test_a_project_file_without_a_table_of_ours_configures_nothing(tmp_path: Path, content: str) -> None:
    assert _faults(tmp_path, content, "pyproject.toml") == ["pyproject.toml: tool.inspector should be a table"]


@pytest.mark.skipif(os.getuid() != 0, reason="needs root to give a file to another user")
def test_a_stranger_s_file_in_a_shared_folder_is_refused(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    planted = shared / "inspector.toml"
    planted.write_text("fail-on = 'never'")
    assert find(shared) == planted
    os.chown(planted, 12345, 12345)
    with pytest.raises(ConfigError, match="belongs to another user"):
        find(shared)
    shared.chmod(0o755)
    os.chown(shared, 12345, 12345)
    assert find(shared) == planted


DOCS = Path(__file__).parents[2] / "docs" / "configuration.md"


def test_the_documented_example_is_a_configuration_with_every_key(tmp_path: Path) -> None:
    example = re.findall(r"```toml\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)[0]
    config = _load(tmp_path, example)
    assert config.waivers[0].owner == "platform team"
    keys = {key.replace("-", "_") for key in config_values.READERS}
    assert [key for key in sorted(keys) if getattr(config, key) in (None, (), {})] == []


def test_the_documented_matches_are_waivers(tmp_path: Path) -> None:
    rows = re.findall(r"^\| [^|]+ \| `(.+)` \|$", DOCS.read_text("utf-8"), re.MULTILINE)
    assert len(rows) == 6
    for match in rows:
        assert _load(tmp_path, WAIVER.replace("rule == 'A-1'", match)).waivers[0].match.text == match
