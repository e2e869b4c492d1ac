"""The projection as a whole: complete, pure, and proof against any document."""

import copy
import json
from collections.abc import Iterator
from typing import Any, get_type_hints

import pytest
from facts_samples import SAMPLES, inventory, reasons, sample, samples, snapshot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.facts import project as projection
from inspector.facts.inventory import EngineInventory
from inspector.facts.project import project
from inspector.facts.types import ImageFacts, NetworkFacts, VolumeFacts, WorkloadFacts
from inspector.sources.snapshot import Snapshot

TYPES: dict[str, Any] = {
    "container": WorkloadFacts,
    "service": WorkloadFacts,
    "plugin": WorkloadFacts,
    "image": ImageFacts,
    "network": NetworkFacts,
    "volume": VolumeFacts,
}
OBJECTS = {
    "container": sample("docker-26.1.5/container-socket.json"),
    "service": sample("swarm/raw-service-agent.json"),
    "plugin": sample("plugin/raw-plugin-enabled.json"),
    "image": sample("docker-26.1.5/image.json"),
    "network": sample("docker-26.1.5/networks.json"),
    "volume": sample("docker-26.1.5/volume.json"),
}


@pytest.mark.parametrize("kind", TYPES)
def test_every_fact_of_the_contract_is_there_and_no_other(kind: str) -> None:
    found = next(one for one in inventory(**{kind: [OBJECTS[kind]]}).subjects if one.kind == kind)
    assert set(found.facts) == set(get_type_hints(TYPES[kind]))


