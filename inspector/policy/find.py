"""Where the configuration is: in the working directory or above it, as far as the repository goes."""

import os
import stat
import tomllib
from pathlib import Path

from inspector.errors import ConfigError

NAMES = ("inspector.toml", ".inspector.toml")


def find(start: Path) -> Path | None:
    """The nearest configuration at or above `start`, or None.

    Looks no further than the root of a git repository.

    Raises:
        ConfigError: for one that somebody else has put into a folder that everybody may write to (such as /tmp): it
            could silence the audit. And for a folder that may not be searched: it could hold a lower threshold.
    """
    for folder in (start, *start.parents):
        try:
            found = _inside(folder)
            if found is not None:
                return _trusted(found)
            if (folder / ".git").exists():
                return None
        except OSError as error:
            raise ConfigError(str(folder), "may not be searched for a configuration; name one with --config") from error
    return None


def _inside(folder: Path) -> Path | None:
    """The configuration in a folder itself."""
    found = next((folder / name for name in NAMES if (folder / name).is_file()), None)
    project = folder / "pyproject.toml"
    if found is None and project.is_file() and _has_table(project):
        return project
    return found


def _has_table(path: Path) -> bool:
    """Whether pyproject.toml configures this program; a broken one is for others to complain about."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    tool = document.get("tool")
    return isinstance(tool, dict) and "inspector" in tool


def _trusted(path: Path) -> Path:
    owner, folder = path.stat().st_uid, path.parent.stat()
    mine = not hasattr(os, "getuid") or owner in (0, os.getuid())
    if not mine and (folder.st_uid != owner or folder.st_mode & stat.S_IWOTH):
        raise ConfigError(str(path), "belongs to another user; if it is meant, name it with --config")
    return path
