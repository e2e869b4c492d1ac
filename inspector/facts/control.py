"""The facets that say which engine and which files of the host a workload controls, and who reaches it."""

from collections.abc import Callable

from inspector.facts.credentials import credentials
from inspector.facts.dood import dood
from inspector.facts.endpoints import endpoints
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.hostpaths import host_paths
from inspector.facts.joined import joined
from inspector.facts.nested import dind
from inspector.facts.ports import published
from inspector.facts.proxy import proxy
from inspector.facts.reach import reachable_by, shares_files_with, shares_network_with
from inspector.facts.roles import roles
from inspector.facts.secrets import secrets

CONTROL_FACETS: tuple[Callable[[Workload, Context], Facet], ...] = (
    host_paths,
    credentials,
    endpoints,
    dood,
    dind,
    proxy,
    reachable_by,
    shares_network_with,
    shares_files_with,
    joined,
    published,
    roles,
    secrets,
)
"""Taken up by project.FACETS."""
