"""Which well-known image a workload runs, by names that anybody can give."""

from collections.abc import Iterable

from inspector.facts import raw, reference
from inspector.facts.facet import Context, Workload
from inspector.facts.memo import remembered
from inspector.facts.reference import Reference

SOURCE_LABEL = "org.opencontainers.image.source"


@remembered
def image_reference(workload: Workload, _context: Context) -> Reference | None:
    """The reference in Config.Image; for a bare id the first name of the image, when that was collected."""
    config = raw.section(workload.document, "Config") or raw.EMPTY
    parsed = reference.parse(raw.text(config, "Image") or "")
    if parsed is None and workload.image is not None:
        names = raw.texts(workload.image, "RepoTags")[0] or raw.texts(workload.image, "RepoDigests")[0]
        parsed = reference.parse(names[0]) if names else None
    return parsed


def untold(workload: Workload) -> str | None:
    """Why it is not known which image a workload runs; None when its name is given, whatever that is worth."""
    config = raw.section(workload.document, "Config")
    if config is not None and raw.text(config, "Image") is not None:
        return None
    return raw.fault(workload.document, "Config") if config is None else raw.fault(config, "Image", "Config")


@remembered
def repositories(workload: Workload, context: Context) -> frozenset[str]:
    """The names an image may be known by: the last two and the last component of its repository and source label."""
    found = set[str]()
    parsed = image_reference(workload, context)
    if parsed is not None:
        found |= _ends(parsed.repository)
    label = raw.label(raw.section(workload.document, "Config"), SOURCE_LABEL)
    if label:
        found |= _ends(label.rstrip("/").removesuffix(".git"))
    return frozenset(found)


def _ends(path: str) -> set[str]:
    parts = path.lower().split("/")
    return {"/".join(parts[-2:]), parts[-1]}


def runs_any(workload: Workload, context: Context, names: Iterable[str]) -> bool:
    """Whether the workload's image is one of these repositories (last one or two components)."""
    return not repositories(workload, context).isdisjoint(names)
