"""Bad input: one line each, naming file or address and reason; no traceback, no half-written report; exit code 2."""

import gzip
import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from inspector.cli import main

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "rules" / "samples" / "docker-26.1.5"
NEVER = ("--fail-on", "never")


def sample(name: str) -> dict[str, Any]:
    value = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    document: dict[str, Any] = value[0] if isinstance(value, list) else value
    return document


CONTAINER = sample("container-default")
GOOD = json.dumps([CONTAINER]).encode()


def run(*words: object, stdin: bytes = b"", environ: Mapping[str, str] | None = None) -> tuple[int, str, str]:
    """Exit code, standard output, standard error; what holds for every run is checked here."""
    out, err = io.StringIO(), io.StringIO()
    code = main([str(word) for word in words], environ=environ or {}, stdin=io.BytesIO(stdin), stdout=out, stderr=err)
    assert "Traceback" not in err.getvalue()
    assert "internal error" not in err.getvalue()
    assert all(line.startswith("inspector: ") for line in err.getvalue().splitlines()), err.getvalue()
    return code, out.getvalue(), err.getvalue()


def report(*words: object, stdin: bytes = b"") -> tuple[int, dict[str, Any]]:
    code, out, _ = run("scan", *words, "-f", "json", stdin=stdin)
    found: dict[str, Any] = json.loads(out)
    return code, found


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\n", "is empty"),
    "truncated": (GOOD[:-200], ""),
    "truncated early": (b'[{"Id": "', ""),
    "yaml": (b"a: 1\nb:\n  - 2\n", "YAML"),
    "html": (b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>", "HTML"),
    "a number": (b"42", "a number"),
    "a text": (b'"hello"', "a text"),
    "null": (b"null", "null"),
    "an empty list": (b"[]", "empty list"),
    "an empty map": (b"{}", "empty"),
    "docker ps": (b"CONTAINER ID   IMAGE   COMMAND   CREATED   STATUS   PORTS   NAMES\n", "docker ps"),
    "docker ps as JSON": (b'{"Command":"sh","ID":"1","Image":"a","Names":"x","Status":"Up"}\n', "docker inspect"),
    "an API error": (b'{"message":"No such container: x"}', ""),
    "a deep nesting": (nested(100_000), "200"),
    "a nesting just over the limit": (b'{"Id":"1","Name":"x","HostConfig":' + nested(201) + b"}", "200"),
    "NaN": (b'[{"Id": NaN}]', "NaN"),
    "infinity": (b'[{"Id": -Infinity}]', "Infinity"),
    "an integer of 5,000 digits": (b'[{"Id": ' + b"9" * 5000 + b"}]", "digits"),
    "binary": (bytes(range(256)), ""),
    "broken gzip": (gzip.compress(GOOD, mtime=0)[:-20], ""),
    "broken UTF-8": (b'[{"Id": "\xff\xfe"}]', "UTF-8"),
    "single quotes": (str([CONTAINER]).encode(), "JSON"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_one_line_and_exit_2(tmp_path: Path, name: str) -> None:
    data, reason = REFUSED[name]
    path = tmp_path / "host.json"
    path.write_bytes(data)
    made = tmp_path / "report.html"
    code, out, err = run("scan", path, "-o", made, *NEVER)
    assert (code, out) == (2, "")
    assert err.startswith(f"inspector: {path}: ")
    assert reason in err
    assert err.count("\n") == 1
    assert not made.exists()


@pytest.mark.parametrize("name", REFUSED)
def test_beside_a_good_file_it_is_a_gap(tmp_path: Path, name: str) -> None:
    """The good file is judged, and the report says what is missing; that alone makes a scan undecided."""
    bad, good = tmp_path / "bad.json", tmp_path / "good.json"
    bad.write_bytes(REFUSED[name][0])
    good.write_bytes(GOOD)
    code, found = report(bad, good, "--fail-on", "critical")
    assert [one["name"] for one in found["workloads"]] == [CONTAINER["Name"].lstrip("/")]
    if name != "an empty list":  # nothing is missing from it
        assert code == 3
        assert str(bad) in {gap["id"] for gap in found["gaps"]}


@pytest.mark.parametrize("name", REFUSED)
def test_on_standard_input_it_is_the_same(name: str) -> None:
    code, out, err = run("scan", "-", stdin=REFUSED[name][0])
    assert (code, out) == (2, "")
    assert err.startswith("inspector: standard input: ")
    assert err.count("\n") == 1


READ: dict[str, Callable[[], bytes]] = {
    "UTF-8 with BOM": lambda: b"\xef\xbb\xbf" + GOOD,
    "UTF-16 with BOM": lambda: GOOD.decode().encode("utf-16"),
    "gzip": lambda: gzip.compress(GOOD, mtime=0),
    "gzip of UTF-16": lambda: gzip.compress(GOOD.decode().encode("utf-16"), mtime=0),
    "NDJSON": lambda: json.dumps(CONTAINER).encode() + b"\n\n",
    "one object": lambda: json.dumps(CONTAINER, indent=4).encode(),
    "several lists": lambda: b"[]\n" + GOOD + b"\n[]\n",
}


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("way", ["file", "stdin"])
def test_what_people_save_is_read(tmp_path: Path, name: str, way: str) -> None:
    path = tmp_path / "no-suffix"
    path.write_bytes(READ[name]())
    source: object = path if way == "file" else "-"
    _, found = report(source, stdin=READ[name]())
    assert [one["name"] for one in found["workloads"]] == [CONTAINER["Name"].lstrip("/")]
    assert not found["gaps"]


def test_good_entries_are_judged_and_each_other_one_is_a_gap(tmp_path: Path) -> None:
    path = tmp_path / "mixed.json"
    path.write_text(json.dumps([CONTAINER, 1, {"message": "no"}, sample("container-privileged"), None]))
    _, found = report(path)
    assert len(found["workloads"]) == 2
    assert len(found["gaps"]) == 3


def test_a_missing_file_and_an_empty_directory(tmp_path: Path) -> None:
    missing, empty = tmp_path / "none.json", tmp_path / "empty"
    empty.mkdir()
    code, out, err = run("scan", missing, empty)
    assert (code, out) == (2, "")
    assert err.splitlines()[0] == f"inspector: {missing}: does not exist"
    assert err.splitlines()[1].startswith(f"inspector: {empty}: holds no file")


WRONG: list[Any] = [None, 5, "text", True, [], {}, [None, 1, "x", {}, []], {"": None, "a": {"b": [1]}}]


@pytest.mark.parametrize("value", WRONG, ids=repr)
def test_a_wrong_type_anywhere_never_ends_the_audit(tmp_path: Path, value: object) -> None:
    """Every key of the document in turn, and every key of its maps, holds the wrong thing."""
    documents = []
    for key, part in CONTAINER.items():
        documents.append(CONTAINER | {key: value})
        if isinstance(part, dict):
            documents += [CONTAINER | {key: part | {inner: value}} for inner in part]
    for number, document in enumerate(documents):
        if document["Id"] == CONTAINER["Id"]:
            document["Id"] = f"{number:064x}"
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(documents))
    code, found = report(path)
    assert code in (1, 3)
    assert len(found["workloads"]) + len(found["gaps"]) >= len(documents)


def test_hostile_names_are_judged_and_shown_escaped(tmp_path: Path) -> None:
    """Duplicate keys, missing Id or Name, lone surrogates, NUL and control characters."""
    hostile = "/a\x00\x1b[31m\ud800\u202e<script>"
    documents = [
        json.dumps(CONTAINER | {"Name": hostile, "Id": "1" * 64}),
        json.dumps(CONTAINER | {"Id": "2" * 64})[:-1] + ', "Name": "/twice"}',
        json.dumps({key: value for key, value in CONTAINER.items() if key != "Id"} | {"Name": "/no-id"}),
        json.dumps({key: value for key, value in CONTAINER.items() if key != "Name"} | {"Id": "3" * 64}),
    ]
    path = tmp_path / "hostile.json"
    path.write_text("\n".join(documents))
    made = tmp_path / "report.html"
    code, out, _ = run("scan", path, "-o", made, "--verbose")
    assert code in (1, 3)
    assert "\x1b" not in out
    assert "\x00" not in out
    page = made.read_text("utf-8")
    assert "<script>" not in page.replace("<script>", "", 0) or hostile[1:] not in page
    _, found = report(path)
    assert {"twice", "no-id"} <= {one["name"] for one in found["workloads"]}
    assert len(found["workloads"]) == 4


def rule_file(folder: Path, change: Callable[[str], str], name: str = "own.yaml") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(change((ROOT / "docs" / "new-rule.yaml").read_text("utf-8")), "utf-8")
    return path


RULES: dict[str, tuple[Callable[[str], str], str]] = {
    "an unknown key": (lambda text: text.replace("severity: high", "sevrity: high", 1), "'sevrity'"),
    "a broken expression": (lambda text: text.replace("flag: item.wildcard", "flag: item..wildcard"), "syntax error"),
    "an unknown function": (lambda text: text.replace("flag: item", "flag: nonsense(item) && item"), "nonsense"),
    "a known trap": (lambda text: text.replace("flag: item.wildcard &&", "flag: '!item.wildcard' #"), "!"),
    "a number as id": (lambda text: text.replace("id: ACME-001", "id: 5.10", 1), "id"),
    "a duplicate key": (lambda text: text.replace("kind: rule", "kind: rule\nkind: rule", 1), "kind"),
    "not YAML": (lambda _: "{[", ""),
    "empty": (lambda _: "", ""),
}


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("command", ["scan", "check"])
def test_a_broken_rule_ends_the_run_before_any_source_is_read(tmp_path: Path, name: str, command: str) -> None:
    change, reason = RULES[name]
    path = rule_file(tmp_path / "rules", change)
    where = ("scan", tmp_path / "is-not-looked-at", "--rules") if command == "scan" else ("rules", "check")
    code, out, err = run(*where, tmp_path / "rules")
    assert (code, out) == (2, "")
    assert err.startswith(f"inspector: {path}")
    assert reason in err


def test_a_duplicate_id_names_both_files(tmp_path: Path) -> None:
    first = rule_file(tmp_path / "rules", str, "a.yaml")
    second = rule_file(tmp_path / "rules", str, "b.yaml")
    code, _, err = run("rules", "check", tmp_path / "rules")
    assert code == 2
    assert err == f"inspector: {second}: duplicate id ACME-001: also in {first}\n"


def test_all_faults_of_all_rules_are_told_at_once(tmp_path: Path) -> None:
    rule_file(tmp_path / "rules", RULES["an unknown key"][0], "a.yaml")
    rule_file(tmp_path / "rules", RULES["a broken expression"][0], "b.yaml")
    code, _, err = run("scan", "-", "--rules", tmp_path / "rules")
    assert code == 2
    assert len(err.splitlines()) >= 2
    assert {"a.yaml", "b.yaml"} == {name for name in ("a.yaml", "b.yaml") if name in err}


def test_a_failing_example_is_a_broken_rule(tmp_path: Path) -> None:
    path = rule_file(tmp_path / "rules", lambda text: text.replace("port: 443", "port: 5432"))
    code, _, err = run("rules", "test", tmp_path / "rules")
    assert code == 2
    assert f"inspector: {path}:" in err
    assert "came out as fail" in err


CONFIGS = {
    "an unknown key": ("fail_on = 'high'\n", ":1: no key 'fail_on'"),
    "an impossible date": ("[[waivers]]\nmatch='a'\nreason='b'\nowner='c'\nexpires=2026-02-31\n", ":5: "),
    "a match that does not compile": (
        "[[waivers]]\nmatch='a..b'\nreason='b'\nowner='c'\nexpires=2026-02-01\n",
        ":2: match does not compile",
    ),
    "not TOML": ("= 1\n", ":1: "),
    "a param of another kind": (
        "[params.PRIV-002]\ncapabilities = 'SYS_ADMIN'\n",
        ":2: PRIV-002: capabilities should be a list",
    ),
    "a match that accepts everything": (
        "[[waivers]]\nmatch='rule != `1`'\nreason='b'\nowner='c'\nexpires=2027-02-01\n",
        ":2: match accepts everything",
    ),
    "a rule that is not there": ("[severity]\nPRIV-999 = 'low'\n", ":2: no rule PRIV-999"),
}


@pytest.mark.parametrize("name", CONFIGS)
def test_a_broken_configuration(tmp_path: Path, name: str) -> None:
    text, reason = CONFIGS[name]
    path = tmp_path / "own.toml"
    path.write_text(text)
    code, out, err = run("scan", tmp_path / "is-not-looked-at", "--config", path)
    assert (code, out) == (2, "")
    assert err.startswith(f"inspector: {path}{reason}")


OTHER_FAULTS: dict[str, tuple[tuple[object, ...], str]] = {
    "no engine listening (tcp)": (
        ("scan", "tcp://127.0.0.1:1"),
        "inspector: tcp://127.0.0.1:1: no engine is listening",
    ),
    "no such socket": (("scan", "unix:///none/docker.sock"), "inspector: unix:///none/docker.sock: no such socket"),
    "another scheme": (("scan", "ftp://x"), "inspector: ftp://x: does not exist"),
    "an engine's scheme that none has": (("scan", "npipe:////./pipe/docker_engine"), "inspector: npipe:"),
    "no context": (("scan", "context:none"), "inspector: "),
    "no baseline": (("scan", "-", "--baseline", "/none.json"), "inspector: /none.json: No such file or directory"),
    "no rules": (("scan", "-", "--rules", "/none"), "inspector: /none: no such directory"),
    "no such rule": (("scan", "-", "--select", "PRIV-9"), "inspector: PRIV-9: names no rule"),
    "no key": (("scan", "-", "--redact-key-file", "/none"), "inspector: /none: No such file or directory"),
    "a short key": (("scan", "-", "--redact-key-file", "/dev/null"), "inspector: /dev/null: a key of the redaction"),
    "no such format": (("scan", "-", "-f", "pdf"), "inspector: --format: no format 'pdf'"),
    "a name without a format": (("scan", "-", "-o", "report.pdf"), "inspector: report.pdf: its name does not say"),
    "an output twice": (("scan", "-", "-o", "r.html", "-o", "./r.html"), "inspector: --output: "),
    "no report": (("report", "/none.json"), "inspector: /none.json: No such file or directory"),
    "a snapshot as report": (
        ("report", ROOT / "reports/demo/host.json"),
        f"inspector: {ROOT}/reports/demo/host.json: ",
    ),
    "no such object": (("facts", "shop-catche-1", ROOT / "reports/demo/host.json"), "inspector: shop-catche-1: "),
    "no rule left": (
        ("demo", "--select", "NS-001", "--ignore", "NS"),
        "inspector: NS: leaves out every rule that is selected; nothing would be judged",
    ),
    "an output without a name": (("demo", "-o", ""), "inspector: --output: a file without a name"),
    "a finding without its report": (
        ("explain", "26579ad6398e4ff7"),
        "inspector: explain: 26579ad6398e4ff7 looks like a fingerprint; --report FILE says which report has it",
    ),
    "no such rule to explain": (("explain", "PRIV-999"), "inspector: PRIV-999: no such rule"),
    "a broken expression": (("rules", "try", "a..b", "-"), "inspector: EXPRESSION: syntax error"),
    "a compose file that is not there": (("scan", "/none/compose.yaml"), "inspector: /none/compose.yaml: "),
}


@pytest.mark.parametrize("name", OTHER_FAULTS)
def test_other_faults_are_one_line(name: str) -> None:
    words, line = OTHER_FAULTS[name]
    code, out, err = run(*words, stdin=GOOD)
    assert (code, out) == (2, "")
    assert err.startswith(line)
    assert err.count("\n") == 1


def test_nothing_is_said_and_no_engine_is_there() -> None:
    code, _, err = run("scan", environ={"DOCKER_HOST": "unix:///none.sock"})
    assert (code, err) == (2, "inspector: unix:///none.sock: no such socket\n")


def test_no_permission_on_the_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may open any socket, so it is somebody else who connects."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to become somebody else")
    connect = socket.socket.connect

    def as_nobody(self: socket.socket, address: Any) -> None:
        os.seteuid(65534)
        try:
            connect(self, address)
        finally:
            os.seteuid(0)

    path = tmp_path / "docker.sock"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        path.chmod(0o600)
        for folder in (tmp_path, *tmp_path.parents[:-2]):
            folder.chmod(folder.stat().st_mode | 0o055)
        monkeypatch.setattr(socket.socket, "connect", as_nobody)
        code, out, err = run("scan", f"unix://{path}")
    assert (code, out) == (2, "")
    assert err.startswith(f"inspector: unix://{path}: no permission on the socket")
    assert err.count("\n") == 1


