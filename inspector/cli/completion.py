"""`inspector completion`: completion for shells, made from the commands and their options as they are."""

from argparse import Namespace
from collections.abc import Iterator, Mapping

from inspector.cli.command import module
from inspector.cli.console import Console
from inspector.cli.parser import Parser, one_of

SHELLS = ("bash", "zsh", "fish")
EPILOG = """\
bash   inspector completion bash >~/.local/share/bash-completion/completions/inspector
zsh    inspector completion zsh >DIR/_inspector, where DIR is in $fpath
fish   inspector completion fish >~/.config/fish/completions/inspector.fish"""

_BASH = """\
# bash completion for inspector; written by `inspector completion bash`
_inspector() {
  local word=${COMP_WORDS[COMP_CWORD]} path=inspector words each
  local -A known=(
@TABLE@
  )
  for each in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $each != -* && -v "known[$path $each]" ]] && path="$path $each"
  done
  words=${known[$path]}
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -o bashdefault -F _inspector inspector
"""
_FISH = """\
# fish completion for inspector; written by `inspector completion fish`
function __inspector_words
  set -l path inspector
  set -l typed (commandline -opc)
  set -e typed[1]
  for each in $typed
    switch "$path $each"
      case @PATHS@
        set path "$path $each"
    end
  end
  switch $path
@TABLE@
  end
end
complete -c inspector -a '(__inspector_words)'
"""
_ZSH = """\
#compdef inspector
# zsh completion for inspector; written by `inspector completion zsh`
_inspector() {
  local path=inspector each
  local -A known=(
@TABLE@
  )
  for each in ${words[2,CURRENT-1]}; do
    (( ${+known[$path $each]} )) && path="$path $each"
  done
  compadd -- ${=known[$path]}
  [[ ${words[CURRENT]} == -* ]] || _files
}
_inspector "$@"
"""


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("shell", metavar="SHELL", type=one_of(SHELLS), help=", ".join(SHELLS))
    parser.epilog = EPILOG


def run(args: Namespace, console: Console) -> int:
    """Print the script for a shell."""
    table = dict(_paths("inspector", _top()))
    console.show(_fish(table) if args.shell == "fish" else _keyed(args.shell, table))
    return 0


def _top() -> Mapping[str, str]:
    from inspector.cli import COMMANDS

    return COMMANDS


def _paths(program: str, commands: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Each thing that can be typed (`inspector rules`) with the words that may come next."""
    yield program, [*commands, "--help", *(["--version"] if program == "inspector" else [])]
    for name in commands:
        command, typed = module(program, name), f"{program} {name}"
        below: Mapping[str, str] | None = getattr(command, "COMMANDS", None)
        if below is not None:
            yield from _paths(typed, below)
            continue
        parser = Parser(typed)
        command.configure(parser)
        yield typed, parser.options


def _keyed(shell: str, table: Mapping[str, list[str]]) -> str:
    lines = [f"    ['{path}']='{' '.join(words)}'" for path, words in table.items()]
    if shell == "zsh":  # no quotes inside its brackets
        lines = [f"    '{path}' '{' '.join(words)}'" for path, words in table.items()]
    return (_BASH if shell == "bash" else _ZSH).replace("@TABLE@", "\n".join(lines))


def _fish(table: Mapping[str, list[str]]) -> str:
    paths = " ".join(f"'{path}'" for path in table if path != "inspector")
    lines = [f"    case '{path}'\n      printf '%s\\n' {' '.join(words)}" for path, words in table.items()]
    return _FISH.replace("@PATHS@", paths).replace("@TABLE@", "\n".join(lines))