def everything(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in a document."""
    entries = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for key, value in entries:
        yield (*path, key)
        yield from everything(value, (*path, key))


def mutilated(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    result = copy.deepcopy(document)
    at = result
    for step in path[:-1]:
        at = at[step]
    if value is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return result


BAD: list[Any] = [
    ...,
    None,
    True,
    -1,
    10**40,
    1.5,
    "",
    "x",
    "/",
    ":" * 50,
    [],
    [None],
    [[]],
    [{}],
    ["x"],
    {},
    {"a": None},
]


@pytest.mark.parametrize("kind", OBJECTS)
def test_no_value_in_the_place_of_another_raises(kind: str) -> None:
    """Every value of the document, in turn, is replaced by every kind of nonsense."""
    variants = [
        mutilated(OBJECTS[kind], path, bad)
        for path in everything(OBJECTS[kind])
        for bad in BAD
        if ... is not bad or isinstance(path[-1], str)
    ]
    found = project([snapshot(**{kind: variants})])[0]
    assert sum(one.kind == kind for one in found.subjects) == len(variants)
    json.dumps([one.facts for one in found.subjects])


INFO_PATHS = sorted(map(str, sample("docker-26.1.5/info.json")))


@pytest.mark.parametrize("key", [*INFO_PATHS, "Components", "Version"])
def test_no_value_of_the_engine_raises(key: str) -> None:
    document = OBJECTS["container"]
    for bad in BAD:
        info, version = sample("docker-26.1.5/info.json"), sample("docker-26.1.5/version.json")
        where = info if key in info else version
        if bad is ...:
            where.pop(key)
        else:
            where[key] = bad
        assert project([snapshot(info=info, version=version, container=[document])])[0].subjects


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
    | st.sampled_from(["host", "container:x", "a *:* rwm", "seccomp={", "/dev/sda", "root:", "../..", "\udc80", "\0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
PATHS = list(everything(OBJECTS["container"]))


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PATHS), values), min_size=1, max_size=6))
def test_any_mutilated_container_is_projected(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    document = OBJECTS["container"]
    for path, value in changes:
        try:
            document = mutilated(document, path, value)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took that place away
    found = project([snapshot(container=[document, OBJECTS["container"]])])[0]
    assert sum(one.kind == "container" for one in found.subjects) == 2
    json.dumps([one.facts for one in found.subjects])


def all_samples() -> list[Any]:
    found: list[Any] = []
    for path in sorted(SAMPLES.rglob("*.json")):
        loaded = json.loads(path.read_text())
        found += loaded if isinstance(loaded, list) else [loaded]
    return [one for one in found if isinstance(one, dict)]


@pytest.mark.parametrize(
    "kind", ["container", "image", "network", "volume", "plugin", "service", "node", "secret", "compose"]
)
def test_every_real_document_passes_as_any_kind(kind: str) -> None:
    """Documents that are taken for another kind are nonsense, but real."""
    documents = all_samples()
    found = project([snapshot(**{kind: documents})])[0]
    assert sum(one.kind == kind for one in found.subjects) == len(documents)


def test_documents_are_not_changed_and_two_runs_agree() -> None:
    objects = {kind: [document] for kind, document in OBJECTS.items()}
    before = copy.deepcopy(objects)
    first = json.dumps([one.facts for one in inventory(**objects).subjects])
    assert objects == before
    assert json.dumps([one.facts for one in inventory(**objects).subjects]) == first


def test_no_two_facets_give_the_same_fact() -> None:
    given_by: dict[str, str] = {}
    links_of = project([snapshot(container=[OBJECTS["container"]])])[0]
    assert links_of.subjects
    made = []

    def recording(facet: Any) -> Any:
        def ask(workload: Any, context: Any) -> Any:
            found = facet(workload, context)
            made.append((facet.__name__, set(found.facts)))
            return found

        return ask

    recorded = tuple(recording(facet) for facet in projection.FACETS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(projection, "FACETS", recorded)
        project([snapshot(container=[OBJECTS["container"]])])
    assert len(made) == len(projection.FACETS)
    for name, keys in made:
        for key in keys:
            assert given_by.setdefault(key, name) == name, key


def test_each_unknown_names_a_fact_that_is_there() -> None:
    documents = [
        mutilated(OBJECTS["container"], ("HostConfig", key), 5.5) for key in OBJECTS["container"]["HostConfig"]
    ]
    for one in inventory(container=documents).subjects:
        for entry in one.facts["unknown"]:
            top = entry["path"].partition(".")[0].partition("[")[0]
            assert top in one.facts, entry
            assert entry["reason"]


def test_empty_inventories_are_inventories() -> None:
    found = project([Snapshot("x", "x", "live", objects={"container": []}, complete={"container"})])[0]
    assert found.counts == {"container": 0}
    assert found.complete == {"container"}
    assert [one.kind for one in found.subjects] == ["engine"]


def test_gaps_name_the_engine_as_the_report_does() -> None:
    outer, inner = snapshot(container=[OBJECTS["container"]]), snapshot(container=[])
    inner.gaps = [{"engine": "inner", "kind": "service", "id": "", "reason": "503", "vanished": True}]
    outer.nested = {OBJECTS["container"]["Id"]: inner}
    found = project([outer])[1]
    assert found.gaps == [{"engine": "host/eco-socket", "kind": "service", "id": "", "reason": "503", "vanished": True}]


ENGINES = ["docker-20.10.24", "docker-26.1.5", "docker-28.5.2", "podman-4.3.1", "podman-5.4.2", "podman-5.8.6"]
ENGINES_OWN = {"docker": {"user.gid"}, "podman": {"user.gid", "namespaces.cgroup", "paths.masked", "paths.readonly"}}


def whole(engine: str) -> EngineInventory:
    """Everything of one engine's samples, each kind complete."""
    names = sorted((SAMPLES / engine).glob("container-*.json"))
    volumes = [] if engine.startswith("podman") else samples(f"{engine}/volume.json")
    return inventory(
        container=[document for path in names for document in samples(f"{engine}/{path.name}")],
        image=samples(f"{engine}/image.json"),
        network=samples(f"{engine}/networks.json"),
        volume=[*volumes, {"Name": "eco-vol", "Driver": "local", "Options": None}],
        info=sample(f"{engine}/info.json"),
        version=sample(f"{engine}/version.json"),
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_of_an_ordinary_container_hardly_anything_is_unknown(engine: str) -> None:
    found = next(one for one in whole(engine).subjects if one.name == "eco-default")
    own = ENGINES_OWN[engine.split("-", maxsplit=1)[0]]
    assert set(reasons(found.facts)) - {"paths.proc_sys_writable", "namespaces.cgroup"} == own - {"namespaces.cgroup"}


def there(document: Any, pointer: str) -> bool:
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(document, dict) and key in document:
            document = document[key]
        elif isinstance(document, list) and key.isdigit() and int(key) < len(document):
            document = document[int(key)]
        else:
            return False
    return True


NOT_IN_SERVICES = {
    "Args", "CapabilityDrop", "Nameservers", "Groups", "Healthcheck", "OomScoreAdj", "Privileges", "LogDriver",
    "NanoCPUs", "Pids", "RestartPolicy",
}  # fmt: skip
"""Settings of swarm's API that none of the sample services makes."""
NOT_IN_SAMPLES = {"/Config/Healthcheck"}  # no sample has one


def test_every_pointer_leads_somewhere() -> None:
    """A pointer of `facts.sources` may be absent in one document, never in all of that kind."""
    found: dict[tuple[str, str], bool] = {}
    subjects = [one for engine in ENGINES for one in whole(engine).subjects]
    subjects += inventory(
        plugin=[OBJECTS["plugin"]],
        service=[OBJECTS["service"], WEB],
        image=[SERVICE_IMAGE],
        volume=[{"Name": "b", "Driver": "local", "Options": {"type": "none", "o": "bind", "device": "/etc"}}],
    ).subjects
    for one in subjects:
        for pointers in one.facts["sources"].values():
            for pointer in pointers:
                found[one.kind, pointer] = found.get((one.kind, pointer), False) or there(one.document, pointer)
    wrong = {pointer for pointer, known in found.items() if not known and pointer[1] not in NOT_IN_SAMPLES}
    assert {pointer for pointer in wrong if pointer[0] != "service"} == set()
    assert {pointer.rpartition("/")[2] for kind, pointer in wrong if kind == "service"} <= NOT_IN_SERVICES
    assert len(found) > 60


WEB = sample("swarm/raw-service-web.json")
SERVICE_IMAGE = sample("docker-26.1.5/image.json") | {"RepoTags": ["busybox:local"]}
SERVICE_IMAGE["Config"]["ExposedPorts"] = {"80/tcp": {}}


def dotted(facts: Any, path: str) -> bool:
    """Whether the facts have this dotted path, which may name an item of a list."""
    for step in path.replace("[", ".[").split("."):
        if step.startswith("["):
            if not isinstance(facts, list) or int(step[1:-1]) >= len(facts):
                return False
            facts = facts[int(step[1:-1])]
        elif facts is None:
            return True  # the whole is unknown or does not apply, so its part is
        elif not isinstance(facts, dict) or step not in facts:
            return False
        else:
            facts = facts[step]
    return True


def test_sources_and_unknowns_name_facts_that_are_there() -> None:
    for engine in ENGINES:
        for one in whole(engine).subjects:
            paths = [*one.facts["sources"], *(entry["path"] for entry in one.facts["unknown"])]
            assert [path for path in paths if not dotted(one.facts, path)] == [], one.name
