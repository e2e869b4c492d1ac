"""Command lines: program names, flags, known words, paths and addresses stay, every other argument is hidden.

What stays is what the rules read: which engine a command starts, on which addresses it listens, whether it enters the
host. A value that belongs to a name (`--flag=value`, `--flag value`, `NAME=value`, `-fVALUE`) is judged by that name.
"""

import re
from dataclasses import dataclass
from typing import Any

from inspector.sources.redact.hide import Hider, harmless
from inspector.sources.redact.keep import KeepList
from inspector.sources.redact.lexer import is_command_line, tokens, unquoted
from inspector.sources.redact.mark import is_mark
from inspector.sources.redact.names import secret_kind
from inspector.sources.redact.plain import looks_random, plain_address, plain_path
from inspector.sources.redact.shapes import SHAPES
from inspector.sources.redact.urls import Urls
from inspector.sources.redact.values import Values
from inspector.sources.redact.wrappers import is_option, takes_value

_PROGRAM = re.compile(r"[A-Za-z0-9_.+-]{1,64}")
_FLAG = re.compile(r"-[A-Za-z0-9-]")
_LONG = re.compile(r"--[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SHORT = re.compile(r"-[A-Za-z0-9]")
_SCRIPT = re.compile(r"-[a-z]{0,4}c")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,127}")
_VARIABLE = re.compile(r"\$(?:\w{1,64}|\{\w{1,64}\}|[@*#?!$-])")
_JOINTS = re.compile(r"[:,@]")
_DEEPEST = 4
"""Command lines inside command lines (`sh -c "ssh x 'sh -c ...'"`); a deeper one is hidden as a whole."""

_LONGEST_LINE = 64 * 1024
"""Characters of a command line that are read; a longer one is hidden as a whole."""

_LONGEST_WORD = 4096
"""Characters of a text that are looked at to see whether it begins like a command."""

_CACHE = 50_000
_LONGEST = 64
"""Command lines that are remembered, and the arguments of one."""


@dataclass
class _State:
    """What the words before say of the next one."""

    program: str = ""
    flag: str = ""
    """A flag that waits for its value."""
    script: bool = False
    """Whether the next word is a command line (`sh -c`)."""
    depth: int = 0


