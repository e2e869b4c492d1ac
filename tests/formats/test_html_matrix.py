from typing import Any

import pytest
from html_tree import Element, parse
from sample_parts import all_powers, dood_item, engine_part, finding, path_item, privilege, takeover, whole, workload

from inspector.formats.html_report import render
from inspector.model import FindingPart, WorkloadPart

SPACES = privilege()["namespaces"]


def _row(held: dict[str, Any] | None = None, *findings: FindingPart, **changes: Any) -> dict[str, Element]:
    """The cells of a container that holds this, by column."""
    one = workload("host", "web", "nginx:1", **({"privilege": privilege(**(held or {}))} | changes))
    table = _matrix(one, *findings)
    heads = [head.text for head in table.every("thead")[0].every("th")]
    row = table.every("tbody")[-1].every("tr")[-1]
    return dict(zip(heads, [*row.every("th"), *row.every("td")], strict=True))


def _matrix(one: WorkloadPart, *findings: FindingPart) -> Element:
    page = parse(render(whole([engine_part("host", container=1)], [one], list(findings))))
    return next(table for table in page.every("table") if "matrix" in table.styles)


def _cell(column: str, held: dict[str, Any], **changes: Any) -> tuple[str, str]:
    cell = _row(held, **changes)[column]
    return " ".join(cell.styles), cell.text


def test_the_default_is_empty_and_a_style_says_so() -> None:
    row = _row()
    assert {(one.text, *one.styles) for name, one in row.items() if name != "Container"} == {("",)}


@pytest.mark.parametrize(
    ("column", "held"),
    [
        ("Privileged", {"privileged": None}),
        ("Caps", {"capabilities": None}),
        ("Seccomp", {"seccomp": None}),
        ("LSM", {"apparmor": None}),
        ("User", {"user": {"name": "", "uid": None, "gid": None, "groups": [], "root": None}}),
        ("NNP", {"no_new_privileges": None}),
        ("PID", {"namespaces": SPACES | {"pid": {"mode": None, "effective": None, "target": None}}}),
        ("Net", {"namespaces": None}),
    ],
)
def test_what_is_not_known_never_looks_like_the_default(column: str, held: dict[str, Any]) -> None:
    style, words = _cell(column, held)
    assert style == "q"
    assert words == "unknown"


@pytest.mark.parametrize("held", [None, 7, "x", [], {"capabilities": [1], "namespaces": {"pid": 3}, "user": "root"}])
def test_a_wrong_shape_is_unknown(held: Any) -> None:
    row = _row(None, privilege=held)
    for column in ("Privileged", "Caps", "PID", "Mounts", "Devices", "Seccomp", "LSM", "User", "NNP"):
        assert row[column].styles == ["q"], column


def test_privileged_is_all_of_it() -> None:
    row = _row(None, privilege=all_powers(), takeover=takeover("host", "PRIV-001"))
    told = {name: (" ".join(one.styles), one.text) for name, one in row.items()}
    assert told["By"] == ("x", "privileged")
    assert told["Privileged"] == ("x", "yes")
    assert told["Caps"] == ("x", "all")
    assert told["Devices"] == ("x", "all")
    assert told["Seccomp"] == ("w", "off")
    assert told["LSM"] == ("w", "off")
    assert told["User"] == ("w", "root")


def test_a_capability_that_a_finding_grants_amounts_to_root() -> None:
    held = {
        "capabilities": {"bounding": ["SYS_MODULE", "NET_ADMIN"], "added": ["NET_ADMIN", "SYS_MODULE"], "dropped": []}
    }
    of = workload("host", "web", "nginx:1")
    found = finding("PRIV-002", of, {}, key="SYS_MODULE")
    row = _row(held, found, takeover=takeover("host", "PRIV-002"))
    assert (row["Caps"].styles, row["Caps"].text) == (["x"], "SYS_MODULE, NET_ADMIN")
    assert row["By"].text == "SYS_MODULE"
    weaker = _row(held)
    assert (weaker["Caps"].styles, weaker["Caps"].text) == (["w"], "NET_ADMIN, SYS_MODULE")


def test_fewer_capabilities_are_stricter() -> None:
    assert _cell("Caps", {"capabilities": {"bounding": [], "added": [], "dropped": ["ALL"]}}) == ("s", "none")
    assert _cell("Caps", {"capabilities": {"bounding": ["CHOWN"], "added": [], "dropped": ["KILL"]}}) == ("s", "fewer")


@pytest.mark.parametrize(
    ("effective", "target", "cell"),
    [("host", None, ("w", "host")), ("private", "api", ("w", "of api")), ("none", None, ("s", "none"))],
)
def test_namespaces(effective: str, target: str | None, cell: tuple[str, str]) -> None:
    spaces = SPACES | {"net": {"mode": "container", "effective": effective, "target": target}}
    assert _cell("Net", {"namespaces": spaces}) == cell


def test_a_socket_amounts_to_root_and_ordinary_paths_are_not_named() -> None:
    held = {
        "host_paths": [
            path_item("/run/docker.sock", rw=True, area="socket"),
            path_item("/srv", rw=True, area="x") | {"areas": []},
        ]
    }
    grant = {"dood": [dood_item("socket", path="/run/docker.sock")], "takeover": takeover("engine", "DOOD-001")}
    assert _cell("Mounts", held, privilege=privilege(**held), **grant) == ("x", "socket")
    assert _cell("Mounts", {"host_paths": [path_item("/srv", rw=True, area="x") | {"areas": []}]}) == ("", "")
    assert _cell("Mounts", {"host_paths": [path_item("/etc", rw=True, area="etc")]}) == ("w", "/etc")


def test_a_filtered_socket_is_no_root() -> None:
    assert _cell("Mounts", {}, dood=[dood_item("socket", access="filtered")]) == ("w", "socket")


def test_many_mounts_are_counted() -> None:
    held = {"host_paths": [path_item(f"/etc/{name}", rw=False, area="etc") for name in "abcd"]}
    assert _cell("Mounts", held) == ("w", "/etc/a, /etc/b +2")


def test_selinux_stands_where_the_engine_has_it() -> None:
    assert _cell("LSM", {"apparmor": "unsupported", "selinux": "disabled"}) == ("w", "SELinux off")
    assert _cell("LSM", {"apparmor": "unsupported", "selinux": "confined"}) == ("", "")
    assert _cell("LSM", {"apparmor": "unsupported", "selinux": "unsupported"}) == ("", "none")


def test_profiles_of_ones_own_are_named() -> None:
    assert _cell("Seccomp", {"seccomp": "custom"}) == ("", "custom")
    assert _cell("LSM", {"apparmor": "my-profile"}) == ("", "my-profile")


def test_users() -> None:
    other = {"name": "app", "uid": 1000, "gid": None, "groups": [], "root": False}
    assert _cell("User", {"user": other}) == ("s", "1000")
    unknown = other | {"uid": None, "root": None}
    assert _cell("User", {"user": unknown}) == ("q", "app")


def test_who_controls_a_nested_engine_is_root_by_it() -> None:
    grant = {"dood": [dood_item("tcp", controls="nested:ci")], "takeover": takeover("engine", "DOOD-026")}
    assert _row(None, **grant)["By"].text == "via ci"


def test_near_and_reach_name_the_rule_of_their_worst_finding() -> None:
    of = workload("host", "web", "nginx:1")
    row = _row(None, finding("RUN-001", of, {}), finding("NS-001", of, {}))
    assert (row["By"].styles, row["By"].text) == (["w"], "NS-001")


def test_state_is_said_when_it_does_not_run() -> None:
    assert _row(None, state="exited")["Container"].text == "web exited"
