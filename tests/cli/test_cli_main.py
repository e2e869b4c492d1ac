"""The frame of the command line: answers, faults, streams."""

import importlib
import io
import subprocess
import sys
from collections.abc import Sequence

import pytest

from inspector import __version__
from inspector.cli import COMMANDS, main
from inspector.cli.console import Console
from inspector.cli.faults import guarded
from inspector.errors import ConfigError, ManyErrors, SourceError


def run(*words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(words, environ={}, stdin=io.BytesIO(), stdout=out, stderr=err)
    return code, out.getvalue(), err.getvalue()


def test_version() -> None:
    assert run("--version") == (0, f"inspector {__version__}\n", "")


def test_help_names_every_command() -> None:
    code, out, err = run("--help")
    assert (code, err) == (0, "")
    for name, line in COMMANDS.items():
        assert f"{name} " in out
        assert line in out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_module_and_its_help(name: str) -> None:
    importlib.import_module(f"inspector.cli.{name}")
    code, out, err = run(name, "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"usage: inspector {name}")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ((), "inspector: which command? One of scan, "),
        (("scam",), "inspector: no command 'scam'; did you mean scan?"),
        (("--versoin",), "inspector: no option --versoin; did you mean --version?"),
        (("scan", "--fial-on", "high"), "inspector: scan: no option --fial-on; did you mean --fail-on?"),
        (("scan", "--fail-on", "hihg"), "inspector: --fail-on: 'hihg' is none of "),
        (("scan", "--fail-on"), "inspector: --fail-on: expected one argument"),
        (("scan", "--fail", "high"), "inspector: scan: no option --fail; did you mean "),
        (("scan", "--timeout", "soon"), "inspector: --timeout: 'soon' is no number of seconds above zero"),
        (("scan", "--timeout", "nan"), "inspector: --timeout: 'nan' is no number of seconds above zero"),
        (("rules",), "inspector: rules: which command? One of list, "),
        (("rules", "chekc"), "inspector: rules: no command 'chekc'; did you mean check?"),
        (("report",), "inspector: report: the following arguments are required: FILE"),
        (("diff", "a", "b", "c"), "inspector: diff: 'c' is one argument too many"),
        (("scan", "-\x1b[31m"), "inspector: scan: no option -U+001B[31m"),
    ],
)
def test_wrong_use_is_one_line_and_exit_2(words: Sequence[str], line: str) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert err.startswith(line)
    assert err.count("\n") == 1


def told(fault: BaseException, environ: dict[str, str] | None = None) -> tuple[int, str]:
    def work() -> int:
        raise fault

    err = io.StringIO()
    return guarded(work, Console(environ or {}, None, io.StringIO(), err)), err.getvalue()


def test_each_of_many_faults_is_a_line() -> None:
    faults = ManyErrors([ConfigError("a\nb", "bad\x1b"), SourceError("", "gone")])
    assert told(faults) == (2, "inspector: aU+000Ab: badU+001B\ninspector: gone\n")


def test_an_interrupt_is_quiet() -> None:
    assert told(KeyboardInterrupt()) == (130, "")


def test_an_internal_error_names_place_and_kind_in_one_line() -> None:
    code, err = told(KeyError("x"))
    assert code == 2
    assert err.count("\n") == 1
    assert "internal error" in err
    assert "KeyError: 'x'" in err
    assert "inspector/cli/faults.py:" in err


def test_an_internal_error_shows_all_when_asked() -> None:
    with pytest.raises(KeyError):
        told(KeyError("x"), {"INSPECTOR_DEBUG": "1"})


def python(code: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, **options)  # type: ignore[call-overload, no-any-return]


def test_version_imports_nothing_heavy() -> None:
    """Start-up costs what the interpreter costs, and a little."""
    code = "import sys; from inspector.cli import main; main(['--version']); print(*sys.modules)"
    loaded = set(python(code).stdout.split())
    heavy = {"docker", "jinja2", "yaml", "jmespath", "json", "dataclasses", "pathlib", "inspect", "difflib"}
    assert not loaded & heavy


def test_a_full_disk_under_standard_output_is_one_line() -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        done = subprocess.run(
            [sys.executable, "-m", "inspector", "--help"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr == b"inspector: standard output: No space left on device\n"


def test_a_reader_that_goes_away_is_no_fault() -> None:
    command = [sys.executable, "-m", "inspector", "--help"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


def test_a_closed_standard_output_is_one_line() -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"{sys.executable} -m inspector --help >&-"], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, b"inspector: standard output: it is closed\n")


def test_output_is_utf8_whatever_the_locale() -> None:
    """A lone surrogate leaves as an escape."""
    code = "from inspector.cli.console import Console; Console.of(None, None, None, None).show('\\xe9\\udc80')"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, env={"LC_ALL": "C", "PYTHONUTF8": "0"}
    )
    assert (done.stdout, done.stderr) == ("é\\udc80\n".encode(), b"")
