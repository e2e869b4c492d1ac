"""A compose project: its files, what they include and extend, and the services that result."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from inspector.sources.compose.interpolate import Interpolation, read_env
from inspector.sources.compose.merge import merge, pruned
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
        variables: of `.env`; None for a value that is not known.
        folders: file -> what relative paths in it are relative to, where that is another folder.
    """

    name: str
    folder: Path
    top: Node
    missing: list[tuple[str, str]] = field(default_factory=list)
    variables: Mapping[str, str | None] = field(default_factory=dict)
    folders: Mapping[str, Path] = field(default_factory=dict)

    def near(self, node: Node) -> Path:
        """The folder to which a path that is written there is relative."""
        return self.folders.get(node.place.file, self.folder)

    def resource(self, section: str, key: str) -> str:
        """The name that compose gives a volume or network that the file declares or names as somebody else's."""
        about = self.top.get(section, key)
        external = about.get("external") if about else None
        given = (about.get("name") if about else None) or (external.get("name") if external else None)
        if given is not None and given.text:
            return given.text
        return key if external is not None and external.truth is not False else f"{self.name}_{key}"

    def title(self, service: str) -> str:
        """The name that the first container of a service gets."""
        named = self.top.get("services", service, "container_name")
        return (named.text if named is not None else None) or f"{self.name}-{service}-1"

    @property
    def services(self) -> dict[str, Node]:
        """Services by name."""
        found = self.top.get("services")
        return found.mapping if found else {}


def load(path: Path) -> Project:
    """The project that a file (with its override beside it) describes; raises TreeError."""
    reader = _Reader()
    scope = reader.scope(path.parent)
    top = reader.file(path, scope)
    override = _override(path)
    if override is not None:
        top = merge(top, reader.file(override, scope))
    reader.extend_all(top)
    top = pruned(top)
    name = top.get("name")
    given = name.text if name is not None else None
    folders = {file: one.folder for file, one in reader.scopes.items()}
    name_of = given or _plain(path.resolve().parent.name)
    return Project(name_of, path.parent, top, reader.missing, scope.variables, folders)


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


@dataclass(frozen=True)
class _Scope:
    """What a file is read with.

    Attributes:
        folder: to which paths in it are relative.
        variables: their values; None for one that is not known.
        number: tells apart what the same file gives in two of them.
    """

    folder: Path
    variables: Mapping[str, str | None]
    number: int


class _Reader:
    def __init__(self) -> None:
        self.missing: list[tuple[str, str]] = []
        self.read = 0
        self.trees: dict[tuple[Path, int], Node] = {}
        self.scopes: dict[str, _Scope] = {}
        self.made = 0

    def scope(self, folder: Path) -> _Scope:
        """That of the project itself."""
        given: dict[str, str | None] = {"HOME": HOME, "PWD": f"{ROOT}/{_plain(folder.resolve().name)}"}
        return self._scope(folder, given, [folder / ".env"])

    def _scope(self, folder: Path, given: Mapping[str, str | None], files: list[Path]) -> _Scope:
        """A scope with the variables of files; what is known without them goes before."""
        self.made += 1
        own: dict[str, str | None] = {}
        for file in files:
            own |= self._env(file, {**own, **given})
        return _Scope(folder, {**own, **given}, self.made)

    def _env(self, path: Path, known: Mapping[str, str | None]) -> dict[str, str | None]:
        try:
            data = path.read_bytes()[:MAX_BYTES]
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError):
            return {}
        except OSError as error:
            self.missing.append((str(path), error.strerror or "cannot be read"))
            return {}
        self._count()
        return read_env(data.decode("utf-8-sig", "replace"), known)

    def _count(self) -> None:
        self.read += 1
        if self.read > MAX_FILES:
            raise TreeError(f"draws in more than {MAX_FILES} files")

    def file(self, path: Path, scope: _Scope) -> Node:
        """The tree of one file with what it includes."""
        key = (path, scope.number)
        if key in self.trees:
            return self.trees[key]
        self._count()
        text = _text(path)
        tree = Interpolation(scope.variables).node(parse(text, str(path)))
        if not isinstance(tree.value, dict):
            raise TreeError("no compose file: the top is no map")
        self.scopes.setdefault(str(path), scope)
        self.trees[key] = tree
        self.trees[key] = tree = self._include(tree, scope)
        return tree

    def _include(self, tree: Node, scope: _Scope) -> Node:
        """The tree with what it includes; what it says itself goes before."""
        included = tree.get("include")
        made = tree
        for entry in included.items if included else []:
            names = (entry.get("path") or Node([], entry.place)).items if isinstance(entry.value, dict) else [entry]
            inner = self._included(entry, names, scope)
            found = [other for name in names if (other := self._other(name, scope, inner, "include"))]
            if found:
                first, *overrides = found
                for over in overrides:
                    first = merge(first, over)
                made = merge(replace(first, tag=""), made)
        return made

    def _included(self, entry: Node, names: list[Node], scope: _Scope) -> _Scope:
        """The scope of an included project: its own folder, and the variables of its `.env` or `env_file`."""
        given, first = entry.get("project_directory"), names[0].text if names else None
        own = given.text if given is not None else None
        folder = scope.folder / own if own else (scope.folder / (first or "")).parent
        files = [folder / ".env"]
        env = entry.get("env_file")
        if env is not None:
            files = [scope.folder / one.text for one in env.items if one.text and one.text != "/dev/null"]
            lost = [one for one in env.items if one.text is None or not os.path.isfile(scope.folder / one.text)]  # noqa: PTH113 see _override
            self.missing += [(str(one.place), f"env_file {one.text or ''}: cannot be read") for one in lost]
        return self._scope(folder, scope.variables, files)

    def _other(self, name: Node, near: _Scope, scope: _Scope, what: str) -> Node | None:
        """Another file that this one names; what cannot be read is missing."""
        reason = self._refused(name)
        if reason is None and name.text is not None:
            try:
                return self.file(near.folder / name.text, scope)
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
        read = True
        if file is not None:
            here = self.scopes[str(path)]
            path = here.folder / (file.text or "")
            scope = self.scopes.get(str(path)) or replace(here, folder=path.parent)
            other = self._other(file, here, scope, "extends")
            services, read = (other.get("services") if other else None) or Node({}, extends.place), other is not None
        base = services.get(name.text)
        key = f"{path}\0{name.text}"
        if base is None or key in seen:
            if read:
                self.missing.append((str(extends.place), f"extends {name.text}: no such service or a circle"))
            return service
        extended = self._extended(base, path, services, (*seen, key))
        return merge(extended, service, ("services", name.text))


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
