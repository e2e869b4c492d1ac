"""What the command line leaves open is taken from the configuration, then from the defaults."""

from argparse import Namespace
from pathlib import Path

from inspector.cli.console import Console
from inspector.policy.config import Config, load
from inspector.policy.find import find

TIMEOUT = 30.0
"""Seconds that an engine may take for one answer."""

_DEFAULTS = {"fail_on": "high", "timeout": TIMEOUT}
_SIMPLE = (
    "sources",
    "name",
    "timeout",
    "redact_key_file",
    "fail_on",
    "state",
    "select",
    "ignore",
    "baseline",
    "output",
    "format",
)
"""Options that replace the configuration's value."""
_FLAGS = ("allow_undecided", "new_only")
"""Options that are on when either says so."""


def settle(args: Namespace, console: Console) -> Config:
    """Complete the command's arguments in place, and return the configuration for the rest.

    Args:
        args: of a command that reads sources; `--config FILE` is read, else the inspector.toml that is found.
        console: told what `--quiet` and `--no-progress` say.

    Raises:
        InspectorError: for each fault of the configuration.
    """
    console.quiet = args.quiet
    console.progress = not args.no_progress
    path = Path(args.config) if args.config else find(Path.cwd())
    config = load(path) if path is not None else Config()
    complete(args, config)
    return config


def complete(args: Namespace, config: Config) -> None:
    """Fill in what the command line does not say."""
    for name in _SIMPLE:
        if hasattr(args, name) and not getattr(args, name):
            value = getattr(config, name) or _DEFAULTS.get(name) or getattr(args, name)
            setattr(args, name, list(value) if isinstance(value, tuple) else value)
    for name in _FLAGS:
        if hasattr(args, name):
            setattr(args, name, getattr(args, name) or bool(getattr(config, name)))
    if not hasattr(args, "rules"):
        return
    args.rules = [*config.rules, *args.rules]
    args.no_default_rules = args.no_default_rules or config.default_rules is False
