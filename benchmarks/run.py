"""Measures, side by side in one run: `python benchmarks/run.py [PART]...`, all parts if none is named.

start    `inspector --version` against a bare interpreter
offline  a scan of 1,000 containers against json.loads of the same bytes, each a process of its own
live     a scan of 100 containers against `docker inspect` of them (needs root and Debian's docker.io)
render   the HTML of reports against json.dumps of the same reports, both in this process
collect  reading 1,000 containers against a plain HTTP client, and against the docker SDK (needs the same)

Rounds alternate, so that whatever else the machine does meets both sides; medians are printed, the best in brackets.
"""

import copy
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
HOST = ROOT / "reports" / "demo" / "host.json"
BIN = Path(sys.executable).parent
INSPECTOR = str(BIN / "inspector")
MEASURE = str(Path(__file__).with_name("measure.py"))
ROUNDS = 9
OFFLINE, LIVE, COLLECT = 1000, 100, 1000
RENDERED = ((100, 30, 300), (20_000, 1_000, ROUNDS))
"""Findings and containers of a report, and how often it is rendered."""
CLIENTS = ("ours", "plain", "sdk")


def compare(title: str, ours: Sequence[str], theirs: Sequence[str], environ: dict[str, str] | None = None) -> None:
    """Run both in turn and print a row."""
    task = {"commands": [theirs, ours], "environ": environ or {}, "rounds": ROUNDS}
    done = subprocess.run(
        [sys.executable, MEASURE], input=json.dumps(task), stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.returncode)
    pairs = json.loads(done.stdout)
    other, own = ([pair[side][0] for pair in pairs] for side in (0, 1))
    memory = max(pair[1][1] for pair in pairs)
    _row(title, own, other, f"{memory:.0f} MiB")


def alternate(title: str, ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> None:
    """Call both in turn, after a first time that fills the caches, and print a row of processor time."""
    pairs = [(_cost(theirs), _cost(ours)) for _ in range(rounds + 1)][1:]
    _row(title, [own for _, own in pairs], [other for other, _ in pairs], "")


def _cost(work: Callable[[], object]) -> float:
    """Seconds of processor time."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _row(title: str, own: Sequence[float], other: Sequence[float], memory: str) -> None:
    factor = statistics.median(own) / statistics.median(other)
    print(f"| {title} | {_seconds(own)} | {_seconds(other)} | {factor:.1f} | {memory} |", flush=True)


def _seconds(times: Sequence[float]) -> str:
    """`1.20 s (1.10)`, or in thousandths where it is less."""
    unit, scale = ("s", 1) if statistics.median(times) >= 1 else ("ms", 1000)
    return f"{statistics.median(times) * scale:.3g} {unit} ({min(times) * scale:.3g})"


def start() -> None:
    """What it costs to begin."""
    compare("start-up / bare interpreter", [INSPECTOR, "--version"], [sys.executable, "-c", "pass"])


def offline() -> None:
    """A thousand containers from a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "host.json"
        path.write_text(json.dumps(many(OFFLINE)))
        code = f"import json; json.loads(open({str(path)!r}, 'rb').read())"
        scan = [INSPECTOR, "scan", str(path), "-f", "json", "--fail-on", "never"]
        compare(f"offline, {OFFLINE} containers / json.loads", scan, [sys.executable, "-c", code])
        compare(
            f"offline, {OFFLINE} containers, HTML / json.loads", [*scan[:3], "-f", "html"], [sys.executable, "-c", code]
        )


def render() -> None:
    """Reports as pages: made up with few and many findings, and the demo's."""
    sys.path.append(str(ROOT / "tests" / "formats"))
    from sample_report import many as report_of

    from inspector.formats.html_report import render as page

    reports = [(f"{findings:,} findings", report_of(findings, held), rounds) for findings, held, rounds in RENDERED]
    demo = subprocess.run([INSPECTOR, "demo", "-f", "json"], stdout=subprocess.PIPE, check=False).stdout
    reports.append(("the demo", json.loads(demo), RENDERED[0][2]))
    for name, report, rounds in reports:
        alternate(f"rendering HTML, {name} / json.dumps", partial(page, report), partial(json.dumps, report), rounds)


def many(count: int) -> list[dict[str, Any]]:
    """The demo's containers, again and again under other names and ids."""
    containers = json.loads(HOST.read_text("utf-8"))["objects"]["container"]
    made = []
    for number in range(count):
        one = copy.deepcopy(containers[number % len(containers)])
        one["Id"], one["Name"] = f"{number:064x}", f"{one['Name']}-{number}"
        made.append(one)
    return made


@contextmanager
def engine_with(count: int) -> Iterator[Any]:
    """A private engine with so many created containers."""
    sys.path.append(str(ROOT / "tests" / "engine"))
    from harness import dockerd

    engine = dockerd()
    try:
        engine.image("busybox:local")
        with engine.api() as api:
            for number in range(count):
                api.create_container("busybox:local", name=f"many-{number}", labels={"n": str(number)})
        yield engine
    finally:
        engine.end()


def live() -> None:
    """A hundred containers of a running engine."""
    with engine_with(LIVE) as engine:
        inspect = ["sh", "-c", "docker inspect $(docker ps -aq)"]
        scan = [INSPECTOR, "scan", "-f", "json", "--fail-on", "never"]
        compare(f"live, {LIVE} containers / docker inspect", scan, inspect, engine.environ)


def collect() -> None:
    """A thousand containers, read and not judged."""
    with engine_with(COLLECT) as engine:
        clients = {name: [sys.executable, str(ROOT / "benchmarks" / "clients.py"), name] for name in CLIENTS}
        ours, plain, sdk = ([*words, str(engine.socket)] for words in clients.values())
        compare(f"collection, {COLLECT} containers / plain HTTP client", ours, plain)
        compare(f"collection, {COLLECT} containers / docker SDK", ours, sdk)


def main(names: Sequence[str]) -> None:
    """Print the table."""
    parts: dict[str, Callable[[], None]] = {
        "start": start,
        "offline": offline,
        "render": render,
        "live": live,
        "collect": collect,
    }
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    print("| what | inspector | the other | factor | peak of inspector |")
    print("| --- | --- | --- | --- | --- |")
    for name in names or parts:
        parts[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
