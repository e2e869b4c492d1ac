"""A compose project: its files, what they include and extend, and the services that result."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from inspector.sources.compose.interpolate import Interpolation, read_env
from inspector.sources.compose.merge import merge
from inspector.sources.compose.tree import Node, TreeError, parse

DEFAULTS = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
ROOT = "/srv"
"""Where projects are taken to lie: a relative path is relative to a folder that only the deployer knows."""
HOME = "/home/user"
"""Taken for the deployer's home."""
MAX_BYTES = 5_000_000
"""Of one compose or .env file."""
MAX_FILES = 50
"""Files that one project may draw in."""


@dataclass
class Project:
    """What the files say together.

    Attributes:
        name: `name:`, else the folder's.
        folder: to which relative paths are relative.
        top: merged tree, `extends` resolved.
        missing: what was not read: (place or file, reason).
        variables: of `.env`.
    """

    name: str
    folder: Path
    top: Node
    missing: list[tuple[str, str]] = field(default_factory=list)
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def services(self) -> dict[str, Node]:
        """Services by name."""
        found = self.top.get("services")
        return found.mapping if found else {}


def load(path: Path) -> Project:
    """The project that a file (with its override beside it) describes; raises TreeError."""
    reader = _Reader(path.parent)
    top = reader.file(path)
    override = _override(path)
    if override is not None:
        top = merge(top, reader.file(override))
    reader.extend_all(top)
    name = top.get("name")
    given = name.text if name is not None else None
    return Project(given or _plain(path.resolve().parent.name), path.parent, top, reader.missing, reader.variables)


def _plain(name: str) -> str:
    """A folder's name as compose makes a project's name of it."""
    return (
        "".join(one for one in name.lower() if one.isascii() and (one.isalnum() or one in "_-")).lstrip("_-")
        or "project"
    )


def _override(path: Path) -> Path | None:
    """The override that compose reads by itself beside a file of a default name."""
    if path.name not in DEFAULTS:
        return None
    stem = path.name.partition(".")[0]
    candidates = (path.with_name(f"{stem}.override.{end}") for end in ("yaml", "yml"))
    return next((one for one in candidates if os.path.isfile(one)), None)  # noqa: PTH113 Path raises where nothing may be seen


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.missing: list[tuple[str, str]] = []
        self.read = 0
        self.variables = {"HOME": HOME, "PWD": f"{ROOT}/{_plain(folder.resolve().name)}"} | self._env(folder / ".env")
        self.trees: dict[Path, Node] = {}

    def _env(self, path: Path) -> dict[str, str]:
        try:
            return read_env(path.read_bytes()[:MAX_BYTES].decode("utf-8-sig", "replace"))
        except OSError:
            return {}

    def file(self, path: Path) -> Node:
        """The tree of one file with what it includes."""
        if path in self.trees:
            return self.trees[path]
        self.read += 1
        if self.read > MAX_FILES:
            raise TreeError(f"draws in more than {MAX_FILES} files")
        text = _text(path)
        tree = Interpolation(self.variables).node(parse(text, str(path)))
        if not isinstance(tree.value, dict):
            raise TreeError("no compose file: the top is no map")
        self.trees[path] = tree
        self.trees[path] = tree = self._include(tree, path)
        return tree

    def _include(self, tree: Node, path: Path) -> Node:
        included = tree.get("include")
        made = tree
        for entry in included.items if included else []:
            names = (entry.get("path") or Node([], entry.place)).items if isinstance(entry.value, dict) else [entry]
            for name in names:
                other = self._other(name, path, "include")
                made = merge(replace(other, tag=""), made) if other else made
        return made

    def _other(self, name: Node, path: Path, what: str) -> Node | None:
        """Another file that this one names; what cannot be read is missing."""
        reason = self._refused(name)
        if reason is None and name.text is not None:
            try:
                return self.file(path.parent / name.text)
            except TreeError as error:
                reason = f"{what} {name.text}: {error}"
        self.missing.append((str(name.place), reason or f"{what} was not read"))
        return None

    def _refused(self, name: Node) -> str | None:
        if name.unset:
            return f"the variable {name.unset[0]} is not set"
        if name.text is None:
            return "names no file"
        remote = "://" in name.text or name.text.startswith(("git@", "oci:", "github.com/"))
        return f"{name.text} is remote and was not read" if remote else None

    def extend_all(self, top: Node) -> None:
        """Resolve `extends` of every service, in place."""
        services = top.get("services") or Node({}, top.place)
        for name, service in services.mapping.items():
            path = Path(service.place.file)
            services.mapping[name] = self._extended(service, path, services, (f"{path}\0{name}",))

    def _extended(self, service: Node, path: Path, services: Node, seen: tuple[str, ...]) -> Node:
        extends = service.get("extends")
        if extends is None:
            return service
        name = extends if isinstance(extends.value, str) else extends.get("service")
        file = extends.get("file")
        if name is None or name.text is None:
            self.missing.append((str(extends.place), "extends names no service"))
            return service
        if file is not None:
            other = self._other(file, path, "extends")
            path = path.parent / (file.text or "")
            services = (other.get("services") if other else None) or Node({}, extends.place)
        base = services.get(name.text)
        key = f"{path}\0{name.text}"
        if base is None or key in seen:
            if file is None or base is not None:
                self.missing.append((str(extends.place), f"extends {name.text}: no such service or a circle"))
            return service
        return merge(self._extended(base, path, services, (*seen, key)), service)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise TreeError(error.strerror or "cannot be read") from error
    if len(data) > MAX_BYTES:
        raise TreeError(f"larger than {MAX_BYTES} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TreeError("not UTF-8") from error
