"""Socket proxies."""

from inspector.facts import proxies
from inspector.facts.facet import Context, Facet, Workload
from inspector.facts.nested import listen_item
from inspector.facts.repositories import untold
from inspector.facts.types import PowerItem, ProxyFacts
from inspector.model import Unknown

_NONE = Facet({"proxy": None})


def proxy(workload: Workload, context: Context) -> Facet:
    """`proxy`: null, or what a socket proxy lets through, what that amounts to, and where it answers."""
    found = proxies.proxy(workload, context)
    if found is None:
        why = untold(workload)
        return _NONE if why is None else Facet({"proxy": None}, [{"path": "proxy", "reason": why}])
    unknown: list[Unknown] = [{"path": "proxy.powers", "reason": found.unknown}] if found.unknown else []
    facts = ProxyFacts(
        product=found.product,
        grants=list(found.grants),
        powers=[PowerItem(power=one.power, by=list(one.by), source=list(one.source)) for one in found.powers],
        listens=[listen_item(workload, context, one) for one in found.listens],
        upstream=found.upstream,
        secrets_of=0,
        certainty=found.certainty,
        source=list(found.source),
    )
    return Facet({"proxy": facts}, unknown, {"proxy": list(found.source)})
