"""A real dockerd, read whole."""

from harness import Engine

from inspector.sources.live import parse, take
from inspector.sources.snapshot import Snapshot


class Open:
    """A redactor that redacts nothing: these tests are about what is collected."""

    def document(self, _kind: str, document: dict[str, object]) -> dict[str, object]:
        return document


def snapshot(engine: Engine) -> Snapshot:
    return take(parse(engine.address, {}), Open(), timeout=30)


def test_privileged(engine: Engine) -> None:
    engine.run("--privileged", "--name", "power", "busybox:local")
    found = snapshot(engine)
    assert [c["Name"] for c in found.objects["container"]] == ["/power"]
    assert found.objects["container"][0]["HostConfig"]["Runtime"] == "runc"
    assert found.gaps == []
