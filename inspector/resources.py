"""Where the bundled rules and report templates are, in a wheel, a zip or a checkout."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def bundled(name: str) -> Traversable:
    """The folder `name` ("rules" or "reports") that came with this package.

    Looks in `inspector/_data/<name>` (a wheel), then beside the package (a checkout).
    """
    inside = files("inspector") / "_data" / name
    return inside if inside.is_dir() else Path(__file__).parent.parent / name


def table(name: str) -> Traversable:
    """The data table `inspector/data/<name>`."""
    return files("inspector") / "data" / name
