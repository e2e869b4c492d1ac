"""How much one source may hold. What lies beyond a limit is a gap, never silently left out.

The limits are far above what hosts hold (a thousand containers are 5 MB of inspect output) and keep time and
memory bounded when a file was made to exhaust them.
"""

MAX_BYTES = 128 * 1024 * 1024
"""Of one file or standard input, after decompression."""

MAX_DEPTH = 200
"""Lists and maps inside each other. The Engine API's own documents reach 12."""

MAX_OBJECTS = 50_000
"""Objects read from one source; the entries after them are one gap."""

MAX_LIST = 10_000
"""Entries of one list or map inside an object. A longer one is replaced, so that what depends on it is unknown."""

MAX_STRING = 1024 * 1024
"""Characters of one string that redaction keeps. A longer one is replaced, so that what depends on it is unknown."""

MAX_DIGITS = 4300
"""Of an integer: Python's own limit, enforced also where the environment has lifted it."""

MAX_FAULTS = 50
"""Gaps of one source that are told one by one; the rest is one more gap with their number."""

MAX_FILES = 10_000
"""Files read from one directory."""
