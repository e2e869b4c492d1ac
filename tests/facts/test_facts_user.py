"""Who the first process is: every spelling of root, and what only the image can tell."""

import pytest
from facts_samples import DELETE, facts, reasons


@pytest.mark.parametrize(
    ("user", "uid", "gid", "root"),
    [
        ("", 0, None, True),
        ("root", 0, None, True),
        ("0", 0, None, True),
        ("00", 0, None, True),
        ("+0", 0, None, True),
        ("-0", 0, None, True),
        ("0:0", 0, 0, True),
        ("0:x", 0, None, True),
        ("root:root", 0, 0, True),
        (":1000", 0, 1000, True),
        (":", 0, None, True),
        ("1000", 1000, None, False),
        ("1000:0", 1000, 0, False),
        ("+1000:+5", 1000, 5, False),
        ("-5", -5, None, False),
        ("1000:docker", 1000, None, False),
        ("9" * 5000, None, None, False),
        ("0" * 5000, 0, None, True),
        ("toor", None, None, None),
        ("nobody:0", None, 0, None),
        ("0x0", None, None, None),
        (" 0", None, None, None),
        ("0_0", None, None, None),
        ("\u0660", None, None, None),  # a digit to Python, a name to Go
        ("+", None, None, None),
        ("Root", None, None, None),
    ],
)
def test_user_spellings(*, user: str, uid: int | None, gid: int | None, root: bool | None) -> None:
    found = facts({"Config.User": user})
    assert found["user"] == {"name": user, "uid": uid, "gid": gid, "groups": [], "root": root}
    assert ("user.root" in reasons(found)) == (root is None)
    assert ("user.uid" in reasons(found)) == (root is None)
    assert ("user.gid" in reasons(found)) == (gid is None)


@pytest.mark.parametrize("value", [None, 0, ["root"], {}, DELETE])
def test_a_user_that_is_no_text_is_unknown(value: object) -> None:
    found = facts({"Config.User": value})
    assert found["user"]["root"] is None
    assert set(reasons(found)) >= {"user.name", "user.uid", "user.root", "user.gid"}
    assert found["capabilities"]["effective"] == found["capabilities"]["bounding"], "an unknown user may be root"


def test_groups_are_as_given() -> None:
    assert facts({"HostConfig.GroupAdd": ["998", "docker"]})["user"]["groups"] == ["998", "docker"]
    assert "user.groups" not in reasons(facts({"HostConfig.GroupAdd": None}))
    odd = facts({"HostConfig.GroupAdd": ["998", 5]})
    assert odd["user"]["groups"] == ["998"]
    assert "user.groups" in reasons(odd)


def test_sources_name_the_raw_fields() -> None:
    assert facts()["sources"]["user"] == ["/Config/User"]