def test_outputs_that_cannot_be_written_do_not_keep_the_others(tmp_path: Path) -> None:
    good = tmp_path / "good.json"
    (tmp_path / "dir.html").mkdir()
    (tmp_path / "dir").mkdir()
    code, out, err = run(
        "scan",
        "-",
        "-o",
        tmp_path / "dir.html",
        "-o",
        tmp_path / "dir",
        "-o",
        tmp_path / "no" / "r.html",
        "-o",
        good,
        *NEVER,
        stdin=GOOD,
    )
    assert code == 2
    assert err.splitlines() == [
        f"inspector: {tmp_path}/dir.html: is a directory",
        f"inspector: {tmp_path}/dir: is a directory",
        f"inspector: {tmp_path}/no/r.html: its folder does not exist",
    ]
    assert json.loads(good.read_text())["schema"] == "inspector.report/1"
    assert "Covered: " in out
    assert sorted(one.name for one in tmp_path.iterdir()) == ["dir", "dir.html", "good.json"]


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="needs root, to mount a small file system")
def test_a_full_disk_leaves_the_old_report_and_the_other_outputs_are_whole(tmp_path: Path) -> None:
    (tmp_path / "host.json").write_bytes(GOOD)
    (tmp_path / "small").mkdir()
    shell = (
        "mount -t tmpfs -o size=4k tmpfs small && printf old >small/r.json\n"
        f"{sys.executable} -m inspector scan host.json --fail-on never -o small/r.json -o good.json -f json >out.json\n"
        "echo $?; cat small/r.json; ls -A small"
    )
    done = subprocess.run(
        ["unshare", "--mount", "/bin/sh", "-c", shell], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.stderr == "inspector: small/r.json: No space left on device\n"
    assert done.stdout == "2\noldr.json\n"
    for name in ("good.json", "out.json"):
        assert json.loads((tmp_path / name).read_text("utf-8"))["schema"] == "inspector.report/1"


def test_an_output_is_not_written_over_an_input(tmp_path: Path) -> None:
    path = tmp_path / "host.json"
    path.write_bytes(GOOD)
    code, _, err = run("scan", path, "-o", path)
    assert (code, err) == (2, f"inspector: --output: {path} is read as well; it would be overwritten\n")
    assert path.read_bytes() == GOOD
