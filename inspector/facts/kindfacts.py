"""Facts that only one kind of workload has, from its document as collected."""

from typing import Any

from inspector.facts import accounts, raw, reference
from inspector.facts.facet import Facet
from inspector.model import Document, Unknown

_NEITHER: dict[str, Any] = {
    "stack": None, "on_manager": None, "plugin": None, "enabled": None, "interfaces": [], "pinned": None,
    "all_devices": None, "hooks": [], "provider": None,
}  # fmt: skip


def kind_facts(kind: str, document: Document) -> Facet:
    """The facts of a service, plugin or service of a compose file; for other kinds all of them are empty."""
    if kind == "service":
        return _service(document)
    if kind == "plugin":
        return _plugin(document)
    if kind == "compose":
        return _compose(document)
    return Facet(_NEITHER)


def _service(document: Document) -> Facet:
    """`stack`, `on_manager` (a placement constraint asks for a manager) and `plugin` (its tasks are plugins)."""
    spec = raw.section(document, "Spec")
    template = raw.section(spec, "TaskTemplate")
    if template is None:
        reason = raw.fault(spec, "TaskTemplate", "Spec")
        unknown: list[Unknown] = [{"path": key, "reason": reason} for key in ("on_manager", "plugin")]
        return Facet(_NEITHER, unknown)
    wanted, whole = raw.texts(raw.section(template, "Placement") or {"Constraints": None}, "Constraints")
    facts = {
        "stack": raw.label(spec, "com.docker.stack.namespace"),
        "on_manager": any("".join(text.split()).lower() == "node.role==manager" for text in wanted),
        "plugin": template.get("Runtime") == "plugin",
    }
    sources = {
        "stack": ["/Spec/Labels"],
        "on_manager": ["/Spec/TaskTemplate/Placement/Constraints"],
        "plugin": ["/Spec/TaskTemplate/Runtime"],
    }
    # an empty Placement leaves the key out
    missing = not whole and "Constraints" in (raw.section(template, "Placement") or raw.EMPTY)
    reason = "Spec.TaskTemplate.Placement.Constraints holds what is no text"
    return Facet(_NEITHER | facts, [{"path": "on_manager", "reason": reason}] if missing else [], sources)


def _plugin(document: Document) -> Facet:
    """`enabled`, `interfaces`, `pinned` (a tag other than latest, or a digest) and `all_devices`."""
    config = raw.section(document, "Config") or raw.EMPTY
    linux = raw.section(config, "Linux") or raw.EMPTY
    enabled, all_devices = raw.flag(document, "Enabled"), raw.flag(linux, "AllowAllDevices")
    parts = reference.parse(raw.text(document, "PluginReference") or "")
    facts = {
        "enabled": enabled,
        "interfaces": raw.texts(raw.section(config, "Interface") or raw.EMPTY, "Types")[0],
        "pinned": None if parts is None else bool(parts.digest) or parts.tag not in {None, "latest"},
        "all_devices": all_devices,
    }
    sources = {
        "enabled": ["/Enabled"],
        "interfaces": ["/Config/Interface/Types"],
        "pinned": ["/PluginReference"],
        "all_devices": ["/Config/Linux/AllowAllDevices"],
    }
    unknown = []
    if enabled is None:
        unknown.append(raw.unknown("enabled", document, "Enabled"))
    if parts is None:
        unknown.append(raw.unknown("pinned", document, "PluginReference"))
    if all_devices is None:
        unknown.append(raw.unknown("all_devices", linux, "AllowAllDevices", "Config.Linux"))
    return Facet(_NEITHER | facts, unknown, sources)


def _compose(document: Document) -> Facet:
    """`hooks` (lifecycle hooks, and the build as one more that has power of its own) and `provider`."""
    compose = raw.section(document, "Compose") or raw.EMPTY
    hooks = [
        _hook(raw.text(hook, "when") or "hook", hook, raw.pointer("Compose", "hooks", index))
        for index, hook in enumerate(raw.items(compose, "hooks") or [])
        if isinstance(hook, dict)
    ]
    build = raw.section(compose, "build")
    if build is not None:
        hooks.append(_hook("build", build, "/Compose/build"))
    facts = {"hooks": hooks, "provider": raw.section(compose, "provider")}
    return Facet(_NEITHER | facts, sources={"provider": ["/Compose/provider"]})


def _hook(name: str, hook: Document, source: str) -> dict[str, Any]:
    user = raw.text(hook, "user")
    return {
        "name": name,
        "privileged": hook.get("privileged") is True,
        "user": user,
        "root": None if user is None else accounts.parse(user).root,
        "entitlements": raw.texts(hook, "entitlements")[0] if "entitlements" in hook else [],
        "source": [source],
    }
