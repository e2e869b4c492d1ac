"""What keeps a workload's root apart from the host's: read by the severity model."""

from typing import Literal

from inspector.facts import accounts, runtimes, securityopt
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.types import EngineFacts, IsolationFacts
from inspector.model import Document, Unknown

_SOURCES = {
    "isolation.user": ["/Config/User", "/HostConfig/SecurityOpt"],
    "isolation.userns": ["/HostConfig/UsernsMode"],
    "isolation.sandbox": ["/HostConfig/Runtime"],
}


def isolation(workload: Workload, context: Context) -> Facet:
    """`isolation`: user, user namespace, sandbox, and that of the engine's own container (catalogue 2.8).

    Where a part is unknown it does not lower: an unknown user counts as root. What an outer engine adds
    (`nested_in`) is known late, to facts/access.py; until then it is `unknown` for a nested engine.
    """
    engine = context.engine
    unknown: list[Unknown] = []
    sandbox, reason = runtimes.sandbox(workload.document, engine)
    if reason is not None:
        unknown.append({"path": "isolation.sandbox", "reason": reason})
    userns = _userns(workload.document, engine)
    if userns is None:
        unknown.append({"path": "isolation.userns", "reason": "the engine's security options are not known"})
    facts = IsolationFacts(
        user=_user(workload.document, engine),
        userns=userns,
        sandbox=sandbox,
        nested_in=None if engine["nested_in"] is None else "unknown",
    )
    return Facet({"isolation": facts}, unknown, _SOURCES)


def _user(document: Document, engine: EngineFacts) -> Literal["root", "nonroot", "nonroot-nnp"]:
    if accounts.is_root(document) is not False:
        return "root"
    given = securityopt.security_options(document)
    explicit = given.no_new_privileges
    in_force = explicit if explicit is not None or not given.whole else securityopt.engine_no_new_privileges(engine)
    return "nonroot-nnp" if in_force else "nonroot"


def _userns(document: Document, engine: EngineFacts) -> Literal["none", "remap", "rootless"] | None:
    if engine["rootless"] is None or engine["userns_remap"] is None:
        return None
    if engine["rootless"]:
        return "rootless"
    host = document.get("HostConfig")
    mode = host.get("UsernsMode") if isinstance(host, dict) else None
    if engine["userns_remap"]:
        return "remap" if mode == "" else "none"
    own = isinstance(mode, str) and mode.partition(":")[0] in {"private", "auto", "nomap"}
    return "remap" if own and engine["kind"] == "podman" else "none"
