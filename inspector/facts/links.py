"""One index of a snapshot's names, aliases, networks, volumes and namespaces."""

from inspector.sources.snapshot import Snapshot


class Links:
    """Looks up the objects that a workload refers to, within one engine."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
