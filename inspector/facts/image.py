"""The image that a workload runs."""

from inspector.facts import raw, reference
from inspector.facts.facet import Context, Facet, Workload
from inspector.model import Unknown

_SOURCES = {"image": ["/Config/Image"], "image.drifted": ["/Config/Image", "/Image"]}


def image(workload: Workload, context: Context) -> Facet:
    """`image`: reference and its parts, and whether its name means another image by now (CIS 5.28)."""
    config = raw.section(workload.document, "Config")
    ref = raw.text(config, "Image") if config is not None else None
    if config is None or ref is None:
        return Facet({"image": None}, [raw.unknown("image", config, "Image", "Config")], _SOURCES)
    parts = reference.parse(ref)
    drifted, reason = _drifted(workload, ref, context)
    facts = {
        "ref": ref,
        "repository": parts.repository if parts else None,
        "registry": parts.registry if parts else None,
        "tag": parts.tag if parts else None,
        "digest": parts.digest if parts else None,
        "drifted": drifted,
    }
    unknown: list[Unknown] = [] if reason is None else [{"path": "image.drifted", "reason": reason}]
    return Facet({"image": facts}, unknown, _SOURCES)


def _drifted(workload: Workload, ref: str, context: Context) -> tuple[bool | None, str | None]:
    """Whether the name in Config.Image now is another image, or none; and why that is unknown.

    A reference by id alone counts as drifted: the engine shows it once the name has moved on.
    """
    if workload.kind != "container":
        return None, None
    if reference.is_id(ref):
        return True, None
    used = raw.text(workload.document, "Image")
    now = context.links.image(ref)
    if now.value is None:
        return (True, None) if now.known else (None, "the images were not all collected")
    identifier = raw.text(now.value, "Id")
    if not used or not identifier:
        return None, raw.fault(workload.document, "Image") if not used else "the image has no id"
    return used != identifier, None
