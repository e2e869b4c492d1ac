"""How much of an engine's answers is taken in: an engine may be broken, or somebody else's."""

LIST_BYTES = 33_554_432
"""Of an answer that lists objects (10,000 containers are 13 MB)."""

OBJECT_BYTES = 8_388_608
"""Of an answer about one object (an ordinary container is 6 kB)."""

TOTAL_BYTES = 268_435_456
"""Of all answers together; a node with 20,000 containers is 130 MB."""

EXECS = 100
"""Exec instances of one container."""

NETWORKS = 100
"""Networks that are asked for though no list holds them."""

OVERALL = 10
"""The whole reading of an engine takes at most this many times the limit for one request."""

HANGING = 3
"""After this many requests of one kind that were not answered in time, the rest of the kind is not asked for."""
