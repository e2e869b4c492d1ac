"""Fixtures for all tests: real engines."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent / "engine"))

from harness import Engine, dockerd

ENGINES = {"shared_engine", "engine", "start_engine"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with an engine are marked, and those of one file share a worker and so its engine."""
    for item in items:
        if isinstance(item, pytest.Function) and ENGINES.intersection(item.fixturenames):
            item.add_marker(pytest.mark.engine)
            item.add_marker(pytest.mark.xdist_group(item.path.name))


@pytest.fixture(scope="session")
def shared_engine() -> Iterator[Engine]:
    """A dockerd for the whole run (of one worker) with the images busybox:local and nginx:1."""
    engine = dockerd()
    try:
        engine.image("busybox:local", "nginx:1")
        yield engine
    finally:
        engine.end()


@pytest.fixture
def engine(shared_engine: Engine) -> Iterator[Engine]:
    """The shared dockerd, without containers, volumes and networks of other tests."""
    shared_engine.clear()
    yield shared_engine
    shared_engine.clear()


@pytest.fixture(scope="module")
def start_engine() -> Iterator[Callable[..., Engine]]:
    """Starts further engines with dockerd's options; they end with the module."""
    started: list[Engine] = []

    def start(*options: str) -> Engine:
        started.append(dockerd(*options))
        return started[-1]

    try:
        yield start
    finally:
        for engine in started:
            engine.end()
