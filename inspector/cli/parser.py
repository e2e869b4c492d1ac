"""argparse, with faults as errors of ours and answers (`--help`, `--version`) as text."""

import argparse
import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

from inspector import __version__
from inspector.errors import ConfigError


class Answer(Exception):  # noqa: N818 - no fault: the text that --help or --version prints
    """What was asked for instead of a command's work."""


class Parser(argparse.ArgumentParser):
    """The arguments of one command.

    Args:
        program: the command as typed.
        description: one line, shown in the help.
        epilog: text below the options, as it stands.
    """

    def __init__(self, program: str, description: str | None = None, epilog: str | None = None) -> None:
        super().__init__(
            prog=program,
            description=f"{description[0].upper()}{description[1:]}." if description else None,
            epilog=epilog,
            add_help=False,
            allow_abbrev=False,  # a new option must not change what an old script means
            formatter_class=_formatter,
        )
        self.add_argument("-h", "--help", action=_Help, help="say what this command takes")

    @property
    def place(self) -> str:
        """The command, as faults name it."""
        return self.prog.partition(" ")[2]

    @property
    def options(self) -> list[str]:
        """Every option as it is typed."""
        return sorted(self._option_string_actions)

    def add_version(self) -> None:
        """Add `--version`."""
        self.add_argument("--version", action=_Version, help="say which version this is")

    def parse(self, words: Sequence[str]) -> argparse.Namespace:
        """The arguments in `words`; options may stand before, between and after the others."""
        args, rest = self.parse_known_intermixed_args(words)
        if rest:
            raise ConfigError(self.place, self._unknown(rest[0]))
        return args

    def _unknown(self, word: str) -> str:
        if not word.startswith("-"):
            return f"{word!r} is one argument too many"
        option = word.partition("=")[0]
        return f"no option {option}{nearest(option, self._option_string_actions)}"

    def error(self, message: str) -> NoReturn:
        """Raise what argparse would have printed before exiting."""
        place, colon, reason = message.partition(": ")
        if colon and place.startswith("argument "):
            raise ConfigError(place.removeprefix("argument ").split("/")[-1], reason)
        raise ConfigError(self.place, message)


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Help as wide as the terminal. argparse makes one for each option, and would import shutil for its width."""
    try:
        width = os.get_terminal_size().columns
    except (OSError, ValueError):
        width = 100
    return argparse.RawDescriptionHelpFormatter(prog, width=min(width, 110) - 2)


class _Help(argparse.Action):
    """`--help`: takes no value and ends the parsing."""

    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **options)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        raise Answer(parser.format_help())


class _Version(_Help):
    """`--version`, likewise."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        raise Answer(f"{parser.prog} {__version__}")


def nearest(word: str, words: Iterable[str]) -> str:
    """A hint at the one of `words` that was probably meant, or nothing."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(words), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def bad_value(reason: str) -> Exception:
    """What a type of argument raises; argparse adds which argument it was."""
    return argparse.ArgumentTypeError(reason)


def one_of(words: Sequence[str]) -> Callable[[str], str]:
    """A type of argument that takes one of `words` only."""

    def check(value: str) -> str:
        if value in words:
            return value
        raise bad_value(f"{value!r} is none of {', '.join(words)}{nearest(value, words)}")

    return check


def positive_seconds(value: str) -> float:
    """A type of argument: a number of seconds above zero."""
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if 0 < seconds < float("inf"):
        return seconds
    raise bad_value(f"{value!r} is no number of seconds above zero")
