"""What is done with the value of each field that holds values, by the field's name in the Engine API.

Every handler takes the value and the map it stands in, and returns the redacted value. A value of a type that the API
does not use there is walked like any other part, and every text in it hidden: bad documents leak nothing either.
"""

import base64
import binascii
from collections.abc import Callable
from typing import Any

from inspector.model import Document
from inspector.sources.redact.arguments import Arguments
from inspector.sources.redact.hide import Hider
from inspector.sources.redact.keep import KeepList, Names
from inspector.sources.redact.kinds import kind_of
from inspector.sources.redact.mark import is_mark
from inspector.sources.redact.mountopts import MountOptions
from inspector.sources.redact.seccomp import Profiles
from inspector.sources.redact.urls import Urls
from inspector.sources.redact.values import Values

Handler = Callable[[Any, Document], Any]

_COMMENTS = frozenset({"buildkit.dockerfile.v0", "buildkit.exporter.image.v0"})
"""What BuildKit writes as the comment of an image or a build step."""

_PAIR = 2
"""Words of a tmpfs option that has a value."""

_SETTING = frozenset({"Name", "Description", "Settable"})
"""Of a plugin's variable: what its author says of it."""

_NOBODY = Names(())
"""Keeps nothing."""


class Fields:
    """The handlers, with what they need.

    Args:
        keep: the keep list.
        hider: makes the marks.
        urls: redacts URLs.
        walk: redacts a value that stands under no name of its own.
    """

    def __init__(self, keep: KeepList, hider: Hider, urls: Urls, walk: Callable[[Any], Any]) -> None:
        self._keep = keep
        self._hider = hider
        self._urls = urls
        self._walk = walk
        self._values = Values(keep, hider, urls)
        self._arguments = Arguments(keep, hider, urls, self._values)
        self._mounts = MountOptions(keep.mount_options, hider, urls)
        self._profiles = Profiles(hider)

    def table(self) -> dict[str, Handler]:
        """The handlers by field name."""
        keep = self._keep
        groups: tuple[tuple[Handler, str], ...] = (
            (self._environment, "Env environment"),
            (self._named(keep.labels), "Labels labels"),
            (self._named(keep.annotations), "Annotations annotations"),
            (self._options, "Options options DriverOpts driver_opts VolumeContext PublishContext"),
            (self._program, "Entrypoint entrypoint Command command CreateCommand Shell"),
            (self._cmd, "Cmd"),
            (self._path, "Path"),
            (self._args, "Args args arguments runtimeArgs"),
            (self._test, "Test test"),
            (self._lines, "CreatedBy created_by OnBuild"),
            (self._comment, "Comment comment Author author"),
            (self._hidden("text"), "Output Error Err content"),
            (self._hidden("token"), "JoinTokens UnlockKey SigningCAKey Auth auth IdentityToken identitytoken"),
            (self._hidden("token"), "RegistryToken registrytoken"),
            (self._hidden("password"), "Password password"),
            (self._data, "Data"),
            (self._proxy, "HttpProxy HttpsProxy FtpProxy"),
            (self._security, "SecurityOpt security_opt"),
            (self._seccomp, "Seccomp"),
            (self._log, "LogConfig"),
            (self._tmpfs, "Tmpfs tmpfs"),
            (self._status, "Status"),
        )
        return {name: handler for handler, names in groups for name in names.split()}

    def _environment(self, value: Any, _: Document) -> Any:
        """`NAME=value` entries; a plugin's are maps with Name and Value; Compose also has one map."""
        if isinstance(value, dict):
            return {name: self._variable(name, item) for name, item in value.items()}
        if isinstance(value, list):
            return [self._entry(item) for item in value]
        return self._entry(value)

    def _entry(self, item: Any) -> Any:
        if isinstance(item, str):
            name, equals, value = item.partition("=")
            if equals and name in self._keep.commands:
                return f"{name}={self._arguments.line(value)}"
            return self._values.entry(item)
        if isinstance(item, dict):
            return self._setting(item)
        return self._nameless(item)

    def _setting(self, item: Document) -> Document:
        """A plugin's variable: its Value is judged by its Name."""
        name = str(item.get("Name"))
        return {
            key: part if key in _SETTING else self._variable(name if key == "Value" else "", part)
            for key, part in item.items()
        }

    def _variable(self, name: str, value: Any) -> Any:
        if isinstance(value, str) and name in self._keep.commands:
            return self._arguments.line(value)
        return self._values.any(self._keep.env, name, value)

    def _named(self, names: Names) -> Handler:
        """Labels and annotations: a map, or `name=value` entries."""

        def handler(value: Any, _: Document) -> Any:
            if isinstance(value, dict):
                return self._values.map(names, value)
            if isinstance(value, list):
                return self._values.assignments(names, value)
            return self._nameless(value)

        return handler

    def _options(self, value: Any, _: Document) -> Any:
        """A driver's options, a map; a mount's, a list of words; a tmpfs', a list of one or two words each."""
        if isinstance(value, dict):
            return {name: self._option(name, item) for name, item in value.items()}
        if isinstance(value, list):
            return [self._mount_option(item) for item in value]
        return self._mounts.text(value) if isinstance(value, str) else value

    def _option(self, name: str, value: Any) -> Any:
        if not isinstance(value, str):
            return self._values.any(self._keep.options, name, value)
        if name == "o":
            return self._mounts.text(value)
        return self._mounts.device(value) if name == "device" else self._values.named(self._keep.options, name, value)

    def _mount_option(self, item: Any) -> Any:
        if isinstance(item, list) and len(item) == _PAIR and all(isinstance(word, str) for word in item):
            return self._mounts.pair(*item)
        if isinstance(item, list):
            return [self._mount_option(word) for word in item]
        return self._mounts.one(item) if isinstance(item, str) else self._nameless(item)

    def _program(self, value: Any, _: Document) -> Any:
        """A command line whose first word is a program."""
        if isinstance(value, list):
            return self._arguments.vector(value, program=True)
        return self._command(value)

    def _command(self, value: Any) -> Any:
        """A command line that is one text (Podman, Compose)."""
        if isinstance(value, str):
            return self._arguments.program(value)
        return self._nameless(value)

    def _cmd(self, value: Any, parent: Document) -> Any:
        """Arguments of the entrypoint, or a whole command line when there is none."""
        program = _program_of(parent.get("Entrypoint"))
        if isinstance(value, list):
            return self._arguments.vector(value, program=not program, behind=program)
        return self._command(value)

    def _path(self, value: Any, parent: Document) -> Any:
        """The program of a container; elsewhere (devices, log files) a path."""
        if isinstance(value, str) and "Args" in parent:
            return self._arguments.program(value)
        return self._walk(value)

    def _args(self, value: Any, parent: Document) -> Any:
        """Arguments of a container, service or exec; what a plugin takes is a map with a Value."""
        if isinstance(value, str | list):
            program = _program_of(parent.get("Path") or parent.get("Command") or parent.get("entrypoint"))
            return self._arguments_of(value, program)
        if isinstance(value, dict) and "Value" in value:
            return {**self._walk({**value, "Value": None}), "Value": self._arguments_of(value["Value"], "")}
        if isinstance(value, dict):
            return {name: self._variable(name, item) for name, item in value.items()}
        return value

    def _arguments_of(self, value: Any, program: str) -> Any:
        """What is given to `program`; one text is one argument."""
        if isinstance(value, list):
            return self._arguments.vector(value, program=False, behind=program)
        if isinstance(value, str):
            return self._arguments.vector([value], program=False, behind=program)[0]
        return self._nameless(value)

    def _test(self, value: Any, _: Document) -> Any:
        """A health check: `CMD` and a vector, or `CMD-SHELL` and a line."""
        if isinstance(value, str):
            return self._arguments.line(value)
        if not isinstance(value, list) or not value:
            return self._nameless(value)
        if value[0] == "CMD":
            return self._arguments.vector(value, program=False)
        return [self._arguments.line(item) if isinstance(item, str) else self._nameless(item) for item in value]

    def _lines(self, value: Any, _: Document) -> Any:
        """Steps of a build, each a command line."""
        if isinstance(value, list):
            return [self._lines(item, {}) for item in value]
        return self._arguments.line(value) if isinstance(value, str) else self._nameless(value)

    def _comment(self, value: Any, _: Document) -> Any:
        return value if isinstance(value, str) and value in _COMMENTS else self._deep("text", value)

    def _hidden(self, kind: str) -> Handler:
        """Fields that are hidden whatever they hold."""
        return lambda value, _: self._deep(kind, value)

    def _nameless(self, value: Any) -> Any:
        """A value of a type that the API does not use there: every text in it is hidden."""
        return self._values.any(_NOBODY, "", value)

    def _deep(self, kind: str, value: Any) -> Any:
        """`value` with every text in it hidden."""
        if isinstance(value, str):
            return self._hider.hide_as(kind, value)
        if isinstance(value, list):
            return [self._deep(kind, item) for item in value]
        if isinstance(value, dict):
            return {name: self._deep(kind, item) for name, item in value.items()}
        return value

    def _data(self, value: Any, _: Document) -> Any:
        """The content of a swarm config or secret; a storage driver's map of paths has this name, too."""
        if not isinstance(value, str):
            return self._walk(value)
        if not value or is_mark(value):
            return value
        try:
            content = base64.b64decode(value, validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            content = value
        return self._hider.hide_as(kind_of("", content, self._keep.defaults), value)

    def _proxy(self, value: Any, _: Document) -> Any:
        if not isinstance(value, str) or "://" in value:
            return self._walk(value)
        user, at, host = value.rpartition("@")
        return f"{self._hider.hide_as('url-credentials', user)}@{host}" if at else value

    def _security(self, value: Any, _: Document) -> Any:
        """Security options, of which one may be a whole seccomp profile."""
        if isinstance(value, list):
            return [self._profiles.option(item) if isinstance(item, str) else self._walk(item) for item in value]
        return self._profiles.option(value) if isinstance(value, str) else self._walk(value)

    def _seccomp(self, value: Any, _: Document) -> Any:
        """A service's seccomp setting, whose profile is base64."""
        if isinstance(value, dict) and isinstance(value.get("Profile"), str):
            return {**self._walk(value), "Profile": self._profiles.base64(value["Profile"])}
        return self._walk(value)

    def _log(self, value: Any, _: Document) -> Any:
        """A container's log driver, whose options are called Config."""
        if isinstance(value, dict) and value.get("Config") is not None:
            return {**self._walk({**value, "Config": None}), "Config": self._options(value["Config"], {})}
        return self._walk(value)

    def _tmpfs(self, value: Any, _: Document) -> Any:
        """Mount options by destination."""
        if not isinstance(value, dict):
            return self._walk(value)
        return {path: self._mounts.text(item) if isinstance(item, str) else item for path, item in value.items()}

    def _status(self, value: Any, parent: Document) -> Any:
        """What a volume driver says of a volume is the driver's own; other objects' status is the engine's."""
        if isinstance(value, dict) and "Mountpoint" in parent:
            return self._values.map(self._keep.options, value)
        return self._walk(value)


def _program_of(value: Any) -> str:
    """The program that a command line starts, empty when it says none."""
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, str) else ""
