"""Podman's compatible API, from a real `podman system service`."""

from collections.abc import Iterator

import pytest
from companions import podman
from harness import Engine, busybox_layer
from reading import names, snapshot


@pytest.fixture(scope="module")
def pod() -> Iterator[Engine]:
    engine = podman()
    try:
        with engine.api() as api:
            api.import_image_from_data(busybox_layer(), repository="localhost/busybox", tag="local")
            api.create_container(api.images()[0]["Id"], ["/bin/sleep", "1000"], name="web")
            api.create_volume("data")
        yield engine
    finally:
        engine.end()


def test_podman_is_read_and_what_it_lacks_does_not_apply(pod: Engine) -> None:
    found = snapshot(pod.address)
    assert found.gaps == []
    assert found.not_applicable >= {"plugin", "swarm", "node", "service", "task", "config"}
    assert found.version is not None
    assert found.version["Components"][0]["Name"] == "Podman Engine"
    assert names(found, "container") == ["/web"]
    assert names(found, "volume") == ["data"]
    assert found.complete >= {"container", "image", "network", "volume"}
    (image,) = found.objects["image"]
    assert image["History"]
