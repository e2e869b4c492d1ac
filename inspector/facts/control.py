"""The facets that say which engine and which files of the host a workload controls."""

from collections.abc import Callable

from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.hostpaths import host_paths

CONTROL_FACETS: tuple[Callable[[Workload, Context], Facet], ...] = (host_paths,)
"""Taken up by project.FACETS."""
