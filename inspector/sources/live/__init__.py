"""A running engine: find it, connect, read everything it shows, disturb nothing.

`parse` makes an address of what the user wrote, `take` a snapshot of the engine there.
"""

from inspector.sources.live.collect import take
from inspector.sources.live.reader import Progress, Redactor
from inspector.sources.live.target import SCHEMES, Target, parse

__all__ = ["SCHEMES", "Progress", "Redactor", "Target", "parse", "take"]