class Arguments:
    """Redacts vectors of arguments and shell command lines."""

    def __init__(self, keep: KeepList, hider: Hider, urls: Urls, values: Values) -> None:
        self._keep = keep
        self._hider = hider
        self._urls = urls
        self._values = values
        self._vectors: dict[tuple[Any, ...], list[str]] = {}
        self._shapes: dict[str, str] = {}

    def vector(self, argv: list[Any], *, program: bool, behind: str = "") -> list[Any]:
        """`argv` redacted, one argument for each.

        Args:
            argv: arguments; what is no text is walked and every text in it hidden.
            program: whether the first one names the program.
            behind: the program that they are given to, when it is known from elsewhere.
        """
        if not all(type(item) is str for item in argv):
            return [self._item(item) for item in argv]
        key = (program, behind, *argv)
        known = self._vectors.get(key)
        if known is None:
            known = self._vector(argv, program=program, behind=behind)
            if len(self._vectors) < _CACHE and len(argv) < _LONGEST:
                self._vectors[key] = known
        return list(known)

    def program(self, text: str) -> str:
        """`text` where a program is named."""
        if (_PROGRAM.fullmatch(text) or plain_path(text)) and not looks_random(text):
            return text
        return self._shown(text, _State())

    def line(self, text: str) -> str:
        """`text`, which is a shell command line."""
        return self._line(text, _State())

    def _item(self, item: Any) -> Any:
        if isinstance(item, str):
            return self._shown(item, _State())
        if isinstance(item, list):
            return [self._item(part) for part in item]
        if isinstance(item, dict):
            return {name: self._item(part) for name, part in item.items()}
        return item

    def _vector(self, argv: list[str], *, program: bool, behind: str) -> list[str]:
        state = _State(program=_base(behind))
        expected = program or state.program in self._keep.wrappers
        shown: list[str] = []
        before = ""
        for word in argv:
            if expected and not state.flag and not word.startswith("-") and not takes_value(before):
                state.program = _base(word)
                expected = state.program in self._keep.wrappers
                shown.append(self.program(word))
            else:
                is_value = bool(state.flag) or takes_value(before)
                shown.append(self._shown(word, state))
                expected = expected and (is_value or is_option(word))
            before = word
        return shown

    def _shown(self, word: str, state: _State) -> str:
        """One argument, hidden when nothing says that it may stay."""
        kept = self._word(word, state)
        return self._hider.hide("", word) if kept is None else kept

    def _word(self, word: str, state: _State) -> str | None:
        """One argument; None when it is to be hidden."""
        flag, state.flag = state.flag, ""
        script, state.script = state.script, False
        if flag:
            value = self._value_of(flag, word, state)
            if value is not None:
                return value
        if word in self._keep.words:
            state.program = word if word in self._keep.secret_flags else state.program
            return word
        if word in self._keep.switches and not self._is_secret(word, state):
            state.script = _SCRIPT.fullmatch(word) is not None
            return word
        if _FLAG.match(word):
            return self._flag(word, state)
        if script:
            return self._line(word, _State(depth=state.depth + 1))
        return self._plain("", word, state)

    def _value_of(self, flag: str, word: str, state: _State) -> str | None:
        """`word` after `flag`; None when it is an argument by itself."""
        if self._is_secret(flag, state):
            return self._secret(flag, word)
        kept = self._by_shape(flag, word)
        if kept is not None:
            return kept
        if word.startswith("-") or word in self._keep.words:
            return None
        value = self._plain(flag, word, state)
        return self._hider.hide(flag, word) if value is None else value

    def _flag(self, word: str, state: _State) -> str | None:
        """An argument that begins with a dash."""
        name, equals, value = word.partition("=")
        if not self._is_flag_name(name):
            short = word[:2]
            return self._glued(short, word[2:], state) if _SHORT.fullmatch(short) else None
        if equals:
            return f"{name}={self._assigned_flag(name, value, state)}"
        state.flag = name
        return word

    def _is_flag_name(self, name: str) -> bool:
        if _SHORT.fullmatch(name) or self._shape(name):
            return True
        return _LONG.fullmatch(name) is not None and not looks_random(name)

    def _assigned_flag(self, name: str, value: str, state: _State) -> str:
        quote, inner = unquoted(value)
        if self._is_secret(name, state):
            return f"{quote}{self._secret(name, inner)}{quote}"
        kept = self._by_shape(name, inner)
        if kept is None:
            kept = self._plain(name, inner, state)
        return f"{quote}{self._hider.hide(name, inner) if kept is None else kept}{quote}"

    def _glued(self, flag: str, value: str, state: _State) -> str:
        """A short flag with its value in the same word: `-pSECRET`, `-Dname=value`, `-Htcp://...`."""
        if self._is_secret(flag, state):
            return f"{flag}{self._secret(flag, value)}"
        kept = self._by_shape(flag, value)
        if kept is None and flag == "-D" and "=" in value:
            kept = self._assignment(value)
        if kept is None and (harmless("", value) or is_mark(value)):
            kept = value
        return f"{flag}{self._hider.hide('', value) if kept is None else kept}"

    def _plain(self, name: str, word: str, state: _State) -> str | None:
        """A word that is no flag; None when it is to be hidden."""
        if word in self._keep.words or harmless(name, word):
            return word
        if "://" in word:
            url = self._urls.whole(word, keep_path=False)
            if url is not None:
                return url
        if plain_path(word) or plain_address(word) or _VARIABLE.fullmatch(word):
            return word
        if is_command_line(word):
            return self._nested(word, state)
        if "=" in word:
            return self._assignment(word)
        return word if self._is_joint(word) else None

    def _nested(self, word: str, state: _State) -> str | None:
        """An argument with white space, quotes or operators in it: a command line only when it begins like one."""
        name, equals, _ = word.partition("=")
        if equals and _NAME.fullmatch(name) and secret_kind(name):
            return self._assignment(word)
        if not self._begins_command(word):
            return None
        return self._line(word, _State(depth=state.depth + 1))

    def _begins_command(self, text: str) -> bool:
        first = next((piece for kind, piece in tokens(text[:_LONGEST_WORD]) if kind == "word"), "")
        first = unquoted(first)[1]
        name, equals, _ = first.partition("=")
        known = first in self._keep.words or plain_path(first) or _VARIABLE.fullmatch(first) is not None
        return known or (bool(equals) and _NAME.fullmatch(name) is not None)

    def _assignment(self, word: str) -> str | None:
        """`NAME=value`; None when the name is none."""
        name, equals, value = word.partition("=")
        if not equals or not _NAME.fullmatch(name) or looks_random(name):
            return None
        quote, inner = unquoted(value)
        return f"{name}={quote}{self._values.named(self._keep.env, name, inner)}{quote}"

    def _is_joint(self, word: str) -> bool:
        """Whether `word` is made of known parts: `/a:/b:ro`, `TCP-LISTEN:2375,fork`, `1000:1000`."""
        parts = _JOINTS.split(word)
        return len(parts) > 1 and all(self._is_part(part) for part in parts)

    def _is_part(self, part: str) -> bool:
        return part in self._keep.words or harmless("", part) or plain_path(part) or plain_address(part)

    def _line(self, text: str, state: _State) -> str:
        """A command line, word by word; neighbours that are hidden share one mark."""
        if state.depth > _DEEPEST or len(text) > _LONGEST_LINE:
            return self._hider.hide_as("text", text)
        shown: list[str] = []
        run: list[str] = []
        for kind, piece in tokens(text):
            kept = self._line_word(piece, state) if kind == "word" else piece
            if kept is None or (kind == "blank" and run and "\n" not in piece):
                run.append(piece)
                continue
            if kind in ("operator", "other"):
                state = _State(depth=state.depth)
            self._close(run, shown)
            shown.append(kept)
        self._close(run, shown)
        return "".join(shown)

    def _close(self, run: list[str], shown: list[str]) -> None:
        """Ends a run of hidden words; the blank behind the last one stays."""
        if run:
            blank = run.pop() if run[-1].isspace() else ""
            shown += (self._hider.hide("", "".join(run)), blank)
            run.clear()

    def _line_word(self, word: str, state: _State) -> str | None:
        """A word of a command line, which may be quoted as a whole or in part."""
        quote, inner = unquoted(word)
        if quote:
            kept = self._word(inner, state) if inner else ""
            return None if kept is None else f"{quote}{kept}{quote}"
        if not state.flag and not is_mark(word) and is_command_line(word):  # quotes inside
            return self._flag(word, state) if word.startswith("-") else self._assignment(word)
        return self._word(word, state)

    def _is_secret(self, flag: str, state: _State) -> bool:
        return flag in self._keep.secret_flags.get(state.program, ()) or (
            len(flag) > 2 and bool(secret_kind(flag)) and not self._shape(flag)  # noqa: PLR2004 - a dash and a letter
        )

    def _secret(self, flag: str, value: str) -> str:
        if harmless(flag, value) and (secret_kind(flag) or not value.isdigit()):
            return value
        return self._hider.hide(flag if secret_kind(flag) else "password", value)

    def _by_shape(self, flag: str, value: str) -> str | None:
        """`value` when `flag` is on the keep list and its value looks as it should; None otherwise."""
        shape = self._shape(flag)
        return self._urls.inside(value) if shape and SHAPES[shape](value) else None

    def _shape(self, flag: str) -> str:
        """The shape of value that is kept after `flag`; empty when none is."""
        known = self._shapes.get(flag)
        if known is None:
            known = next((shape for shape, names in self._keep.flags.items() if names.keep(flag)), "")
            if len(self._shapes) < _CACHE:
                self._shapes[flag] = known
        return known


def _base(program: str) -> str:
    return program.replace("\\", "/").rpartition("/")[2]
