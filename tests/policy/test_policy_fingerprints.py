"""Whole hosts before and after a deployment: what the baseline knows, it knows still."""

import hashlib
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inspector.cli import main

ROOT = Path(__file__).parents[2]
HOST = ROOT / "reports" / "demo" / "host.json"
SWARM = ROOT / "rules" / "samples" / "swarm"
HEX = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
"""Ids of containers, images and networks, and the names of volumes that nobody named."""
SHORT = re.compile(r"(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-f])")
SWARM_ID = re.compile(r"(?<![0-9a-z])(?=[a-z]*[0-9])[0-9a-z]{25}(?![0-9a-z])")
ADDRESS = re.compile(r"(172\.\d+\.0\.)(\d+)")
FREE = ("portainer", "watchtower", "wireguard", "jenkins", "debug-tuesday", "registry")
"""Containers of the host that belong to nobody; in turn they get names that an engine makes up."""
FIRST = ("happy_turing", "quirky_hopper", "brave_curie", "eager_noether", "sleepy_bohr", "modest_lamarr")
THEN = ("jolly_kepler", "zen_tesla", "vibrant_wing", "clever_shaw2", "nice_hodgkin", "busy_raman")


UNIQUE = ("dind", "socket-proxy", "tracer")
"""A second engine, proxy or guest in a namespace has neighbours and keys that the first did not have."""


def other(found: re.Match[str]) -> str:
    """Another id of the same length, the same for each place where it stands."""
    return hashlib.sha256(found[0].encode()).hexdigest()[: len(found[0])]


def made_again(text: str) -> str:
    """Every container, image and network, and every volume without a name: new ids, new addresses."""
    short = {one[:12]: hashlib.sha256(one.encode()).hexdigest()[:12] for one in HEX.findall(text)}
    text = SHORT.sub(lambda found: short.get(found[0], found[0]), HEX.sub(other, text))
    return ADDRESS.sub(lambda found: f"{found[1]}{int(found[2]) + 40}" if found[2] != "1" else found[0], text)


def updated(text: str) -> str:
    """Every image in its next version, made again."""
    snapshot = json.loads(text)
    for image in {one["Config"]["Image"] for one in snapshot["objects"]["container"]}:
        name, _, tag = image.rpartition(":")
        newer = f"{name}:{re.sub('[0-9]+', lambda found: str(int(found[0]) + 1), tag, count=1)}"
        assert newer != image
        text = text.replace(f'"{image}"', f'"{newer}"')
    return made_again(text)


def scaled(text: str) -> str:
    """Each service of Compose once more, but those of UNIQUE."""
    snapshot = json.loads(text)
    for one in list(snapshot["objects"]["container"]):
        service = (one["Config"]["Labels"] or {}).get("com.docker.compose.service")
        if service is not None and service not in UNIQUE:
            twin = json.loads(made_again(json.dumps(one)))
            twin["Name"] = f"{one['Name'].removesuffix('-1')}-2"
            snapshot["objects"]["container"].append(twin)
    return json.dumps(snapshot)


def renamed(names: tuple[str, ...]) -> Callable[[str], str]:
    def rename(text: str) -> str:
        for old, new in zip(FREE, names, strict=True):
            assert f'"/{old}"' in text
            text = text.replace(f'"/{old}"', f'"/{new}"').replace(f'"{old}"', f'"{new}"')
        return text

    return rename


def both(one: Callable[[str], str], other_: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: other_(one(text))


def same(text: str) -> str:
    return text


def run(*words: str) -> Any:
    out, err = io.StringIO(), io.StringIO()
    code = main(words, environ={}, stdin=io.BytesIO(), stdout=out, stderr=err)
    assert code == 0, err.getvalue()
    return json.loads(out.getvalue())


def scan(*words: str) -> Any:
    return run("scan", *words, "-f", "json", "--fail-on", "never", "--allow-undecided")


def compared(tmp_path: Path, old: Any, new: Any) -> dict[str, list[Any]]:
    for name, report in (("old.json", old), ("new.json", new)):
        (tmp_path / name).write_text(json.dumps(report), "utf-8")
    found: dict[str, list[Any]] = run("diff", str(tmp_path / "old.json"), str(tmp_path / "new.json"), "--json")
    return found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (same, made_again),
        (same, updated),
        (same, scaled),
        (scaled, same),
        (renamed(FIRST), both(renamed(THEN), updated)),
    ],
    ids=["re-created", "updated", "scaled up", "scaled down", "names made up"],
)
def test_a_deployment_brings_nothing_new(
    tmp_path: Path, before: Callable[[str], str], after: Callable[[str], str]
) -> None:
    text = HOST.read_text("utf-8")
    reports = []
    for change in (before, after):
        (tmp_path / "host.json").write_text(change(text), "utf-8")
        reports.append(scan(str(tmp_path / "host.json")))
    found = compared(tmp_path, *reports)
    assert [[one["message"] for one in found[key]] for key in ("new", "new_rule", "risen", "fixed", "unseen")] == [
        []
    ] * 5
    assert len({one["fingerprint"] for one in found["unchanged"]}) > 60
    ids = [{one["object"]["id"] for one in report["findings"]} for report in reports]
    assert ids[0] != ids[1], "nothing was changed"


def test_a_swarms_services_are_known_whatever_the_ids(tmp_path: Path) -> None:
    reports = []
    for change in (same, made_again):
        folder = tmp_path / change.__name__
        folder.mkdir()
        for path in SWARM.glob("raw-*.json"):
            text = change(path.read_text("utf-8"))
            if change is made_again:
                text = SWARM_ID.sub(other, text)
            (folder / path.name).write_text(text, "utf-8")
        reports.append(scan(str(folder)))
    found = compared(tmp_path, *reports)
    services = [one for one in reports[1]["findings"] if one["object"]["kind"] == "service"]
    assert {one["rule"] for one in services} > {"DOOD-001", "MNT-001"}
    assert not {one["object"]["id"] for one in services} & {one["object"]["id"] for one in reports[0]["findings"]}
    assert [one["message"] for one in found["new"] + found["risen"] if one["object"]["kind"] == "service"] == []


def test_another_cause_on_the_same_object_is_new(tmp_path: Path) -> None:
    """Else what is known would hide what is not."""
    snapshot = json.loads(HOST.read_text("utf-8"))
    old = scan(str(HOST))
    one = next(one for one in snapshot["objects"]["container"] if one["Name"] == "/portainer")
    one["HostConfig"]["Binds"].append("/etc:/host-etc")
    one["Mounts"].append(
        {
            "Type": "bind",
            "Source": "/etc",
            "Destination": "/host-etc",
            "Mode": "",
            "RW": True,
            "Propagation": "rprivate",
        }
    )
    (tmp_path / "host.json").write_text(made_again(json.dumps(snapshot)), "utf-8")
    found = compared(tmp_path, old, scan(str(tmp_path / "host.json")))
    assert [(new["object"]["name"], new["key"]) for new in found["new"]] == [("portainer", "/etc")]
    assert found["fixed"] == []
