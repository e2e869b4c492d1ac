"""How a command is found, given its options and run."""

import importlib
from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import Protocol, cast

from inspector.cli.console import Console
from inspector.cli.parser import Answer, Parser, nearest
from inspector.errors import ConfigError


class Command(Protocol):
    """A module of this package that holds one command. A package of commands has COMMANDS instead."""

    def configure(self, parser: Parser) -> None:
        """Declare the command's arguments."""

    def run(self, args: Namespace, console: Console) -> int:
        """Do it; returns the exit code."""


def dispatch(program: str, commands: Mapping[str, str], words: Sequence[str], console: Console) -> int:
    """Run the one of `commands` that `words` begins with.

    Args:
        program: what was typed so far ("inspector", "inspector rules"); the modules' package follows from it.
        commands: each command with its line in the help.
        words: the rest of the command line.
        console: of the process.

    Returns:
        The exit code.
    """
    try:
        return _chosen(program, commands, words, console)
    except Answer as answer:  # --help or --version
        console.show(str(answer))
        return 0


def _chosen(program: str, commands: Mapping[str, str], words: Sequence[str], console: Console) -> int:
    if not words or words[0].startswith("-"):
        overview = _overview(program, commands)
        overview.parse(words)
        raise ConfigError(overview.place, f"which command? One of {', '.join(commands)}; {program} --help says more")
    name = words[0]
    if name not in commands:
        raise ConfigError(
            program.partition(" ")[2], f"no command {name!r}{nearest(name, commands)}; {program} --help lists them"
        )
    command = module(program, name)
    below: Mapping[str, str] | None = getattr(command, "COMMANDS", None)
    if below is not None:
        return _chosen(f"{program} {name}", below, words[1:], console)
    parser = Parser(f"{program} {name}", commands[name])
    command.configure(parser)
    return command.run(parser.parse(words[1:]), console)


def module(program: str, name: str) -> Command:
    """The module, or the package of commands, of what is typed as `program` and `name`."""
    package = ".".join(["inspector.cli", *program.split()[1:]])
    keyword = "_" if name == "try" else ""
    return cast("Command", importlib.import_module(f"{package}.{name}{keyword}"))


def _overview(program: str, commands: Mapping[str, str]) -> Parser:
    width = max(map(len, commands)) + 2
    lines = "\n".join(f"  {name:<{width}}{line}" for name, line in commands.items())
    text = f"commands:\n{lines}\n\n{program} COMMAND --help says what each takes."
    parser = Parser(program, None, text)
    if program == "inspector":
        parser.add_version()
    return parser
