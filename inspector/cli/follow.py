"""Waiting for an engine: until something happened and it is quiet again, or before it is tried again."""

import time

from inspector.sources.live.events import Events

PACE = 1.0
"""Seconds between two looks at the engine's events."""
QUIET = 2.0
"""Seconds without an event that count as quiet."""
RESTLESS = 30.0
"""Seconds after which nobody waits for quiet any more."""
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""Seconds before each try to reach an engine that is gone; the last one again and again."""


def wait_for_change(events: Events) -> None:
    """Return when something happened and the engine is quiet again; raises a Fault when it is gone."""
    while not events.happened():
        time.sleep(PACE)
    first = last = time.monotonic()
    while (now := time.monotonic()) - last < QUIET and now - first < RESTLESS:
        time.sleep(PACE / 2)
        if events.happened():
            last = time.monotonic()


def wait_for_engine(events: Events, tries: int) -> None:
    """Return when an engine that is gone answers again after a pause; raises a Fault when it does not.

    Args:
        events: of the engine.
        tries: how often it was tried before; the pauses grow.
    """
    time.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
    events.begin()
    events.happened()  # who answers but refuses its events is not back
