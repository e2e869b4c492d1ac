"""Images of the lab, made from this machine's programs: nothing is pulled."""

import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from harness import Engine, busybox_layer, require

HERE = Path(__file__).parent
SLEEPS = 'CMD ["/bin/sleep", "100000"]'
_ENGINE_PROGRAMS = ("dockerd", "containerd", "containerd-shim-runc-v2", "runc", "docker")
_PATH = "ENV PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_NOTHING: Mapping[str, Path] = {}
_PROXY = 'CMD ["haproxy", "-db", "-f", "/etc/proxy.cfg"]'
_DIND = 'ENTRYPOINT ["dockerd", "--iptables=false", "--bridge=none"]'


def prove(folder: Path) -> Path:
    """The program of the proofs, made from prove.c."""
    require("gcc")
    made = folder / "prove"
    subprocess.run(["gcc", "-O1", "-static", "-s", "-w", "-o", made, HERE / "prove.c"], check=True, capture_output=True)
    return made


def small(engine: Engine, program: Path, name: str) -> None:
    """The image of most containers."""
    _made(engine, name, (program,), SLEEPS)


def proxy(engine: Engine, program: Path) -> None:
    """The image of socket proxies."""
    require("haproxy")
    _made(engine, "tecnativa/docker-socket-proxy", (program, "haproxy"), _PATH, _PROXY)


def client(engine: Engine, program: Path) -> None:
    """An image with the docker command."""
    _made(engine, "docker:cli", (program, "docker"), SLEEPS)


def nested(engine: Engine, program: Path) -> None:
    """An image that is a whole engine, with the runc that this machine needs."""
    runc = Path(shutil.which("runc") or "")
    extra = {"usr/local/bin/runc": engine.folder / "kit" / "runc", str(runc).lstrip("/"): runc}
    programs = (program, *_ENGINE_PROGRAMS)
    _made(engine, "docker:dind", programs, _PATH, "VOLUME /var/lib/docker", _DIND, extra=extra)


def _made(
    engine: Engine, name: str, programs: Sequence[Path | str], *changes: str, extra: Mapping[str, Path] = _NOTHING
) -> None:
    layer = engine.folder / "layer.tar"
    _write(layer, programs, extra)
    words = [word for change in changes for word in ("--change", change)]
    engine.docker("import", *words, str(layer), name)
    layer.unlink()


def _write(layer: Path, programs: Sequence[Path | str], extra: Mapping[str, Path]) -> None:
    """A root file system: busybox, the program of the proofs, and others with their libraries."""
    prove, *others = programs
    layer.write_bytes(busybox_layer())
    with tarfile.open(layer, "a") as tar:
        _add(tar, Path(prove), "bin/prove")
        _add(tar, Path(prove), "bin/prove-setuid", 0o4755)
        _add(tar, HERE / "proxy.cfg", "etc/proxy.cfg")
        for name, file in {name: file for one in others for name, file in _with_libraries(str(one))}.items():
            _add(tar, file.resolve(), name)
        for place, file in extra.items():
            if file.exists():
                _add(tar, file, place)
        folder = tarfile.TarInfo("mnt")
        folder.type, folder.mode = tarfile.DIRTYPE, 0o755
        tar.addfile(folder)


def _add(tar: tarfile.TarFile, file: Path, name: str, mode: int = 0o755) -> None:
    """A file as root's own."""
    info = tar.gettarinfo(file, name)
    info.uid = info.gid = 0
    info.mode = mode
    with file.open("rb") as content:
        tar.addfile(info, content)


def _with_libraries(program: str) -> Iterator[tuple[str, Path]]:
    """A program and what the dynamic linker loads for it, each with its place in the image."""
    place = shutil.which(program)
    assert place is not None, program
    yield f"usr/bin/{program}", Path(place)
    told = subprocess.run(["ldd", place], capture_output=True, text=True, check=False).stdout
    yield from ((word.lstrip("/"), Path(word)) for word in told.split() if word.startswith("/"))
