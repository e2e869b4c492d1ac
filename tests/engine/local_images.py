"""Images made of this machine's own packages, where nothing can be pulled."""

import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from harness import SCRIPTS, Engine, busybox_layer, require

SYSTEM_PYTHON = Path("/usr/bin/python3")


@dataclass
class Parts:
    """What an image is made of, besides busybox.

    Attributes:
        files: of this machine, under the same name.
        programs: those of them whose libraries are needed, too.
        texts: files by name, with what they hold.
    """

    files: Sequence[Path]
    programs: Sequence[Path]
    texts: dict[str, str] = field(default_factory=dict)


def python_base(engine: Engine, name: str) -> None:
    """A base with busybox and Debian's own Python, venv and pip: what deploy/image/Dockerfile asks for."""
    require("dpkg", "ldd", str(SYSTEM_PYTHON))
    version = subprocess.check_output(
        [SYSTEM_PYTHON, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], text=True
    )
    own = [pattern.replace("V", version.strip()) for pattern in ("pythonV", "pythonV-minimal", "pythonV-venv")]
    own += [pattern.replace("V", version.strip()) for pattern in ("libpythonV-minimal", "libpythonV-stdlib")]
    files = _files_of(*own, "python3-minimal", "python3-pip-whl", "python3-setuptools-whl")
    programs = [path for path in files if path.suffix == ".so"] + [SYSTEM_PYTHON]
    _load(engine, name, Parts(files, programs))


def socket_proxy(engine: Engine, name: str) -> None:
    """haproxy that takes the options which deploy/compose.yaml gives to wollomatic/socket-proxy, and passes that much.

    It tells no client from another: `-allowfrom` is taken and does nothing.
    """
    require("haproxy", "ldd")
    program = Path("/usr/sbin/haproxy")
    texts = {part: (SCRIPTS / part).read_text("utf-8") for part in ("socket-proxy", "socket-proxy.cfg")}
    texts["healthcheck"] = "#!/bin/sh\nexec wget -q -O /dev/null http://127.0.0.1:2375/version\n"
    _load(engine, name, Parts([program], [program], texts), 'ENTRYPOINT ["/socket-proxy"]')


def wheels(checkout: Path, place: Path) -> None:
    """Wheels of the project, of all that it needs and of what builds it, for the system's Python."""
    words = ["--python", str(SYSTEM_PYTHON), "wheel", "-q", "-w", str(place), str(checkout), "hatchling>=1.27"]
    done = subprocess.run([sys.executable, "-m", "pip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"pip wheel: {done.stderr}")


def _files_of(*packages: str) -> list[Path]:
    """Files and links of Debian packages, without their documentation."""
    listed = subprocess.check_output(["dpkg", "-L", *packages], text=True).splitlines()
    paths = sorted({Path(line) for line in listed if line.startswith("/") and not line.startswith("/usr/share/doc")})
    return [path for path in paths if path.is_symlink() or path.is_file()]


def _load(engine: Engine, name: str, parts: Parts, *changes: str) -> None:
    """Imports busybox and these parts as an image."""
    data = io.BytesIO(busybox_layer())
    with tarfile.open(fileobj=data, mode="a") as tar:
        for path in parts.files:
            tar.add(path, recursive=False)
        for library in _libraries(parts.programs):
            info = tar.gettarinfo(os.path.realpath(library), library)
            with Path(library).open("rb") as file:
                tar.addfile(info, file)
        for place, text in parts.texts.items():
            info = tarfile.TarInfo(place)
            info.size, info.mode = len(text), 0o755
            tar.addfile(info, io.BytesIO(text.encode()))
    with engine.api() as api:
        api.import_image_from_data(data.getvalue(), repository=name, changes=list(changes))


def _libraries(programs: Sequence[Path]) -> list[str]:
    """What they are linked with, the loader included, by the names under which it is looked for."""
    told = subprocess.run(["ldd", *programs], capture_output=True, text=True, check=False).stdout
    return sorted(
        {word for line in told.splitlines() if not line.endswith(":") for word in line.split() if word[0] == "/"}
    )
