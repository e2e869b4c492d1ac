"""Loads the data tables of inspector/data, each once."""

from functools import cache
from typing import Any

import yaml

from inspector.resources import table

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C one is ten times as fast; a platform may lack it."""


@cache
def load(name: str) -> Any:
    """The content of inspector/data/`name`.yaml; shared, so it must not be changed.

    The tables are the package's own files: a broken one is a bug and raises. They are YAML 1.1, so a word
    such as `on` or `no` is quoted there.
    """
    return yaml.load(table(f"{name}.yaml").read_bytes(), Loader=_LOADER)  # noqa: S506, both are safe loaders
