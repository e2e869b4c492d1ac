"""A folder that may not be searched hides a configuration: that is said, not passed over."""

import os
from pathlib import Path

import pytest

from inspector.errors import ConfigError
from inspector.policy.find import find


def test_a_folder_that_may_not_be_searched_is_one_line(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    inner.chmod(0)
    ours = os.geteuid()
    os.seteuid(ours or 65534)  # root may search everything
    try:
        with pytest.raises(
            ConfigError, match="may not be searched for a configuration; name one with --config"
        ) as told:
            find(inner)
    finally:
        os.seteuid(ours)
    assert str(told.value).startswith(f"{inner}: ")
