"""Which published holes the parts of an engine have."""

from typing import Any

import pytest
from facts_samples import info, sample, snapshot

from inspector.facts.components import components
from inspector.facts.engine import engine_facts


def holes(name: str, version: str) -> list[tuple[str | None, str | None, bool]]:
    found, _ = components({"Components": [{"Name": name, "Version": version}]})
    return [(item["hole"], item["fixed_in"], item["hint"]) for item in found]


def whys(name: str, version: str) -> list[str]:
    return [entry["path"] for entry in components({"Components": [{"Name": name, "Version": version}]})[1]]


@pytest.mark.parametrize(
    ("name", "version", "expected"),
    [
        ("runc", "1.1.11", [("CVE-2024-21626", "1.1.12", False), ("CVE-2025-31133", "1.2.8", False)]),
        ("runc", "1.1.12", [("CVE-2025-31133", "1.2.8", False)]),
        ("runc", "1.0.3", [("CVE-2024-21626", "1.1.12", False), ("CVE-2025-31133", "1.2.8", False)]),
        ("runc", "1.2.7", [("CVE-2025-31133", "1.2.8", False)]),
        ("runc", "1.2.8", [(None, None, False)]),
        ("runc", "1.3.3", [(None, None, False)]),
        ("runc", "1.3.0-rc.1", [("CVE-2025-31133", "1.3.3", False)]),
        ("runc", "1.4.0", [(None, None, False)]),
        ("runc", "1.1.5+ds1", [("CVE-2024-21626", "1.1.12", True), ("CVE-2025-31133", "1.2.8", True)]),
        ("runc", "1.1.12-0ubuntu2~22.04.1", [("CVE-2025-31133", "1.2.8", True)]),
        (
            "OCI Runtime (runc)",
            "runc version 1.1.12\ncommit: 1.0.0\nspec: 1.0.2",
            [("CVE-2025-31133", "1.2.8", False)],
        ),
        ("Engine", "18.09.1", [
            ("CVE-2019-5736", "18.09.2", False),
            ("CVE-2024-41110", "23.0.15", False),
            ("GHSA-x744-4wpc-v9h2", "25.0.16", False),
            ("CVE-2024-23651", "25.0.2", False),
        ]),
        ("Engine", "24.0.9", [
            ("CVE-2024-41110", "25.0.6", False),
            ("GHSA-x744-4wpc-v9h2", "25.0.16", False),
            ("CVE-2024-23651", "25.0.2", False),
        ]),
        ("Engine", "25.0.16", [(None, None, False)]),
        ("Engine", "26.0.2", [("CVE-2024-41110", "26.1.5", False), ("GHSA-x744-4wpc-v9h2", "29.3.1", False)]),
        ("Engine", "26.1.5", [("GHSA-x744-4wpc-v9h2", "29.3.1", False)]),
        ("Engine", "29.3.1", [(None, None, False)]),
        ("Engine", "19.03.15-ce", [
            ("CVE-2024-41110", "23.0.15", False),
            ("GHSA-x744-4wpc-v9h2", "25.0.16", False),
            ("CVE-2024-23651", "25.0.2", False),
        ]),
        ("containerd", "1.4.2", [("CVE-2020-15257", "1.4.3", False)]),
        ("containerd", "1.2.13", [("CVE-2020-15257", "1.3.9", False)]),
        ("containerd", "v1.7.24", [(None, None, False)]),
        ("docker-init", "0.19.0", [(None, None, False)]),
        ("Conmon", "conmon version 2.1.6, commit: unknown", [(None, None, False)]),
    ],
)  # fmt: skip
def test_holes(name: str, version: str, expected: list[Any]) -> None:
    assert holes(name, version) == expected
    assert whys(name, version) == []


@pytest.mark.parametrize(
    ("name", "version"),
    [("runc", "1.5.0"), ("runc", "9.0.0"), ("runc", ""), ("runc", "dev"), ("Engine", "17.05.0"), ("Engine", "30.0.0")],
)
def test_a_line_that_the_table_lacks_is_unknown_never_safe(name: str, version: str) -> None:
    assert holes(name, version) == [(None, None, False)]
    assert whys(name, version) == ["components[0].hole"]


