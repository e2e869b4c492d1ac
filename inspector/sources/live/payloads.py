"""What is dropped before anything else sees a document: payloads and keys of a swarm.

Redaction knows names and values; these fields are secrets as a whole, whatever they hold (GET /swarm gives the join
tokens, GET /configs the contents).
"""

from inspector.model import Document

_PATHS = {
    "swarm": (("JoinTokens",), ("Spec", "CAConfig", "SigningCAKey"), ("UnlockKey",)),
    "config": (("Spec", "Data"),),
    "secret": (("Spec", "Data"),),
    "info": (("Swarm", "JoinTokens"), ("Swarm", "Cluster", "JoinTokens")),
}


def drop(kind: str, document: Document) -> Document:
    """`document` itself, without the payloads that its kind may hold."""
    for *way, last in _PATHS.get(kind, ()):
        place: object = document
        for step in way:
            place = place.get(step) if isinstance(place, dict) else None
        if isinstance(place, dict):
            place.pop(last, None)
    return document
