"""The command line: the only layer that prints, reads the environment or exits.

Nothing is imported here that `inspector --version` does not need; each command is a module of this package, imported
when it is the one that was asked for.
"""

from collections.abc import Mapping, Sequence
from typing import BinaryIO, TextIO

from inspector.cli.console import Console

COMMANDS = {
    "scan": "audit Docker hosts",
    "collect": "take a snapshot now, to audit it anywhere later",
    "report": "render a saved JSON report in another format",
    "diff": "compare two saved JSON reports",
    "facts": "show what the rules see of one object",
    "baseline": "make a saved JSON report the baseline",
    "rules": "list, show, check, test and try rules",
    "explain": "say what a rule or a finding means and how to fix it",
    "demo": "audit the bundled snapshot of a busy host",
    "watch": "follow an engine and say what changes",
    "init": "write an inspector.toml and a first baseline",
    "completion": "print completion for a shell",
}
"""Every command, in the order of the help, with its one line there."""


def main(
    argv: Sequence[str] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    stdin: BinaryIO | None = None,
    stdout: TextIO | None = None,
    stderr: TextIO | None = None,
) -> int:
    """Run the command `argv` (without the program's name) and return the exit code.

    Whatever is left out is the process's own. Nothing is raised and nothing exits.
    """
    from inspector.cli.command import dispatch
    from inspector.cli.faults import guarded

    console = Console.of(environ, stdin, stdout, stderr)
    words = console.arguments if argv is None else list(argv)
    return guarded(lambda: dispatch("inspector", COMMANDS, words, console), console)