@pytest.mark.parametrize(
    ("path", "hole"),
    [
        ("runc", "CVE-2024-21626"),
        ("/usr/local/bin/runc-1.1", "CVE-2024-21626"),
        ("/usr/bin/nvidia-container-runtime", "CVE-2024-21626"),
        ("/usr/bin/crun", None),
        ("/usr/bin/sysbox-runc", None),
        ("", None),
    ],
)
def test_the_default_runtime_has_the_name_that_it_was_given(path: str, hole: str | None) -> None:
    told = {"Components": [{"Name": "cards", "Version": "1.1.11"}]}
    found, unknown = components(told, {"cards": {"path": path, "args": [], "type": ""}})
    assert ([item["hole"] for item in found][:1], unknown) == ([hole], [])
    assert found[0]["name"] == "cards"


def test_an_engine_tells_which_program_its_default_runtime_is() -> None:
    told = info({"Runtimes": {"cards": {"path": "/usr/bin/nvidia-container-runtime"}}})
    given = snapshot(info=told, version={"Components": [{"Name": "cards", "Version": "1.1.11"}]})
    assert engine_facts(given, "host", None)["components"][0]["hole"] == "CVE-2024-21626"


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("Docker Desktop 4.44.2 (202017)", [("Docker Desktop", "4.44.2", "CVE-2025-9074", "workload", "likely")]),
        ("Docker Desktop 4.9.0 (80466)", [("Docker Desktop", "4.9.0", "CVE-2025-9074", "workload", "likely")]),
        ("Docker Desktop 4.44.3 (1)", [("Docker Desktop", "4.44.3", None, None, "certain")]),
        ("Docker Desktop 4.71.0 (1)", [("Docker Desktop", "4.71.0", None, None, "certain")]),
        ("Docker Engine - Community", []),
        ("", []),
    ],
)
def test_docker_desktop_names_itself_as_the_platform(platform: str, expected: list[Any]) -> None:
    found, unknown = components({"Components": [{}], "Platform": {"Name": platform}})
    told = [(one["name"], one["version"], one["hole"], one["needs"], one["certainty"]) for one in found]
    assert (told, unknown) == (expected, [])
    assert all(one["source"] == ["/Version/Platform/Name"] for one in found)


@pytest.mark.parametrize("entries", [{}, {"Components": None}, {"Components": []}, {"Components": 7}])
def test_an_engine_without_components_is_unknown(entries: dict[str, Any]) -> None:
    found, unknown = components(entries)
    assert (found, [entry["path"] for entry in unknown]) == ([], ["components"])


@pytest.mark.parametrize("platform", ["Docker Desktop", "Docker Desktop edge", "Docker Desktop 5.0.0"])
def test_a_docker_desktop_that_the_table_lacks_is_unknown(platform: str) -> None:
    _, unknown = components({"Components": [{}], "Platform": {"Name": platform}})
    assert [entry["path"] for entry in unknown] == ["components[0].hole"]


def test_a_line_whose_repair_is_not_known() -> None:
    assert [hole for hole, _, _ in holes("Engine", "23.0.15")] == ["GHSA-x744-4wpc-v9h2", None]
    assert whys("Engine", "23.0.15") == ["components[1].hole"]


def test_the_path_of_an_unknown_is_the_place_in_the_list() -> None:
    told = {"Components": [{"Name": "runc", "Version": "1.1.5"}, None, {"Name": "runc", "Version": "9"}]}
    found, unknown = components(told)
    assert len(found) == 3
    assert [entry["path"] for entry in unknown] == ["components[2].hole"]
    assert found[2]["source"] == ["/Version/Components/2"]


@pytest.mark.parametrize("version", [None, {}, {"Components": "x"}])
def test_components_that_cannot_be_read(version: Any) -> None:
    found, unknown = components(version)
    assert found == []
    assert [entry["path"] for entry in unknown] == ["components"]


@pytest.mark.parametrize("engine", ["docker-20.10.24", "docker-26.1.5", "docker-28.5.2", "podman-5.4.2"])
def test_distributions_packages_are_hints(engine: str) -> None:
    given = snapshot(info=info(engine=engine), version=sample(f"{engine}/version.json"))
    found = engine_facts(given, "host", None)["components"]
    assert any(item["hole"] for item in found)
    assert all(item["hint"] for item in found if item["hole"])
