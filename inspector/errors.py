"""What can go wrong, as data until the command line prints it.

InspectorError
├── SourceError    an engine or file could not be read, or answered nonsense
├── RuleError      a rule file is broken
├── ConfigError    inspector.toml, a waiver or an option is wrong
├── ReportError    a saved report could not be read
└── OutputError    a report could not be written
"""


class InspectorError(Exception):
    """A fault with a place and a reason, shown to the user as one line.

    Attributes:
        place: file (with line where known) or address, as the user wrote it.
        reason: what is wrong there, one line without a trailing full stop.
    """

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}" if place else reason)
        self.place = place
        self.reason = reason

    @property
    def errors(self) -> list["InspectorError"]:
        """The faults that it stands for: itself."""
        return [self]


class SourceError(InspectorError):
    """An engine or file could not be read, or what came is no inspect output."""


class RuleError(InspectorError):
    """A rule file cannot be used."""


class ConfigError(InspectorError):
    """A configuration file or option is wrong."""


class ReportError(InspectorError):
    """A saved report cannot be used."""


class OutputError(InspectorError):
    """A report could not be written."""


class ManyErrors(InspectorError):  # noqa: N818 it is what it says
    """Several faults found at once, so that a user can mend them at once."""

    def __init__(self, errors: list[InspectorError]) -> None:
        super().__init__("", "; ".join(str(error) for error in errors))
        self._errors = [each for error in errors for each in error.errors]

    @property
    def errors(self) -> list[InspectorError]:
        """The faults, in the order they were found."""
        return self._errors
