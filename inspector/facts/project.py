"""Projects snapshots to subjects: every object with its facts, ready to be judged."""

from collections.abc import Callable, Iterable

from inspector.facts.argv import argv
from inspector.facts.assumed import assume
from inspector.facts.capabilities import capabilities
from inspector.facts.control import CONTROL_FACETS
from inspector.facts.devices import devices
from inspector.facts.engine import engine_document, engine_facts, engine_gaps
from inspector.facts.env import env
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.hygiene import execs, health, hygiene, networks
from inspector.facts.image import image
from inspector.facts.inventory import EngineInventory
from inspector.facts.isolation import isolation
from inspector.facts.kernelpaths import paths
from inspector.facts.limits import limits
from inspector.facts.links import Links
from inspector.facts.lsm import lsm
from inspector.facts.namespaces import namespaces
from inspector.facts.nnp import nnp
from inspector.facts.privileged import privileged
from inspector.facts.sandbox import sandbox
from inspector.facts.seccomp import seccomp
from inspector.facts.shape import shape
from inspector.facts.state import state
from inspector.facts.subjects import Subjects
from inspector.facts.user import user
from inspector.model import Gap
from inspector.sources.snapshot import KINDS, Snapshot

FACETS: tuple[Callable[[Workload, Context], Facet], ...] = (
    state,
    argv,
    env,
    privileged,
    user,
    capabilities,
    namespaces,
    sandbox,
    seccomp,
    lsm,
    nnp,
    paths,
    devices,
    limits,
    hygiene,
    health,
    networks,
    execs,
    image,
    isolation,
    *CONTROL_FACETS,
)
"""Every facet of a workload; the order means nothing."""


def project(snapshots: Iterable[Snapshot]) -> list[EngineInventory]:
    """The subjects of these engines and of the engines nested in them, with early facts.

    An outer engine stands before those that run in its containers. Late facts are left to facts/access.py.
    """
    inventories: list[EngineInventory] = []
    for snapshot in snapshots:
        _project(snapshot, snapshot.name, None, inventories)
    return inventories


def _project(snapshot: Snapshot, name: str, nested_in: str | None, into: list[EngineInventory]) -> None:
    """One engine, then those nested in it, whose names are `engine/container`."""
    facts = engine_facts(snapshot, name, nested_in)
    assumed = assume(facts, snapshot)
    links = Links(snapshot)
    shaped, tasks = shape(links, facts)
    links.attach((one.workload for one in shaped), tasks)
    subjects = Subjects(links, facts, engine_document(snapshot), FACETS).of(shaped)
    if snapshot.origin == "compose":
        del subjects[0]  # there is no engine yet to be judged
    into.append(
        EngineInventory(
            name=name,
            source=snapshot.source,
            facts=facts,
            subjects=subjects,
            assumed=assumed,
            gaps=[*(_renamed(gap, name) for gap in snapshot.gaps), *engine_gaps(facts)],
            counts={kind: len(snapshot.objects[kind]) for kind in KINDS if kind in snapshot.objects},
            complete=set(snapshot.complete),
        )
    )
    for identifier, nested in snapshot.nested.items():
        runs = links.container(identifier).value
        outer = f"{name}/{runs.name if runs else identifier}"
        _project(nested, outer, outer, into)


def _renamed(gap: Gap, engine: str) -> Gap:
    """A gap under the name that the report gives its engine."""
    result = gap.copy()
    result["engine"] = engine
    return result
