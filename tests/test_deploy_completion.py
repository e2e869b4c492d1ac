"""Completion in the shells themselves."""

import io
import os
import pty
import re
import select
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.cli import COMMANDS, main

CASES = [
    ("wat", {"watch"}),
    ("rules t", {"test", "try"}),
    ("scan --fail", {"--fail-on"}),
    ("scan host.json --all", {"--allow-undecided"}),
    ("baseline u", {"update"}),
    ("scan rules --new", {"--new-only"}),
]
"""What was typed after the program's name, and what may come of it. A file may have a command's name."""


def script(shell: str) -> str:
    out, err = io.StringIO(), io.StringIO()
    assert main(("completion", shell), environ={}, stdin=io.BytesIO(), stdout=out, stderr=err) == 0
    assert err.getvalue() == ""
    return out.getvalue()


def bash(typed: str, folder: Path) -> set[str]:
    words = " ".join(f"'{word}'" for word in ["inspector", *typed.split()])
    ahead = f"COMP_WORDS=({words})\nCOMP_CWORD={len(typed.split())}\n"
    whole = ahead + script("bash") + '\n_inspector\nprintf "%s\\n" "${COMPREPLY[@]}"\n'
    return set(subprocess.check_output(["bash", "-c", whole], text=True, cwd=folder).split())


def fish(typed: str, folder: Path) -> set[str]:
    (folder / "inspector.fish").write_text(script("fish"))
    ask = f"source inspector.fish; complete -C 'inspector {typed}'"
    words = ["fish", "--no-config", "-c", ask]
    said = subprocess.check_output(words, text=True, cwd=folder, env={**os.environ, "HOME": str(folder)})
    return set(said.split())


def zsh(typed: str, folder: Path) -> set[str]:
    """zsh completes at a terminal only: all matches are put into the line, and the line is run."""
    (folder / "_inspector").write_text(script("zsh"))
    (folder / ".zshrc").write_text(ZSHRC)
    terminal = Terminal(["zsh", "-i"], folder)
    try:
        terminal.until("READY")
        terminal.type(f"inspector {typed}\x18a\n")
        became = terminal.until("RUN (.*) END\n")[1]
    finally:
        terminal.end()
    return set(became.split()) - set(typed.split())


ZSHRC = """\
fpath=($HOME $fpath)
autoload -Uz compinit
compinit -u -D
zstyle ':completion:all:*' completer _all_matches _complete
zstyle ':completion:all:*' insert true
zle -C all complete-word _generic
bindkey '^Xa' all
inspector() { print RUN $* END }
print READY
"""


class Terminal:
    """A program at a terminal that knows no control sequences."""

    def __init__(self, words: list[str], folder: Path) -> None:
        values = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "dumb", "PS1": "$ "}
        self.place, inner = pty.openpty()
        self.process = subprocess.Popen(
            words, stdin=inner, stdout=inner, stderr=inner, env=values, cwd=folder, start_new_session=True
        )
        os.close(inner)
        self.shown = ""

    def type(self, keys: str) -> None:
        os.write(self.place, keys.encode())

    def until(self, pattern: str) -> re.Match[str]:
        """Waits until something like that was shown."""
        end = time.monotonic() + 60
        while (found := re.search(pattern, self.shown)) is None:
            assert time.monotonic() < end, f"waited for {pattern!r}: {self.shown!r}"
            if select.select([self.place], [], [], 1)[0]:
                self.shown += os.read(self.place, 65536).decode(errors="replace").replace("\r", "")
        return found

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.place)


SHELLS: dict[str, Callable[[str, Path], set[str]]] = {"bash": bash, "zsh": zsh, "fish": fish}


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if shutil.which(name) is None:
        reason = f"not on this machine: {name}"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return name


def test_each_shell_reads_its_script_and_every_command_is_in_it(shell: str) -> None:
    text = script(shell)
    assert [name for name in COMMANDS if not re.search(rf"\b{name}\b", text)] == []
    done = subprocess.run([shell, "-n"], input=text, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("typed", "expected"), CASES, ids=[typed for typed, _ in CASES])
def test_each_shell_completes(shell: str, typed: str, expected: set[str], tmp_path: Path) -> None:
    assert SHELLS[shell](typed, tmp_path) == expected
